"""Stand-ins for runs and for the service that trains: canned figures, no process, no TensorFlow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from model.errors import UserError
from training.config import TrainingConfig
from training.runs.run import Epoch, Outcome, Progress, Run, Snapshot, Status

OWNER = "owner"


def epoch(number: int, **changes: Any) -> Epoch:
    """An epoch of a network that learns, the better the later."""
    learnt = 1 - 0.9 * 0.6**number
    usual = Epoch(
        epoch=number,
        loss=2.3 * 0.7**number,
        accuracy=learnt,
        validation_loss=2.3 * 0.7**number + 0.02,
        validation_accuracy=learnt - (0.01 if number else 0),
        seconds=0.5,
        learning_rate=0.001,
    )
    return replace(usual, **changes)


def a_run(done: int = 0, status: Status = Status.RUNNING, **changes: Any) -> Run:
    """A run after `done` epochs; one that is not live has an outcome.

    Args:
        changes: fields of the run, or `snapshots`: the epochs whose weights are kept.
    """
    config = changes.pop("config", TrainingConfig(hidden_units=(12,), epochs=5))
    outcome = None
    if not status.is_live:
        known = status in (Status.FINISHED, Status.STOPPED)
        outcome = Outcome(status, "", 0.99 if known else None, 0.979 if known else None, 12.5)
    usual = Run(
        id="run-1",
        config=config,
        recipe=None,
        owner=OWNER,
        created=1_700_000_000.0,
        learning_rate=config.learning_rate,
        status=status,
        epochs=tuple(
            epoch(number, learning_rate=config.learning_rate) for number in range(done + 1)
        ),
        kept=dict.fromkeys(changes.pop("snapshots", range(done + 1)), ""),
        latest=float(done),
        outcome=outcome,
        data="all of MNIST",
        version=done,
    )
    return replace(usual, **changes)


def progress(number: int, share: float = 0.5) -> Progress:
    """The epoch `number` on its way."""
    return Progress(
        epoch=number,
        batch=round(100 * share),
        batches=100,
        loss=0.4,
        accuracy=0.88,
        images_per_second=182_000.0,
        seconds_left=41.0,
    )


def some_weights(config: TrainingConfig, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Random weights of the right shapes, in the order of Keras's `get_weights`."""
    rng = np.random.default_rng(seed)
    sizes = (784, *config.hidden_units, 10)
    arrays = []
    for inputs, units in pairwise(sizes):
        arrays += [rng.normal(0, 0.08, (inputs, units)), rng.normal(0, 0.01, units)]
    return tuple(array.astype(np.float32) for array in arrays)


class FakeTrainings:
    """`Trainings` without trainings: its runs are put in and replaced by hand.

    Attributes:
        runs: by id, newest last.
        calls: what was asked for: (name, run id, arguments …).
        reasons: why runs are gone, by id.
        refusal: if not empty, the sentence with which all steering is refused.
    """

    ready = True

    def __init__(self, *runs: Run) -> None:
        self.runs = {run.id: run for run in runs}
        self.calls: list[tuple[Any, ...]] = []
        self.refusal = ""
        self.reasons: dict[str, str] = {}

    def change(self, run_id: str, **changes: Any) -> Run:
        """Let time pass: the run with other values, and a higher version."""
        run = self.runs[run_id]
        self.runs[run_id] = replace(run, version=run.version + 1, **changes)
        return self.runs[run_id]

    def get(self, run_id: str) -> Run:
        if run_id not in self.runs:
            raise UserError("There is no run with this address on this server.")
        return self.runs[run_id]

    def of(self, visitor: str) -> list[Run]:
        return [run for run in reversed(self.runs.values()) if run.owner == visitor]

    def is_owner(self, run_id: str, visitor: str) -> bool:
        return self.get(run_id).owner == visitor

    def snapshot(self, run_id: str, epoch: int | None = None) -> Snapshot | None:
        run = self.get(run_id)
        number = run.latest if epoch is None else epoch
        if number is None:
            return None
        if epoch is not None and epoch not in run.snapshots:
            raise UserError(f"The weights of epoch {epoch} were not kept.")
        return Snapshot(number, some_weights(run.config, seed=round(10 * number)))

    def why_gone(self, run_id: str) -> str:
        return self.reasons.get(run_id, "")

    def delete(self, run_id: str, visitor: str) -> None:
        self._note("delete", run_id)
        del self.runs[run_id]

    def rename(self, run_id: str, visitor: str, name: str) -> None:
        self._note("rename", run_id, name)
        self.change(run_id, name=name)

    def keras_file(self, run_id: str) -> bytes:
        self._note("keras_file", run_id)
        return b"keras"

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name not in ("pause", "resume", "step", "stop", "set_learning_rate"):
            raise AttributeError(name)
        return lambda run_id, visitor, *arguments: self._note(name, run_id, *arguments)

    def _note(self, *call: Any) -> None:
        if self.refusal:
            raise UserError(self.refusal)
        self.calls.append(call)
