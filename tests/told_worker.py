"""A worker without TensorFlow whose runs wait for a test: `python -m tests.told_worker`.

A server is started with it by TRAINING_COMMAND (see training/workers/local.py). A run learns at
once, unless a test has said how many epochs it may: then it creeps on within the next one, alive
and steerable, until it may learn more. Test and worker find each other by the run's seed, in a
folder of their common DIGIT_LAB_HOME.

Everything else is the real worker's, but for its low priority: it computes next to nothing, and a
test waits for it.
"""

import os
import shlex
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.files import write_whole
from training.config import TrainingConfig
from training.engine import Batches
from training.runs.store import home
from training.workers import worker
from training.workers.local import COMMAND_VARIABLE

# What a server needs in its environment to train with this worker.
TOLD = {COMMAND_VARIABLE: shlex.join([sys.executable, "-m", "tests.told_worker"])}
CREEP = 0.02  # seconds for a batch of a run that waits


@dataclass(frozen=True)
class Lead:
    """What a test and the runs with one seed know of each other."""

    seed: int

    def allow(self, epochs: int) -> None:
        """The runs may learn so many epochs; to be said before they start, or at any time."""
        self._note("epochs", epochs)

    def let_go(self) -> None:
        """The runs may learn all that they were asked to."""
        self._file("epochs").unlink(missing_ok=True)

    @property
    def allowed(self) -> float:
        """How many epochs a run may learn."""
        try:
            return int(self._file("epochs").read_text())
        except FileNotFoundError:
            return float("inf")

    @property
    def process(self) -> int:
        """The process id of the worker of the run that began last."""
        return int(self._file("process").read_text())

    def note_process(self) -> None:
        """This process is the one of the run that begins."""
        self._note("process", os.getpid())

    def _note(self, what: str, number: int) -> None:
        file = self._file(what)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, str(number).encode())

    def _file(self, what: str) -> Path:
        return home() / "told" / f"{self.seed}-{what}"


class ToldEngine:
    """Learns as far as it may; each epoch has the same figures in all runs."""

    batches = 100_000  # in an epoch: a run that waits creeps through them for half an hour

    def __init__(self, config: TrainingConfig, _: Any) -> None:
        self.lead = Lead(config.seed)
        self.shapes = config.spec.shapes
        self.fitted_images = config.fitted_images
        self.learning_rate = config.learning_rate
        self.epochs = self.done = 0
        self.lead.note_process()

    def train(self, _: int) -> Batches:
        """All of an epoch at once if it is allowed, else the least that there is."""
        if self.epochs < self.lead.allowed:
            self.epochs, self.done = self.epochs + 1, 0
            return Batches(self.batches, *self.validate())
        time.sleep(CREEP)
        self.done += 1
        return Batches(self.done, *self.validate())

    def validate(self) -> tuple[float, float]:
        return 2.3 * 0.7**self.epochs, self.accuracy()

    def accuracy(self, *_: np.ndarray) -> float:
        return 1 - 0.9 * 0.6**self.epochs

    def weights(self) -> list[np.ndarray]:
        """Others with every piece."""
        random = np.random.default_rng((self.lead.seed, self.epochs, self.done))
        return [random.normal(0, 0.1, shape).astype(np.float32) for shape in self.shapes]


def load() -> tuple[type[ToldEngine], float]:
    """As `worker.load_engine`: this machine is as fast as the reference."""
    return ToldEngine, 1.0


if __name__ == "__main__":
    worker.NICENESS = 0
    worker.main(load=load)
