"""A Dask cluster as this server sees it: whether it is there, how much room it has, its tasks."""

from __future__ import annotations

import logging
import platform
import secrets
import socket
import threading
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from distributed import Client, Future

from model.errors import UserError

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.25  # seconds between two looks at the cluster …
IDLE_LOOK_EVERY = 2.0  # … and when nothing waits
TIMEOUT = 5.0  # seconds for the scheduler to answer

BAD_ADDRESS = "DASK_SCHEDULER must be an address like tcp://192.168.1.20:8786, got {address!r}."
NO_SCHEDULER = "No Dask scheduler answers at {address}. Trainings begin as soon as one does."
NO_WORKERS = "The Dask cluster at {address} has no workers. Trainings begin as soon as it has."
OTHER_VERSIONS = (
    "The Dask scheduler at {address} has {theirs}, this server has {ours}. Install the same "
    "versions on all machines (requirements-cluster.txt): trainings wait for that."
)


def checked_address(address: str) -> tuple[str, int]:
    """Host and port of a scheduler's address.

    Raises:
        UserError: it is something else.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path:
            return parts.hostname, parts.port
    except ValueError:
        pass  # the port is no number
    raise UserError(BAD_ADDRESS.format(address=address))


class Cluster:
    """Keeps the connection to a scheduler; when it breaks, it tries to come by a new one.

    Attributes:
        trouble: why no task can be started, in a sentence; empty if nothing is wrong.
        slots: how many tasks run at a time: a thread of a Dask worker each.
        taken: how many of them others have.
    """

    def __init__(self, address: str, on_change: Callable[[], None]) -> None:
        """Nothing is connected before `start`.

        Args:
            address: of the scheduler.
            on_change: called, on a thread, whenever an attribute may have changed.

        Raises:
            UserError: it is no address.
        """
        self.address = address
        self._place = checked_address(address)
        self.trouble, self.slots, self.taken = "", 0, 0
        self._on_change = on_change
        self._mark = f"training-{secrets.token_hex(6)}"  # how the keys of our tasks begin
        self._client: Client | None = None
        self._wake = threading.Event()
        self._closed = self._hurried = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"Cluster({self.address}, {self.slots} slots, trouble={self.trouble!r})"

    def start(self) -> None:
        """Connect, and look at the cluster from then on; a second time, nothing happens."""
        with self._lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._watch, name="cluster", daemon=True)
                self._thread.start()

    def hurry(self, hurried: bool) -> None:
        """Whether somebody waits for room, so that it is looked for more often."""
        if hurried and not self._hurried:
            self._wake.set()
        self._hurried = hurried

    def own_host(self) -> str:
        """The address of this machine under which the cluster reaches it.

        Raises:
            OSError: there is no way to the scheduler.
        """
        host, port = self._place
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect(place)  # sends nothing
            return str(way.getsockname()[0])

    def submit(self, function: Callable[..., None], *arguments: Any) -> Future[None]:
        """Have a function run somewhere on the cluster.

        Raises:
            OSError: the scheduler isn't there.
        """
        client = self._client
        if client is None or self.trouble:
            raise OSError(self.trouble or NO_SCHEDULER.format(address=self.address))
        try:
            return client.submit(
                function, *arguments, key=f"{self._mark}-{secrets.token_hex(8)}", pure=False
            )
        except Exception as error:  # of Dask: the client has just been closed
            raise OSError(str(error)) from error

    def cancel(self, task: Future[None]) -> None:
        """The task shall not begin any more; one that has goes on."""
        try:
            task.cancel()
        except Exception as error:  # of Dask: the client is closed, and the task forgotten
            logger.debug("a task can't be cancelled: %s", error)

    def close(self) -> None:
        """End the connection; tasks that haven't begun never will."""
        self._closed = True
        self._wake.set()
        if self._thread:
            self._thread.join(TIMEOUT)

    def _watch(self) -> None:
        while not self._closed:
            before = self.trouble
            try:
                # A client that has lost its scheduler looks for it itself, and in the end closes.
                if self._client is None or self._client.status == "closed":
                    self._client = self._connect()
                self._look(self._client)
            except UserError as error:
                self.trouble = str(error)
            except Exception as error:  # whatever Dask raises: the next look begins anew
                logger.debug("the cluster can't be looked at: %s", error)
                self.trouble = NO_SCHEDULER.format(address=self.address)
            if self.trouble != before:
                logger.warning("%s", self.trouble or f"The cluster at {self.address} is there.")
            self._on_change()
            self._wake.wait(LOOK_EVERY if self._hurried else IDLE_LOOK_EVERY)
            self._wake.clear()
        if self._client is not None:
            self._client.close(timeout=TIMEOUT)

    def _connect(self) -> Client:
        """A client of the scheduler.

        Raises:
            UserError: the scheduler has other versions.
            OSError: there is none.
        """
        client = Client(self.address, timeout=TIMEOUT, set_as_default=False, name="digit-lab")
        try:
            found: Any = client.get_versions()
            theirs = _versions(found["scheduler"]["packages"])
        except BaseException:
            client.close(timeout=TIMEOUT)
            raise
        if theirs != OURS:
            client.close(timeout=TIMEOUT)
            raise UserError(
                OTHER_VERSIONS.format(
                    address=self.address, theirs=_in_words(theirs), ours=_in_words(OURS)
                )
            )
        return client

    def _look(self, client: Client) -> None:
        """Note how much room there is."""
        self.slots = sum(client.nthreads().values())
        running = [key for keys in client.processing().values() for key in keys]
        self.taken = sum(not str(key).startswith(self._mark) for key in running)
        self.trouble = "" if self.slots else NO_WORKERS.format(address=self.address)


def _versions(packages: dict[str, str]) -> dict[str, str]:
    """What has to be the same on both sides: of Python the first two numbers."""
    python = ".".join(str(packages["python"]).split(".")[:2])
    return {"Python": python} | {name: packages[name] for name in ("dask", "distributed")}


def _in_words(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())


OURS = _versions(
    {
        "python": platform.python_version(),
        "dask": version("dask"),
        "distributed": version("distributed"),
    }
)
