"""Fetch one file, once in a process: with a time limit, checked by its hash, put in place whole."""

from __future__ import annotations

import hashlib
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from model.errors import UserError
from model.files import write_whole

# A server that sends nothing for this long is given up.
STALL_SECONDS = 5.0
_CHUNK = 2**16


@dataclass
class Download:
    """The one attempt to fetch `url` that all threads of a process share.

    Attributes:
        url: http or https; proxies are taken from the environment, as urllib does.
        sha256: what the file's bytes must give, in hexadecimal.
        largest: bytes after which the answer can't be what was asked for.
        seconds: time limit for the whole download.
    """

    url: str
    sha256: str
    largest: int
    seconds: float
    _thread: threading.Thread | None = None
    _failure: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, target: Path) -> None:
        """Begin in a thread, unless there was an attempt already; returns at once."""
        with self._lock:
            if self._thread is None:
                # A daemon thread: leaving the program doesn't wait for a network.
                self._thread = threading.Thread(
                    target=self._attempt, args=(target,), name="download", daemon=True
                )
                self._thread.start()

    def wait(self) -> None:
        """Wait until the attempt has ended, or for the time limit; never longer.

        The attempt's own limit can't interrupt the system's name look-up; this one can.
        """
        if self._thread is not None:
            self._thread.join(self.seconds)

    @property
    def note(self) -> str | None:
        """A sentence on an attempt that failed or goes on; None where there is nothing to say."""
        if self._thread is None:
            return None
        if self._thread.is_alive():
            return f"The download from {self.url} has not ended yet."
        return self._failure

    def _attempt(self, target: Path) -> None:
        try:
            content = self._fetch()
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        except UserError as error:
            self._failure = f"{self.url} could not be used: {error}."
        # HTTPException: an answer that isn't HTTP. ValueError: a URL or proxy that isn't one.
        except (OSError, HTTPException, ValueError) as error:
            self._failure = f"{self.url} could not be downloaded: {_reason(error)}."

    def _fetch(self) -> bytes:
        give_up = time.monotonic() + self.seconds
        timeout = min(STALL_SECONDS, self.seconds)
        parts, size, digest = [], 0, hashlib.sha256()
        with urllib.request.urlopen(self.url, timeout=timeout) as answer:
            # read1 returns with what has come; read would wait for all of a chunk.
            while part := answer.read1(_CHUNK):
                parts.append(part)
                size += len(part)
                digest.update(part)
                if size > self.largest:
                    raise UserError(f"it is larger than {self.largest:,} bytes")
                if time.monotonic() > give_up:
                    raise UserError(f"it took longer than {self.seconds:g} seconds")
        if digest.hexdigest() != self.sha256:
            raise UserError("its SHA-256 is not that of the expected file")
        return b"".join(parts)


def _reason(error: Exception) -> str:
    # urllib wraps the system's error in one of its own; the plainest words are innermost.
    inner = getattr(error, "reason", error)
    return str(getattr(inner, "strerror", None) or inner)
