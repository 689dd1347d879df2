"""A first-come queue, and a worker process for each run, wherever that is.

What every backend shares; a subclass says how a process is started, and whether there is room.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

from training.runs.entry import FIRST_ATTEMPT
from training.runs.events import Command, Event, ended_unmeasured
from training.workers.backend import OnEvent, Request
from training.workers.child import DIED, NOT_NEEDED, Child, Limits
from training.workers.policy import Policy, Running, position

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.1  # seconds
TRIES = 3  # failed starts in a row after which nobody waits for a process any more
BACK_OFF = 1.0  # seconds between them
OVERSLEPT = 2.0  # seconds without a look: this process itself stood still

MADE_ROOM = (
    "It was paused for more than five minutes while others were waiting, so it was stopped. "
    "What it had learnt is kept."
)
NO_PROCESS = "No process could be started for the training ({reason})."
BEGINS_AGAIN = (
    "The machine that trained this was lost, and with it what had been learnt. The training begins "
    "again on another one."
)


class QueuedBackend:
    """A `Backend` but for how a process is started."""

    def __init__(self, on_event: OnEvent, policy: Policy, limits: Limits) -> None:
        """Nothing is started before `warm_up` or `submit`.

        Args:
            on_event: is called with every event.
            policy: how much may go on at a time.
            limits: when patience ends.
        """
        self._on_event, self._policy, self._limits = on_event, policy, limits
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._waiting: list[Request] = []
        self._children: list[Child] = []
        self._spare_wanted = False
        self._failed_starts = 0
        self._next_start = 0.0
        self._closed = self._held = self._cant_start = False
        self._watcher: threading.Thread | None = None

    def __repr__(self) -> str:
        waiting, running = len(self._waiting), len(self._running())
        name, most = type(self).__name__, self._policy.workers
        return f"{name}({waiting} waiting, {running} of {most} running)"

    def _start(self) -> Child:
        """Start a process, and return without waiting for it.

        Raises:
            OSError: that isn't possible.
        """
        raise NotImplementedError

    def _has_room(self) -> bool:
        """Whether one more process can be started now."""
        return True

    @property
    def trouble(self) -> str:
        """See `Backend`."""
        return ""

    def warm_up(self) -> None:
        """See `Backend`: from now on, a worker waits for the next run."""
        self._spare_wanted = True
        self._look_after()

    @property
    def is_warm(self) -> bool:
        """See `Backend`."""
        with self._lock:
            return any(child.ready and not child.request for child in self._children)

    @property
    def processes(self) -> int:
        """See `Backend`."""
        with self._lock:
            return len(self._children)

    @property
    def can_train(self) -> bool:
        """See `Backend`."""
        return not (self._closed or self._cant_start)

    @property
    def workers(self) -> int:
        """See `Backend`."""
        return self._policy.workers

    def submit(self, request: Request) -> None:
        """See `Backend`."""
        with self._lock:
            self._waiting.append(request)
        self._look_after()

    def hold(self, held: bool) -> None:
        """See `Backend`."""
        with self._lock:
            self._held = held
            for child in self._children:
                if child.paused is not None:
                    child.paused = time.monotonic()  # that of the class is no pause of its owner
        self._wake.set()

    def tell(self, run: str, command: Command) -> None:
        """See `Backend`."""
        with self._lock:
            child = self._child_of(run)
            waits = child is not None and child.hold_back(command)
        if waits:
            self._wake.set()
        elif child:
            child.send(command.to_line())

    def cancel(self, run: str, sentence: str = "") -> None:
        """See `Backend`."""
        with self._lock:
            waiting = next((each for each in self._waiting if each.job.run == run), None)
            if waiting:
                self._waiting.remove(waiting)
            child = self._child_of(run)
            if child:
                child.cancel(time.monotonic(), sentence)
        if waiting:
            self._end(waiting, 0, "stopped", sentence)
        elif child:
            child.send(Command("stop").to_line())

    def position(self, run: str) -> int | None:
        """See `Backend`."""
        with self._lock:
            return position(run, self._waiting, self._running())

    def close(self) -> None:
        """See `Backend`."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            children = list(self._children)
        self._wake.set()
        for child in children:
            child.kill()
        for child in children:
            child.process.wait()

    def _running(self) -> list[Running]:
        return [
            Running(
                child.request.job.run,
                child.request.owner,
                child.begun,
                child.paused,
                child.aside,
                wants_back=child.kept is not None,
            )
            for child in self._children
            if child.request and not child.ended
        ]

    def _child_of(self, run: str) -> Child | None:
        running = (child for child in self._children if child.is_running)
        return next((child for child in running if child.run == run), None)

    def _look_after(self) -> None:
        """Have the watcher look now, and from then on."""
        with self._lock:
            if self._watcher is None and not self._closed:
                watcher = threading.Thread(target=self._watch, name="trainings", daemon=True)
                watcher.start()
                self._watcher = watcher
        self._wake.set()

    def _watch(self) -> None:
        looked = time.monotonic()
        while not self._closed:
            self._wake.wait(LOOK_EVERY)
            self._wake.clear()
            now = time.monotonic()
            try:
                self._look(now, overslept=now - looked > OVERSLEPT)
            except Exception:
                # One look less is better than a queue that nobody looks after any more.
                logger.exception("the queue could not be looked after")
                time.sleep(BACK_OFF)
            looked = now

    def _look(self, now: float, overslept: bool) -> None:
        with self._lock:
            if overslept:
                for child in self._children:
                    child.forgive_silence(now)
            back = self._change_places(now)
            given = self._assign(now)
            lacking = self._lacks_process(now)
            stopped = self._make_room(now)
            ended = self._to_end(now)
        if stopped:
            stopped.send(Command("stop").to_line())
        for child, command in back:
            child.send(command.to_line())
        for child, request in given:
            child.send(request.job.to_line())
        for child in ended:
            child.kill()
        if lacking:
            self._start_child()

    def _to_end(self, now: float) -> list[Child]:
        """Those to be killed now, with the reason noted; called with the lock."""
        return [each for each in self._children if each.patience_ends(now, self._limits)]

    def _change_places(self, now: float) -> list[tuple[Child, Command]]:
        """Let paused runs give up their places, and have them again; called with the lock.

        Returns:
            Those that go on, each with what it is to be told.
        """
        back: list[tuple[Child, Command]] = []
        if self._held:
            return back
        while found := self._policy.comes_back(self._running()):
            child = self._child_of(found.run)
            assert child and child.kept  # as it was found
            back.append((child, child.kept))
            child.aside, child.kept, child.paused = False, None, None
        if found := self._policy.steps_aside(self._waiting, self._running(), now):
            child = self._child_of(found.run)
            assert child  # as it was found
            child.aside = True
        return back

    def _make_room(self, now: float) -> Child | None:
        """The child whose run is stopped for those that wait or will; called with the lock."""
        if self._held or any(child.cancelled and not child.ended for child in self._children):
            return None  # a place is about to be free
        found = self._policy.makes_room(
            self._waiting, self._running(), now
        ) or self._policy.is_forgotten(self._running(), now)
        child = self._child_of(found.run) if found else None
        if child:
            child.cancel(now, MADE_ROOM)
        return child

    def _assign(self, now: float) -> list[tuple[Child, Request]]:
        """Give waiting runs to children without one, as far as there may be so many."""
        given: list[tuple[Child, Request]] = []
        if self._held:
            return given
        for child in self._children:
            request = self._policy.next_up(self._waiting, self._running())
            if request is None:
                break
            if child.is_free:
                self._waiting.remove(request)
                child.assign(request, now)
                given.append((child, request))
        return given

    def _lacks_process(self, now: float) -> bool:
        if self._closed or now < self._next_start:
            return False
        if any(not child.request for child in self._children):
            return False
        wanted = self._policy.wants_process(self._waiting, self._running(), now, self._spare_wanted)
        return wanted and self._has_room()

    def _start_child(self) -> None:
        try:
            child = self._start()
        except OSError as error:
            self._start_failed(str(error))
            return
        with self._lock:
            self._children.append(child)
            closed = self._closed
        if closed:
            child.kill()
        listen = threading.Thread(target=self._listen, args=(child,), name="training", daemon=True)
        try:
            listen.start()
        except RuntimeError as error:  # as there may be no more threads
            with self._lock:
                self._children.remove(child)
            child.kill()
            self._start_failed(str(error))

    def _start_failed(self, reason: str) -> None:
        """Try again soon; but when nothing helps, the runs that wait for a process end."""
        logger.error("no worker could be started: %s", reason)
        waiting: list[Request] = []
        with self._lock:
            self._failed_starts += 1
            self._cant_start = True
            self._next_start = time.monotonic() + BACK_OFF
            if self._failed_starts >= TRIES and not self._running():
                waiting, self._waiting = self._waiting, []
                self._spare_wanted = False  # the next visit or run tries anew
                self._failed_starts = 0
        for request in waiting:
            self._end(request, 0, "failed", NO_PROCESS.format(reason=reason))

    def _listen(self, child: Child) -> None:
        """Pass on what a child says, and say how it ended if it can't."""
        code = child.listen(lambda event: self._take(child, event))
        again = self._next_attempt(child) if code is None else None
        with self._lock:
            self._children.remove(child)
            if not child.ready and not child.cancelled and code is not None:
                self._cant_start = True
            goes_on = again is not None and not child.cancelled and not self._closed
            if again and goes_on:
                self._waiting.insert(0, again)
        request = again or child.request
        if request and not child.ended and not goes_on:
            child.ended = True
            status = "stopped" if child.cancelled else "failed"
            self._end(request, 0 if again else child.number, status, child.why(code))
        elif not child.ready and not self._closed:
            why = child.reason or (DIED.format(code=code) if code is not None else "")
            if why and why != NOT_NEEDED:
                self._start_failed(why)
        self._wake.set()

    def _next_attempt(self, child: Child) -> Request | None:
        """What to try after a machine was lost: once more what had begun, in any case what hadn't.

        The event that says so goes out while the run is still this child's, so that none of the
        next attempt can come before it.
        """
        request = child.request
        if not request or child.ended or child.cancelled:
            return None
        if not child.was_heard:
            return request
        job = request.job
        if job.attempt > FIRST_ATTEMPT:
            return None
        job = replace(job, attempt=job.attempt + 1)
        values = {"sentence": BEGINS_AGAIN}
        self._on_event_unless_closed(Event(job.run, job.attempt, 0, "again", values))
        return replace(request, job=job)

    def _take(self, child: Child, event: Event) -> None:
        with self._lock:
            is_news = child.take(event, time.monotonic())
            if event.kind == "ready":
                self._failed_starts = 0
                self._cant_start = False
        if event.kind in ("ready", "ended"):
            self._wake.set()
        if is_news or event.kind == "ready":
            try:
                self._on_event_unless_closed(child.explained(event))
            except Exception:
                child.ended = False  # of an end that can't be used, the listener tells instead
                raise

    def _end(self, request: Request, number: int, status: str, sentence: str) -> None:
        """Say in a worker's place that its run has ended."""
        job, values = request.job, ended_unmeasured(status, sentence)
        self._on_event_unless_closed(Event(job.run, job.attempt, number + 1, "ended", values))

    def _on_event_unless_closed(self, event: Event) -> None:
        if not self._closed:
            self._on_event(event)
