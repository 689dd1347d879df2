"""Weights of runs, unpacked: several people may watch the same run at the same time."""

from __future__ import annotations

import threading
from contextlib import suppress

from cachetools import LRUCache

from model.errors import UserError
from model.weights import unpack
from training.runs.entry import Entry, Packed
from training.runs.run import Run, Snapshot
from training.runs.store import RunStore

SNAPSHOT_BYTES = 64 * 2**20  # of weights that may be wanted again


class SnapshotShelf:
    """Reads weights and keeps those that were asked for lately; safe to share by threads."""

    def __init__(self, store: RunStore, most_bytes: int = SNAPSHOT_BYTES) -> None:
        """
        Args:
            store: where the weights are that aren't in memory.
            most_bytes: how much may be kept.
        """
        self._store = store
        self._lock = threading.Lock()
        self._kept: LRUCache[tuple[str, int, float], Snapshot] = LRUCache(most_bytes, _size)

    def get(self, entry: Entry, epoch: float | None) -> Snapshot | None:
        """The weights of a run after an epoch.

        Args:
            entry: the run.
            epoch: one of the run's `snapshots`; None for the newest weights there are.

        Returns:
            None if there are no weights yet.

        Raises:
            UserError: there is no such epoch, or the file is missing, cut or altered.
        """
        run, newest = entry.look()
        if epoch is None:
            epoch = newest.epoch if newest else run.latest
        if epoch is None:
            return None
        if not (newest and newest.epoch == epoch) and epoch not in run.snapshots:
            raise UserError(f"The weights of epoch {epoch:g} were not kept.")
        key = run.id, run.attempt, epoch
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return kept
        snapshot = self._read(entry, run, epoch, newest)
        with self._lock, suppress(ValueError):  # it is larger than all that may be kept
            self._kept[key] = snapshot
        return snapshot

    def _read(self, entry: Entry, run: Run, epoch: float, newest: Packed | None) -> Snapshot:
        if newest and newest.epoch == epoch:
            arrays = unpack(newest.npz)
        else:
            # The end has weights of its own, which may lie within an epoch.
            place = None if run.final and run.final[0] == epoch else int(epoch)
            unsaved = entry.unsaved.get(place)
            arrays = unpack(unsaved) if unsaved else self._store.weights(run, place)
        if [array.shape for array in arrays] != run.config.spec.shapes:
            raise UserError("These weights don't belong to the network of this training.")
        for array in arrays:
            array.setflags(write=False)
        return Snapshot(epoch, tuple(arrays), run.attempt)


def _size(snapshot: Snapshot) -> int:
    return sum(array.nbytes for array in snapshot.weights)
