"""What a worker says about a run, as lines of JSON, and what it is told.

Every event carries its run, the attempt to train it (another backend may have to try twice) and
a number that rises within the attempt, so that a receiver can drop what is late or comes twice.

| kind | values |
| --- | --- |
| ready | slowness, seconds: a worker waits for a run; see `Pace.worker_ready` |
| alive | none: sent every now and then, whatever the worker does |
| begun | data, is_sample: what it trains on |
| progress | the fields of `Progress` |
| epoch | the fields of `Epoch` |
| weights | epoch, npz (base64), keep: whether they belong to the replay |
| status | status: running or paused |
| rate | learning_rate: the one from now on |
| again | sentence: why the next attempt, this event's, begins; said by the backend |
| notice | sentence: a warning for its owner; the run goes on |
| ended | the fields of `Outcome` (seconds may be None); epoch and npz of final weights, if any |
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from model import weights


@dataclass(frozen=True)
class Event:
    """One event; `kind` and `values` are those of the table above."""

    run: str
    attempt: int
    number: int
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_line(self) -> str:
        """The event as one line of JSON."""
        head = {"run": self.run, "attempt": self.attempt, "number": self.number, "kind": self.kind}
        return json.dumps({**head, **self.values}) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Event:
        """The inverse of `to_line`; ValueError if the line is something else, or torn."""
        values = json.loads(line)
        try:
            run, attempt, number, kind = map(values.pop, ("run", "attempt", "number", "kind"))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not an event: {line[:100]!r}") from error
        return cls(run, attempt, number, kind, values)


@dataclass(frozen=True)
class Command:
    """What a worker is told about its run: pause, resume, step, stop or rate (with a value)."""

    name: str
    value: float | None = None

    def to_line(self) -> str:
        """The command as one line of JSON."""
        return json.dumps(asdict(self)) + "\n"


def ended_unmeasured(status: str, sentence: str) -> dict[str, Any]:
    """The values of "ended" for a run after which nothing could be measured any more."""
    return {
        "status": status,
        "sentence": sentence,
        "training_accuracy": None,
        "test_accuracy": None,
        "seconds": None,
    }


def encode(arrays: Sequence[np.ndarray]) -> str:
    """Weights as text."""
    return base64.b64encode(weights.pack(arrays)).decode("ascii")


def decode(text: str) -> bytes:
    """The content of an .npz file, from what `encode` made."""
    return base64.b64decode(text, validate=True)
