"""What the Train page shows of runs, with Streamlit's AppTest and runs that were made up."""

import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.preprocess import INK
from pages.shared.pad.pad import BLANK
from pages.train import run_table, watch
from pages.train import state as train_state
from tests.fake_draw_page import forget_services
from tests.fake_trainings import OWNER, FakeTrainings, a_run, progress
from training.config import TrainingConfig
from training.recipes import recipe
from training.runs.run import Outcome, Run, Status

FIRST = recipe("first-network")


def script() -> None:
    """The part of the Train page that shows runs."""
    import streamlit as st

    from pages.train.run_table import show_runs
    from pages.train.watch import show_run

    show_run(st.session_state.open_run, st.session_state.visitor)
    show_runs(st.session_state.visitor, st.session_state.open_run)


class Page:
    """The runs on the Train page, and whoever looks at them."""

    def __init__(self, *runs: Run) -> None:
        self.service = FakeTrainings(*runs)
        self.app = AppTest.from_function(script, default_timeout=30)
        self.paces: list[float | None] = []
        self.links: list[dict[str, Any]] = []

    def open(self, run_id: str | None = "run-1", visitor: str = OWNER) -> "Page":
        self.app.session_state.open_run = run_id
        self.app.session_state.visitor = visitor
        return self.run()

    def run(self) -> "Page":
        self.app.run()
        assert not self.app.exception
        return self

    def press(self, key: str) -> "Page":
        self.app.button(key=key).click()
        return self.run()

    def draw(self) -> "Page":
        """Put ink on the pad, as the browser would."""
        pad = self.app.session_state.pad
        pad.ink = BLANK.copy()
        pad.ink[60:200, 100:130] = INK
        return self.run()

    @property
    def html(self) -> str:
        """All HTML on the page, whether plain or steady."""
        plain = [element.proto.body for element in self.app.get("html")]
        steady = [
            json.loads(element.proto.json).get("html", "")
            for element in self.app.get("bidi_component")
            if element.proto.json
        ]
        return "".join(plain + steady)

    @property
    def figure(self) -> dict[str, Any]:
        return json.loads(self.app.get("plotly_chart")[0].proto.spec)

    @property
    def buttons(self) -> dict[str, bool]:
        """The buttons by key, and whether they can be pressed."""
        return {button.key: not button.disabled for button in self.app.button}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch):
    def make(*runs: Run) -> Page:
        made = Page(*runs)
        monkeypatch.setattr(watch, "trainings", lambda: made.service)
        monkeypatch.setattr(watch, "CURVES_EVERY", 0.0)
        monkeypatch.setattr(run_table, "trainings", lambda: made.service)
        monkeypatch.setattr(train_state, "trainings", lambda: made.service)
        real = st.fragment

        def fragment(function: Any = None, **options: Any) -> Any:
            if "run_every" in options:
                made.paces.append(options["run_every"])
            return real(function, **options)

        monkeypatch.setattr(st, "fragment", fragment)
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


# Nothing yet.


def test_without_a_run_everything_has_its_place(page):
    shown = page().open(None)
    assert "Press Train" in shown.html and "No run yet" in shown.html
    assert shown.html.count("<li") == 10
    assert shown.figure["layout"]["xaxis"]["range"][1] >= 10
    assert not any(shown.buttons[f"watch-{name}"] for name in ("pause", "step", "stop"))
    assert shown.paces == [None]
    assert "Runs stay here" in shown.html


def test_an_unknown_run_is_explained(page):
    shown = page().open("no-such-run")
    assert "There is no run with this address" in shown.html
    assert shown.paces == [None]


@pytest.mark.parametrize(
    ("position", "words"),
    [(0, "It starts in a moment."), (1, "One training comes first."), (3, "Three trainings come")],
)
def test_a_waiting_run_says_how_many_come_first(page, position, words):
    waiting = a_run(0, Status.WAITING, position=position, epochs=(), snapshots=(), latest=None)
    shown = page(waiting).open()
    assert words in shown.html
    assert not shown.buttons["watch-pause"] and shown.buttons["watch-stop"]
    assert shown.paces[-1] == (watch.SLOW_POLL if position else watch.POLL)


# Under way.


def test_a_live_run_shows_how_far_it_is(page):
    shown = page(a_run(2, progress=progress(3))).open()
    assert "Epoch 3 of 5" in shown.html
    assert "41 s left · 182,000 images/s" in shown.html
    assert "width:50.00%" in shown.html
    assert shown.paces == [watch.POLL]
    assert shown.paces[0] <= 0.5


