"""A worker process as the server sees it: what it says, and when patience with it ends."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from training.runs.events import Command, Event
from training.workers.backend import Request

logger = logging.getLogger(__name__)

# What is refused as too much takes 30 minutes on the reference machine; some are slower.
RUN_SECONDS = 2 * 3_600.0
SIGKILLED = -9  # the exit code; Windows has no such signal

KILLED = (
    "The training's process was ended from outside, most likely because memory ran out. What had "
    "been learnt before is kept. Start it again, or try fewer units or smaller batches."
)
DIED = (
    "The training's process ended unexpectedly (exit code {code}). What had been learnt before is "
    "kept. The log of the server may say more."
)
HUNG = (
    "The training gave no sign of life for {seconds:g} seconds, so it was ended. What had been "
    "learnt before is kept."
)
TOO_LONG = (
    "The training took longer than {minutes:g} minutes, so it was ended. What had been learnt "
    "before is kept. Fewer epochs or fewer units take less."
)
NOT_READY = "The training's process could not get ready within {seconds:g} seconds."
LOST_AGAIN = (
    "The machine that trained this was lost, and so was the one before. Start it again, or ask "
    "whoever runs the machines."
)
NOT_NEEDED = "not needed"  # no sentence: nobody's run ends with it


@dataclass(frozen=True)
class Limits:
    """When patience with a worker ends, in seconds.

    Attributes:
        ready: until it has loaded everything.
        silence: without a sign of life, which it gives every half second.
        stuck: without any news of a run that isn't paused.
        run: for a whole run, pauses left out, however long they are; and for a paused run that
            has given its place up, and takes memory, to come back.
        force: after a cancel, until it is killed.
        spare: after a run has begun, until the next worker is warmed up beside it.
        pause: for a paused run to keep its place while others wait.
        longest_pause: for it to be kept at all, where others wait and have no place.
    """

    ready: float = 120.0
    silence: float = 6.0
    stuck: float = 60.0
    run: float = RUN_SECONDS
    force: float = 4.5
    spare: float = 5.0
    pause: float = 60.0
    longest_pause: float = 300.0


class Process(Protocol):
    """A worker process, here or elsewhere; every method may be called from any thread."""

    @property
    def failure(self) -> str:
        """Why it never came up, in words; empty if it did, or if that isn't known."""

    def write(self, line: str) -> None:
        """Write a line to its standard input; nothing happens if it has ended."""

    def lines(self) -> Iterator[str]:
        """The lines of its standard output, until it ends."""

    def wait(self) -> int | None:
        """Wait for its end; returns its exit code, or None if its machine was lost with it."""

    def kill(self) -> None:
        """End it by force."""


