"""A real server for tests without a browser, and those who come to it, well-meaning or not."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.browser import free_port, start_app
from benchmarks.recorded import TRAIN
from benchmarks.streamlit_session import Session
from benchmarks.visitors import read_run
from tests.patience import PATIENCE
from tests.told_worker import TOLD

_EVENTS = re.compile(rb"runs/([\w-]{22})/events\?[\w=&-]+")


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has printed and logged."""
        return self.log_file.read_text(errors="replace")

    @property
    def tracebacks(self) -> int:
        """How many are in its log."""
        return self.log.count("Traceback (most recent call last)")

    @property
    def megabytes(self) -> float:
        """Its resident memory."""
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    def ask(self, path: str, **headers: str) -> int:
        """The status of an answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"{self.address}/{path}", headers=named)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def milliseconds(self, path: str = "health") -> float:
        """How long an answer takes."""
        before = time.perf_counter()
        assert self.ask(path) == 200
        return 1000 * (time.perf_counter() - before)

    def visit(self) -> Session:
        """Somebody new; to be connected, and closed."""
        return Session(self.address, {})

    def line(self, *sent: bytes) -> socket.socket:
        """A connection on which something was sent, for who speaks HTTP by hand."""
        line = socket.socket()
        line.settimeout(PATIENCE)
        # Who doesn't read shall soon have no room for more.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", self.port))
        for each in sent:
            line.sendall(each)
        return line


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[Server]:
    """A server of its own, with its own runs, whose workers wait for the test."""
    port, log_file = free_port(), folder / "log"
    with log_file.open("wb") as log:
        home = {"DIGIT_LAB_HOME": str(folder)}
        process = start_app(port, environment=TOLD | home | environment, log=log)
        try:
            yield Server(port, process, log_file)
        finally:
            process.kill()
            process.wait()


async def open_page(session: Session, page: str = "", query: str = "") -> list[bytes]:
    """Connect and open a page; returns the server's messages."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    async with asyncio.timeout(PATIENCE):
        await session.connect()
        await session.open(message)
        return await read_run(session)


async def start_training(session: Session, query: str) -> tuple[str, str]:
    """Open the Train page and press its button; returns the run's id, and where its events are."""
    await open_page(session, "train", query)
    message = BackMsg()
    message.rerun_script.page_name = "train"
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.trigger_value = f"$$ID-{0:032}-{TRAIN}", True
    async with asyncio.timeout(PATIENCE):
        await session.send(session.request(message, TRAIN))
        while True:
            frame, _ = await session.receive()
            if found := _EVENTS.search(frame):
                return found[1].decode(), found[0].decode()
