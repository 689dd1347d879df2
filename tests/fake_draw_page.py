"""The Draw page without a browser: stand-ins for its canvas and its networks, and a hand."""

import base64
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from model import library, loading
from model.recogniser import Recogniser
from pages.shared.pad.drawing import PAD_SIZE
from pages.shared.pad.paper import BLANK_PAPER
from training.runs import service

SURE_OF_SEVEN = {7: 0.98}
FOUR_OR_NINE = {4: 0.5, 9: 0.45}
ANYTHING = {4: 0.3}


class Canned(Recogniser):
    """A recogniser that answers the same whatever it is shown."""

    def __init__(self, answer: dict[int, float]) -> None:
        rest = (1 - sum(answer.values())) / (10 - len(answer))
        self._answer = np.array([answer.get(digit, rest) for digit in range(10)], np.float32)

    def predict(self, images: np.ndarray) -> np.ndarray:
        return np.repeat(self._answer[None], len(images), axis=0)


class AtOnce:
    """An executor that doesn't wait for a thread."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def submit(self, job: Callable, *arguments: Any) -> None:
        job(*arguments)


class Never(AtOnce):
    """An executor whose thread is always busy with something else."""

    def submit(self, job: Callable, *arguments: Any) -> None:
        pass


class Page:
    """The app under test, and a hand that draws on its pad."""

    def __init__(self) -> None:
        self.app = AppTest.from_file("../pages/main.py", default_timeout=30)
        self.told: list[dict[str, Any]] = []

    def open(self, **address: str) -> "Page":
        self.app.query_params.update(address)
        self.run()
        self.pad.restore({"strokes": []})  # the browser reports that the pad is there
        return self.run()

    def run(self) -> "Page":
        self.app.run()
        assert not self.app.exception
        return self

    def stand_in_canvas(self, **options: Any) -> None:
        """What the page calls instead of the real canvas, which needs a browser."""
        self.told.append(options)
        st.session_state.setdefault(options["key"], {})

    def draw(self, *strokes: list[tuple[float, float]]) -> "Page":
        """Add strokes to what the pad shows, as the browser would send it."""
        shown = self.pad.drawing.to_canvas("black")["objects"]
        self.pad.receive(message(shown, *strokes, paper=self.pad.paper.color))
        return self.run()

    @property
    def address(self) -> dict[str, str]:
        """What the page's address says."""
        return told_address(self.app, "draw")

    @property
    def pad(self) -> Any:
        return self.app.session_state["pad"]

    @property
    def frame(self) -> dict[str, Any]:
        """What the pad's frame in the browser was told, with the answer."""
        components = [each.proto.json for each in self.app.get("bidi_component")]
        return next(json.loads(data) for data in components if data and '"answer"' in data)

    @property
    def html(self) -> str:
        shown = "".join(element.proto.body for element in self.app.get("html"))
        return shown + self.frame["answer"]

    @property
    def bars(self) -> list[float]:
        return [float(share) for share in re.findall(r"--share:([\d.]+)", self.frame["answer"])]

    @property
    def winners(self) -> list[int]:
        """The digits whose bars stand out."""
        rows = re.findall(r"<li ([^>]*)>", self.html)
        return [digit for digit, kinds in enumerate(rows) if "dl-won" in kinds]


def forget_services() -> None:
    """Have the next page make what a server makes once."""
    st.cache_resource.clear()
    loading.networks.cache_clear()
    service._made.cache_clear()


def told_address(app: AppTest, page: str) -> dict[str, str]:
    """What a browser was told last to put into the address of a page."""
    return app.session_state[f"{page}-state"].told[-1]


def message(
    objects: list[dict],
    *strokes: list[tuple[float, float]],
    size: int = PAD_SIZE,
    paper: str = BLANK_PAPER.color,
) -> dict[str, Any]:
    """What the canvas sends: its objects, some new strokes, and a picture with ink in it."""
    added = [
        {
            "type": "Path",
            "path": [["M", *stroke[0]], *(["L", *point] for point in stroke[1:])],
            "stroke": "black",
            "strokeWidth": 28,
            "strokeLineCap": "round",
            "strokeLineJoin": "round",
            "fill": None,
        }
        for stroke in strokes
    ]
    pixels = np.zeros((size, size, 4), np.uint8)
    if objects or added:
        pixels[60:200, 100:130, 3] = 255
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    url = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    raw = {"version": "7.4.0", "objects": objects + added, "background": paper}
    return {"raw": raw, "data": url}


LINE = [(110, 70), (115, 190)]
DASH = [(90, 120), (150, 121)]


def press(page: Page, name: str) -> None:
    """Press one of the frame's buttons, as the page's script would do it."""
    assert f'data-press="{name}">' in page.frame["answer"] + page.frame["tools"]
    pad = page.pad
    actions = {
        "undo": pad.undo,
        "clear": pad.clear,
        "draw": lambda: pad.put_pen_digit(28),
        "retry": lambda: loading.networks().retry("default"),
    }
    pad.take_presses([[pad.pressed + 1, name]], lambda pressed: actions[pressed]())
    page.run()


@contextmanager
def standing_in(
    monkeypatch: pytest.MonkeyPatch, load: Callable[[str], Recogniser]
) -> Iterator[Page]:
    """The page with a stand-in for its canvas; its networks come from `load`, at once."""
    page = Page()
    canvas = SimpleNamespace(st_canvas=page.stand_in_canvas)
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", canvas)
    monkeypatch.setattr(loading, "ThreadPoolExecutor", AtOnce)
    monkeypatch.setattr(library, "load", load)
    forget_services()
    yield page
    forget_services()