def test_curves_grow_with_the_run(page):
    shown = page(a_run(1)).open()
    assert shown.figure["data"][0]["x"] == [0, 1]
    shown.service.change("run-1", epochs=a_run(4).epochs, latest=4.0)
    assert shown.run().figure["data"][0]["x"] == [0, 1, 2, 3, 4]


def test_curves_are_drawn_once_a_second_but_their_first_point_at_once(page, monkeypatch):
    shown = page(a_run(0, epochs=())).open()
    monkeypatch.setattr(watch, "CURVES_EVERY", 3600.0)
    shown.service.change("run-1", epochs=a_run(1).epochs, latest=1.0)
    assert shown.run().figure["data"][0]["x"] == [0, 1]
    shown.service.change("run-1", epochs=a_run(4).epochs, latest=4.0)
    assert shown.run().figure["data"][0]["x"] == [0, 1]
    monkeypatch.setattr(watch, "CURVES_EVERY", 0.0)
    assert shown.run().figure["data"][0]["x"] == [0, 1, 2, 3, 4]


def test_an_unchanged_run_is_not_made_into_a_figure_again(page, monkeypatch):
    made = []
    real = watch.learning_curves
    monkeypatch.setattr(watch, "learning_curves", lambda *given: made.append(given) or real(*given))
    shown = page(a_run(2)).open()
    shown.run().run()
    assert len(made) == 1
    shown.service.change("run-1", progress=progress(3))
    shown.run()
    assert len(made) == 2


def test_the_digit_is_read_with_the_latest_weights(page):
    shown = page(a_run(1)).open()
    assert "Nothing to show yet" in shown.html
    shown.draw()
    before = shown.html
    assert "Its best guess is" in before
    shown.service.change("run-1", latest=1.4)
    assert bars(shown.run().html) != bars(before)
    assert 'data-epoch="1.4"' in shown.html


def bars(html: str) -> str:
    return html[html.index('<ol class="dl-bars"') : html.index("</ol>")]


def test_a_pen_digit_can_be_had_on_the_spot(page):
    shown = page().open(None).press("watch-draw-one")
    assert shown.app.session_state.pad.drawing
    assert not shown.press("watch-clear").app.session_state.pad.drawing


def test_tiles_are_hidden_units_or_class_maps(page):
    assert "Hidden units as they learn" in page(a_run(1)).open().html
    flat = a_run(1, config=TrainingConfig(hidden_units=(), epochs=5))
    shown = page(flat).open().html
    assert "What each digit’s weights look for" in shown and ">9</span>" in shown
    assert "against −" in shown


def test_the_loss_can_be_seen_logarithmically_and_the_accuracy_closer(page):
    shown = page(a_run(3)).open()
    shown.app.toggle(key="watch-log").set_value(True)
    shown.app.toggle(key="watch-zoom").set_value(True)
    layout = shown.run().figure["layout"]
    assert layout["yaxis2"]["type"] == "log" and layout["yaxis"]["range"][0] > 0


@pytest.mark.parametrize(
    ("key", "status", "call"),
    [
        ("watch-pause", Status.RUNNING, "pause"),
        ("watch-pause", Status.PAUSED, "resume"),
        ("watch-step", Status.PAUSED, "step"),
        ("watch-stop", Status.RUNNING, "stop"),
    ],
)
def test_the_owner_steers(page, key, status, call):
    shown = page(a_run(1, status)).open().press(key)
    assert shown.service.calls == [(call, "run-1")]


def test_the_learning_rate_follows_the_run_and_the_hand(page):
    shown = page(a_run(1)).open()
    slider = shown.app.select_slider(key="watch-rate-run-1")
    assert slider.value == 0.001 and not shown.service.calls
    slider.set_value(0.01)
    shown.run()
    assert shown.service.calls == [("set_learning_rate", "run-1", 0.01)]
    # The training has not heard of it yet: the slider stays where the hand put it.
    assert shown.run().app.select_slider(key="watch-rate-run-1").value == 0.01
    shown.service.change("run-1", learning_rate=0.05)
    assert shown.run().app.select_slider(key="watch-rate-run-1").value == 0.05
    assert len(shown.service.calls) == 1


def test_a_slider_that_reports_what_is_known_steers_nothing(page):
    shown = page(a_run(1)).open()
    shown.app.select_slider(key="watch-rate-run-1").set_value(0.001)
    assert not shown.run().service.calls


def test_a_rate_in_32_bits_is_the_rate_that_was_chosen(page):
    shown = page(a_run(1, learning_rate=0.0010000000474974513)).open()
    slider = shown.app.select_slider(key="watch-rate-run-1")
    assert slider.value == 0.001 and len(set(slider.options)) == len(slider.options)


