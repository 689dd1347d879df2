"""What the teacher shows, kept in a file: for other servers, and for one that begins anew."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from model.files import read_bounded, write_whole

logger = logging.getLogger(__name__)

NAME = "lead.json"  # below DIGIT_LAB_HOME
# What was shown longer ago was another lesson, whose pages nobody wants to be led to.
LESSON = 2 * 3600.0  # seconds
LARGEST = 2**18  # bytes


@dataclass(frozen=True)
class Lead:
    """What the teacher shows.

    Attributes:
        address: of a page, below the app's: "train?epochs=3"; None before anything was shown.
        is_on: whether the class is led; where it isn't, everybody stays where they are.
    """

    address: str | None = None
    is_on: bool = True


class LeadFile:
    """The file of all servers of a class; to be used by one thread at a time."""

    def __init__(self, path: Callable[[], Path], clock: Callable[[], float] = time.time) -> None:
        """
        Args:
            path: says where it is.
            clock: seconds since 1970.
        """
        self._path, self._clock = path, clock
        self._seen: tuple[int, int] | None = None

    def write(self, lead: Lead) -> None:
        """Tell the other servers; where that can't be written, this one leads its own class."""
        path = self._path()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(asdict(lead)).encode())
        except OSError as error:
            logger.warning("can't keep what the teacher shows: %s", error.strerror)

    def news(self) -> Lead | None:
        """What it says if it was written since the last look, within a lesson; else None."""
        path = self._path()
        try:
            found = path.stat()
            seen = found.st_mtime_ns, found.st_ino
            if seen == self._seen or self._clock() - found.st_mtime > LESSON:
                return None
            self._seen = seen
            return _lead_from(json.loads(read_bounded(path, LARGEST)))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _lead_from(values: dict[str, object]) -> Lead:
    address, is_on = values["address"], values["is_on"]
    if not isinstance(address, str | None) or not isinstance(is_on, bool):
        raise TypeError(f"no lead: {values}")
    return Lead(address, is_on)
