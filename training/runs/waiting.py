"""What comes before a training that is started now, and how long that takes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from training.runs.run import Run, Status


@dataclass(frozen=True)
class Ahead:
    """What would come before a training if it were started at this moment.

    Attributes:
        running: how many are under way, those that are paused included.
        waiting: how many wait.
        is_held: whether the teacher holds all of them.
        free: seconds until a place is free.
        ends: for each owner of some of them, seconds until the last of these ends: each owner has
            one running at a time.
    """

    running: int = 0
    waiting: int = 0
    is_held: bool = False
    free: float = 0.0
    ends: Mapping[str, float] = field(default_factory=dict)

    def seconds(self, owner: str) -> float:
        """How long an owner's next training would wait; empty for somebody who has none."""
        return max(self.free, self.ends.get(owner, 0.0))


def ahead(
    live: Sequence[Run], workers: int, seconds_left: Callable[[Run], float], is_held: bool
) -> Ahead:
    """What comes before a training that is submitted now.

    Args:
        live: the trainings that are running or waiting, in the order in which they came.
        workers: how many trainings run at a time.
        seconds_left: how long each of them has still to run.
        is_held: whether the teacher holds all of them.
    """
    free = [0.0] * workers  # when each worker is
    ends: dict[str, float] = {}
    for run in live:
        begin = max(heapq.heappop(free), ends.get(run.owner, 0.0))
        ends[run.owner] = begin + seconds_left(run)
        heapq.heappush(free, ends[run.owner])
    waiting = sum(run.status is Status.WAITING for run in live)
    return Ahead(len(live) - waiting, waiting, is_held, free[0], ends)
