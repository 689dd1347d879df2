"""How long something took, counted in ranges: what Prometheus calls a histogram.

Its own client library has one, too, but is only loaded where figures are asked for.
"""

from __future__ import annotations

import bisect
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds


class Timing:
    """Counts durations; every method may be called from any thread."""

    def __init__(self) -> None:
        """None yet."""
        self._lock = threading.Lock()
        self._counts = [0] * (len(BOUNDS) + 1)
        self._sum = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count how long the block took, unless it raises."""
        before = time.perf_counter()
        yield
        self.take(time.perf_counter() - before)

    def take(self, seconds: float) -> None:
        """Count a duration."""
        with self._lock:
            self._counts[bisect.bisect_left(BOUNDS, seconds)] += 1
            self._sum += seconds

    def cumulative(self) -> tuple[list[tuple[str, int]], float]:
        """For each bound, and then for "+Inf", how many were at most as long; and their sum."""
        with self._lock:
            counts, total = list(self._counts), self._sum
        below, found = 0, []
        for bound, count in zip((*BOUNDS, "+Inf"), counts, strict=True):
            below += count
            found.append((str(bound), below))
        return found, total


readings = Timing()  # of a drawing by the server's network
