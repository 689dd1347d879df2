"""Trainings on this machine: a child process for each run.

One more child is kept warm, with TensorFlow and MNIST loaded, so that a training starts at once.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from training.workers.backend import OnEvent
from training.workers.child import Child, Limits
from training.workers.policy import Policy
from training.workers.queued import QueuedBackend

ROOT = Path(__file__).resolve().parents[2]
WORKERS_VARIABLE = "TRAINING_WORKERS"
COMMAND_VARIABLE = "TRAINING_COMMAND"
MODULE = (sys.executable, "-m", "training.workers.worker")


class LocalProcess:
    """A `Process` of this machine."""

    failure = ""

    def __init__(self, command: Sequence[str], threads: int) -> None:
        """Start it.

        Args:
            command: what starts a worker.
            threads: how many it may compute with.

        Raises:
            OSError: that isn't possible.
        """
        environment = os.environ | {
            "TF_NUM_INTRAOP_THREADS": str(threads),
            "TF_NUM_INTEROP_THREADS": "1",
            "OMP_NUM_THREADS": str(threads),
        }
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C in the terminal is for the server
        )
        self._writing = threading.Lock()

    def write(self, line: str) -> None:
        """See `Process`."""
        with self._writing, suppress(OSError, ValueError):
            stdin, _ = self._pipes
            stdin.write(line)
            stdin.flush()

    def lines(self) -> Iterator[str]:
        """See `Process`."""
        _, stdout = self._pipes
        yield from stdout
        self._process.wait()
        with self._writing:
            for pipe in self._pipes:
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()

    def wait(self) -> int:
        """See `Process`."""
        return self._process.wait()

    def kill(self) -> None:
        """See `Process`."""
        self._process.kill()

    @property
    def _pipes(self) -> tuple[IO[str], IO[str]]:
        """Its standard input and output."""
        assert self._process.stdin and self._process.stdout  # as it was started
        return self._process.stdin, self._process.stdout


MOST_ASIDE = 2  # runs that have given up their places: some 500 MB each


class LocalBackend(QueuedBackend):
    """A `Backend` of child processes."""

    def __init__(
        self,
        on_event: OnEvent,
        command: Sequence[str] | None = None,
        workers: int | None = None,
        limits: Limits | None = None,
        cores: int | None = None,
    ) -> None:
        """Nothing is started before `warm_up` or `submit`.

        Args:
            on_event: is called with every event.
            command: what starts a worker, by default `default_command`.
            workers: how many run at a time, by default TRAINING_WORKERS or half of the cores.
            limits: when patience ends.
            cores: of this machine, if not as many as it says.
        """
        limits = limits or Limits()
        policy = Policy(
            workers=workers or default_workers(),
            cores=cores or os.cpu_count() or 1,
            spare_after=limits.spare,
            pause=limits.pause,
            most_aside=MOST_ASIDE,
            longest_pause=limits.longest_pause,
            longest_aside=limits.run,
        )
        super().__init__(on_event, policy, limits)
        self._command = tuple(command or default_command())

    def _start(self) -> Child:
        threads = threads_each(self._policy.cores, self._policy.workers)
        now = time.monotonic()
        return Child(LocalProcess(self._command, threads), started=now, heard=now)


def threads_each(cores: int, trainings: int) -> int:
    """How many threads a training may compute with, of several that share a machine.

    Of each one's share of the cores, one is left to the server and to a browser beside it: threads
    that wait for each other are as slow as the one that has to share.
    """
    return max(1, cores // trainings - 1)


def default_command() -> tuple[str, ...]:
    """What starts a worker: this Python, or TRAINING_COMMAND, as one would type it in a shell.

    The variable is for tests whose subject isn't the training: see tests/told_worker.py.
    """
    return tuple(shlex.split(os.environ.get(COMMAND_VARIABLE, ""))) or MODULE


def default_workers() -> int:
    """How many trainings run at a time: TRAINING_WORKERS, or half of the cores."""
    return asked_workers() or max(1, (os.cpu_count() or 1) // 2)


def asked_workers() -> int | None:
    """How many trainings may run at a time at most: TRAINING_WORKERS, or None if it isn't set."""
    asked = os.environ.get(WORKERS_VARIABLE, "")
    return int(asked) if asked.isdecimal() and int(asked) > 0 else None
