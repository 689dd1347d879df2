"""Saving runs while they go on, and doing without where that fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from training.journal import trouble_with
from training.runs.entry import Entry, Packed, sha256_of
from training.runs.store import RunStore

logger = logging.getLogger(__name__)

UNSAVED_BYTES = 256 * 2**20  # of weights that are in memory because the disk is full
CANT_BE_SAVED = (
    "This training can't be saved ({reason}). It goes on, and can be used until the app is "
    "stopped; then it is gone."
)

LET_GO = "There was no room in memory for all such trainings: its network is gone already."
NAME_CANT_BE_SAVED = (
    "The name of this training can't be saved ({reason}). It has it until the app is stopped."
)


class Saver:
    """Writes what happens to runs into a store.

    The first time that a run can't be written, it gets a notice that says so, and from then on
    lives in memory only.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store

    def create(self, entry: Entry) -> None:
        """Write what is known of a new run."""
        self._try(entry, lambda: self._store.create(entry.run))

    def append(self, entry: Entry, kind: str, values: Mapping[str, Any]) -> None:
        """Write an event."""
        self._try(entry, lambda: self._store.append(entry.run.id, kind, values))

    def rename(self, entry: Entry) -> None:
        """Write a run's name; where that fails, the run is saved as it was."""
        if not entry.saved:
            return
        try:
            self._store.rename(entry.run.id, entry.run.name)
        except OSError as error:
            logger.warning("can't save the name of the run %s", trouble_with(entry.run.id, error))
            _notify(entry, NAME_CANT_BE_SAVED.format(reason=error.strerror or error))

    def keep(self, entry: Entry, epoch: int, npz: bytes) -> None:
        """Keep an epoch's weights, on disk or else in memory, and say so in the run."""
        event = {"epoch": epoch, "sha256": sha256_of(npz)}
        self._try(entry, lambda: self._store.keep(entry.run.id, epoch, npz))
        self.append(entry, "kept", event)
        if not entry.saved:
            entry.keep_unsaved(epoch, npz)
        entry.take("kept", event)

    def finish(self, entry: Entry, final: Packed | None) -> None:
        """Write how a run ended, with its last weights, and let go of it."""
        npz = final.npz if final else None
        self._try(entry, lambda: self._store.finish(entry.run, npz))
        if not entry.saved:
            self._store.release(entry.run.id)
            if npz:
                entry.keep_unsaved(None, npz)
        entry.let_go_of_newest()

    def _try(self, entry: Entry, write: Callable[[], Any]) -> None:
        if not entry.saved:
            return
        try:
            write()
        except OSError as error:
            logger.warning("can't save the run %s", trouble_with(entry.run.id, error))
            entry.saved = False
            _notify(entry, CANT_BE_SAVED.format(reason=error.strerror or error))


def forget_unsaved(entries: Iterable[Entry]) -> None:
    """What can't be saved must not fill the memory.

    The oldest runs lose their replay first; where that isn't enough, their networks.
    """
    unsaved = sorted(
        (entry for entry in entries if entry.unsaved), key=lambda entry: entry.run.created
    )
    for forget in (Entry.forget_unsaved_epochs, _forget_end):
        for entry in unsaved[:-1]:
            if sum(each.unsaved_bytes() for each in unsaved) <= UNSAVED_BYTES:
                return
            forget(entry)


def _forget_end(entry: Entry) -> None:
    if None in entry.unsaved:
        entry.forget_unsaved_end()
        _notify(entry, LET_GO)


def _notify(entry: Entry, sentence: str) -> None:
    """Have a run say something; once, however often it happens."""
    if sentence not in entry.run.notices:
        entry.take("notice", {"sentence": sentence})
