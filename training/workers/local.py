"""Trainings on this machine: a first-come queue, and a child process for each run.

One more child is kept warm, with TensorFlow and MNIST loaded, so that a training starts at once.
"""

from __future__ import annotations

import logging
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from training.runs.events import Command, Event, ended_unmeasured
from training.workers.backend import OnEvent, Request

logger = logging.getLogger(__name__)

WORKERS_VARIABLE = "TRAINING_WORKERS"
MODULE = (sys.executable, "-m", "training.workers.worker")
ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY = 0.1  # seconds
# What is refused as too much takes 30 minutes on the reference machine; some are slower.
RUN_SECONDS = 2 * 3_600.0
TRIES = 3  # failed starts in a row after which nobody waits for a process any more
BACK_OFF = 1.0  # seconds between them
OVERSLEPT = 2.0  # seconds without a look: this process itself stood still


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
NO_PROCESS = "No process could be started for the training ({reason})."


@dataclass(eq=False)
class _Child:
    """A worker process, from its start to its end."""

    process: subprocess.Popen
    started: float
    request: Request | None = None
    ready: bool = False
    heard: float = 0.0
    news: float = math.inf  # when its run last said something; infinite while it is paused
    begun: float = 0.0
    cancelled: float | None = None
    number: int = 0  # of its last event
    ended: bool = False  # its run has; the process may take a moment longer
    reason: str = ""  # why it is being killed
    writing: threading.Lock = field(default_factory=threading.Lock)


