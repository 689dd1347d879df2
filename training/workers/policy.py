"""The policy of the queue: who comes next, how many come first, when to start a process.

Nothing but logic: no process, no thread, and the time comes from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training.workers.backend import Request


@dataclass(frozen=True)
class Running:
    """A run that has a process: whose it is, and since when (seconds of some clock)."""

    run: str
    owner: str
    begun: float


@dataclass(frozen=True)
class Policy:
    """How much of a machine trainings may take.

    Attributes:
        workers: how many runs may go on at a time.
        cores: of the machine.
        spare_after: seconds after a run has begun until a process is warmed up beside it.
    """

    workers: int
    cores: int
    spare_after: float

    def next_up(self, waiting: Sequence[Request], running: Sequence[Running]) -> Request | None:
        """The run that may begin now, the first that came; None if there is none.

        Each owner has one run at a time; others may pass.
        """
        if len(running) >= self.workers:
            return None
        owners = {each.owner for each in running}
        return next((each for each in waiting if each.owner not in owners), None)

    def wants_process(
        self,
        waiting: Sequence[Request],
        running: Sequence[Running],
        now: float,
        keep_warm: bool,
    ) -> bool:
        """Whether to start a process, given that none is free or about to be.

        Args:
            waiting: runs without a process, in their order.
            running: runs that have one.
            now: the time.
            keep_warm: whether one shall wait for runs to come.
        """
        if self.next_up(waiting, running):
            return True
        if not keep_warm:
            return False
        # Warming up takes a core for seconds. Where all are busy it waits for the end of a run,
        # unless somebody else waits, too, and a run that has just begun comes first.
        has_room = bool(waiting) or self.cores >= 2 * (len(running) + 1)
        settled = all(each.begun < now - self.spare_after for each in running)
        return not running or (has_room and settled)


def position(run: str, waiting: Sequence[Request], running: Sequence[Running]) -> int | None:
    """How many runs come before this one: 0 if it has a process, None if nobody knows it."""
    if any(each.run == run for each in running):
        return 0
    ids = [request.job.run for request in waiting]
    return len(running) + ids.index(run) if run in ids else None
