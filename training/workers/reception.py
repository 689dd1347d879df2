"""Where relays report to: a worker process on another machine, as this server sees it."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

from training.workers.line import GO, End, Line

logger = logging.getLogger(__name__)

INTRODUCTION = 10.0  # seconds for who connects to say who it is
LONGEST_INTRODUCTION = 200  # bytes
LETTING_GO = 3.0  # seconds for another machine to say that it has killed a process


class RemoteProcess:
    """A `Process` that a relay starts on some machine, as soon as it has found one.

    Attributes:
        token: by which its relay is known.
        failure: why it never came up, in words; empty if it did, or if that isn't known.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.failure = ""
        self._changed = threading.Condition()
        self._line: Line | None = None
        self._unsent: list[str] = []
        self._is_over = False
        self._has_task = True
        self._code: int | None = None
        self._on_kill: Callable[[], None] = lambda: None

    @property
    def takes_room(self) -> bool:
        """Whether it needs, or still has, its place on a machine."""
        return self._has_task or not self._is_over

    def on_kill(self, action: Callable[[], None]) -> None:
        """What is to be done, too, when it is killed before it came up, or its machine was lost."""
        self._on_kill = action

    def connect(self, line: Line) -> bool:
        """Its relay is there; False if nobody waits for it."""
        with self._changed:
            if self._is_over or self._line:
                return False
            try:
                for text in (GO, *self._unsent):
                    line.write(text)
            except OSError:
                return False
            self._line = line
            self._changed.notify_all()
            return True

    def task_is_over(self, failure: str) -> None:
        """Its relay's task has ended, or the scheduler doesn't know it any more.

        Args:
            failure: why, if it failed; or empty.
        """
        with self._changed:
            self._has_task = False
            if self._line is None and not self._is_over:
                self.failure, self._is_over = failure, True
            self._changed.notify_all()

    def write(self, line: str) -> None:
        """See `Process`."""
        with self._changed:
            there = self._line
            if there is None:
                self._unsent.append(line)
        if there:
            with suppress(OSError):
                there.write(line)

    def lines(self) -> Iterator[str]:
        """See `Process`."""
        with self._changed:
            self._changed.wait_for(lambda: self._line is not None or self._is_over)
            line = self._line
        if line:
            is_lost = True
            for text in line.lines():
                end = End.from_line(text)
                if end:
                    self._code, self.failure, is_lost = end.code, end.failure, False
                    break
                yield text
            line.hang_up()
            if is_lost:
                self._on_kill()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def wait(self) -> int | None:
        """See `Process`."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over)
            return self._code

    def kill(self) -> None:
        """See `Process`: if its machine doesn't answer, the process counts as lost with it."""
        with self._changed:
            line = self._line
            if line is None:
                self._is_over = True
                self._changed.notify_all()
        if line is None:
            self._on_kill()
            return
        line.say_no_more()
        last = threading.Timer(LETTING_GO, line.hang_up)
        last.daemon = True
        last.start()


class Reception:
    """Listens for relays; knows each by the token of the process that it was sent for."""

    def __init__(self, host: str) -> None:
        """Listen from now on.

        Args:
            host: the address of this machine under which others reach it.

        Raises:
            OSError: that isn't possible.
        """
        self.host = host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family, backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._lock = threading.Lock()
        self._expected: dict[str, RemoteProcess] = {}
        threading.Thread(target=self._listen, name="reception", daemon=True).start()

    def expect(self, process: RemoteProcess) -> None:
        """The process's relay may come from now on, once."""
        with self._lock:
            self._expected[process.token] = process

    def forget(self, process: RemoteProcess) -> None:
        """The process's relay may not come any more."""
        with self._lock:
            self._expected.pop(process.token, None)

    def close(self) -> None:
        """Listen no more."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who waits for a connection
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._receive, args=(connection,), daemon=True).start()

    def _receive(self, connection: socket.socket) -> None:
        try:
            token = _introduction(connection)
            with self._lock:
                process = self._expected.pop(token, None)
            line = Line(connection)
            if process is None or not process.connect(line):
                line.hang_up()
        except OSError as error:
            logger.info("somebody connected and said nothing: %s", error)
            connection.close()


def _introduction(connection: socket.socket) -> str:
    """The first line that somebody says.

    Raises:
        OSError: it doesn't come in time, or is too long.
    """
    connection.settimeout(INTRODUCTION)
    said = b""
    while not said.endswith(b"\n"):
        # A relay says no more before it is answered.
        more = connection.recv(LONGEST_INTRODUCTION)
        said += more
        if not more or len(said) > LONGEST_INTRODUCTION:
            raise OSError("no introduction")
    return said.decode(errors="replace").strip()
