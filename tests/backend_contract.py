"""What every backend must do, as tests: subclass `BackendContract` and say how to make one."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.fake_worker import (
    DEAF,
    DIVERGES,
    EXITS,
    GOOD,
    HANGS,
    KILLED,
    OUT_OF_MEMORY,
    RAISES,
)
from tests.patience import PATIENCE
from training.config import TrainingConfig
from training.runs.events import Command, Event
from training.workers.backend import Backend, Request
from training.workers.worker import Job

NEVER_ENDING = 500  # epochs


class Log:
    """Every event, as it comes in."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def take(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, run: str, kind: str, count: int = 1) -> Event:
        """Wait for an event of a run; returns the `count`th of its kind."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(run, kind)) >= count, PATIENCE), (
                f"no {kind}: {[event.kind for event in self.of(run)]}"
            )
            return self.of(run, kind)[count - 1]

    def of(self, run: str, kind: str | None = None) -> list[Event]:
        return [each for each in self.events if each.run == run and kind in (None, each.kind)]


class BackendContract:
    """The tests. A subclass has `make`, which makes a backend whose workers are fake ones."""

    names = itertools.count()

    def make(self, on_event: Callable[[Event], None]) -> Backend:
        raise NotImplementedError

    @pytest.fixture
    def log(self) -> Log:
        return Log()

    @pytest.fixture
    def backend(self, log: Log) -> Iterator[Backend]:
        backend = self.make(log.take)
        yield backend
        backend.close()

    def submit(
        self, backend: Backend, behaviour: int = GOOD, owner: str = "ada", epochs: int = 2
    ) -> str:
        run = f"run-{next(self.names)}"
        config = TrainingConfig(
            hidden_units=(), epochs=epochs, seed=behaviour, training_images=1000
        )
        backend.submit(Request(Job(run, 1, config), owner))
        return run

    def test_a_run_is_reported_from_its_beginning_to_its_end(self, backend, log):
        run = self.submit(backend, epochs=3)
        end = log.wait(run, "ended")
        kinds = [event.kind for event in log.of(run)]
        assert kinds[0] == "begun" and kinds[-1] == "ended"
        assert [event.values["epoch"] for event in log.of(run, "epoch")] == [0, 1, 2, 3]
        assert end.values["status"] == "finished" and end.values["npz"]
        assert backend.position(run) is None

    def test_events_carry_their_attempt_and_rising_numbers(self, backend, log):
        run = self.submit(backend)
        log.wait(run, "ended")
        assert {event.attempt for event in log.of(run)} == {1}
        numbers = [event.number for event in log.of(run)]
        assert numbers == sorted(set(numbers))

    def test_runs_of_one_owner_come_one_after_the_other(self, backend, log):
        first, second = self.submit(backend), self.submit(backend)
        assert backend.position(second) >= 1
        log.wait(second, "ended")
        events = [event for event in log.events if event.run in (first, second)]
        turn = next(i for i, event in enumerate(events) if event.run == second)
        assert all(event.run == second for event in events[turn:])

    def test_nothing_begins_while_trainings_are_held(self, backend, log):
        running = self.submit(backend, epochs=NEVER_ENDING)
        log.wait(running, "epoch")
        backend.hold(True)
        waiting = self.submit(backend, owner="bob")
        backend.cancel(running)
        log.wait(running, "ended")
        time.sleep(0.3)  # three of the backend's looks
        assert not log.of(waiting)
        backend.hold(False)
        log.wait(waiting, "ended")

    def test_a_waiting_run_is_cancelled_at_once(self, backend, log):
        running = self.submit(backend, epochs=NEVER_ENDING)
        waiting = self.submit(backend)
        log.wait(running, "begun")
        backend.cancel(waiting)
        assert log.wait(waiting, "ended").values["status"] == "stopped"
        assert not log.of(waiting, "begun")
        assert backend.position(running) == 0

    def test_a_running_run_is_stopped_within_a_second_and_keeps_what_it_learnt(self, backend, log):
        run = self.submit(backend, epochs=NEVER_ENDING)
        log.wait(run, "epoch", 3)
        before = time.monotonic()
        backend.cancel(run)
        end = log.wait(run, "ended")
        assert time.monotonic() - before < 1.0
        assert end.values["status"] == "stopped" and end.values["npz"]

    def test_who_stopped_a_run_is_told_at_its_end_and_only_the_first_reason(self, backend, log):
        running, waiting = self.submit(backend, epochs=NEVER_ENDING), self.submit(backend)
        log.wait(running, "epoch", 2)
        backend.cancel(waiting, "The queue was cleared.")
        backend.cancel(running, "The teacher did.")
        backend.cancel(running)
        assert log.wait(waiting, "ended").values["sentence"] == "The queue was cleared."
        end = log.wait(running, "ended").values
        assert end["status"] == "stopped" and end["sentence"] == "The teacher did." and end["npz"]

    def test_a_worker_that_does_not_listen_is_stopped_by_force_within_five_seconds(
        self, backend, log
    ):
        run = self.submit(backend, DEAF, epochs=NEVER_ENDING)
        log.wait(run, "epoch", 2)
        before = time.monotonic()
        backend.cancel(run)
        assert log.wait(run, "ended").values["status"] == "stopped"
        assert time.monotonic() - before < 5.5
        assert backend.position(run) is None

    @pytest.mark.parametrize(
        ("behaviour", "words"),
        [
            (KILLED, "memory"),
            (OUT_OF_MEMORY, "memory"),
            (HANGS, "sign of life"),
            (EXITS, "exit code 3"),
            (RAISES, "went wrong"),
        ],
    )
    def test_a_worker_that_fails_ends_its_run_with_a_reason_and_the_next_one_starts(
        self, backend, log, behaviour, words
    ):
        failing, following = self.submit(backend, behaviour), self.submit(backend)
        end = log.wait(failing, "ended")
        assert end.values["status"] == "failed"
        assert words in end.values["sentence"]
        assert log.wait(following, "ended").values["status"] == "finished"
        assert len(log.of(failing, "ended")) == 1

    def test_a_run_that_diverges_says_so(self, backend, log):
        run = self.submit(backend, DIVERGES)
        end = log.wait(run, "ended")
        assert end.values["status"] == "diverged" and end.values["sentence"]
        assert "npz" not in end.values

    def test_commands_reach_the_run(self, backend, log):
        run = self.submit(backend, epochs=NEVER_ENDING)
        log.wait(run, "epoch", 2)
        backend.tell(run, Command("pause"))
        assert log.wait(run, "status").values["status"] == "paused"
        epochs = len(log.of(run, "epoch"))
        backend.tell(run, Command("rate", 0.5))
        assert log.wait(run, "rate").values["learning_rate"] == 0.5
        assert len(log.of(run, "epoch")) == epochs
        backend.tell(run, Command("step"))
        log.wait(run, "epoch", epochs + 1)
        assert log.wait(run, "status", 3).values["status"] == "paused"
        assert len(log.of(run, "epoch")) == epochs + 1
        backend.tell(run, Command("resume"))
        log.wait(run, "epoch", epochs + 3)

    def test_what_nobody_knows_is_ignored(self, backend, log):
        backend.tell("nothing", Command("pause"))
        backend.cancel("nothing")
        assert backend.position("nothing") is None
        assert log.events == []

    def test_after_close_nothing_runs_and_nothing_is_reported(self, backend, log):
        run, waiting = self.submit(backend, epochs=NEVER_ENDING), self.submit(backend)
        log.wait(run, "epoch", 2)
        backend.close()
        reported = len(log.events)
        assert backend.position(waiting) is None
        assert len(log.events) == reported and not log.of(run, "ended")