def test_whoever_watches_someone_elses_run_can_not_steer(page):
    shown = page(a_run(1)).open(visitor="somebody else")
    assert "someone else’s run" in shown.html
    assert not any(shown.buttons[f"watch-{name}"] for name in ("pause", "step", "stop"))
    assert shown.app.select_slider(key="watch-rate-run-1").disabled


def test_a_refusal_is_said_and_forgotten_with_the_next_success(page):
    shown = page(a_run(1)).open()
    shown.service.refusal = "This run has just ended."
    assert "This run has just ended." in shown.press("watch-pause").html
    shown.service.refusal = ""
    assert "This run has just ended." not in shown.press("watch-pause").html


def test_the_end_is_noticed_and_looking_stops(page):
    shown = page(a_run(4)).open()
    assert shown.paces == [watch.POLL]
    shown.service.runs["run-1"] = a_run(5, Status.FINISHED)
    shown.run()
    assert shown.paces[-1] is None
    assert "watch-delete-now" in shown.buttons and "watch-pause" not in shown.buttons


def test_notices_about_a_run_are_shown(page):
    assert "can’t be saved" in page(a_run(1, notices=("It can’t be saved.",))).open().html


def test_names_are_text(page):
    shown = page(a_run(1, name="<script>alert(1)</script>")).open()
    assert "<script>" not in shown.html and "&lt;script&gt;" in shown.html


# Theirs and yours.


def test_theirs_stands_beside_yours(page):
    run = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name)
    html = page(run).open().html
    assert 'data-figure="theirs"' in html and "97.8 %" in html
    assert 'data-figure="yours"' in html and "97.9 %" in html
    assert "a little overfitting" in html


def test_the_sample_is_never_shown_beside_published_figures(page):
    run = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name, is_sample=True)
    html = page(run).open().html
    assert "theirs" not in html.lower().replace("isn’t shown beside published figures", "")
    assert "small sample of MNIST" in html


def test_the_test_accuracy_is_shown_unless_it_is_yours_already(page):
    shallow = recipe("shallow-net")
    stopped = a_run(14, Status.STOPPED, config=shallow.config, recipe=shallow.name)
    assert 'data-figure="test"' in page(stopped).open().html
    ended = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name)
    assert 'data-figure="test"' not in page(ended).open().html


def test_different_epochs_are_named(page):
    scaled = recipe("scaled-inputs")
    run = a_run(2, Status.STOPPED, config=scaled.config, recipe=scaled.name)
    assert "Theirs is after epoch 5, yours after epoch 2." in page(run).open().html


# Afterwards.


def test_the_slider_replays_the_epochs(page):
    shown = page(a_run(5, Status.FINISHED)).open().draw()
    assert shown.figure["layout"]["shapes"][0]["x0"] == 5
    last = bars(shown.html)
    shown.app.select_slider(key="watch-replay-run-1").set_value(0)
    shown.run()
    assert shown.figure["layout"]["shapes"][0]["x0"] == 0
    assert 'data-epoch="0"' in shown.html and bars(shown.html) != last


def test_an_epoch_that_was_not_kept_can_not_be_asked_for(page):
    shown = page(a_run(5, Status.FINISHED, snapshots=(0, 2, 5))).open()
    shown.app.session_state["watch-replay-run-1"] = 4
    assert shown.run().figure["layout"]["shapes"][0]["x0"] == 5


def test_damaged_weights_are_explained_and_the_rest_is_there(page, monkeypatch):
    from model.errors import UserError

    shown = page(a_run(5, Status.FINISHED))

    def refuse(*_: Any) -> None:
        raise UserError("These weights were altered on disk.")

    monkeypatch.setattr(shown.service, "snapshot", refuse)
    assert "These weights were altered on disk." in shown.open().html
    assert shown.figure["data"][0]["x"] == [0, 1, 2, 3, 4, 5]


def test_a_diverged_run_says_why(page):
    run = a_run(1, Status.DIVERGED)
    run = Run(
        **vars(run) | {"outcome": Outcome(Status.DIVERGED, "Try a lower rate.", None, None, 1.0)}
    )
    assert "Try a lower rate." in page(run).open().html


@pytest.mark.parametrize("status", [Status.FAILED, Status.INTERRUPTED, Status.STOPPED])
def test_a_run_that_ended_before_it_began_can_be_looked_at(page, status):
    run = a_run(0, status, epochs=(), snapshots=(), latest=None)
    shown = page(run).open()
    assert shown.links[-1]["disabled"]


