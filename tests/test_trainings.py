"""Trainings, from waiting to the end, across restarts, with somebody else, and without a disk."""

import numpy as np
import pytest

from model.errors import UserError
from tests.puppet import CONFIG, EPOCH, Desk, arrays
from training import cost
from training.journal import shortened
from training.runs.events import Command, Event, encode
from training.runs.permission import owner_of
from training.runs.room import GAVE_WAY, MOST, MOST_OWN
from training.runs.run import Status
from training.runs.trainings import Estimate


def test_a_run_is_seen_from_waiting_to_finished(desk):
    run = desk.start()
    assert desk.trainings.get(run).status is Status.WAITING
    desk.begin(run)
    picture = desk.trainings.get(run)
    assert picture.status is Status.RUNNING and len(picture.epochs) == 3
    assert picture.snapshots == (0, 1, 2) and picture.latest == 2
    desk.end(run, epoch=3.0, npz=encode(arrays(3)))
    after = desk.trainings.get(run)
    assert after.status is Status.FINISHED and after.outcome.test_accuracy == 0.8
    assert after.version > picture.version


def test_a_second_press_of_train_starts_nothing(desk):
    assert desk.start() == desk.start()
    assert len(desk.backend.requests) == 1


def test_somebody_else_with_the_same_settings_has_a_run_of_their_own(desk):
    assert desk.start("ada") != desk.start("bob")


def test_the_same_settings_start_a_new_run_when_the_first_has_ended(desk):
    run = desk.start()
    desk.finish(run)
    assert desk.start() != run


def test_only_so_many_runs_of_a_visitor_wait(desk):
    for seed in range(MOST_OWN):
        desk.start(seed=seed)
    with pytest.raises(UserError, match="as many as may be"):
        desk.start(seed=99)
    desk.start("bob", seed=99)


def test_a_class_trains_though_one_has_taken_all_places_and_gone(desk):
    def start(name: str) -> str:
        here = {owner_of("student 1"), owner_of("student 2")}
        run = desk.trainings.start(CONFIG, name, place=name, here=lambda: here)
        assert desk.trainings.is_owner(run, name)
        return run

    taken = [start(f"thrown away {number}") for number in range(MOST)]
    with pytest.raises(UserError, match="101 trainings are running or waiting"):
        start("one more")
    for student, left in zip(("student 1", "student 2"), reversed(taken), strict=False):
        start(student)
        assert desk.backend.reasons == {left: GAVE_WAY}
        desk.backend.reasons.clear()
        desk.end(left, "stopped", sentence=GAVE_WAY)
    assert len(desk.trainings.live()) == MOST


def test_more_images_than_there_are_is_refused(desk):
    with pytest.raises(UserError, match="2,000"):
        desk.start(training_images=3000)
    assert desk.backend.requests == []


def test_too_much_work_is_refused(desk):
    with pytest.raises(UserError, match="fit"):
        desk.start(hidden_units=(2048, 2048, 2048))


def test_an_estimate_follows_the_machine_and_counts_those_that_come_first(desk):
    usual = desk.trainings.estimate(CONFIG, "ada")
    assert usual == Estimate(0.0, cost.seconds(CONFIG))
    desk.backend.on_event(Event("", 0, 1, "ready", {"slowness": 3.0, "seconds": 9.0}))
    slow = desk.trainings.estimate(CONFIG, "ada")
    assert slow.queue == 0.0 and slow.run == pytest.approx(3 * usual.run)
    run = desk.start("bob")
    assert desk.trainings.estimate(CONFIG, "ada").queue == pytest.approx(slow.run)
    desk.begin(run)
    desk.backend.say(
        run,
        "progress",
        epoch=3,
        batch=1,
        batches=8,
        loss=1.0,
        accuracy=0.5,
        images_per_second=cost.images_per_second(CONFIG) / 3,
        seconds_left=41.0,
    )
    later = desk.trainings.estimate(CONFIG, "ada")
    assert later.queue == 41.0 and later.run == pytest.approx(slow.run)


def test_where_no_worker_is_ready_a_training_takes_that_much_longer(desk):
    desk.backend.is_warm = False
    desk.backend.on_event(Event("", 0, 1, "ready", {"slowness": 1.0, "seconds": 9.0}))
    assert desk.trainings.estimate(CONFIG, "ada").run == pytest.approx(9 + cost.seconds(CONFIG))


