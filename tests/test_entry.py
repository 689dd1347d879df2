"""A run in memory: which events count, and what of it is not on the disk."""

from tests.puppet import CONFIG
from training.runs.entry import Entry, Packed
from training.runs.events import Event
from training.runs.run import Outcome, Run, Status

FINISHED = Outcome(Status.FINISHED, "", 0.9, 0.8, 2.0)


def entry() -> Entry:
    return Entry(Run.new("run-1", CONFIG, None, "ada", 1.0))


def event(number: int, attempt: int = 1) -> Event:
    return Event("run-1", attempt, number, "alive")


def test_each_event_counts_once_and_none_after_the_end():
    run = entry()
    assert run.expects(event(1)) and run.expects(event(3))
    assert not run.expects(event(3)) and not run.expects(event(2))
    assert run.expects(event(1, attempt=2)) and not run.expects(event(9, attempt=1))
    run.end(FINISHED, None)
    assert not run.expects(event(2, attempt=2))


def test_the_newest_weights_are_there_until_they_lie_somewhere_else():
    run = entry()
    run.take_weights(Packed(2.5, b"npz"))
    assert run.look() == (run.run, (2.5, b"npz")) and run.run.latest == 2.5
    run.end(FINISHED, Packed(3.0, b"end"))
    assert run.look()[1] == (3.0, b"end") and run.run.final[0] == 3.0
    run.let_go_of_newest()
    assert run.look()[1] is None and run.run.snapshots == (3.0,)


def test_epochs_that_could_not_be_saved_can_be_given_up_and_then_the_end():
    run = entry()
    run.take("kept", {"epoch": 2, "sha256": "on the disk"})
    for epoch in (0, 1):
        run.keep_unsaved(epoch, b"1234")
        run.take("kept", {"epoch": epoch, "sha256": "ab"})
    run.end(FINISHED, Packed(3.0, b"56"))
    run.keep_unsaved(None, b"56")
    assert run.unsaved_bytes() == 10
    run.forget_unsaved_epochs()
    assert run.unsaved == {None: b"56"} and run.run.snapshots == (2, 3.0)
    run.forget_unsaved_end()
    assert run.unsaved == {} and run.run.snapshots == (2,) and run.run.latest == 2
