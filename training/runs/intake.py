"""What a backend's events do: to the run, to what is saved of it, and to the runs before it."""

from __future__ import annotations

import logging
from typing import Any

from training.journal import journal, trouble_with
from training.pace import Pace
from training.runs.entry import Entry, Packed
from training.runs.events import Event, decode
from training.runs.fold import ended, from_values
from training.runs.register import Register
from training.runs.run import Outcome, Status
from training.runs.saver import Saver, forget_unsaved
from training.runs.store import RunStore, interrupted

logger = logging.getLogger(__name__)

# Where a run stands within an epoch is of no interest later. Whether it is paused, other servers
# read from the disk.
NOT_SAVED = ("progress",)


class Intake:
    """Takes in events; those of a run one after the other, of several runs on any thread."""

    def __init__(self, register: Register, saver: Saver, store: RunStore, pace: Pace) -> None:
        """
        Args:
            register: the runs that events are about.
            saver: writes what is worth it.
            store: where runs are removed from: of a run that never began, and for want of room.
            pace: learns from events how fast this machine is.
        """
        self._register, self._saver, self._store = register, saver, store
        self._pace = pace

    def take(self, event: Event) -> None:
        """Take in an event, unless it is late or comes twice.

        Raises:
            KeyError, TypeError, ValueError: its values are not those of such an event.
        """
        if event.kind == "ready":
            self._pace.worker_ready(event.values["slowness"], event.values["seconds"])
            return
        entry = self._register.in_memory(event.run)
        if entry is None or not entry.expects(event):
            return
        if event.kind == "weights":
            npz = decode(event.values["npz"])
            if event.values["keep"]:
                self._saver.keep(entry, event.values["epoch"], npz)
            entry.take_weights(Packed(event.values["epoch"], npz))
        elif event.kind == "ended":
            self._take_end(entry, dict(event.values))
        else:
            entry.take(event.kind, event.values)
            if event.kind == "progress":
                speed = event.values["images_per_second"]
                self._pace.run_progressed(entry.run.config, speed)
            if event.kind not in NOT_SAVED:
                self._saver.append(entry, event.kind, event.values)

    def interrupt(self, entry: Entry) -> None:
        """A run ends because the server does."""
        self._end(entry, interrupted(entry.run), None)

    def _take_end(self, entry: Entry, values: dict[str, Any]) -> None:
        if values["seconds"] is None:
            values["seconds"] = entry.run.seconds
        outcome = from_values(Outcome, values)
        npz = values.get("npz")
        if outcome.status is Status.STOPPED and not entry.run.epochs:
            self._forget(entry.run.id, outcome.sentence)
            journal.run_ended(ended(entry.run, outcome, None))
        else:
            self._end(entry, outcome, Packed(values["epoch"], decode(npz)) if npz else None)

    def _end(self, entry: Entry, outcome: Outcome, final: Packed | None) -> None:
        # What was learnt before a worker died is worth keeping, but not what has diverged.
        if final is None and outcome.status is not Status.DIVERGED:
            _, final = entry.look()
        entry.end(outcome, final)
        self._saver.finish(entry, final)
        journal.run_ended(entry.run)
        if not entry.saved:
            forget_unsaved(self._register.all())
        self._trim()

    def _forget(self, run_id: str, why: str) -> None:
        """A run that was stopped before it began."""
        self._register.remove([run_id], why)
        self._store.release(run_id)
        try:
            self._store.delete(run_id)
        except OSError as error:
            logger.warning("can't remove the run %s", trouble_with(run_id, error))

    def _trim(self) -> None:
        try:
            self._register.remove(self._store.trim())
        except OSError as error:
            logger.warning("old runs can't be removed: %s", error.strerror)