def test_late_and_repeated_events_are_dropped(desk):
    run = desk.start()
    desk.begin(run, 0)
    desk.backend.say(run, "epoch", number=2, epoch=7, **EPOCH)
    desk.backend.say(run, "epoch", number=3, epoch=8, **EPOCH)
    assert [each.epoch for each in desk.trainings.get(run).epochs] == [0]


def test_a_new_attempt_begins_anew(desk):
    run = desk.start()
    desk.begin(run, 2)
    desk.backend.say(run, "begun", attempt=2, number=1, data="MNIST", is_sample=False)
    assert desk.trainings.get(run).epochs == ()
    desk.backend.say(run, "epoch", attempt=1, number=99, epoch=3, **EPOCH)
    assert desk.trainings.get(run).epochs == ()


def test_what_a_lost_machine_had_learnt_is_gone_and_said_to_be(desk):
    run = desk.start()
    desk.begin(run, 2)
    desk.backend.say(run, "rate", learning_rate=0.5)
    assert desk.trainings.snapshot(run, 1).weights[0][0, 0] == 1
    desk.backend.say(run, "again", attempt=2, number=0, sentence="The machine was lost.")
    waiting = desk.trainings.get(run)
    assert waiting.status is Status.WAITING and waiting.epochs == () and waiting.attempt == 2
    assert waiting.learning_rate == CONFIG.learning_rate
    assert waiting.notices == ("The machine was lost.",)
    assert desk.trainings.snapshot(run) is None
    desk.backend.say(run, "begun", attempt=2, number=2, data="MNIST", is_sample=False)
    for epoch in range(2):
        desk.backend.say(run, "epoch", attempt=2, epoch=epoch, **EPOCH)
        npz = encode(arrays(epoch + 0.5))
        desk.backend.say(run, "weights", attempt=2, epoch=epoch, npz=npz, keep=True)
    assert desk.trainings.snapshot(run, 1).weights[0][0, 0] == 1.5
    now, saved = desk.trainings.get(run), desk.store.read(run)
    assert (now.epochs, now.kept, now.attempt) == (saved.epochs, saved.kept, saved.attempt)
    assert now.notices == saved.notices and len(now.epochs) == 2


def test_who_waits_is_told_what_is_wrong_for_as_long_as_it_is(desk):
    run = desk.start()
    desk.backend.trouble = "Nobody trains."
    assert desk.trainings.get(run).notices == ("Nobody trains.",)
    desk.backend.trouble = ""
    assert desk.trainings.get(run).notices == ()


def test_a_run_of_another_server_is_watched_but_not_steered_here(desk):
    run, other = desk.start(), Desk(desk.store.folder).trainings
    assert other.get(run).status is Status.WAITING
    desk.begin(run, 1)
    seen = other.get(run)
    assert seen.status is Status.RUNNING and [each.epoch for each in seen.epochs] == [0, 1]
    assert other.snapshot(run).epoch == 1
    desk.backend.say(run, "status", status="paused")
    assert other.get(run).status is Status.PAUSED
    for act in (other.pause, other.resume, other.step, other.stop):
        with pytest.raises(UserError, match="another server"):
            act(run, "ada")
    desk.end(run)
    assert other.get(run).status is Status.FINISHED


def test_snapshots_are_those_of_their_epochs(desk):
    run = desk.start()
    assert desk.trainings.snapshot(run) is None
    desk.begin(run, 2)
    assert desk.trainings.snapshot(run, 1).weights[0][0, 0] == 1
    assert desk.trainings.snapshot(run).epoch == 2
    desk.backend.say(run, "weights", epoch=2.5, npz=encode(arrays(2.5)), keep=False)
    newest = desk.trainings.snapshot(run)
    assert newest.epoch == 2.5 and newest.weights[0][0, 0] == 2.5
    assert desk.trainings.get(run).snapshots == (0, 1, 2)
    with pytest.raises(UserError, match="not kept"):
        desk.trainings.snapshot(run, 7)
    with pytest.raises(ValueError, match="read-only"):
        newest.weights[0][0, 0] = 1


