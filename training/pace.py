"""How fast this machine trains at present, compared with the reference machine of `cost`.

It is measured by every worker that gets ready and by every run that goes on, so that estimates
follow a machine that becomes busy, or idle again.
"""

from __future__ import annotations

import math
import threading

from training import cost
from training.config import TrainingConfig

READY_SECONDS = 8.0  # what a worker takes to get ready, until one has said so
# What a measurement counts beside all before it. A run reports five times a second: its last ten
# seconds count two thirds. A worker that gets ready measures a tenth of a second, and seldom.
OF_A_RUN = 0.02
OF_A_WORKER = 0.3


class Pace:
    """Measurements, smoothed; every method may be called from any thread."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._lock = threading.Lock()
        self._log: float | None = None  # of the slowness: twice and half as slow weigh the same
        self._ready_seconds = READY_SECONDS

    def __repr__(self) -> str:
        return f"Pace(slowness={self.slowness}, ready_seconds={self.ready_seconds:.1f})"

    @property
    def slowness(self) -> float | None:
        """How many times as long as on the reference machine a training takes; None: unknown."""
        return None if self._log is None else math.exp(self._log)

    @property
    def ready_seconds(self) -> float:
        """How long a worker took to get ready, the last time."""
        return self._ready_seconds

    def worker_ready(self, slowness: float, seconds: float) -> None:
        """A worker got ready.

        Args:
            slowness: of a short training in it.
            seconds: from its start.
        """
        self._ready_seconds = max(0.0, seconds)
        self._take(slowness, OF_A_WORKER)

    def run_progressed(self, config: TrainingConfig, images_per_second: float) -> None:
        """A run with this config reported its speed."""
        if images_per_second > 0:
            self._take(cost.images_per_second(config) / images_per_second, OF_A_RUN)

    def _take(self, slowness: float, weight: float) -> None:
        if not (math.isfinite(slowness) and slowness > 0):
            return
        low, high = cost.CORRECTIONS
        new = math.log(min(max(slowness, low), high))
        with self._lock:
            self._log = new if self._log is None else self._log + weight * (new - self._log)
