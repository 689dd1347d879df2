"""Who runs trainings: what every backend can do, and nothing about how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from training.runs.events import Command, Event
from training.workers.worker import Job

OnEvent = Callable[[Event], None]


@dataclass(frozen=True)
class Request:
    """A job, and whose it is: each owner has one training running at a time."""

    job: Job
    owner: str


class Backend(Protocol):
    """Trains what is submitted, one worker process for each run.

    Events come back through the function that it was made with, those of a run in their order
    and on any thread. The last event of every run that was submitted is "ended", whatever
    happened to its worker, except after `close`. Before it may come one "again": the machine was
    lost, and what follows is the next attempt. The event "ready" is about no run.
    """

    @property
    def workers(self) -> int:
        """How many runs go on at a time."""

    @property
    def is_warm(self) -> bool:
        """Whether a worker waits for a run with everything loaded."""

    @property
    def processes(self) -> int:
        """How many workers are alive, whether they train, wait or get ready."""

    @property
    def can_train(self) -> bool:
        """Whether the last worker that was started got ready; True before the first one."""

    @property
    def trouble(self) -> str:
        """Why no run can begin at the moment, in a sentence; empty if nothing is wrong."""

    def warm_up(self) -> None:
        """Get ready for a run that may come soon."""

    def submit(self, request: Request) -> None:
        """Put a run at the end of the queue."""

    def hold(self, held: bool) -> None:
        """Whether no run shall begin; those under way go on."""

    def tell(self, run: str, command: Command) -> None:
        """Pass a command on to the run's worker; nothing happens if there is none."""

    def cancel(self, run: str, sentence: str = "") -> None:
        """End a run: within a second if its worker listens, by force within five.

        A waiting run ends at once. What a running one had learnt is kept.

        Args:
            run: its id; nothing happens if nobody knows it, or if it was cancelled before.
            sentence: why, as the run's end is to say it; empty if its owner asked for it.
        """

    def position(self, run: str) -> int | None:
        """How many runs come before this one; 0 if it has a place; None if it has ended.

        A run that has been paused for long may have given its place to others.
        """

    def close(self) -> None:
        """End every worker and the queue. No event follows."""