def test_weights_of_another_shape_are_refused(desk):
    run = desk.start()
    desk.begin(run, 0)
    desk.backend.say(run, "weights", epoch=1, npz=encode([np.zeros((3, 3))]), keep=True)
    with pytest.raises(UserError, match="don't belong"):
        desk.trainings.snapshot(run)


def test_a_run_that_fails_keeps_what_it_had_learnt(desk):
    run = desk.start()
    desk.begin(run, 2)
    desk.end(run, "failed", sentence="It died.", training_accuracy=None, seconds=None)
    picture = desk.trainings.get(run)
    assert picture.status is Status.FAILED and picture.outcome.sentence == "It died."
    assert picture.outcome.seconds == pytest.approx(0.75)
    assert desk.trainings.snapshot(run).epoch == 2
    assert Desk(desk.store.folder).trainings.snapshot(run).epoch == 2


def test_a_diverged_run_offers_the_last_weights_that_were_good(desk):
    run = desk.start()
    desk.begin(run, 1)
    desk.backend.say(run, "weights", epoch=1.5, npz=encode(arrays(np.nan)), keep=False)
    desk.end(run, "diverged", sentence="Too fast.")
    assert desk.trainings.snapshot(run).epoch == 1


def test_only_the_owner_steers(desk):
    run = desk.start("ada")
    desk.begin(run)
    every = desk.trainings
    for act in (every.pause, every.resume, every.step, every.stop, every.delete):
        with pytest.raises(UserError, match="somebody else"):
            act(run, "bob")
    with pytest.raises(UserError, match="somebody else"):
        every.rename(run, "bob", "mine")
    assert not every.is_owner(run, "bob") and every.is_owner(run, "ada")
    every.pause(run, "ada")
    every.set_learning_rate(run, "ada", 0.5)
    assert desk.backend.told == [(run, Command("pause")), (run, Command("rate", 0.5))]
    every.stop(run, "ada")
    assert desk.backend.cancelled == [run]


@pytest.mark.parametrize("value", [0.0, -1.0, 1e9, float("nan"), "fast", None])
def test_a_learning_rate_out_of_range_is_refused(desk, value):
    run = desk.start()
    desk.begin(run)
    with pytest.raises(UserError, match="learning_rate must be"):
        desk.trainings.set_learning_rate(run, "ada", value)
    assert desk.backend.told == []


def test_a_run_that_has_ended_can_not_be_steered(desk):
    run = desk.start()
    desk.finish(run)
    with pytest.raises(UserError, match="ended"):
        desk.trainings.pause(run, "ada")


def test_a_waiting_run_that_is_stopped_is_removed(desk):
    run = desk.start()
    desk.trainings.stop(run, "ada")
    desk.end(run, "stopped", training_accuracy=None, test_accuracy=None, seconds=None)
    with pytest.raises(UserError, match="no such training"):
        desk.trainings.get(run)
    assert desk.store.ids() == []


def test_runs_of_a_visitor_come_back_after_a_restart_the_newest_first(desk):
    first, second = desk.start(), desk.start(seed=2)
    desk.start("bob")
    desk.finish(first)
    desk.finish(second)
    desk.trainings.rename(first, "ada", "  the   first ")
    desk.trainings.close()
    again = Desk(desk.store.folder)
    runs = again.trainings.of("ada")
    assert [run.id for run in runs] == [second, first]
    assert runs[1].name == "the first" and len(runs[1].epochs) == 4
    assert again.trainings.snapshot(first, 1).weights[0][0, 0] == 1


def test_a_name_that_is_too_long_is_refused(desk):
    run = desk.start()
    with pytest.raises(UserError, match="60 characters"):
        desk.trainings.rename(run, "ada", "x" * 61)


def test_a_running_run_can_not_be_deleted_and_a_finished_one_can(desk):
    run = desk.start()
    desk.begin(run)
    with pytest.raises(UserError, match="Stop it first"):
        desk.trainings.delete(run, "ada")
    desk.end(run)
    desk.trainings.delete(run, "ada")
    assert desk.trainings.of("ada") == [] and desk.store.ids() == []


def test_closing_interrupts_what_runs_and_keeps_what_it_has(desk):
    run = desk.start()
    desk.begin(run, 2)
    desk.trainings.close()
    assert desk.backend.closed
    picture = Desk(desk.store.folder).trainings.get(run)
    assert picture.status is Status.INTERRUPTED and len(picture.epochs) == 3
    assert Desk(desk.store.folder).trainings.snapshot(run).epoch == 2


