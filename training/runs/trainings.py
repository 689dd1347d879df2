"""Trainings: start, watch, steer, keep. What pages talk to; behind it a backend and a store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from model.errors import UserError
from model.keras_file import keras_file
from training import cost
from training.config import TrainingConfig, allowed
from training.data import load_mnist
from training.journal import Refused, journal
from training.pace import Pace
from training.runs import permission
from training.runs.classroom import Classroom
from training.runs.entry import FIRST_ATTEMPT, Entry
from training.runs.events import Command
from training.runs.intake import Intake
from training.runs.permission import owner_of
from training.runs.register import Register
from training.runs.room import GAVE_WAY, Room
from training.runs.run import Run, Snapshot, Status
from training.runs.saver import Saver
from training.runs.snapshot_shelf import SnapshotShelf
from training.runs.store import RunStore, new_id
from training.runs.waiting import Ahead, ahead
from training.workers.backend import Backend, OnEvent, Request
from training.workers.child import Limits
from training.workers.worker import Job

PAUSE = Limits().pause


@dataclass(frozen=True)
class Estimate:
    """How long a training would take.

    Attributes:
        queue: seconds for those that come first.
        run: seconds from then on to its end.
    """

    queue: float
    run: float


class Trainings:
    """All runs of this server; every method may be called from any thread, and is quick.

    Attributes:
        classroom: what a teacher may do with all of them.
    """

    def __init__(self, make_backend: Callable[[OnEvent], Backend], store: RunStore) -> None:
        """
        Args:
            make_backend: makes the backend, given what is to be called with each event.
            store: where runs are kept.
        """
        self._store = store
        self._register = Register(store)
        self._saver = Saver(store)
        self._pace = Pace()
        self._intake = Intake(self._register, self._saver, store, self._pace)
        self._snapshots = SnapshotShelf(store)
        self._room = Room()
        self._starting = threading.Lock()
        self._backend = make_backend(self._intake.take)
        self.classroom = Classroom(self._register, self._backend)

    def __repr__(self) -> str:
        return f"Trainings({self._register}, {self._backend})"

    def warm_up(self) -> None:
        """Get ready for a training that may be started soon; returns at once."""
        self._backend.warm_up()

    @property
    def processes(self) -> int:
        """How many workers are alive, whether they train, wait or get ready."""
        return self._backend.processes

    @property
    def can_train(self) -> bool:
        """Whether workers can be started, as far as is known."""
        return self._backend.can_train

    def live(self) -> list[Run]:
        """The runs of this server that are waiting or under way, in no order."""
        return [entry.run for entry in self._register.live()]

    def start(
        self,
        config: TrainingConfig,
        visitor: str,
        recipe: str | None = None,
        place: str = "",
        here: Callable[[], Collection[str]] = frozenset,
    ) -> str:
        """Start a training, or put it into the queue.

        The visitor's own run with the same config, if one is under way, is not started again.

        Args:
            config: what to train.
            visitor: who asks.
            recipe: the name of the recipe that this is, if it is one.
            place: where the visitor is in the network.
            here: tells the owners that have a page open here, which have a place before others.

        Returns:
            The run's id.

        Raises:
            UserError: it is too much work, needs more images than there are, or there is no room
                for it.
        """
        with journal.refusing(Refused.SETTINGS):
            self.check(config, len(load_mnist(wait=False).x_train))
        owner = owner_of(visitor)
        with self._starting:
            live = [entry.run for entry in self._register.live()]
            own = (run for run in live if run.owner == owner)
            same = next((run for run in own if run.config == config), None)
            if same:
                return same.id
            with journal.refusing(Refused.QUEUE):
                leaves = self._room.find(live, owner, place, here)
            if leaves:
                self._backend.cancel(leaves.id, GAVE_WAY)
            run = Run.new(new_id(), config, recipe, owner, time.time())
            entry = Entry(run)
            self._room.take(live, run, place)
            self._register.add(entry)
        self._saver.create(entry)
        journal.run_started(run)
        self._backend.submit(Request(Job(run.id, FIRST_ATTEMPT, config), owner))
        self.classroom.enforce_limits()
        return run.id

    def check(self, config: TrainingConfig, images: int) -> None:
        """Raise UserError unless a training may be started.

        Args:
            config: what to train.
            images: how many there are to learn from.
        """
        cost.check(config, images)
        self.classroom.limits.check(config)

    def estimate(self, config: TrainingConfig, visitor: str) -> Estimate:
        """How long a training would take if it were started now, at the pace of this moment.

        Args:
            config: what to train.
            visitor: who asks.
        """
        pace = self._pace.slowness or cost.slowness(self.of(visitor))
        queue = self.ahead().seconds(owner_of(visitor))
        # A worker gets ready while others run.
        ready = 0.0 if self._backend.is_warm else max(0.0, self._pace.ready_seconds - queue)
        return Estimate(queue, ready + pace * cost.seconds(config))

    def ahead(self) -> Ahead:
        """What would come before a training that is started now, at the pace of this moment."""
        pace = self._pace.slowness or 1.0

        def seconds_left(run: Run) -> float:
            if run.status is Status.PAUSED:
                return PAUSE  # then its place is another's
            return run.progress.seconds_left if run.progress else pace * cost.seconds(run.config)

        live = sorted(self.live(), key=lambda run: run.created)
        return ahead(live, self._backend.workers, seconds_left, self.classroom.is_held)

    def get(self, run_id: str) -> Run:
        """A run as it is now.

        Raises:
            UserError: there is none with this id, or it can't be read.
        """
        return self._with_position(self._register.get(run_id).run)

    def why_gone(self, run_id: str) -> str:
        """Why a run was ended before it had learnt anything, in a sentence.

        Empty if that was its owner's wish, or if it is too long ago.
        """
        return self._register.why_removed(run_id)

    def of(self, visitor: str) -> list[Run]:
        """A visitor's runs, the newest first; what can't be read is left out."""
        return [self._with_position(each.run) for each in self._register.of(owner_of(visitor))]

    def is_owner(self, run_id: str, visitor: str) -> bool:
        """Whether a visitor may steer a run; False if there is none."""
        try:
            return self._register.get(run_id).run.owner == owner_of(visitor)
        except UserError:
            return False

    def snapshot(self, run_id: str, epoch: float | None = None) -> Snapshot | None:
        """The weights of a run after one of its `snapshots`.

        Args:
            run_id: the run.
            epoch: one of them; None for the newest weights there are.

        Returns:
            None if there are no weights yet.

        Raises:
            UserError: there is no such run or epoch, or the file is missing, cut or altered.
        """
        return self._snapshots.get(self._register.get(run_id), epoch)

    def keras_file(self, run_id: str) -> bytes:
        """A run's latest network as a .keras file, which takes seconds the first time.

        Raises:
            UserError: there is no such run, or there are no weights yet.
        """
        run, snapshot = self.get(run_id), self.snapshot(run_id)
        if snapshot is None:
            raise UserError("This training has learnt nothing yet.")
        return keras_file(run.config.spec, list(snapshot.weights))

    def pause(self, run_id: str, visitor: str) -> None:
        """Hold a run between two batches."""
        self._steer(run_id, visitor, Command("pause"))

    def resume(self, run_id: str, visitor: str) -> None:
        """Let a paused run go on.

        Raises:
            UserError: it is somebody else's, has ended, goes on at another server, or trainings
                are held.
        """
        self.classroom.check_may_go_on()
        self._steer(run_id, visitor, Command("resume"))

    def step(self, run_id: str, visitor: str) -> None:
        """Train to the end of the epoch, and pause there.

        Raises:
            UserError: as for `resume`.
        """
        self.classroom.check_may_go_on()
        self._steer(run_id, visitor, Command("step"))

    def set_learning_rate(self, run_id: str, visitor: str, value: float) -> None:
        """Change the learning rate while the run goes on."""
        value = allowed("learning_rate").check("learning_rate", value)
        self._steer(run_id, visitor, Command("rate", value))

    def stop(self, run_id: str, visitor: str) -> None:
        """End a run and keep what it learnt; one that is still waiting is removed."""
        run = self._register.get(run_id).run
        with journal.refusing(Refused.NOT_ALLOWED):
            permission.check_owner(run, visitor)
        if run.status.is_live:
            self._check_is_here(run_id)
            self._backend.cancel(run_id)

    def rename(self, run_id: str, visitor: str, name: str) -> None:
        """Give a run a name, which also keeps it longest when room gets short.

        Raises:
            UserError: it is somebody else's, or the name is too long.
        """
        entry = self._register.get(run_id)
        with journal.refusing(Refused.NOT_ALLOWED):
            permission.check_owner(entry.run, visitor)
        entry.take("named", {"name": permission.checked_name(name)})
        self._saver.rename(entry)

    def delete(self, run_id: str, visitor: str) -> None:
        """Remove a run for good.

        Raises:
            UserError: it is somebody else's, or still under way, or can't be removed.
        """
        run = self._register.get(run_id).run
        with journal.refusing(Refused.NOT_ALLOWED):
            permission.check_deletable(run, visitor)
        try:
            self._store.delete(run_id)
        except OSError as error:
            raise UserError(f"This training can't be deleted ({error.strerror}).") from error
        self._register.remove([run_id])

    def close(self) -> None:
        """End every worker; runs that were under way are interrupted and keep what they have."""
        self._backend.close()
        for entry in self._register.live():
            self._intake.interrupt(entry)

    def _with_position(self, run: Run) -> Run:
        """A run with what only the backend and the teacher know of it."""
        held = self.classroom.is_held and run.status.is_live
        if run.status is Status.WAITING:
            trouble = self._backend.trouble
            return replace(
                run,
                position=self._backend.position(run.id) or 0,
                is_held=held,
                notices=(*run.notices, trouble) if trouble else run.notices,
            )
        if run.status is Status.PAUSED:
            return replace(run, position=self._backend.position(run.id) or 0, is_held=held)
        return replace(run, is_held=True) if held else run

    def _steer(self, run_id: str, visitor: str, command: Command) -> None:
        run = self._register.get(run_id).run
        with journal.refusing(Refused.NOT_ALLOWED):
            permission.check_steerable(run, visitor)
        self._check_is_here(run_id)
        self._backend.tell(run_id, command)

    def _check_is_here(self, run_id: str) -> None:
        """Raise UserError if another server of this folder trains the run."""
        if self._register.in_memory(run_id) is None:
            raise UserError(permission.ELSEWHERE)
