"""What runs on a Dask worker: a worker process of that machine, led from the server.

The server's code and this machine's must be the same version, in a folder of each.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from distributed import get_worker

from model import VERSION
from training.runs.events import Event
from training.workers.line import GO, End, Line
from training.workers.local import LocalProcess, default_command, threads_each

CONNECT = 10.0  # seconds

NO_WAY_BACK = (
    "the machine {name} can't reach the server at {host}:{port}: {reason}. Let the Dask workers "
    "connect to it, on any port"
)
OTHER_VERSION = (
    "the machine {name} has Digit Lab {theirs}, the server has {ours}: install the same version on "
    "both"
)


@dataclass(frozen=True)
class Caller:
    """The server that wants a process.

    Attributes:
        host, port: where it listens.
        token: by which it knows which one comes.
        version: of its code.
    """

    host: str
    port: int
    token: str
    version: str = VERSION


def relay(caller: Caller, command: Sequence[str] | None = None) -> None:
    """Start a worker process, and pass lines on between it and the server until it ends.

    Args:
        caller: the server.
        command: what starts a worker, by default this machine's `default_command`.

    Raises:
        ConnectionError: the server can't be reached from here.
    """
    try:
        connection = socket.create_connection((caller.host, caller.port), CONNECT)
    except OSError as error:
        raise ConnectionError(
            NO_WAY_BACK.format(
                name=socket.gethostname(), host=caller.host, port=caller.port, reason=error
            )
        ) from None
    line = Line(connection)
    try:
        line.write(caller.token + "\n")
        said = line.lines()
        # The scheduler gives a task of a lost machine to another one; the server, which knows what
        # became of the first, doesn't wait for it any more.
        if next(said, "") != GO:
            return
        line.write(_lead(caller, command, line).to_line())
    except OSError:
        pass  # the server is gone, and so is the process
    finally:
        line.hang_up()


def _lead(caller: Caller, command: Sequence[str] | None, line: Line) -> End:
    """Lead a process from its start to its end.

    Raises:
        OSError: the server is gone.
    """
    if caller.version != VERSION:
        name = socket.gethostname()
        return End(None, OTHER_VERSION.format(name=name, theirs=VERSION, ours=caller.version))
    trainings = get_worker().state.nthreads
    threads = threads_each(os.cpu_count() or 1, trainings)
    try:
        process = LocalProcess(tuple(command or default_command()), threads)
    except OSError as error:
        return End(None, str(error))
    threading.Thread(target=_obey, args=(line, process), name="relay", daemon=True).start()
    try:
        line.write(Event("", 0, 0, "alive").to_line())
        for text in process.lines():
            line.write(text)
    except OSError:
        process.kill()
        process.wait()
        raise
    return End(process.wait())


def _obey(line: Line, process: LocalProcess) -> None:
    """Pass on what the server says; when it says no more, the process ends."""
    for text in line.lines():
        process.write(text)
    process.kill()
