"""A run that goes while it is watched: somebody deletes it, or it never begins."""

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
    ("run", "status", "sentence"),
    [
        (a_run(5, Status.FINISHED), "deleted", "has been deleted: by its owner, or by the server"),
        (a_run(2), "deleted", "has been deleted: by its owner"),
        (a_run(0, Status.WAITING, epochs=()), "not begun", "taken out of the queue before it"),
        (a_run(0, epochs=()), "not begun", "stopped before it had learned anything"),
    ],
)
def test_a_run_that_goes_is_missed_and_explained(page, run, status, sentence):
    shown = page(run).open(visitor="somebody else")
    del shown.service.runs[run.id]
    shown.run()
    assert f"“12 ReLU” {'' if sentence.startswith('has') else 'was '}{sentence}" in shown.html
    assert f'"none">{status}<' in shown.html and "No run yet" not in shown.html
    assert not shown.followed
    assert not any(shown.buttons[f"watch-{name}"] for name in ("pause", "step", "stop"))
    assert shown.press("watch-draw-one").app.session_state.pad.drawing


def test_why_somebody_else_ended_it_is_told_and_what_is_left(page):
    run = a_run(0, Status.WAITING, epochs=())
    shown = page(run).open()
    shown.service.reasons[run.id] = "The teacher cleared the queue."
    del shown.service.runs[run.id]
    told = "was taken out of the queue before it began. The teacher cleared the queue."
    assert told in shown.run().html and "still here" not in shown.html


def test_settings_that_are_still_set_are_said_to_be_there(page):
    run = a_run(0, Status.WAITING, epochs=(), config=TrainingConfig())
    shown = page(run).open()
    shown.service.reasons[run.id] = "The teacher cleared the queue."
    del shown.service.runs[run.id]
    assert "The teacher cleared the queue. Its settings are still here." in shown.run().html


def test_the_next_run_makes_it_forgotten(page):
    shown = page(a_run(5, Status.FINISHED), a_run(3, id="run-2")).open()
    del shown.service.runs["run-1"]
    assert "has been deleted" in shown.run().html
    assert "has been deleted" not in shown.open("run-2").html
    assert "has been deleted" not in shown.open(None).html
