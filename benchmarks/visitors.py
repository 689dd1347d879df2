"""Many visitors of the app at once, who draw."""

import asyncio
import math
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache

from websockets import WebSocketException

from benchmarks.canvas import canvas_value, growing_drawings
from benchmarks.recorded import CANVAS, FRAME, DrawVisit
from benchmarks.streamlit_session import Session, ends_run

OPEN_LIMIT = 60.0  # seconds for a page to be all there, with a network
STROKE_LIMIT = 30.0  # seconds for a stroke's answer
AT_ONCE = 8  # pages opened at a time
DIGITS = 40  # different digits that are drawn

_READY = re.compile(rb'data-verdict=\\*"(?!loading)')


@cache
def _answer(strokes: int) -> re.Pattern[bytes]:
    return re.compile(rb'data-strokes=\\*"%d\\*"' % strokes)  # within JSON there are backslashes


def answers(frame: bytes, strokes: int) -> bool:
    """Whether a message shows the network's answer to a drawing with so many strokes."""
    return _answer(strokes).search(frame) is not None


@dataclass
class Tally:
    """What happened to the visitors, all together.

    Attributes:
        seconds: from sending each stroke to its answer.
        messages: how many messages each answered stroke brought.
        sizes: how many bytes these had.
        errors: strokes without an answer, pages that didn't open, and errors that pages showed.
        disconnects: visitors whose connection broke.
    """

    seconds: list[float] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    errors: int = 0
    disconnects: int = 0

    async def follow(self, visit: Awaitable[None]) -> None:
        """Wait for a visit's next part, however it ends."""
        try:
            await visit
        except (TimeoutError, KeyError):  # too late, or the page lacks what is to be used
            self.errors += 1
        except (WebSocketException, OSError):
            self.disconnects += 1


async def read_run(session: Session) -> list[bytes]:
    """What the server sends until it is at rest."""
    frames = []
    while True:
        frame, message = await session.receive()
        frames.append(frame)
        if ends_run(message):
            return frames


def canvas_values(recorded: DrawVisit, chance: random.Random) -> list[list[str]]:
    """What the canvas sends of many digits, after each of their strokes."""
    like = recorded.canvas()
    return [
        [canvas_value(like, drawing) for drawing in growing_drawings(chance)] for _ in range(DIGITS)
    ]


@dataclass
class Drawer:
    """Somebody who draws.

    Attributes:
        session: the visit.
        phase: when the first stroke comes, in seconds.
        open: whether the pad can be drawn on.
        planned: the number of strokes of each drawing, and the message that sends it.
    """

    session: Session
    phase: float
    open: bool = False
    planned: list[tuple[int, bytes]] = field(default_factory=list)

    async def come(self, recorded: DrawVisit) -> None:
        """Open the Draw page, and wait until the network answers."""
        async with asyncio.timeout(OPEN_LIMIT):
            await self.session.connect()
            await self.session.open(recorded.opened)
            frames = await read_run(self.session)
            await self.session.send(self.session.request(recorded.pad_there, FRAME))
            frames += await read_run(self.session)
            while not any(map(_READY.search, frames)):
                frames = await read_run(self.session)
        self.open = True

    def due(self, seconds: float, every: float) -> int:
        """How many strokes begin within so many seconds, if no answer is late."""
        return max(0, math.ceil((seconds - self.phase) / every)) if self.open else 0

    def plan(
        self,
        recorded: DrawVisit,
        values: Sequence[Sequence[str]],
        strokes: int,
        chance: random.Random,
    ) -> None:
        """Prepare the messages: no picture and no message is made while strokes are timed."""
        while len(self.planned) < strokes:
            for count, value in enumerate(chance.choice(values), start=1):
                message = self.session.request(recorded.stroke, CANVAS, {CANVAS: value})
                self.planned.append((count, message))
        del self.planned[strokes:]

    async def draw(self, start: float, seconds: float, every: float, tally: Tally) -> None:
        """Draw what is planned, each stroke at its time, or later if an answer was late."""
        for number, (count, message) in enumerate(self.planned):
            await asyncio.sleep(start + self.phase + number * every - time.monotonic())
            if time.monotonic() - start >= seconds:
                return
            try:
                await self._stroke(count, message, tally)
            except TimeoutError:
                tally.errors += 1

    async def _stroke(self, count: int, message: bytes, tally: Tally) -> None:
        sent, answered, messages, size = time.monotonic(), None, 0, 0
        await self.session.send(message)
        async with asyncio.timeout(STROKE_LIMIT):
            received = None
            while answered is None or not ends_run(received):
                frame, received = await self.session.receive()
                messages, size = messages + 1, size + len(frame)
                if answered is None and answers(frame, count):
                    answered = time.monotonic()
        tally.seconds.append(answered - sent)
        tally.messages.append(messages)
        tally.sizes.append(size)


def phases(count: int, every: float, chance: random.Random) -> list[float]:
    """When each of many visitors begins: evenly spread, but not like clockwork.

    Returns:
        Seconds from 0 to `every`, one random time in each of `count` equal parts of it.
    """
    return [(number + chance.random()) * every / count for number in range(count)]


@asynccontextmanager
async def drawers(
    count: int, every: float, address: str, recorded: DrawVisit, tally: Tally, chance: random.Random
) -> AsyncIterator[list[Drawer]]:
    """Visitors who have opened the Draw page, or tried to."""
    found = [
        Drawer(Session(address, recorded.headers), phase) for phase in phases(count, every, chance)
    ]
    chance.shuffle(found)  # whoever comes first needn't draw first
    try:
        await a_few_at_a_time([tally.follow(drawer.come(recorded)) for drawer in found])
        yield found
    finally:
        await asyncio.gather(*(drawer.session.close() for drawer in found))


async def a_few_at_a_time(parts: Iterable[Awaitable[None]]) -> None:
    """Wait for all of them, of which only a few go on at the same time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def wait_for(part: Awaitable[None]) -> None:
        async with gate:
            await part

    await asyncio.gather(*map(wait_for, parts))