def test_the_way_to_draw_for_it_names_the_network(page):
    shown = page(a_run(5, Status.FINISHED)).open()
    assert shown.links[-1]["query_params"] == {"network": "run-run-1"}
    assert not shown.links[-1]["disabled"]


def test_a_run_is_renamed(page):
    shown = page(a_run(5, Status.FINISHED)).open()
    name = shown.app.text_input(key="watch-name-run-1")
    assert name.proto.max_chars == 60
    name.set_value("  Class 9b ")
    shown.run()
    assert ("rename", "run-1", "Class 9b") in shown.service.calls
    assert "Class 9b" in shown.run().html


def test_a_run_is_deleted_only_after_a_second_press(page):
    shown = page(a_run(5, Status.FINISHED)).open()
    shown.app.session_state.open_run = None  # what the page takes from the address by then
    shown.press("watch-delete-now")
    assert ("delete", "run-1") in shown.service.calls and not shown.service.runs


def test_a_run_of_somebody_else_is_neither_renamed_nor_deleted(page):
    shown = page(a_run(5, Status.FINISHED)).open(visitor="somebody else")
    assert shown.app.text_input(key="watch-name-run-1").disabled


# The list.


def test_the_list_has_a_line_for_each_own_run(page):
    runs = [a_run(5, Status.FINISHED, id="run-1"), a_run(2, Status.STOPPED, id="run-2")]
    shown = page(*runs, a_run(1, id="run-3", owner="somebody else")).open("run-2")
    (table,) = [
        json.loads(element.proto.json)
        for element in shown.app.get("bidi_component")
        if "rows" in element.proto.json
    ]
    assert [row["id"] for row in table["rows"]] == ["run-2", "run-1"]
    assert [row["open"] for row in table["rows"]] == [True, False]
    cells = dict(zip(table["columns"], table["rows"][1]["cells"], strict=True))
    assert cells["Test accuracy"] == ["97.9 %", 0.979]
    assert cells["Parameters"] == ["9,550", 9550]
    assert cells["Settings"][0] == "12 ReLU · Adam 0.001 · batch 128 · 5 epochs"


def test_one_ticked_run_can_be_set_up_again(page, monkeypatch):
    run = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name)
    monkeypatch.setattr(run_table, "_picked", lambda runs: runs[:1])
    adopted = []
    monkeypatch.setattr(train_state.TRAIN, "adopt", lambda *given: adopted.append(given))
    page(run).open(None).press("runs-again")
    assert adopted == [(FIRST.config,)]


def test_one_ticked_run_can_be_opened(page, monkeypatch):
    monkeypatch.setattr(run_table, "_picked", lambda runs: runs[:1])
    opened = []
    monkeypatch.setattr(train_state.TRAIN, "open_run", opened.append)
    page(a_run(5, Status.FINISHED)).open(None).press("runs-open")
    assert opened == ["run-1"]


def test_ticked_runs_are_laid_over_one_another(page, monkeypatch):
    runs = [a_run(5, Status.FINISHED, id=f"run-{number}") for number in range(3)]
    monkeypatch.setattr(run_table, "_picked", lambda runs: runs)
    shown = page(*runs).open(None)
    overlay = json.loads(shown.app.get("plotly_chart")[1].proto.spec)
    assert len(overlay["data"]) == 6
    assert "The same settings, seed included" in shown.html


@pytest.mark.parametrize("forged", [None, "run-1", [3, None], {"a": 1}, ["unknown"]])
def test_forged_ticks_are_nothing(monkeypatch, forged):
    monkeypatch.setattr(run_table, "state", {"run-table": {"picked": forged}})
    assert run_table._picked([a_run(1)]) == []


def test_ticked_runs_come_in_the_order_of_the_ticks(monkeypatch):
    monkeypatch.setattr(run_table, "state", {"run-table": {"picked": ["b", "a", "b"]}})
    runs = [a_run(1, id="a"), a_run(1, id="b")]
    assert [run.id for run in run_table._picked(runs)] == ["b", "a"]


def test_only_settings_that_differ_are_compared():
    runs = [a_run(5, Status.FINISHED, config=TrainingConfig(batch_size=size)) for size in (32, 128)]
    html = run_table._differences(runs, run_table._names(runs))
    assert "Batch size" in html and "Optimizer" not in html and "Test accuracy" in html
    same = run_table._differences([runs[0]] * 2, ["one", "two"])
    assert "The same settings, seed included" in same


def test_runs_of_the_same_name_are_numbered():
    assert run_table._names([a_run(name="A"), a_run(name="B"), a_run(name="A")]) == [
        "A (1)",
        "B",
        "A (2)",
    ]
