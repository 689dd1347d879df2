"""What a teacher may do with everybody's trainings."""

from dataclasses import replace

import pytest

from model.errors import UserError
from tests.puppet import CONFIG
from training.runs.classroom import Limits
from training.runs.diagnosis import what_happened
from training.runs.events import Command
from training.runs.run import Status


@pytest.fixture
def classroom(desk):
    return desk.trainings.classroom


def test_the_queue_is_everybody_s_in_the_order_of_their_turns(desk, classroom):
    first, second = desk.start("ada"), desk.start("bob")
    desk.begin(second)
    assert [run.id for run in classroom.queue()] == [second, first]


def test_holding_pauses_what_is_under_way_and_begins_nothing(desk, classroom):
    run, waiting = desk.start("ada"), desk.start("bob")
    desk.begin(run)
    classroom.hold()
    classroom.hold()
    assert desk.backend.held and classroom.is_held
    assert desk.backend.told.count((run, Command("pause"))) == 1
    assert desk.trainings.get(run).is_held and desk.trainings.get(waiting).is_held
    classroom.release()
    assert not desk.backend.held and not classroom.is_held
    assert (run, Command("resume")) in desk.backend.told
    assert not desk.trainings.get(run).is_held


def test_who_paused_before_stays_paused_after(desk, classroom):
    run = desk.start("ada")
    desk.begin(run)
    desk.backend.say(run, "status", status="paused")
    classroom.hold()
    classroom.release()
    assert (run, Command("resume")) not in desk.backend.told


def test_while_they_are_held_nobody_s_training_goes_on(desk, classroom):
    run = desk.start("ada")
    desk.begin(run)
    classroom.hold()
    for go_on in (desk.trainings.resume, desk.trainings.step):
        with pytest.raises(UserError, match="while the class draws"):
            go_on(run, "ada")
    classroom.release()
    desk.trainings.resume(run, "ada")


@pytest.mark.parametrize(
    ("name", "most", "words"),
    [("epochs", 2, "can be 2 at most"), ("units", 3, "can be 3 at most")],
)
def test_a_limit_refuses_what_asks_for_more(desk, classroom, name, most, words):
    classroom.limit(**{name: most})
    with pytest.raises(UserError, match=words):
        desk.start()
    classroom.limit(**{name: None})
    assert desk.start()


def test_one_limit_leaves_the_other_as_it_is(classroom):
    classroom.limit(epochs=5)
    classroom.limit(units=64)
    assert classroom.limits == Limits(epochs=5, units=64)
    classroom.limit(epochs=None)
    assert classroom.limits == Limits(units=64)


def test_what_is_within_the_limits_is_trained(desk, classroom):
    classroom.limit(epochs=CONFIG.epochs, units=max(CONFIG.hidden_units))
    assert desk.start()
    classroom.limits.check(replace(CONFIG, hidden_units=()))


def test_a_limit_takes_out_what_waits_and_asks_for_more_and_nothing_else(desk, classroom):
    running, long, wide, small = (
        desk.start("ada", epochs=50),
        desk.start("bob", epochs=50),
        desk.start("cyd", hidden_units=(64, 16)),
        desk.start("dan"),
    )
    desk.begin(running)
    classroom.limit(epochs=5, units=32)
    assert desk.backend.reasons == {
        long: "The teacher allows 5 epochs at most by now, and it has 50.",
        wide: "The teacher allows 32 hidden units in a layer at most by now, and it has 64.",
    }
    assert {running, small}.isdisjoint(desk.backend.cancelled)


def test_a_limit_that_comes_while_a_run_is_started_counts(desk, classroom, monkeypatch):
    submit = desk.backend.submit

    def meanwhile(request):
        classroom.limit(epochs=1)
        desk.backend.cancelled.clear()  # nobody knew the run yet
        submit(request)

    monkeypatch.setattr(desk.backend, "submit", meanwhile)
    assert desk.backend.cancelled == [] and [desk.start()] == desk.backend.cancelled


def test_clearing_the_queue_ends_those_that_wait_and_no_other(desk, classroom):
    running, waiting = desk.start("ada"), desk.start("bob")
    desk.begin(running)
    classroom.clear_queue()
    assert desk.backend.cancelled == [waiting]
    classroom.stop(running)
    assert desk.backend.cancelled == [waiting, running]


def test_a_run_says_that_the_teacher_ended_it(desk, classroom):
    running, waiting = desk.start("ada"), desk.start("bob")
    desk.begin(running)
    classroom.clear_queue()
    classroom.stop(running)
    for run in (running, waiting):
        desk.end(run, "stopped", sentence=desk.backend.reasons[run])
    assert what_happened(desk.trainings.get(running)).endswith("The teacher stopped it.")
    assert desk.trainings.why_gone(waiting) == "The teacher cleared the queue."
    with pytest.raises(UserError, match="before it had learnt anything. The teacher cleared"):
        desk.trainings.get(waiting)


def test_what_its_owner_took_back_needs_no_reason(desk):
    run = desk.start("ada")
    desk.trainings.stop(run, "ada")
    desk.end(run, "stopped", sentence=desk.backend.reasons[run])
    assert desk.trainings.why_gone(run) == ""


def test_a_new_lesson_begins_without_the_runs_of_the_last(desk, classroom):
    run = desk.start("ada")
    desk.finish(run)
    assert [each.id for each in classroom.runs()] == [run]
    classroom.begin_anew()
    assert not classroom.runs()
    assert desk.trainings.get(run).status is Status.FINISHED
