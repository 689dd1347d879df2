"""Many visitors of the app at once, who watch a training: each has its page, and its events."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.recorded import CANVAS, STOP, TRAIN, TrainVisit
from benchmarks.streamlit_session import Session
from benchmarks.visitors import OPEN_LIMIT, Tally, a_few_at_a_time, read_run

_STREAM = re.compile(rb"runs/([\w-]+)/events\?[\w=&-]+")
_PICTURE = re.compile(rb"pictures/[0-9a-f]{64}")
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_UPDATE = b"data: {"
LONGEST_LINE = 2**22  # bytes


class _Line:
    """One HTTP connection to the server, which counts what comes."""

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address)
        self.size = 0

    async def ask(self, path: str) -> None:
        """Ask for something."""
        place = self._place
        self._reader, self._writer = await asyncio.open_connection(
            place.hostname, place.port, limit=LONGEST_LINE
        )
        self._writer.write(f"GET /{path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        await self._writer.drain()

    async def next_line(self) -> bytes:
        """The next line of the answer.

        Raises:
            OSError: the server has closed the connection.
        """
        line = await self._reader.readline()
        if not line:
            raise OSError("the server has closed the connection")
        self.size += len(line)
        return line

    async def take_body(self) -> None:
        """Read an answer of a known length."""
        length = 0
        while (line := await self.next_line()) != b"\r\n":
            found = _LENGTH.match(line)
            length = int(found[1]) if found else length
        self.size += len(await self._reader.readexactly(length))

    def close(self) -> None:
        """End the connection."""
        self._writer.close()


@dataclass
class Watcher:
    """Somebody who watches a training.

    Attributes:
        session: the visit to the page.
        address: the app's.
        updates_at: when each of the training's events came, and how many bytes it brought with
            it, pictures included.
    """

    session: Session
    address: str
    updates_at: list[tuple[float, int]] = field(default_factory=list)

    async def come(self, recorded: TrainVisit, query: str, drawing: str) -> str:
        """Open the page of a training, draw a digit there, and find out where its events are."""
        await self.session.connect()
        await self.session.open(recorded.opened, query)
        frames = await read_run(self.session)
        await self.session.send(self.session.request(recorded.stroke, CANVAS, {CANVAS: drawing}))
        frames += await read_run(self.session)
        found = next(filter(None, map(_STREAM.search, frames)), None)
        if found is None:
            raise KeyError("the page names no events")
        return found[0].decode()

    async def watch(self, stream: str) -> None:
        """Take in events and the pictures they name, until this is cancelled."""
        events, last = _Line(self.address), b""
        await events.ask(stream)
        try:
            while True:
                before, line = events.size, await events.next_line()
                if not line.startswith(_UPDATE):
                    continue
                size = events.size - before
                found = _PICTURE.search(line)
                if found and found[0] != last:
                    last = found[0]
                    size += await self._fetch(last.decode())
                self.updates_at.append((time.monotonic(), size))
        finally:
            events.close()

    async def _fetch(self, path: str) -> int:
        line = _Line(self.address)
        await line.ask(path)
        try:
            await line.take_body()
        finally:
            line.close()
        return line.size

    def updates(self, since: float) -> int:
        """How many events there were since then."""
        return sum(moment >= since for moment, _ in self.updates_at)

    def size(self, since: float) -> int:
        """How many bytes came with them."""
        return sum(size for moment, size in self.updates_at if moment >= since)


@asynccontextmanager
async def training(
    address: str, recorded: TrainVisit, headers: dict[str, str], tally: Tally
) -> AsyncIterator[str]:
    """A training that has begun, which is stopped at the end.

    Args:
        address: the app's.
        recorded: what a browser sent.
        headers: a browser's.
        tally: takes down what goes wrong.

    Yields:
        The query of the run's address.
    """
    owner = Session(address, headers)
    await tally.follow(_start_training(owner, recorded))
    try:
        yield owner.query
    finally:
        await tally.follow(_stop_training(owner, recorded))


@asynccontextmanager
async def watchers(
    count: int,
    address: str,
    recorded: TrainVisit,
    query: str,
    drawings: Sequence[str],
    headers: dict[str, str],
    tally: Tally,
) -> AsyncIterator[list[Watcher]]:
    """Visitors who watch a training.

    Args:
        count: how many.
        address: the app's.
        recorded: what a browser sent.
        query: of the run's address.
        drawings: what the canvas sends of the digits that they have drawn.
        headers: a browser's.
        tally: takes down what goes wrong; also, for each of them, if the training ends too early.
    """
    found = [Watcher(Session(address, headers), address) for _ in range(count)]
    tasks: list[asyncio.Task[None]] = []

    async def come(number: int, watcher: Watcher) -> None:
        async with asyncio.timeout(OPEN_LIMIT):
            drawing = drawings[number % len(drawings)]
            stream = await watcher.come(recorded, query, drawing)
            tasks.append(asyncio.create_task(tally.follow(watcher.watch(stream))))
            while not watcher.updates_at:
                await asyncio.sleep(0.1)

    try:
        await a_few_at_a_time([tally.follow(come(*each)) for each in enumerate(found)])
        yield found
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
        await asyncio.gather(*(watcher.session.close() for watcher in found))


async def _start_training(owner: Session, recorded: TrainVisit) -> None:
    """Open the Train page, press Train, and wait until the page has opened the run."""
    try:
        async with asyncio.timeout(OPEN_LIMIT):
            await owner.connect()
            await owner.open(recorded.opened)
            await read_run(owner)
            await owner.send(owner.request(recorded.train, TRAIN))
            found = None
            while found is None:
                frame, _ = await owner.receive()
                found = _STREAM.search(frame)
            owner.query = f"run={found[1].decode()}"
    finally:
        await owner.close()


async def _stop_training(owner: Session, recorded: TrainVisit) -> None:
    """Open the run's page again, and press Stop if it still goes on."""
    try:
        async with asyncio.timeout(OPEN_LIMIT):
            await owner.connect()
            await owner.open(recorded.opened, owner.query)
            await read_run(owner)
            if owner.has(STOP):
                await owner.send(owner.request(recorded.stop, STOP))
                await read_run(owner)
    finally:
        await owner.close()
