"""A worker process of this machine: its start, what it says, and when patience with it ends."""

from __future__ import annotations

import logging
import math
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from training.runs.events import Command, Event
from training.workers.backend import Request

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
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


@dataclass(frozen=True)
class Limits:
    """When patience with a worker ends, in seconds.

    Attributes:
        ready: until it has loaded everything.
        silence: without a sign of life, which it gives every half second.
        stuck: without any news of a run that isn't paused.
        run: for a whole run, pauses included.
        force: after a cancel, until it is killed.
        spare: after a run has begun, until the next worker is warmed up beside it.
    """

    ready: float = 120.0
    silence: float = 6.0
    stuck: float = 60.0
    run: float = RUN_SECONDS
    force: float = 4.5
    spare: float = 5.0


@dataclass(eq=False)
class Child:
    """A worker process, from its start to its end; all times are `time.monotonic`.

    Attributes:
        process: with pipes for standard input and output.
        started: when.
        heard: when it last said anything; infinite while that is being worked on.
        request: what it was given to do, or None.
        begun: when it was given that.
        ready: whether it has loaded everything.
        news: when its run last said something; infinite while it is paused.
        cancelled: when its run was, or None.
        number: of its last event.
        ended: whether its run has; the process may take a moment longer.
        reason: why it is being killed, in words; empty if it isn't.
    """

    process: subprocess.Popen[str]
    started: float
    heard: float
    request: Request | None = None
    begun: float = 0.0
    ready: bool = False
    news: float = math.inf
    cancelled: float | None = None
    number: int = 0
    ended: bool = False
    reason: str = ""
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def start(cls, command: Sequence[str], threads: int) -> Child:
        """Start a process.

        Args:
            command: what starts a worker.
            threads: how many it may compute with.

        Raises:
            OSError: that isn't possible.
        """
        environment = os.environ | {
            "TF_NUM_INTRAOP_THREADS": str(threads),
            "TF_NUM_INTEROP_THREADS": "1",
            "OMP_NUM_THREADS": str(threads),
        }
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C in the terminal is for the server
        )
        now = time.monotonic()
        return cls(process, started=now, heard=now)

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

    def send(self, line: str) -> None:
        """Write a line to its standard input; if it has ended, its listener tells."""
        with self._writing, suppress(OSError, ValueError):
            stdin, _ = self._pipes
            stdin.write(line)
            stdin.flush()

    def cancel(self) -> None:
        """Ask it to end its run, and begin to lose patience."""
        self.cancelled = self.cancelled or time.monotonic()
        self.send(Command("stop").to_line())

    def kill(self) -> None:
        """End the process by force; its listener tells the rest."""
        self.process.kill()

    def listen(self, on_event: Callable[[Event], None]) -> int:
        """Pass on all that it says until it ends; returns its exit code."""
        _, stdout = self._pipes
        for line in stdout:
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
        self._close_pipes()
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
        self.number = event.number
        self.ended = event.kind == "ended"
        return True

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
        elif self.request and now - self.begun > limits.run:
            self.reason = TOO_LONG.format(minutes=limits.run / 60)
        if self.cancelled and now - self.cancelled > limits.force:
            self.reason = self.reason or "cancelled"
        return self.reason != ""

    def why(self, code: int) -> str:
        """Why its run ended with the process, in words; empty if that was asked for."""
        if self.cancelled:
            return ""
        if self.reason:
            return self.reason
        return KILLED if code == SIGKILLED else DIED.format(code=code)

    @property
    def _pipes(self) -> tuple[IO[str], IO[str]]:
        """Its standard input and output."""
        assert self.process.stdin and self.process.stdout  # as it was started
        return self.process.stdin, self.process.stdout

    def _close_pipes(self) -> None:
        with self._writing:
            for pipe in self._pipes:
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()
