"""Readings for pages: those that were shipped at once, all others in the background.

Whoever asks for the same network at the same time waits for the same computation. A page asks
again until what it gets is no longer `Progress`.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import streamlit as st
from cachetools import LRUCache

from model import library
from model.errors import UserError
from model.loading import Failure
from training.data import Mnist
from training.readings import Readings, load_reader, part_of, read_images, shipped_readings

logger = logging.getLogger(__name__)

KEPT = 24  # networks and parts; 60,000 images take 0.3 MB
UNEXPECTED = (
    "This network could not read the digits because something went wrong inside the program. "
    "The log of the server says what."
)

# A network, a part, and the place of its images in memory. A network never changes: a run that
# can be chosen has ended.
Key = tuple[str, str, int]


@dataclass(frozen=True)
class Progress:
    """How many images have been read so far, and of how many."""

    done: int
    total: int


@dataclass(frozen=True)
class Answer:
    """What a network reads in one image, and how probable it finds that, 0 to 1."""

    digit: int
    probability: float


class ReadingsShelf:
    """Reads with one network after the other in a thread; safe to share between sessions."""

    def __init__(self, kept: int = KEPT) -> None:
        self._lock = threading.Lock()
        # The images are kept with what was read of them, so that no others take their place.
        self._results: LRUCache[Key, tuple[Readings | Failure, np.ndarray]] = LRUCache(kept)
        self._under_way: dict[Key, Progress] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readings")

    def get(self, name: str, part: str, mnist: Mnist) -> Readings | Progress | Failure:
        """What a network reads in a part of MNIST; if nobody knows yet, that is found out.

        Args:
            name: of the network, as in `model.library`.
            part: "training" or "test".
            mnist: the digits that are used.
        """
        images, _ = part_of(mnist, part)
        try:
            library.card(name)
        except UserError as error:
            return Failure(str(error))  # nothing to keep: it was deleted, or may be there again
        key = (name, part, id(images))
        with self._lock:
            known = self._known(key, images) or self._under_way.get(key)
            if known is not None:
                return known
            self._under_way[key] = Progress(0, len(images))
        self._thread.submit(self._read, key, images)
        return Progress(0, len(images))

    def answer(
        self, name: str, part: str, number: int, mnist: Mnist
    ) -> Answer | Progress | Failure:
        """What a network reads in one image, without reading all others where that is quick.

        Args:
            name, part, mnist: as for `get`.
            number: of the image.
        """
        images, _ = part_of(mnist, part)
        try:
            quick = library.card(name)["spec"]["kind"] == "dense"
            with self._lock:
                known = self._known((name, part, id(images)), images)
            if known is None and quick:
                one = read_images(load_reader(name), images[number : number + 1])
                return Answer(int(one.digits[0]), float(one.probabilities[0]))
        except UserError as error:
            return Failure(str(error))
        found = self.get(name, part, mnist) if known is None else known
        if isinstance(found, Readings):
            return Answer(int(found.digits[number]), float(found.probabilities[number]))
        return found

    def retry(self, name: str) -> None:
        """Forget that a network failed, so that it is tried again when it is asked for."""
        with self._lock:
            for key, (result, _) in list(self._results.items()):
                if key[0] == name and isinstance(result, Failure):
                    del self._results[key]

    def _read(self, key: Key, images: np.ndarray) -> None:
        def tell(done: int) -> None:
            self._under_way[key] = Progress(done, len(images))

        try:
            result: Readings | Failure = read_images(load_reader(key[0]), images, tell)
        except UserError as error:
            result = Failure(str(error))
        except Exception:
            # The end of a thread: whatever escapes here would leave the page waiting for ever.
            logger.exception("reading with the network %r failed", key[0])
            result = Failure(UNEXPECTED)
        with self._lock:
            self._results[key] = (result, images)
            del self._under_way[key]

    def _known(self, key: Key, images: np.ndarray) -> Readings | Failure | None:
        """What is kept or was shipped."""
        if key in self._results:
            return self._results[key][0]
        shipped = None if library.is_trained(key[0]) else shipped_readings(key[0], images)
        if shipped is not None:
            self._results[key] = (shipped, images)
        return shipped


@st.cache_resource(show_spinner=False)
def readings_shelf() -> ReadingsShelf:
    """The one shelf of this server."""
    return ReadingsShelf()
