"""How long a training will have to wait for those before it."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from training.runs.run import Run


def seconds_until_start(
    live: Sequence[Run], owner: str, workers: int, seconds_left: Callable[[Run], float]
) -> float:
    """When a training that is submitted now would begin, in seconds from now.

    Args:
        live: the trainings that are running or waiting, in the order in which they came.
        owner: whose the new one is; each owner has one running at a time.
        workers: how many trainings run at a time.
        seconds_left: how long each of them has still to run.
    """
    free = [0.0] * workers  # when each worker is
    owners: dict[str, float] = {}  # when each owner's last one ends
    for run in live:
        begin = max(heapq.heappop(free), owners.get(run.owner, 0.0))
        owners[run.owner] = begin + seconds_left(run)
        heapq.heappush(free, owners[run.owner])
    return max(free[0], owners.get(owner, 0.0))