@dataclass(eq=False)
class Child:
    """A worker process, from its start to its end; all times are `time.monotonic`.

    Attributes:
        process: what it is.
        started: when; infinite until it is first heard, if it has to find a machine before.
        heard: when it last said anything; infinite while that is being worked on.
        request: what it was given to do, or None.
        begun: when it was given that.
        ready: whether it has loaded everything.
        news: when its run last said something; infinite while it is paused.
        cancelled: when its run was, or None.
        sentence: why its run was cancelled, in words; empty if its owner asked for it.
        number: of its last event.
        paused: since when its run is; None if it isn't. While the teacher holds all, and just
            afterwards, it is as if the pause had just begun.
        still: since when its run stands still, for whatever reason; None if it doesn't.
        stood: seconds for which it did so before.
        aside: whether its run has given its place to others.
        kept: the command with which its run goes on once it has a place again, or None.
        ended: whether its run has; the process may take a moment longer.
        reason: why it is being killed, in words; empty if it isn't.
    """

    process: Process
    started: float
    heard: float
    request: Request | None = None
    begun: float = 0.0
    ready: bool = False
    news: float = math.inf
    cancelled: float | None = None
    sentence: str = ""
    number: int = 0
    paused: float | None = None
    still: float | None = None
    stood: float = 0.0
    aside: bool = False
    kept: Command | None = None
    ended: bool = False
    reason: str = ""

    @property
    def run(self) -> str:
        """The id of its run; empty if it has none."""
        return self.request.job.run if self.request else ""

    @property
    def is_free(self) -> bool:
        """Whether it can be given a run."""
        return not self.request and not self.reason

    @property
    def is_running(self) -> bool:
        """Whether it has a run that hasn't ended."""
        return self.request is not None and not self.ended

    def assign(self, request: Request, now: float) -> None:
        """The run is this child's from now on; it hears of it by `send`."""
        self.request, self.begun = request, now
        self.news = now if self.ready else math.inf

    def cancel(self, now: float, sentence: str) -> None:
        """The run is to end; of several reasons, the first counts."""
        if self.cancelled is None:
            self.cancelled, self.sentence = now, sentence

    def explained(self, event: Event) -> Event:
        """What the worker says, with what only the server knows: why a run was stopped."""
        if self.cancelled is None or event.values.get("status") != "stopped":
            return event
        return replace(event, values={**event.values, "sentence": self.sentence})

    @property
    def was_heard(self) -> bool:
        """Whether it has come up on a machine."""
        return self.started < math.inf

    def hold_back(self, command: Command) -> bool:
        """Whether a command has to wait until the run has a place again; then it is kept."""
        if not self.aside or command.name not in ("pause", "resume", "step"):
            return False
        self.kept = None if command.name == "pause" else command
        return True

    def send(self, line: str) -> None:
        """Write a line to its standard input; if it has ended, its listener tells."""
        self.process.write(line)

    def kill(self) -> None:
        """End the process by force; its listener tells the rest."""
        self.process.kill()

    def listen(self, on_event: Callable[[Event], None]) -> int | None:
        """Pass on all that it says until it ends; returns what `Process.wait` does."""
        for line in self.process.lines():
            self.started = min(self.started, time.monotonic())
            # While this is busy with what was said, silence says nothing.
            self.heard = math.inf
            try:
                on_event(Event.from_line(line))
            except ValueError:
                logger.warning("a worker said something that is not an event: %.200r", line)
            except Exception:
                # One event less is better than a run that nobody listens to any more.
                logger.exception("an event of a worker could not be used")
            self.heard = time.monotonic()
        code = self.process.wait()
        self.reason = self.reason or self.process.failure
        return code

    def take(self, event: Event, now: float) -> bool:
        """Note what an event says about the process; returns whether it is news of its run."""
        if event.kind == "ready":
            self.ready = True
            if self.request:
                self.news = now
            return False
        if event.kind == "alive" or not self.is_running or event.run != self.run:
            return False
        paused = event.kind == "status" and event.values.get("status") == "paused"
        self.news = math.inf if paused else now
        if event.kind == "status":
            self.paused = now if paused else None
            self.stood, self.still = self._stood_until(now), now if paused else None
        self.number = event.number
        self.ended = event.kind == "ended"
        return True

    def _stood_until(self, now: float) -> float:
        """For how many seconds its run has stood still by now."""
        return self.stood + (0.0 if self.still is None else now - self.still)

    def forgive_silence(self, now: float) -> None:
        """What it said until now may not have been heard yet."""
        self.heard, self.news = max(self.heard, now), max(self.news, now)

    def patience_ends(self, now: float, limits: Limits) -> bool:
        """Whether it is to be killed now, for a `reason` that is noted; true only once."""
        if self.reason:
            return False
        if not self.ready:
            if now - self.started > limits.ready:
                self.reason = NOT_READY.format(seconds=limits.ready)
        elif now - self.heard > limits.silence:
            self.reason = HUNG.format(seconds=limits.silence)
        elif self.request and now - self.news > limits.stuck:
            self.reason = HUNG.format(seconds=limits.stuck)
        elif self.request and now - self.begun - self._stood_until(now) > limits.run:
            self.reason = TOO_LONG.format(minutes=limits.run / 60)
        if self.cancelled and now - self.cancelled > limits.force:
            self.reason = self.reason or "cancelled"
        return self.reason != ""

    def why(self, code: int | None) -> str:
        """Why its run ended with the process, in words; empty if its owner asked for that."""
        if self.cancelled:
            return self.sentence
        if self.reason:
            return self.reason
        if code is None:
            return LOST_AGAIN
        return KILLED if code == SIGKILLED else DIED.format(code=code)
