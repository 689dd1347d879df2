"""What became of trainings, and what was refused: a line in the log for each, and counts.

The logger is "digit_lab", and a line is one object of JSON. It says nothing about persons: no
visitor's name, no address, nothing that was typed. A run's id opens it, so that the log has only
what `shortened` makes of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from model.errors import UserError
from training.runs.run import Run

LOGGER = "digit_lab"
SHORT = 12  # hexadecimal digits


class Refused(StrEnum):
    """Why something was refused: the reasons that are counted."""

    SETTINGS = "settings"  # a training that is too much work, or more than the teacher allows
    QUEUE = "queue"  # a training, because too many are waiting
    NOT_ALLOWED = "not_allowed"  # to steer a run that is somebody else's, or has ended
    DRAWING = "drawing"  # what a pad or an address sent
    UPLOAD = "upload"  # a picture, because too many are held
    UNKNOWN_RUN = "unknown_run"  # events or a network of a run, or of an epoch, that isn't there
    WATCHERS = "watchers"  # one more who watches: there are too many
    OWN_WATCHERS = "own_watchers"  # one more who watches: this browser does so too often
    PAGES = "pages"  # one more page: too many are open
    SECRET = "secret"  # a wrong secret, or the right one too soon after many wrong ones
    OTHER_SITE = "other_site"  # a request from a page of another site
    METRICS = "metrics"  # figures, to somebody without the token


class Journal:
    """Writes and counts; every method may be called from any thread."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._logger = logging.getLogger(LOGGER)
        self._lock = threading.Lock()
        self._started = 0
        self._ended: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    @property
    def started(self) -> int:
        """How many runs were accepted."""
        return self._started

    @property
    def ended(self) -> Mapping[str, int]:
        """How many runs ended with each status."""
        with self._lock:
            return dict(self._ended)

    @property
    def refused(self) -> Mapping[str, int]:
        """How often something was refused, by the reason."""
        with self._lock:
            return dict(self._refused)

    def run_started(self, run: Run) -> None:
        """A run was accepted; it may have to wait."""
        with self._lock:
            self._started += 1
        config = run.config
        self._write(
            "run_started",
            run=shortened(run.id),
            recipe=run.recipe,
            hidden_units=config.hidden_units,
            epochs=config.epochs,
            batch_size=config.batch_size,
        )

    def run_ended(self, run: Run) -> None:
        """A run has ended, or was taken out of the queue."""
        with self._lock:
            self._ended[run.status] += 1
        self._write(
            "run_ended",
            run=shortened(run.id),
            status=run.status,
            epochs=max(len(run.epochs) - 1, 0),  # the first is of the untrained network
            seconds=round(run.outcome.seconds if run.outcome else run.seconds, 3),
        )

    def refuse(self, reason: Refused) -> None:
        """Something was refused."""
        with self._lock:
            self._refused[reason] += 1
        self._write("refused", reason=reason)

    @contextmanager
    def refusing(self, reason: Refused) -> Iterator[None]:
        """What raises UserError in here was refused for this reason."""
        try:
            yield
        except UserError:
            self.refuse(reason)
            raise

    def _write(self, what: str, **facts: Any) -> None:
        self._logger.info("%s", json.dumps({"event": what, **facts}))


def to_standard_error() -> None:
    """Write the lines to standard error, each with the time (UTC), unless that is done already."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(_Lines())
        logger.addHandler(handler)
        logger.propagate = False


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """A line with its time as the first value of the object."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return f'{{"time": "{moment}", {record.getMessage()[1:]}'


def shortened(run_id: str) -> str:
    """What stands for a run in the log: the same in each of its lines, and no way back to it."""
    return hashlib.sha256(run_id.encode()).hexdigest()[:SHORT]


def trouble_with(run_id: str, error: Exception) -> str:
    """What an error with a run says, for the log: with what stands for the run, also in paths."""
    name = shortened(run_id)
    return f"{name}: {error}".replace(run_id, name)


journal = Journal()
