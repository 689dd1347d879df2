"""A connection between a server and a relay: lines of text, and what both sides say on it.

The relay (relay.py, on a worker's machine) connects, and says the token that the server
(reception.py) gave it with its task; a server that still waits for it answers GO. From then on,
each line is one of the worker process's standard input or output. The relay's last line is an
`End`. When the server closes its direction, the relay kills the process.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from threading import Lock

GO = "go\n"
GONE_AFTER = 20  # seconds without an acknowledgement from the other machine


@dataclass(frozen=True)
class End:
    """How a process ended.

    Attributes:
        code: its exit code.
        failure: why there is none, because it couldn't be started; or empty.
    """

    code: int | None
    failure: str = ""

    def to_line(self) -> str:
        """The end as one line of JSON."""
        return json.dumps({"end": asdict(self)}) + "\n"

    @classmethod
    def from_line(cls, line: str) -> End | None:
        """The inverse of `to_line`; None if the line is something else."""
        if not line.startswith('{"end":'):
            return None
        return cls(**json.loads(line)["end"])


class Line:
    """One side of a connection; every method may be called from any thread."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Linux, and macOS under another name: a machine that is cut off doesn't close anything.
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1_000 * GONE_AFTER)
        self._connection = connection
        self._incoming = connection.makefile("rb")
        self._writing = Lock()

    def write(self, line: str) -> None:
        """Send a line.

        Raises:
            OSError: the other side is gone.
        """
        with self._writing:
            self._connection.sendall(line.encode())

    def lines(self) -> Iterator[str]:
        """The lines that come, until the other side says no more or is gone; one reader at a time.

        A line that was cut off is left out.
        """
        with suppress(OSError, ValueError):  # ValueError: this side has hung up
            while (line := self._incoming.readline()).endswith(b"\n"):
                yield line.decode(errors="replace")

    def say_no_more(self) -> None:
        """Close this direction, so that the other side sees the end."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """End the connection; who reads `lines` sees their end."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()
