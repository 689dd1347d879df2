"""A run that is watched, with Streamlit's AppTest and runs that were made up."""

from typing import Any

import pytest
import streamlit as st

from model.errors import UserError
from pages.train import replay
from tests.fake_runs_page import standing_in
from tests.fake_trainings import a_run, progress
from training.config import TrainingConfig
from training.runs.run import Status


@pytest.fixture
def page(monkeypatch):
    with standing_in(monkeypatch) as make:
        yield make


def test_without_a_run_everything_has_its_place(page):
    shown = page().open(None)
    assert "Press Train" in shown.html and "No run yet" in shown.html
    assert shown.html.count("<li") == 10
    assert shown.figure["layout"]["xaxis"]["range"][1] >= 10
    assert not any(shown.buttons[f"watch-{name}"] for name in ("pause", "step", "stop"))
    assert not shown.followed
    assert "Runs stay here" in shown.html


def test_an_unknown_run_is_explained(page):
    shown = page().open("no-such-run")
    assert "There is no run with this address" in shown.html
    assert not shown.followed


@pytest.mark.parametrize(
    ("position", "words"),
    [(0, "It starts in a moment."), (1, "One training comes first."), (3, "Three trainings come")],
)
def test_a_waiting_run_says_how_many_come_first(page, position, words):
    waiting = a_run(0, Status.WAITING, position=position, epochs=(), snapshots=(), latest=None)
    shown = page(waiting).open()
    assert words in shown.html
    assert not shown.buttons["watch-pause"] and shown.buttons["watch-stop"]
    assert shown.followed


def test_a_live_run_shows_how_far_it_is(page):
    shown = page(a_run(2, progress=progress(3))).open()
    assert "Epoch 3 of 5" in shown.html
    assert "about 40 s left · 182,000 images/s" in shown.html
    assert "width:50.00%" in shown.html
    assert shown.followed.startswith("runs/run-1/events?theme=light&log=0&zoom=0&pad=")


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


def test_the_end_is_noticed_and_nothing_is_followed_any_more(page):
    shown = page(a_run(4)).open()
    assert shown.followed
    shown.service.runs["run-1"] = a_run(5, Status.FINISHED)
    shown.run()
    assert not shown.followed
    assert shown.links and "watch-pause" not in shown.buttons


def test_notices_about_a_run_are_shown(page):
    assert "can’t be saved" in page(a_run(1, notices=("It can’t be saved.",))).open().html


def test_names_are_text(page):
    shown = page(a_run(1, name="<script>alert(1)</script>")).open()
    assert "<script>" not in shown.html and "&lt;script&gt;" in shown.html


def replayed(shown: Any) -> Any:
    """What the browser is told of the replay."""
    return next(each for each in shown.told if "epochs" in each)


@pytest.mark.slow
def test_the_epoch_that_is_replayed_is_what_the_page_shows(page, monkeypatch):
    sent: list[Any] = []

    def stand_in(on_reached_change: Any, **_: Any) -> None:
        if sent:
            st.session_state["watch-replay"] = {"reached": sent.pop()}
            on_reached_change()

    monkeypatch.setattr(replay, "_replay", stand_in)
    shown = page(a_run(5, Status.FINISHED, snapshots=(0, 2, 5))).open().draw()
    last = bars(shown.html)
    sent.append({"number": 1, "said": {"run": "run-1", "at": "0"}})
    shown.run().run()
    assert 'data-epoch="0"' in shown.html and bars(shown.html) != last
    for junk in (
        None,
        3,
        {"said": 1},
        {"said": {"run": "run-1", "at": "3"}},
        {"said": {"at": "1"}},
    ):
        sent.append(junk)
        shown.run().run()
        assert 'data-epoch="0"' in shown.html


def test_a_replay_begins_at_the_end(page):
    told = replayed(page(a_run(5, Status.FINISHED, snapshots=(0, 2, 5))).open())
    assert told["epochs"] == [0, 2, 5] and told["at"] == 2
    assert told["titles"] == ["before the first epoch", "epoch 2", "epoch 5"]
    assert not any("epochs" in each for each in page(a_run(2)).open().told)


def test_damaged_weights_are_explained_and_the_rest_is_there(page, monkeypatch):
    shown = page(a_run(5, Status.FINISHED))

    def refuse(*_: Any) -> None:
        raise UserError("These weights were altered on disk.")

    monkeypatch.setattr(shown.service, "snapshot", refuse)
    assert "These weights were altered on disk." in shown.open().html
    assert shown.figure["data"][0]["x"] == [0, 1, 2, 3, 4, 5]
