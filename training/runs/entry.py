"""A run in this server's memory, with what of it is not on the disk."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from training.runs.events import Event
from training.runs.fold import after, ended, without_final, without_kept
from training.runs.run import Outcome, Run

FIRST_ATTEMPT = 1


class Packed(NamedTuple):
    """Weights after some epochs, as the content of an .npz file."""

    epoch: float
    npz: bytes


class Entry:
    """A run as it is now; every method may be called from any thread.

    Attributes:
        saved: whether it can be saved to disk, as far as we know.
        unsaved: the .npz of each epoch that was kept (None: the end) but could not be saved.
    """

    def __init__(self, run: Run) -> None:
        """A run before its first event, or as it was read from disk."""
        self.saved = True
        self.unsaved: dict[int | None, bytes] = {}
        self._lock = threading.Lock()
        self._run = run
        self._newest: Packed | None = None
        self._last = (FIRST_ATTEMPT, 0)  # attempt and number of the last event

    def __repr__(self) -> str:
        run = self._run
        return f"Entry({run.id}, {run.status}, {len(run.epochs)} epochs, saved={self.saved})"

    @property
    def run(self) -> Run:
        """The run as it is now."""
        return self._run

    def look(self) -> tuple[Run, Packed | None]:
        """The run, and its latest weights unless they lie on the disk, at one moment."""
        with self._lock:
            return self._run, self._newest

    def expects(self, event: Event) -> bool:
        """Whether an event is neither late nor comes twice; from now on it would."""
        with self._lock:
            if not self._run.status.is_live or (event.attempt, event.number) <= self._last:
                return False
            self._last = event.attempt, event.number
            return True

    def take(self, kind: str, values: Mapping[str, Any]) -> None:
        """Take in an event, as in `training.runs.fold.after`, which says what is raised."""
        with self._lock:
            self._run = after(self._run, kind, values)
            if kind == "again":
                self._newest = None
                self.unsaved.clear()

    def take_weights(self, weights: Packed) -> None:
        """Take in the weights of this moment."""
        with self._lock:
            self._newest = weights
            self._run = after(self._run, "weights", {"epoch": weights.epoch})

    def end(self, outcome: Outcome, final: Packed | None) -> None:
        """Take in how the run ended, and its last weights."""
        named = (final.epoch, sha256_of(final.npz)) if final else None
        with self._lock:
            self._newest = final
            self._run = ended(self._run, outcome, named)

    def let_go_of_newest(self) -> None:
        """The latest weights lie somewhere else from now on."""
        with self._lock:
            self._newest = None

    def unsaved_bytes(self) -> int:
        """How much memory its unsaved weights take."""
        with self._lock:
            return sum(map(len, self.unsaved.values()))

    def keep_unsaved(self, epoch: int | None, npz: bytes) -> None:
        """Keep weights in memory, because the disk won't have them."""
        with self._lock:
            self.unsaved[epoch] = npz

    def forget_unsaved_epochs(self) -> None:
        """Give up the unsaved weights of all epochs, but not those of the end."""
        with self._lock:
            lost = [epoch for epoch in self.unsaved if epoch is not None]
            for epoch in lost:
                del self.unsaved[epoch]
            self._run = without_kept(self._run, lost)

    def forget_unsaved_end(self) -> None:
        """Give up the unsaved weights of the end."""
        with self._lock:
            del self.unsaved[None]
            self._run = without_final(self._run)


def sha256_of(npz: bytes) -> str:
    """What tells later whether a file is still the same."""
    return hashlib.sha256(npz).hexdigest()
