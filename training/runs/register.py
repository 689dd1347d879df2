"""The runs that a server knows: those in memory, and those on disk that somebody asked for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from cachetools import LRUCache

from model.errors import UserError
from training.journal import trouble_with
from training.runs.entry import Entry
from training.runs.store import Reading, RunStore

logger = logging.getLogger(__name__)

FOLLOWED = 256  # runs of other servers that are read on where somebody stopped reading
EXPLAINED = 1_000  # runs that are gone, and why
NEVER_BEGAN = "This training was ended before it had learnt anything. {why}"


class Register:
    """Every run by its id; every method may be called from any thread."""

    def __init__(self, store: RunStore) -> None:
        """Nothing is read yet."""
        self._store = store
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._why: LRUCache[str, str] = LRUCache(EXPLAINED)
        self._reading = threading.Lock()
        self._followed: LRUCache[str, Reading] = LRUCache(FOLLOWED)  # trained by other servers

    def __repr__(self) -> str:
        return f"Register({len(self._entries)} runs in memory, {self._store})"

    def add(self, entry: Entry) -> None:
        """Add a new run."""
        with self._lock:
            self._entries[entry.run.id] = entry

    def remove(self, run_ids: Iterable[str], why: str = "") -> None:
        """Forget runs; those that aren't there are no problem.

        Args:
            run_ids: which.
            why: they were ended before they had learnt anything, in a sentence; empty for their
                owner's wish and for those that are removed later.
        """
        with self._lock:
            for run_id in run_ids:
                self._entries.pop(run_id, None)
                if why:
                    self._why[run_id] = why

    def why_removed(self, run_id: str) -> str:
        """The reason that `remove` was given; empty if there is none."""
        with self._lock:
            return self._why.get(run_id, "")

    def in_memory(self, run_id: str) -> Entry | None:
        """A run, without reading anything."""
        with self._lock:
            return self._entries.get(run_id)

    def get(self, run_id: str) -> Entry:
        """A run, read from disk if need be.

        Raises:
            UserError: there is none with this id, or it can't be read.
        """
        entry = self.in_memory(run_id)
        if entry is not None:
            return entry
        with self._lock:
            before = self._followed.pop(run_id, None)
            why = self._why.get(run_id)
        if why:
            raise UserError(NEVER_BEGAN.format(why=why))
        reading = self._store.read_on(run_id, before)
        entry = Entry(reading.run)
        with self._lock:
            if not reading.run.status.is_live:
                return self._entries.setdefault(run_id, entry)
            # What another server still trains is read on the next time.
            self._followed[run_id] = reading
            return entry

    def all(self) -> list[Entry]:
        """The runs in memory, in no order."""
        with self._lock:
            return list(self._entries.values())

    def live(self) -> list[Entry]:
        """The runs of this server that are waiting or under way."""
        return [entry for entry in self.all() if entry.run.status.is_live]

    def of(self, owner: str) -> list[Entry]:
        """The runs of an owner, the newest first; what can't be read is left out."""
        with self._reading:  # after a restart, everybody comes at once
            self._read_runs_of(owner)
        own = [entry for entry in self.all() if entry.run.owner == owner]
        return sorted(own, key=lambda entry: entry.run.created, reverse=True)

    def _read_runs_of(self, owner: str) -> None:
        for run_id in self._store.ids():
            if self._store.owner(run_id) != owner:
                continue
            try:
                self.get(run_id)
            except UserError as error:
                logger.info("passed over the run %s", trouble_with(run_id, error))
