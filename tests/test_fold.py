"""What events make of a run."""

import pytest

from tests.puppet import CONFIG, EPOCH
from training.runs.fold import after, ended, from_values, without_kept
from training.runs.run import Epoch, Outcome, Progress, Run, Status

NEW = Run.new("run-1", CONFIG, None, "ada", 1.0)
OUTCOME = {
    "status": "finished",
    "sentence": "",
    "training_accuracy": 0.9,
    "test_accuracy": 0.8,
    "seconds": 2.0,
}
PROGRESS = {
    "epoch": 1,
    "batch": 2,
    "batches": 8,
    "loss": 1.0,
    "accuracy": 0.5,
    "images_per_second": 1000.0,
    "seconds_left": 3.0,
}


def told(*events: tuple[str, dict]) -> Run:
    run = NEW
    for kind, values in events:
        run = after(run, kind, values)
    return run


def test_an_event_leaves_the_run_before_it_as_it_was():
    begun = after(NEW, "begun", {"data": "MNIST", "is_sample": True})
    assert NEW.status is Status.WAITING and NEW.version == 0
    assert begun.status is Status.RUNNING and begun.is_sample and begun.version == 1


def test_epochs_weights_and_notices_add_up():
    run = told(
        *(("epoch", {"epoch": number, **EPOCH}) for number in range(3)),
        *(("kept", {"epoch": number, "sha256": "ab"}) for number in (2, 0)),
        ("weights", {"epoch": 2.5, "npz": "", "keep": False}),
        ("notice", {"sentence": "It can't be saved."}),
        ("named", {"name": "Fred"}),
        ("rate", {"learning_rate": 0.5}),
    )
    assert [each.epoch for each in run.epochs] == [0, 1, 2] and run.seconds == 0.75
    assert run.snapshots == (0, 2) and run.latest == 2.5
    assert run.notices == ("It can't be saved.",) and run.name == "Fred"
    assert run.learning_rate == 0.5 and run.config.learning_rate == CONFIG.learning_rate


def test_a_new_attempt_forgets_what_the_last_one_measured():
    begun = ("begun", {"data": "MNIST", "is_sample": False})
    run = told(begun, ("epoch", {"epoch": 0, **EPOCH}), ("kept", {"epoch": 0, "sha256": "ab"}))
    again = after(run, *begun)
    assert again.epochs == () and again.kept == {} and again.version > run.version


def test_the_end_says_which_weights_are_the_last():
    run = told(("progress", PROGRESS), ("kept", {"epoch": 1, "sha256": "ab"}))
    outcome = from_values(Outcome, OUTCOME)
    assert run.progress == Progress(**PROGRESS)
    within = ended(run, outcome, (1.5, "cd"))
    assert within.status is Status.FINISHED and within.progress is None
    assert within.snapshots == (1, 1.5) and within.latest == 1.5
    assert ended(run, outcome, None).latest == 1
    assert without_kept(within, [1]).snapshots == (1.5,)


def test_an_unknown_kind_changes_nothing():
    assert after(NEW, "applause", {"loudness": 11}) is NEW


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("epoch", {"epoch": 1}),
        ("progress", {}),
        ("begun", {}),
        ("kept", {"epoch": 1}),
        ("status", {"status": "asleep"}),
        ("rate", {"learning_rate": "fast"}),
    ],
)
def test_values_of_another_event_are_refused(kind, values):
    with pytest.raises((KeyError, TypeError, ValueError)):
        after(NEW, kind, values)


@pytest.mark.parametrize(
    ("what", "values"),
    [(Epoch, {"epoch": 1, **EPOCH}), (Progress, PROGRESS), (Outcome, OUTCOME)],
)
def test_fields_that_are_not_known_are_ignored(what, values):
    assert from_values(what, {**values, "of_a_later_version": 1}) == from_values(what, values)
