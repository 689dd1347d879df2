"""Runs in a store, written as a server writes them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from model.weights import pack
from training.config import TrainingConfig
from training.runs.fold import after, ended
from training.runs.run import Outcome, Run, Status
from training.runs.store import RunStore, new_id

CONFIG = TrainingConfig(hidden_units=(), epochs=3)
EPOCH = {
    "loss": 1.0,
    "accuracy": 0.5,
    "validation_loss": 1.0,
    "validation_accuracy": 0.5,
    "seconds": 0.1,
    "learning_rate": 0.001,
}


def weights(value: float) -> bytes:
    return pack([np.full(shape, value, np.float32) for shape in CONFIG.spec.shapes])


def begin(store: RunStore, created: float = 1.0, owner: str = "ada") -> Run:
    run = Run.new(new_id(), CONFIG, "first-network", owner, created)
    store.create(run)
    return write(store, run, "begun", {"data": "MNIST", "is_sample": False})


def write(store: RunStore, run: Run, kind: str, values: Mapping[str, Any]) -> Run:
    store.append(run.id, kind, values)
    return after(run, kind, values)


def add_epoch(store: RunStore, run: Run, epoch: int) -> Run:
    run = write(store, run, "epoch", {"epoch": epoch, **EPOCH})
    store.keep(run.id, epoch, weights(epoch))
    kept = {"epoch": epoch, "sha256": hashlib.sha256(weights(epoch)).hexdigest()}
    return write(store, run, "kept", kept)


def finish(store: RunStore, run: Run, npz: bytes | None = None) -> Run:
    final = (3.0, hashlib.sha256(npz).hexdigest()) if npz else None
    run = ended(run, Outcome(Status.FINISHED, "", 0.9, 0.8, 1.5), final)
    store.finish(run, npz)
    return run


def a_finished_run(store: RunStore) -> Run:
    """A run of three epochs, all of whose weights were kept."""
    run = begin(store)
    for epoch in range(4):
        run = add_epoch(store, run, epoch)
    return finish(store, run, weights(3))
