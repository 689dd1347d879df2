"""One run as its watchers see it: looked at once, and told to all who look in the same way."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from model.errors import UserError
from server.watching.changes import change
from server.watching.digits import Digits
from server.watching.news import News, comes_within
from server.watching.streams import COME_BACK, HEARTBEAT
from training.journal import shortened
from training.runs.run import Run, Snapshot

logger = logging.getLogger(__name__)

PAUSE = 0.28  # seconds between two looks at a run that few watch
PAUSE_EACH = 0.0016  # more for each watcher that reads, up to
LONGEST_PAUSE = 0.42  # so that a hundred hear of it at least twice a second
LINGER = 5.0  # seconds for which somebody who lost the connection is waited for
KEPT = 64  # changes for those who come back

Moment = dict[str, Any]  # what a page shows of a run, as JSON


class Runs(Protocol):
    """Where runs are looked at."""

    def get(self, run_id: str) -> Run: ...

    def snapshot(self, run_id: str) -> Snapshot | None: ...


class Moments(Protocol):
    """What a page shows of a run at the moment when it is called."""

    def __call__(
        self, run: Run, snapshot: Snapshot | None, trouble: str, watchers: int
    ) -> Moment: ...


@dataclass(eq=False)
class Watcher:
    """One connection.

    Attributes:
        pad: the name of the watcher's pad.
        number: of the last change that it was told; None for a newcomer.
        answer: what is made of what is on that pad, in JSON; empty for nothing.
        told: the answer that it was told last.
        reads: whether it has taken all that it was sent. Who doesn't is left alone until then: its
            pad isn't read, and others needn't wait longer for its sake.
    """

    pad: str
    number: int | None = None
    answer: str = ""
    told: str = ""
    reads: bool = True


class Seen(NamedTuple):
    """What was found at one look."""

    moment: Moment | None  # None if there is no such run any more
    answers: dict[str, str]  # by the pad's name, in JSON
    is_over: bool


class Broadcast:
    """Looks at a run while there is anybody who watches. Belongs to the server's event loop.

    An event's id is the broadcast's mark and a number that rises with every change.
    """

    def __init__(self, run_id: str, runs: Runs, moments: Moments, digits: Digits) -> None:
        """
        Args:
            run_id: the run.
            runs: where it is looked at.
            moments: makes what a page shows.
            digits: what is on the watchers' pads.
        """
        self.mark = secrets.token_hex(4)
        self.is_over = False
        self._run_id, self._runs, self._moments, self._digits = run_id, runs, moments, digits
        self._watchers: set[Watcher] = set()
        self._moment: Moment | None = None
        self._number = 0
        self._changes: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._news = News()
        self._task: asyncio.Task[None] | None = None

    @property
    def watchers(self) -> int:
        """How many connections there are."""
        return len(self._watchers)

    def end(self) -> None:
        """Tell all that there will be nothing more."""
        self.is_over = True
        if self._task:
            self._task.cancel()
        self._news.tell()

    async def events(
        self, pad: str, last_id: str, on_end: Callable[[], None]
    ) -> AsyncIterator[str]:
        """The events of one connection, until the run ends.

        Args:
            pad: the name of the watcher's pad.
            last_id: of the last event that it got before it lost the connection; or empty.
            on_end: called when the broadcast is over, once.
        """
        watcher = Watcher(pad, self._number_of(last_id))
        self._watchers.add(watcher)
        if self._task is None:
            self._task = asyncio.create_task(self._look_on(on_end))
        try:
            yield f"retry: {COME_BACK}\n\n"
            while True:
                news = self._news.coming()
                text = self._tell(watcher)
                if text:
                    watcher.reads = False
                    yield text
                    watcher.reads = True
                elif self.is_over:
                    yield "event: over\ndata:\n\n"
                    return
                elif not await comes_within(news, HEARTBEAT):
                    yield ": nothing new\n\n"
        finally:
            self._watchers.discard(watcher)

    def _number_of(self, last_id: str) -> int | None:
        mark, _, number = last_id.partition("-")
        known = {each for each, _ in self._changes}
        if mark == self.mark and number.isdigit() and int(number) + 1 in known:
            return int(number)
        return None

    def _tell(self, watcher: Watcher) -> str:
        """The next event for a watcher; empty if there is none."""
        if self._moment is None:
            return ""
        behind = None if watcher.number is None else self._number - watcher.number
        if behind == 0 and watcher.answer == watcher.told:
            return ""
        if behind is None or behind > len(self._changes):
            what = f'"all":{_json(self._moment)}'
            watcher.number = self._number
        elif behind:
            watcher.number, text = self._changes[-behind]
            what = f'"change":{text}'
        else:
            what = '"change":null'
        if watcher.answer != watcher.told:
            watcher.told = watcher.answer
            what += f',"digit":{watcher.answer or "null"}'
        return f"id: {self.mark}-{watcher.number}\ndata: {{{what}}}\n\n"

    async def _look_on(self, on_end: Callable[[], None]) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + LINGER
        try:
            while not self.is_over and (self._watchers or clock() < until):
                begun = clock()
                if self._watchers:
                    until = begun + LINGER
                readers = [each for each in self._watchers if each.reads]
                pads = [each.pad for each in readers]
                self._take(await asyncio.to_thread(self._look, pads), readers)
                pause = min(PAUSE + PAUSE_EACH * len(readers), LONGEST_PAUSE)
                await asyncio.sleep(max(pause - (clock() - begun), pause / 4))
        except Exception:  # watchers come back, and begin anew
            logger.exception("the run %s can't be shown", shortened(self._run_id))
        finally:
            self.is_over = True
            self._news.tell()
            on_end()

    def _look(self, pads: Sequence[str]) -> Seen:
        """Look at the run; in a thread, because that takes some milliseconds."""
        try:
            run = self._runs.get(self._run_id)
        except UserError:
            return Seen(None, {}, True)
        snapshot, trouble = None, ""
        try:
            snapshot = self._runs.snapshot(self._run_id)
        except UserError as error:
            trouble = str(error)
        moment = self._moments(run, snapshot, trouble, len(pads))
        read = self._digits.read(pads, run, snapshot) if snapshot else {}
        answers = {pad: _json(answer) for pad, answer in read.items()}
        return Seen(moment, answers, not run.status.is_live)

    def _take(self, seen: Seen, readers: Sequence[Watcher]) -> None:
        is_news = seen.is_over
        if seen.moment is not None and self._moment is None:
            self._moment, is_news = seen.moment, True
        elif found := seen.moment is not None and change(self._moment, seen.moment):
            self._number += 1
            self._moment, is_news = seen.moment, True
            self._changes.append((self._number, _json(found)))
        for watcher in readers:
            watcher.answer = seen.answers.get(watcher.pad, "")
            is_news = is_news or watcher.answer != watcher.told
        self.is_over = self.is_over or seen.is_over
        if is_news:
            self._news.tell()


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
