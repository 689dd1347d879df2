"""The policy of the queue: who comes next, how many come first, when to start a process.

Nothing but logic: no process, no thread, and the time comes from outside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from training.workers.backend import Request


@dataclass(frozen=True)
class Running:
    """A run that has a process; times are seconds of some clock.

    Attributes:
        run, owner: which, and whose.
        begun: since when.
        paused: since when it is paused; None if it isn't.
        aside: whether it has given its place to others, and keeps its process.
        wants_back: whether it would go on if it had a place.
    """

    run: str
    owner: str
    begun: float
    paused: float | None = None
    aside: bool = False
    wants_back: bool = False


@dataclass(frozen=True)
class Policy:
    """How much of a machine trainings may take.

    Attributes:
        workers: how many runs may go on at a time.
        cores: of the machine.
        spare_after: seconds after a run has begun until a process is warmed up beside it.
        pause: seconds for which a paused run keeps its place while others wait.
        most_aside: how many may have given it up; each still takes its memory.
        longest_pause: seconds after which one of them is stopped, if that makes room.
        longest_aside: seconds after which one that has given its place up is stopped anyhow.
    """

    workers: int
    cores: int
    spare_after: float
    pause: float = math.inf
    most_aside: int = 0
    longest_pause: float = math.inf
    longest_aside: float = math.inf

    def next_up(self, waiting: Sequence[Request], running: Sequence[Running]) -> Request | None:
        """The run that may begin now, the first that came; None if there is none.

        Each owner has one run at a time; others may pass.
        """
        return _first(waiting, running) if self._has_place(running) else None

    def steps_aside(
        self, waiting: Sequence[Request], running: Sequence[Running], now: float
    ) -> Running | None:
        """The run that gives its place to one that waits: paused for long; None if none does."""
        if self._aside(running) >= self.most_aside or not self._is_full(waiting, running):
            return None
        return _longest_paused(_in_place(running), self.pause, now)

    def makes_room(
        self, waiting: Sequence[Request], running: Sequence[Running], now: float
    ) -> Running | None:
        """The run that is stopped for one that waits: paused for too long; None if none is.

        Only where none can step aside any more.
        """
        if self._aside(running) < self.most_aside or not self._is_full(waiting, running):
            return None
        return _longest_paused(_in_place(running), self.longest_pause, now)

    def is_forgotten(self, running: Sequence[Running], now: float) -> Running | None:
        """The run that is stopped for the memory it takes: aside, and paused for far too long."""
        aside = [each for each in running if each.aside and not each.wants_back]
        return _longest_paused(aside, self.longest_aside, now)

    def comes_back(self, running: Sequence[Running]) -> Running | None:
        """The run that has a place again, before those that wait; None if there is none."""
        if not self._has_place(running):
            return None
        return next((each for each in running if each.aside and each.wants_back), None)

    def _has_place(self, running: Sequence[Running]) -> bool:
        return len(running) - self._aside(running) < self.workers

    def _is_full(self, waiting: Sequence[Request], running: Sequence[Running]) -> bool:
        """Whether somebody waits for a place."""
        return not self._has_place(running) and _first(waiting, running) is not None

    @staticmethod
    def _aside(running: Sequence[Running]) -> int:
        return sum(each.aside for each in running)

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


def _first(waiting: Sequence[Request], running: Sequence[Running]) -> Request | None:
    owners = {each.owner for each in running}
    return next((each for each in waiting if each.owner not in owners), None)


def _in_place(running: Sequence[Running]) -> list[Running]:
    """Those that haven't given their places up."""
    return [each for each in running if not each.aside]


def _longest_paused(running: Sequence[Running], least: float, now: float) -> Running | None:
    """The run that has been paused for the longest time, at least so many seconds."""

    def since(run: Running) -> float:
        return -1.0 if run.paused is None else now - run.paused

    long = (each for each in running if since(each) >= least)
    return max(long, key=since, default=None)


def position(run: str, waiting: Sequence[Request], running: Sequence[Running]) -> int | None:
    """How many runs come before this one: 0 if it has a place, None if nobody knows it."""
    active = sum(not each.aside for each in running)
    for each in running:
        if each.run == run:
            return active if each.aside and each.wants_back else 0
    ids = [request.job.run for request in waiting]
    return active + ids.index(run) if run in ids else None
