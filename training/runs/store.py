"""Runs on disk: each is a folder, written so that a crash at any moment leaves it readable.

```
<DIGIT_LAB_HOME>/runs/<run id>/
    run.json          config, recipe, owner, time; written whole, first
    lock              held by the server that trains it, for as long as that lives
    events.jsonl      one line for each event; the last one may be torn
    epoch-0012.npz    weights; their SHA-256 stands in the events
    final.npz
    name.txt          what its owner called it
    result.json       how it ended; written whole, last: without it the run was interrupted
<DIGIT_LAB_HOME>/runs/.asking     held for a moment by a server that looks at others' locks
```
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from filelock import FileLock

from model.errors import UserError
from model.files import write_whole
from model.weights import read_file
from training.journal import trouble_with
from training.runs import files
from training.runs.fold import after, ended, without_kept
from training.runs.holding import hold, is_held
from training.runs.run import Outcome, Run, Status

logger = logging.getLogger(__name__)

HOME_VARIABLE = "DIGIT_LAB_HOME"
STORE_BYTES = 2 * 2**30  # for all runs together
ID_BYTES = 16  # 128 random bits: nobody guesses the address of somebody else's run
LONGEST_NAME = 60  # characters
YOUNG = 60.0  # seconds

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_HIDDEN = re.compile(rf"\.{_ID.pattern}\.[0-9a-f]{{8}}")  # what is being deleted
_INTERRUPTED = (
    "The server was stopped during this training. What is shown here had been saved by then."
)
_FINAL = "final"


def home() -> Path:
    """The folder of everything that the app keeps: DIGIT_LAB_HOME, or ~/.digit-lab."""
    # Path.expanduser raises for a user whose home isn't known.
    return Path(os.path.expanduser(os.environ.get(HOME_VARIABLE) or "~/.digit-lab"))  # noqa: PTH111


def new_id() -> str:
    """An unguessable name for a run."""
    return secrets.token_urlsafe(ID_BYTES)


def is_id(text: str) -> bool:
    """Whether this could be the name of a run: it may come from an address."""
    return _ID.fullmatch(text) is not None


class Reading(NamedTuple):
    """What a run's folder told at one moment.

    Attributes:
        run: as it was.
        told: the same, as its events alone tell it.
        size: how many bytes of events that were.
    """

    run: Run
    told: Run
    size: int


class RunStore:
    """The runs below one folder; several servers may share it.

    What can't be written raises OSError; what can't be read, UserError.
    """

    def __init__(self, folder: Path | None = None, largest: int = STORE_BYTES) -> None:
        """Nothing is written yet.

        Args:
            folder: where the runs lie, by default below `home()`.
            largest: bytes that all runs together may take before old ones are removed.
        """
        self.folder = folder or home() / "runs"
        self.largest = largest
        self._locks: dict[str, FileLock] = {}
        self._owners: dict[str, str] = {}  # as far as they were asked for: none ever changes
        self._trimming = threading.Lock()

    def __repr__(self) -> str:
        return f"RunStore({str(self.folder)!r})"

    def ids(self) -> list[str]:
        """The ids of all runs there are, in no order."""
        try:
            with os.scandir(self.folder) as entries:
                return [
                    entry.name
                    for entry in entries
                    if is_id(entry.name) and entry.is_dir(follow_symlinks=False)
                ]
        except OSError:
            return []

    def create(self, run: Run) -> None:
        """Begin a run's folder; from now on it is this server's."""
        folder = self._folder(run.id)
        folder.mkdir(parents=True)
        self._locks[run.id] = hold(folder / "lock")
        files.write_description(folder / "run.json", run)

    def append(self, run_id: str, kind: str, values: Mapping[str, Any]) -> None:
        """Add an event."""
        files.append_event(self._folder(run_id) / "events.jsonl", kind, values)

    def keep(self, run_id: str, epoch: int, npz: bytes) -> None:
        """Keep an epoch's weights; their SHA-256 is to be appended as an event of its own."""
        write_whole(self._weights(run_id, _epoch_name(epoch)), npz)

    def finish(self, run: Run, npz: bytes | None) -> None:
        """Write how a run ended, last of all, and let go of it.

        Args:
            run: with its outcome.
            npz: the final weights, whose SHA-256 is in the run.
        """
        if npz is not None:
            write_whole(self._weights(run.id, _FINAL), npz)
        files.write_result(self._folder(run.id) / "result.json", run)
        self.release(run.id)

    def release(self, run_id: str) -> None:
        """Let go of a run that this server trained."""
        lock = self._locks.pop(run_id, None)
        if lock:
            lock.release()

    def rename(self, run_id: str, name: str) -> None:
        """Give a run a name."""
        files.write_name(self._folder(run_id) / "name.txt", name)

    def delete(self, run_id: str) -> None:
        """Remove a run for good; one that isn't there is no problem."""
        self.release(run_id)
        self._owners.pop(run_id, None)
        # Out of sight at once, even where removing all of its files takes a while or fails.
        folder = self._folder(run_id)
        hidden = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
        try:
            folder.rename(hidden)
        except FileNotFoundError:
            return
        shutil.rmtree(hidden)

    def read(self, run_id: str) -> Run:
        """What a run's folder tells.

        A run without a result was interrupted, unless some server still trains it. Torn or
        unknown events are passed over.

        Raises:
            UserError: there is no such run, or its description can't be read.
        """
        return self.read_on(run_id, None).run

    def read_on(self, run_id: str, before: Reading | None) -> Reading:
        """As `read`, but only what is new since an earlier reading, if there was one.

        Raises:
            UserError: as for `read`.
        """
        if not self._is_there(run_id):
            raise UserError("There is no such training on this computer; it may have been deleted.")
        folder = self._folder(run_id)
        # In this order: the last events are written before the result, the result before its lock
        # is let go.
        held = self._is_held(run_id)
        has_ended = not held or (folder / "result.json").exists()
        try:
            told = before.told if before else files.read_description(folder / "run.json", run_id)
        except (OSError, ValueError, UserError) as error:
            raise UserError(f"This training can't be read: {error}") from error
        told, size = files.read_events(folder / "events.jsonl", told, before.size if before else 0)
        name = files.read_name(folder / "name.txt")[:LONGEST_NAME]
        run = after(told, "named", {"name": name})
        if has_ended:
            run = self._read_end(folder, run)
        else:
            run = replace(run, latest=max(run.kept, default=None))
        return Reading(run, told, size)

    def _is_there(self, run_id: str) -> bool:
        # A link may lead out of the store, and what is removed there is somebody else's.
        folder = self._folder(run_id) if is_id(run_id) else None
        return folder is not None and folder.is_dir() and not folder.is_symlink()

    def owner(self, run_id: str) -> str | None:
        """Whose run this is, without reading all of it; None if that can't be told (yet)."""
        owner = self._owners.get(run_id) or files.read_owner(self._folder(run_id) / "run.json")
        if owner is not None:
            self._owners[run_id] = owner
        return owner

    def _read_end(self, folder: Path, run: Run) -> Run:
        """The run after its end."""
        lost = [each for each in run.kept if not self._weights(run.id, _epoch_name(each)).is_file()]
        run = without_kept(run, lost)
        try:
            return files.read_result(folder / "result.json", run)
        except FileNotFoundError:
            pass
        except (OSError, KeyError, TypeError, ValueError) as error:
            logger.warning("can't read the result of the run %s", trouble_with(run.id, error))
        return ended(run, interrupted(run), None)

    def weights(self, run: Run, epoch: int | None) -> list[np.ndarray]:
        """The weights that were kept of an epoch, or those at the end.

        Raises:
            UserError: they are missing, cut or altered, or don't belong to such a network.
        """
        if epoch is None:
            if run.final is None:
                raise UserError("The final weights of this training are missing.")
            sha256 = run.final[1]
            name, what = _FINAL, "final weights of this training"
        else:
            sha256 = run.kept[epoch]
            name, what = _epoch_name(epoch), f"weights of epoch {epoch} of this training"
        return read_file(self._weights(run.id, name), sha256, what)

    def trim(self) -> list[str]:
        """Remove old runs until the rest fits, each time one of whoever's take the most room.

        Of these, those without a name go first, the oldest first. Runs that are under way, here or
        on another server, stay.

        Returns:
            The ids of those that were removed.
        """
        with self._trimming:
            return self._trim()

    def _trim(self) -> list[str]:
        self._remove_the_rest()
        sizes = {run_id: _size(self._folder(run_id)) for run_id in self.ids()}
        total = sum(sizes.values())
        if total <= self.largest:
            return []
        runs: dict[str | None, list[str]] = {}  # by owner, the first to go last
        for run_id in sorted(sizes, key=self._age, reverse=True):
            runs.setdefault(self.owner(run_id), []).append(run_id)
        taken = {owner: sum(sizes[each] for each in own) for owner, own in runs.items()}
        removed = []
        while total > self.largest and runs:
            # What is nobody's is no run at all.
            owner = max(runs, key=lambda each: (each is None, taken[each]))
            run_id = runs[owner].pop()
            if not runs[owner]:
                del runs[owner]
            stays = self._is_held(run_id) or _is_young(self._folder(run_id))
            if stays or not self._is_deleted(run_id):
                continue
            total -= sizes[run_id]
            taken[owner] -= sizes[run_id]
            removed.append(run_id)
        return removed

    def _is_deleted(self, run_id: str) -> bool:
        """Delete a run; whether it is out of sight now, though some of it may still be there."""
        try:
            self.delete(run_id)
        except OSError as error:
            logger.warning("can't remove the run %s", trouble_with(run_id, error))
        return not self._is_there(run_id)

    def _remove_the_rest(self) -> None:
        """Remove what a server had begun to delete when it was killed."""
        for entry in self.folder.glob(".*"):
            if _HIDDEN.fullmatch(entry.name) and time.time() - entry.lstat().st_ctime > YOUNG:
                shutil.rmtree(entry, ignore_errors=True)

    def _is_held(self, run_id: str) -> bool:
        lock = self._folder(run_id) / "lock"
        return run_id in self._locks or is_held(lock, asking=self.folder / ".asking")

    def _age(self, run_id: str) -> tuple[bool, float]:
        folder = self._folder(run_id)
        try:
            return files.read_name(folder / "name.txt") != "", (folder / "run.json").stat().st_mtime
        except OSError:
            return False, 0.0  # no run at all: the first to go

    def _folder(self, run_id: str) -> Path:
        return self.folder / run_id

    def _weights(self, run_id: str, name: str) -> Path:
        return self._folder(run_id) / f"{name}.npz"


def interrupted(run: Run) -> Outcome:
    """The outcome of a run whose server ended before it did."""
    return Outcome(Status.INTERRUPTED, _INTERRUPTED, None, None, run.seconds)


def _epoch_name(epoch: int) -> str:
    return f"epoch-{epoch:04d}"


def _is_young(folder: Path) -> bool:
    """Whether another server may be about to lock this folder, which it has just made."""
    try:
        return not (folder / "lock").exists() and time.time() - folder.stat().st_mtime < YOUNG
    except OSError:
        return False


def _size(folder: Path) -> int:
    try:
        return sum(file.lstat().st_size for file in folder.iterdir())
    except OSError:
        return 0  # it is being removed