class LocalBackend:
    """A `Backend` of child processes."""

    def __init__(
        self,
        on_event: OnEvent,
        command: Sequence[str] = MODULE,
        workers: int | None = None,
        limits: Limits | None = None,
        cores: int | None = None,
    ) -> None:
        """Nothing is started before `warm_up` or `submit`.

        Args:
            on_event: is called with every event.
            command: what starts a worker.
            workers: how many run at a time, by default TRAINING_WORKERS or half of the cores.
            limits: when patience ends.
            cores: of this machine, if not as many as it says.
        """
        self._cores = cores or os.cpu_count() or 1
        self.workers = workers or default_workers()
        self._on_event, self._command = on_event, tuple(command)
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._waiting: list[Request] = []
        self._children: list[_Child] = []
        self._spare_wanted = False
        self._failed_starts = 0
        self._next_start = 0.0
        self._closed = False
        self._watcher: threading.Thread | None = None

    def warm_up(self) -> None:
        """See `Backend`: from now on, a worker waits for the next run."""
        self._spare_wanted = True
        self._look_after()

    @property
    def is_warm(self) -> bool:
        """Whether a worker waits for a run with everything loaded."""
        with self._lock:
            return any(child.ready and not child.request for child in self._children)

    def submit(self, request: Request) -> None:
        """See `Backend`."""
        with self._lock:
            self._waiting.append(request)
        self._look_after()

    def tell(self, run: str, command: Command) -> None:
        """See `Backend`."""
        child = self._child_of(run)
        if child:
            _send(child, command.to_line())

    def cancel(self, run: str) -> None:
        """See `Backend`."""
        with self._lock:
            waiting = next((each for each in self._waiting if each.job.run == run), None)
            if waiting:
                self._waiting.remove(waiting)
        if waiting:
            self._end(waiting, 0, "stopped", "")
            return
        child = self._child_of(run)
        if child:
            child.cancelled = child.cancelled or time.monotonic()
            _send(child, Command("stop").to_line())

    def position(self, run: str) -> int | None:
        """See `Backend`."""
        with self._lock:
            if any(child.request and child.request.job.run == run for child in self._running()):
                return 0
            ids = [request.job.run for request in self._waiting]
            return ids.index(run) + len(self._running()) if run in ids else None

    def close(self) -> None:
        """See `Backend`."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            children = list(self._children)
        self._wake.set()
        for child in children:
            child.process.kill()
        for child in children:
            child.process.wait()

    def _running(self) -> list[_Child]:
        return [child for child in self._children if child.request and not child.ended]

    def _child_of(self, run: str) -> _Child | None:
        with self._lock:
            return next((each for each in self._running() if each.request.job.run == run), None)

    def _look_after(self) -> None:
        """Have the watcher look now, and from then on."""
        with self._lock:
            if self._watcher is None and not self._closed:
                self._watcher = threading.Thread(target=self._watch, name="trainings", daemon=True)
                self._watcher.start()
        self._wake.set()

    def _watch(self) -> None:
        looked = time.monotonic()
        while not self._closed:
            self._wake.wait(LOOK_EVERY)
            self._wake.clear()
            overslept = time.monotonic() - looked > OVERSLEPT
            looked = time.monotonic()
            with self._lock:
                if overslept:  # what the children said meanwhile has not been heard yet
                    self._forgive_silence()
                jobs = self._assign()
                spare = self._needs_child()
                late = self._late_children()
            for child in jobs:
                _send(child, child.request.job.to_line())
            if spare:
                self._start_child()
            for child in late:
                child.process.kill()  # its listener tells the rest

    def _forgive_silence(self) -> None:
        now = time.monotonic()
        for child in self._children:
            child.heard, child.news = max(child.heard, now), max(child.news, now)

    def _assign(self) -> list[_Child]:
        """Give waiting runs to children without one, as far as there may be so many."""
        assigned = []
        for request in list(self._waiting):
            running = self._running()
            free = next((c for c in self._children if not c.request and not c.reason), None)
            if len(running) >= self.workers or free is None:
                break
            # Each owner has one at a time; others may pass.
            if any(child.request.owner == request.owner for child in running):
                continue
            self._waiting.remove(request)
            free.request, free.begun = request, time.monotonic()
            free.news = free.begun if free.ready else math.inf
            assigned.append(free)
        return assigned

    def _needs_child(self) -> bool:
        if self._closed or any(not child.request for child in self._children):
            return False
        if time.monotonic() < self._next_start:
            return False
        running = self._running()
        owners = {child.request.owner for child in running}
        could_start = any(request.owner not in owners for request in self._waiting)
        if could_start and len(running) < self.workers:
            return True
        # Warming up takes a core for seconds. Where all are busy it waits for the end of a run,
        # unless somebody else waits, too, and a run that has just begun comes first.
        has_room = self._waiting or self._cores >= 2 * (len(running) + 1)
        rested = time.monotonic() - self._limits.spare
        begun = all(child.begun < rested for child in running)
        return self._spare_wanted and (not running or (has_room and begun))

    def _late_children(self) -> list[_Child]:
        now, limits = time.monotonic(), self._limits
        late = []
        for child in self._children:
            if child.reason:
                continue
            if not child.ready:
                if now - child.started > limits.ready:
                    child.reason = NOT_READY.format(seconds=limits.ready)
            elif now - child.heard > limits.silence:
                child.reason = HUNG.format(seconds=limits.silence)
            elif child.request and now - child.news > limits.stuck:
                child.reason = HUNG.format(seconds=limits.stuck)
            elif child.request and now - child.begun > limits.run:
                child.reason = TOO_LONG.format(minutes=limits.run / 60)
            if child.cancelled and now - child.cancelled > limits.force:
                child.reason = child.reason or "cancelled"
            if child.reason:
                late.append(child)
        return late

    def _start_child(self) -> None:
        # Of each worker's share of the cores, one is left to the server and to a browser beside
        # it: threads that wait for each other are as slow as the one that has to share.
        threads = max(1, self._cores // self.workers - 1)
        environment = os.environ | {
            "TF_NUM_INTRAOP_THREADS": str(threads),
            "TF_NUM_INTEROP_THREADS": "1",
            "OMP_NUM_THREADS": str(threads),
        }
        try:
            process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl-C in the terminal is for the server
            )
        except OSError as error:
            self._start_failed(str(error))
            return
        now = time.monotonic()
        child = _Child(process, started=now, heard=now)
        with self._lock:
            self._children.append(child)
            closed = self._closed
        if closed:
            process.kill()
        threading.Thread(target=self._listen, args=(child,), name="training", daemon=True).start()

    def _start_failed(self, reason: str) -> None:
        """Try again soon; but when nothing helps, the runs that wait for a process end."""
        logger.error("no worker could be started: %s", reason)
        waiting: list[Request] = []
        with self._lock:
            self._failed_starts += 1
            self._next_start = time.monotonic() + BACK_OFF
            if self._failed_starts >= TRIES and not self._running():
                waiting, self._waiting = self._waiting, []
                self._spare_wanted = False  # the next visit or run tries anew
                self._failed_starts = 0
        for request in waiting:
            self._end(request, 0, "failed", NO_PROCESS.format(reason=reason))

    def _listen(self, child: _Child) -> None:
        """Pass on what a child says, and say how it ended if it can't."""
        for line in child.process.stdout:
            # While this is busy with what was said, silence says nothing.
            child.heard = math.inf
            try:
                self._take(child, Event.from_line(line))
            except ValueError:
                logger.warning("a worker said something that is not an event: %.200r", line)
            except Exception:
                # One event less is better than a run that nobody listens to any more.
                logger.exception("an event of a worker could not be used")
            child.heard = time.monotonic()
        code = child.process.wait()
        with self._lock:
            self._children.remove(child)
            request = child.request
        _close_pipes(child)
        if request and not child.ended:
            child.ended = True
            status = "stopped" if child.cancelled else "failed"
            self._end(request, child.number, status, _why(child, code))
        elif not child.ready and not self._closed:
            self._start_failed(child.reason or DIED.format(code=code))
        self._wake.set()

    def _take(self, child: _Child, event: Event) -> None:
        if event.kind == "ready":
            with self._lock:
                child.ready, self._failed_starts = True, 0
                if child.request:
                    child.news = time.monotonic()
            self._wake.set()
            return
        request = child.request
        if event.kind == "alive" or child.ended:
            return
        if request is None or event.run != request.job.run:
            return
        paused = event.kind == "status" and event.values.get("status") == "paused"
        child.news = math.inf if paused else time.monotonic()
        child.number = event.number
        if event.kind == "ended":
            child.ended = True
            self._wake.set()
        self._on_event_unless_closed(event)

    def _end(self, request: Request, number: int, status: str, sentence: str) -> None:
        """Say in a worker's place that its run has ended."""
        job, values = request.job, ended_unmeasured(status, sentence)
        self._on_event_unless_closed(Event(job.run, job.attempt, number + 1, "ended", values))

    def _on_event_unless_closed(self, event: Event) -> None:
        if not self._closed:
            self._on_event(event)


def default_workers() -> int:
    """How many trainings run at a time: TRAINING_WORKERS, or half of the cores."""
    asked = os.environ.get(WORKERS_VARIABLE, "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    return max(1, (os.cpu_count() or 1) // 2)


def _why(child: _Child, code: int) -> str:
    if child.cancelled:
        return ""
    if child.reason:
        return child.reason
    return KILLED if code == -9 else DIED.format(code=code)


def _send(child: _Child, line: str) -> None:
    with child.writing, suppress(OSError, ValueError):  # it has ended, which its listener tells
        child.process.stdin.write(line)
        child.process.stdin.flush()


def _close_pipes(child: _Child) -> None:
    with child.writing:
        for pipe in (child.process.stdin, child.process.stdout):
            with suppress(OSError):  # what was still to be written has nobody to read it
                pipe.close()
