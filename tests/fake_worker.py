"""A worker without TensorFlow that does what its job's seed says: `python -m tests.fake_worker`.

Everything but the engine is the real worker's.
"""

import os
import signal
import time
from typing import Any

import numpy as np

from training.config import TrainingConfig
from training.engine import Batches
from training.workers import worker

GOOD, KILLED, HANGS, OUT_OF_MEMORY, EXITS, RAISES, DEAF, DIVERGES = range(8)
SECONDS_PER_BATCH = 0.02


class FakeEngine:
    """Learns nothing, at a steady pace."""

    batches = 5

    def __init__(self, config: TrainingConfig, _: Any) -> None:
        self.behaviour = config.seed
        self.shapes = config.spec.shapes
        self.fitted_images = config.fitted_images
        self.learning_rate = config.learning_rate
        self.trained = 0

    def train(self, batches: int) -> Batches:
        done = self.trained % self.batches
        batches = min(batches, self.batches - done)
        time.sleep(SECONDS_PER_BATCH * batches)
        self.trained += batches
        self._misbehave()
        loss = float("nan") if self.behaviour == DIVERGES else 1.0 / self.trained
        return Batches(done + batches, loss, 0.5)

    def _misbehave(self) -> None:
        if self.trained < 7:  # in the second epoch
            return
        if self.behaviour == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.behaviour == HANGS:
            os.kill(os.getpid(), signal.SIGSTOP)
        elif self.behaviour == OUT_OF_MEMORY:
            raise MemoryError
        elif self.behaviour == EXITS:
            os._exit(3)
        elif self.behaviour == RAISES:
            raise ZeroDivisionError
        elif self.behaviour == DEAF:
            time.sleep(3600)

    def validate(self) -> tuple[float, float]:
        return 1.0, 0.5

    def accuracy(self, _images: np.ndarray, _labels: np.ndarray) -> float:
        return 0.5

    def weights(self) -> list[np.ndarray]:
        return [np.full(shape, self.trained, np.float32) for shape in self.shapes]


def load() -> tuple[type[FakeEngine], float]:
    """As `worker.load_engine`: this machine is as fast as the reference."""
    return FakeEngine, 1.0


if __name__ == "__main__":
    worker.main(load=load)
