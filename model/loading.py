"""Networks loaded in the background, so that nobody waits for TensorFlow."""

import gc
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from model import library
from model.errors import UserError
from model.recogniser import Recogniser

logger = logging.getLogger(__name__)

UNEXPECTED = (
    "This network could not be loaded because something went wrong inside the program. "
    "The log of the server says what."
)


@dataclass(frozen=True)
class Failure:
    """Why a network could not be loaded, in words for the user."""

    sentence: str


class Networks:
    """Loads networks one at a time in a background thread; safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: dict[str, Recogniser | Failure] = {}
        self._requested: set[str] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="networks")

    @property
    def any_ready(self) -> bool:
        """Whether a network has been loaded, which means that TensorFlow has."""
        with self._lock:
            return any(isinstance(result, Recogniser) for result in self._results.values())

    def get(self, name: str) -> Recogniser | Failure | None:
        """The network, or why there is none, or None while it has not been loaded yet."""
        if library.is_trained(name):
            return _trained(name)
        with self._lock:
            return self._results.get(name)

    def request(self, name: str) -> None:
        """Load a network soon, unless it has been loaded, has failed, or is on its way."""
        with self._lock:
            if name in self._requested or name in self._results:
                return
            self._requested.add(name)
        self._thread.submit(self._load, name)

    def retry(self, name: str) -> None:
        """Forget that a network could not be loaded, so that it can be requested again."""
        with self._lock:
            if isinstance(self._results.get(name), Failure):
                del self._results[name]

    def _load(self, name: str) -> None:
        try:
            result: Recogniser | Failure = library.load(name)
        except UserError as error:
            result = Failure(str(error))
        except Exception:
            # The end of a thread: whatever escapes here would leave the page loading for ever.
            logger.exception("loading the network %r failed", name)
            result = Failure(UNEXPECTED)
        with self._lock:
            self._results[name] = result
            self._requested.discard(name)
        # What TensorFlow leaves in memory is not garbage, and whenever Python looks for some,
        # going through it takes longer than a prediction.
        gc.collect()
        gc.freeze()


def _trained(name: str) -> Recogniser | Failure:
    """A network that somebody trained here: it takes no time, and it can be deleted any time."""
    try:
        return library.load(name)
    except UserError as error:
        return Failure(str(error))


@cache
def networks() -> Networks:
    """The one loader of this server."""
    return Networks()
