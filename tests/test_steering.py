"""A run that is steered: buttons, the learning rate, refusals."""

import pytest

from tests.fake_runs_page import standing_in
from tests.fake_trainings import a_run
from training.config import TrainingConfig
from training.runs.run import Status


@pytest.fixture
def page(monkeypatch):
    with standing_in(monkeypatch) as make:
        yield make


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


@pytest.mark.parametrize("rate", [0.01, 0.00123])
def test_without_a_run_the_slider_shows_the_rate_that_is_set_up(page, rate):
    shown = page().open(None)
    slider = shown.app.select_slider(key="watch-rate-")
    assert slider.value == TrainingConfig().learning_rate and slider.disabled
    shown.app.session_state["train-state"].values["learning_rate"] = rate
    assert shown.run().app.select_slider(key="watch-rate-").value == rate