@pytest.mark.parametrize("run_id", ["", "..", "a" * 22, "run", "é" * 22])
def test_an_unknown_run_is_refused_with_a_sentence(desk, run_id):
    with pytest.raises(UserError, match="no such training"):
        desk.trainings.get(run_id)


def test_where_nothing_can_be_saved_training_goes_on_and_says_so(tmp_path, caplog):
    folder = tmp_path / "runs"
    folder.write_text("not a folder")
    desk = Desk(folder)
    run = desk.start()
    desk.finish(run)
    picture = desk.trainings.get(run)
    assert picture.status is Status.FINISHED and len(picture.notices) == 1
    assert "can't be saved" in picture.notices[0]
    assert f"can't save the run {shortened(run)}: " in caplog.text and run not in caplog.text
    assert desk.trainings.snapshot(run, 1).epoch == 1
    assert desk.trainings.snapshot(run).epoch == 3
    assert desk.trainings.of("ada")[0].id == run


def test_a_disk_that_fills_up_within_a_run_costs_no_epoch(desk, monkeypatch):
    run = desk.start()
    desk.begin(run, 1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk.store, "append", full)
    monkeypatch.setattr(desk.store, "keep", full)
    monkeypatch.setattr(desk.store, "finish", full)
    desk.backend.say(run, "epoch", epoch=2, **EPOCH)
    desk.backend.say(run, "weights", epoch=2, npz=encode(arrays(2)), keep=True)
    desk.end(run, epoch=2.0, npz=encode(arrays(2)))
    picture = desk.trainings.get(run)
    assert picture.snapshots == (0, 1, 2) and "No space left" in picture.notices[0]
    assert [desk.trainings.snapshot(run, epoch).epoch for epoch in (0, 1, 2)] == [0, 1, 2]


def test_a_run_that_is_stopped_within_an_epoch_is_replayed_to_its_very_end(desk):
    run = desk.start()
    desk.begin(run, 1)
    desk.end(run, "stopped", epoch=1.5, npz=encode(arrays(1.5)))
    for trainings in (desk.trainings, Desk(desk.store.folder).trainings):
        assert trainings.get(run).snapshots == (0, 1, 1.5)
        assert trainings.snapshot(run, 1.5).weights[0][0, 0] == 1.5
        assert trainings.snapshot(run, 1).weights[0][0, 0] == 1


def test_runs_that_can_not_be_saved_do_not_fill_the_memory(tmp_path, desk, monkeypatch):
    monkeypatch.setattr("training.runs.saver.UNSAVED_BYTES", 100_000)  # of 13 kB each
    folder = tmp_path / "no-folder"
    folder.write_text("")
    desk = Desk(folder)
    runs = [desk.start(seed=seed) for seed in range(3)]
    for run in runs:
        desk.finish(run)
    assert [desk.trainings.get(run).snapshots for run in runs] == [(3,), (3,), (0, 1, 2, 3)]
    assert all(desk.trainings.snapshot(run).epoch == 3 for run in runs)
    for seed in range(3, 6):
        runs.append(desk.start(seed=seed))
        desk.finish(runs[-1])
    pictures = [desk.trainings.get(run) for run in runs]
    assert [each.snapshots for each in pictures] == [(), (), (), (3,), (3,), (0, 1, 2, 3)]
    assert all("gone already" in each.notices[1] and each.latest is None for each in pictures[:3])
    assert all(len(each.notices) == 1 for each in pictures[3:])
    assert desk.trainings.snapshot(runs[0]) is None


def test_a_name_that_can_not_be_saved_costs_nothing_but_the_name(desk, monkeypatch):
    run = desk.start()
    desk.begin(run, 1)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "rename", full)
        for name in ("one", "two"):
            desk.trainings.rename(run, "ada", name)
    picture = desk.trainings.get(run)
    assert picture.name == "two" and len(picture.notices) == 1
    assert "name of this training can't be saved (No space" in picture.notices[0]
    desk.end(run)
    saved = Desk(desk.store.folder).trainings.get(run)
    assert saved.status is Status.FINISHED and saved.name == ""
    desk.trainings.rename(run, "ada", "three")
    assert Desk(desk.store.folder).trainings.get(run).name == "three"
