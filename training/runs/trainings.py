"""Trainings: start, watch, steer, keep. What pages talk to; behind it a backend and a store."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from model.errors import UserError
from model.keras_file import keras_file
from model.weights import unpack
from training.config import TrainingConfig, allowed
from training.cost import check
from training.data import load_mnist
from training.runs.events import Command, Event, decode
from training.runs.fold import after, ended, from_values, without_kept
from training.runs.run import Outcome, Run, Snapshot, Status
from training.runs.store import LONGEST_NAME, RunStore, interrupted, new_id
from training.workers.backend import Backend, OnEvent, Request
from training.workers.worker import Job

logger = logging.getLogger(__name__)

MOST_WAITING = 3  # runs of one visitor, beside the one that is running
MOST_WAITING_IN_ALL = 100
SNAPSHOT_BYTES = 64 * 2**20  # of weights that were read from disk and may be wanted again
UNSAVED_BYTES = 256 * 2**20  # of weights that are in memory because the disk is full
FIRST_ATTEMPT = 1

NOT_YOURS = "This training belongs to somebody else: you can watch it, but not change it."
CANT_BE_SAVED = (
    "This training can't be saved ({reason}). It goes on, and can be used until the app is "
    "stopped; then it is gone."
)


def owner_of(visitor: str) -> str:
    """What stands for a visitor in a run: from it, nobody can pose as the visitor."""
    return hashlib.sha256(visitor.encode()).hexdigest()[:32]


@dataclass(eq=False)
class _Kept:
    """A run in memory.

    Attributes:
        attempt, number: of the last event that was taken in.
        newest: epoch and .npz content of the latest weights, while the run is live.
        unsaved: the same for every kept epoch (None: the end), if it can't be saved to disk.
        saved: whether it can.
    """

    run: Run
    attempt: int = FIRST_ATTEMPT
    number: int = 0
    newest: tuple[float, bytes] | None = None
    unsaved: dict[int | None, bytes] = field(default_factory=dict)
    saved: bool = True


class Trainings:
    """All runs of this server; every method may be called from any thread, and is quick."""

    def __init__(self, make_backend: Callable[[OnEvent], Backend], store: RunStore) -> None:
        """
        Args:
            make_backend: makes the backend, given what is to be called with each event.
            store: where runs are kept.
        """
        self._lock = threading.RLock()
        self._store = store
        self._runs: dict[str, _Kept] = {}
        self._reading = threading.Lock()
        self._owners: dict[str, str | None] = {}  # of the runs on disk
        self._snapshots = _Snapshots(SNAPSHOT_BYTES)
        self._backend = make_backend(self._take)

    def warm_up(self) -> None:
        """Get ready for a training that may be started soon; returns at once."""
        self._backend.warm_up()

    def start(self, config: TrainingConfig, visitor: str, recipe: str | None = None) -> str:
        """Start a training, or put it into the queue.

        The visitor's own run with the same config, if one is under way, is not started again.

        Args:
            config: what to train.
            visitor: who asks.
            recipe: the name of the recipe that this is, if it is one.

        Returns:
            The run's id.

        Raises:
            UserError: it is too much work, needs more images than there are, or too many of the
                visitor's runs are waiting.
        """
        check(config, len(load_mnist(wait=False).x_train))
        owner = owner_of(visitor)
        with self._lock:
            live = [kept.run for kept in self._runs.values() if kept.run.status.is_live]
            own = [run for run in live if run.owner == owner]
            same = next((run for run in own if run.config == config), None)
            if same:
                return same.id
            _check_queue(own, live)
            run = Run.new(new_id(), config, recipe, owner, time.time())
            self._runs[run.id] = kept = _Kept(run)
        self._on_disk(kept, lambda: self._store.create(run))
        self._backend.submit(Request(Job(run.id, FIRST_ATTEMPT, config), owner))
        return run.id

    def get(self, run_id: str) -> Run:
        """A run as it is now.

        Raises:
            UserError: there is none with this id, or it can't be read.
        """
        return self._picture(self._kept(run_id))

    def of(self, visitor: str) -> list[Run]:
        """A visitor's runs, the newest first; what can't be read is left out."""
        owner = owner_of(visitor)
        with self._reading:  # after a restart, everybody comes at once
            self._read_runs_of(owner)
        with self._lock:
            own = [kept for kept in self._runs.values() if kept.run.owner == owner]
            own.sort(key=lambda kept: kept.run.created, reverse=True)
            return [self._picture(kept) for kept in own]

    def _read_runs_of(self, owner: str) -> None:
        for run_id in self._store.ids():
            if run_id not in self._owners:
                self._owners[run_id] = self._store.owner(run_id)
            if self._owners[run_id] != owner or run_id in self._runs:
                continue
            try:
                self._kept(run_id)
            except UserError as error:
                logger.info("the run %s was passed over: %s", run_id, error)

    def is_owner(self, run_id: str, visitor: str) -> bool:
        """Whether a visitor may steer a run; False if there is none."""
        try:
            return self._kept(run_id).run.owner == owner_of(visitor)
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
        kept = self._kept(run_id)
        with self._lock:
            newest, run = kept.newest, kept.run
            if epoch is None:
                epoch = newest[0] if newest else run.latest
            if epoch is None:
                return None
            if not (newest and newest[0] == epoch) and epoch not in run.snapshots:
                raise UserError(f"The weights of epoch {epoch:g} were not kept.")
        return self._snapshots.get((run_id, epoch), lambda: self._read(kept, epoch, newest))

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
        """Let a paused run go on."""
        self._steer(run_id, visitor, Command("resume"))

    def step(self, run_id: str, visitor: str) -> None:
        """Train to the end of the epoch, and pause there."""
        self._steer(run_id, visitor, Command("step"))

    def set_learning_rate(self, run_id: str, visitor: str, value: float) -> None:
        """Change the learning rate while the run goes on."""
        value = allowed("learning_rate").check("learning_rate", value)
        self._steer(run_id, visitor, Command("rate", value))

    def stop(self, run_id: str, visitor: str) -> None:
        """End a run and keep what it learnt; one that is still waiting is removed."""
        kept = self._own(run_id, visitor)
        if kept.run.status.is_live:
            self._backend.cancel(run_id)

    def rename(self, run_id: str, visitor: str, name: str) -> None:
        """Give a run a name, which also keeps it longest when room gets short.

        Raises:
            UserError: it is somebody else's, or the name is too long.
        """
        kept = self._own(run_id, visitor)
        name = " ".join(str(name).split())
        if len(name) > LONGEST_NAME:
            raise UserError(f"A name has at most {LONGEST_NAME} characters, got {len(name)}.")
        with self._lock:
            kept.run = after(kept.run, "named", {"name": name})
        self._on_disk(kept, lambda: self._store.rename(run_id, name))

    def delete(self, run_id: str, visitor: str) -> None:
        """Remove a run for good.

        Raises:
            UserError: it is somebody else's, or still under way, or can't be removed.
        """
        kept = self._own(run_id, visitor)
        if kept.run.status.is_live:
            raise UserError("This training is still running. Stop it first, then delete it.")
        try:
            self._store.delete(run_id)
        except OSError as error:
            raise UserError(f"This training can't be deleted ({error.strerror}).") from error
        with self._lock:
            self._runs.pop(run_id, None)

    def close(self) -> None:
        """End every worker; runs that were under way are interrupted and keep what they have."""
        self._backend.close()
        with self._lock:
            live = [kept for kept in self._runs.values() if kept.run.status.is_live]
        for kept in live:
            self._end(kept, interrupted(kept.run), None)

    def _kept(self, run_id: str) -> _Kept:
        with self._lock:
            kept = self._runs.get(run_id)
        if kept is not None:
            return kept
        kept = _Kept(self._store.read(run_id))
        # What another server still trains is read anew the next time.
        if kept.run.status.is_live:
            return kept
        with self._lock:
            return self._runs.setdefault(run_id, kept)

    def _own(self, run_id: str, visitor: str) -> _Kept:
        kept = self._kept(run_id)
        if kept.run.owner != owner_of(visitor):
            raise UserError(NOT_YOURS)
        return kept

    def _picture(self, kept: _Kept) -> Run:
        run = kept.run
        if run.status is not Status.WAITING:
            return run
        return replace(run, position=self._backend.position(run.id) or 0)

    def _steer(self, run_id: str, visitor: str, command: Command) -> None:
        kept = self._own(run_id, visitor)
        if not kept.run.status.is_live:
            raise UserError("This training has ended, so there is nothing to change any more.")
        self._backend.tell(run_id, command)

    def _take(self, event: Event) -> None:
        """Take in an event from the backend, unless it is late or comes twice."""
        with self._lock:
            kept = self._runs.get(event.run)
            if kept is None or not kept.run.status.is_live:
                return
            if (event.attempt, event.number) <= (kept.attempt, kept.number):
                return
            kept.attempt, kept.number = event.attempt, event.number
        if event.kind == "weights":
            self._take_weights(kept, event.values)
        elif event.kind == "ended":
            self._take_end(kept, dict(event.values))
        else:
            with self._lock:
                kept.run = after(kept.run, event.kind, event.values)
            # Where it stands within an epoch is of no interest later.
            if event.kind not in ("progress", "status"):
                self._append(kept, event.kind, event.values)

    def _append(self, kept: _Kept, kind: str, values: Any) -> None:
        self._on_disk(kept, lambda: self._store.append(kept.run.id, kind, values))

    def _take_weights(self, kept: _Kept, values: Any) -> None:
        epoch, npz = values["epoch"], decode(values["npz"])
        if values["keep"]:
            self._keep(kept, epoch, npz)
        with self._lock:
            kept.newest = (epoch, npz)
            kept.run = after(kept.run, "weights", values)

    def _keep(self, kept: _Kept, epoch: int, npz: bytes) -> None:
        run_id, digest = kept.run.id, hashlib.sha256(npz).hexdigest()
        self._on_disk(kept, lambda: self._store.keep(run_id, epoch, npz))
        event = {"epoch": epoch, "sha256": digest}
        if kept.saved:
            self._append(kept, "kept", event)
        if not kept.saved:
            kept.unsaved[epoch] = npz
        with self._lock:
            kept.run = after(kept.run, "kept", event)

    def _take_end(self, kept: _Kept, values: dict[str, Any]) -> None:
        epoch, npz = values.pop("epoch", None), values.pop("npz", None)
        if values["seconds"] is None:
            values["seconds"] = kept.run.seconds
        outcome = from_values(Outcome, values)
        if outcome.status is Status.STOPPED and not kept.run.epochs:
            self._forget(kept)
        else:
            self._end(kept, outcome, (epoch, decode(npz)) if npz else None)

    def _forget(self, kept: _Kept) -> None:
        """A run that was stopped before it began."""
        run_id = kept.run.id
        with self._lock:
            self._runs.pop(run_id, None)
        self._store.release(run_id)
        try:
            self._store.delete(run_id)
        except OSError as error:
            logger.warning("the run %s can't be removed: %s", run_id, error)

    def _end(self, kept: _Kept, outcome: Outcome, final: tuple[float, bytes] | None) -> None:
        # What was learnt before a worker died is worth keeping, but not what has diverged.
        if final is None and outcome.status is not Status.DIVERGED:
            final = kept.newest
        npz = final[1] if final else None
        with self._lock:
            named = (final[0], hashlib.sha256(npz).hexdigest()) if final else None
            kept.run = ended(kept.run, outcome, named)
            kept.newest = final  # until they lie on the disk
        self._on_disk(kept, lambda: self._store.finish(kept.run, npz))
        if not kept.saved:
            self._store.release(kept.run.id)
            if npz:
                kept.unsaved[None] = npz
            self._forget_unsaved()
        kept.newest = None
        self._trim()

    def _forget_unsaved(self) -> None:
        """What can't be saved must not fill the memory: the oldest runs lose their replay first."""
        with self._lock:
            unsaved = [kept for kept in self._runs.values() if kept.unsaved]
            unsaved.sort(key=lambda kept: kept.run.created)
            for kept in unsaved[:-1]:
                if sum(map(_unsaved_bytes, unsaved)) <= UNSAVED_BYTES:
                    break
                lost = [epoch for epoch in kept.unsaved if epoch is not None]
                for epoch in lost:
                    del kept.unsaved[epoch]
                kept.run = without_kept(kept.run, lost)

    def _trim(self) -> None:
        try:
            removed = self._store.trim()
        except OSError as error:
            logger.warning("old runs can't be removed: %s", error)
            return
        with self._lock:
            for run_id in removed:
                self._runs.pop(run_id, None)

    def _on_disk(self, kept: _Kept, write: Callable[[], Any]) -> None:
        """Write, if that is possible; if not, say so in the run, once, and do without."""
        if not kept.saved:
            return
        try:
            write()
        except OSError as error:
            logger.warning("the run %s can't be saved: %s", kept.run.id, error)
            with self._lock:
                kept.saved = False
                sentence = CANT_BE_SAVED.format(reason=error.strerror or error)
                kept.run = after(kept.run, "notice", {"sentence": sentence})

    def _read(self, kept: _Kept, epoch: float, newest: tuple[float, bytes] | None) -> Snapshot:
        run = kept.run
        if newest and newest[0] == epoch:
            arrays = unpack(newest[1])
        else:
            # The end has weights of its own, which may lie within an epoch.
            place = None if run.final and run.final[0] == epoch else int(epoch)
            unsaved = kept.unsaved.get(place)
            arrays = unpack(unsaved) if unsaved else self._store.weights(run, place)
        if [array.shape for array in arrays] != run.config.spec.shapes:
            raise UserError("These weights don't belong to the network of this training.")
        for array in arrays:
            array.setflags(write=False)
        return Snapshot(epoch, tuple(arrays))


class _Snapshots:
    """Weights that were unpacked lately: several people may watch the same run."""

    def __init__(self, most_bytes: int) -> None:
        self._lock = threading.Lock()
        self._most = most_bytes
        self._kept: OrderedDict[Any, Snapshot] = OrderedDict()

    def get(self, key: Any, read: Callable[[], Snapshot]) -> Snapshot:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        snapshot = read()
        with self._lock:
            self._kept[key] = snapshot
            while len(self._kept) > 1 and sum(map(_size, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return snapshot


def _check_queue(own: list[Run], live: list[Run]) -> None:
    if len(own) > MOST_WAITING:
        raise UserError(
            f"{len(own)} of your trainings are running or waiting, which is as many as may be. "
            "Stop one of them, or wait for its end."
        )
    if len(live) > MOST_WAITING_IN_ALL:
        raise UserError(f"{len(live)} trainings are waiting already. Try again in some minutes.")


def _unsaved_bytes(kept: _Kept) -> int:
    return sum(map(len, kept.unsaved.values()))


def _size(snapshot: Snapshot) -> int:
    return sum(array.nbytes for array in snapshot.weights)
