"""What the Train page shows of runs, with Streamlit's AppTest and runs that were made up."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.preprocess import INK
from pages.shared.pad.pad import BLANK
from pages.train import afterwards, gone, run_table, snapshot, state, steering, watch
from tests.fake_draw_page import forget_services
from tests.fake_trainings import OWNER, FakeTrainings
from training.runs.run import Run


def script() -> None:
    """The part of the Train page that shows runs."""
    import streamlit as st

    from pages.train.run_table import show_runs
    from pages.train.watch import show_run

    show_run(st.session_state.open_run, st.session_state.visitor)
    show_runs(st.session_state.visitor, st.session_state.open_run)


class RunsPage:
    """The runs on the Train page, and whoever looks at them."""

    def __init__(self, *runs: Run) -> None:
        self.service = FakeTrainings(*runs)
        self.app = AppTest.from_function(script, default_timeout=30)
        self.links: list[dict[str, Any]] = []

    def open(self, run_id: str | None = "run-1", visitor: str = OWNER) -> "RunsPage":
        self.app.session_state.open_run = run_id
        self.app.session_state.visitor = visitor
        return self.run()

    def unfold(self, popover: str, is_open: bool = True) -> "RunsPage":
        """Open or close a popover by its key, as the browser would."""
        self.app.session_state[popover] = is_open
        return self.run()

    def run(self) -> "RunsPage":
        self.app.run()
        assert not self.app.exception
        return self

    def press(self, key: str) -> "RunsPage":
        self.app.button(key=key).click()
        return self.run()

    def draw(self) -> "RunsPage":
        """Put ink on the pad, as the browser would."""
        pad = self.app.session_state.pad
        pad.ink = BLANK.copy()
        pad.ink[60:200, 100:130] = INK
        return self.run()

    @property
    def html(self) -> str:
        """All HTML on the page, whether plain or steady."""
        plain = [element.proto.body for element in self.app.get("html")]
        return "".join(plain + [each.get("html", "") for each in self.told])

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the components of the page were told."""
        components = self.app.get("bidi_component")
        return [json.loads(each.proto.json) for each in components if each.proto.json]

    @property
    def followed(self) -> str:
        """Where the browser is to follow the run; empty if it has nothing to follow."""
        return next(each["address"] for each in self.told if "address" in each)

    @property
    def figure(self) -> dict[str, Any]:
        return self.figures[0]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """Every chart on the page, as Plotly.js has it."""
        return [each["figure"] for each in self.told if "figure" in each]

    @property
    def buttons(self) -> dict[str, bool]:
        """The buttons by key, and whether they can be pressed."""
        return {button.key: not button.disabled for button in self.app.button}


@contextmanager
def standing_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., RunsPage]]:
    """What makes a page of made-up runs: no canvas, no trainings, no other pages."""

    def make(*runs: Run) -> RunsPage:
        made = RunsPage(*runs)
        for module in (afterwards, gone, run_table, snapshot, state, steering, watch):
            monkeypatch.setattr(module, "trainings", lambda: made.service)
        # Links to pages need the app's navigation, which isn't part of this.
        monkeypatch.setattr(st, "page_link", lambda page, **options: made.links.append(options))
        return made

    canvas = SimpleNamespace(
        st_canvas=lambda **given: st.session_state.setdefault(given["key"], {})
    )
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", canvas)
    st.cache_data.clear()
    forget_services()
    yield make
    st.cache_data.clear()
    forget_services()
