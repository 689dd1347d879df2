"""Who is the teacher: whoever knows the secret, which is printed where the server was started."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import cache
from threading import Lock

from cachetools import LRUCache, TTLCache

from training.journal import Refused, journal

VARIABLE = "TEACHER_SECRET"
ADDRESS = "class"  # of the teacher's page
PARAMETER = "secret"  # in that address
SHORTEST = 8  # characters of a secret that somebody has chosen
OWN_GUESSES = 5  # wrong ones of a browser within a minute
# The same of all together, where somebody has chosen the secret: names of browsers cost nothing.
# Nobody guesses one that was made, and there the teacher is never locked out by others.
GUESSES = 100
WITHIN = 60.0  # seconds
MOST_TEACHERS = 50  # browsers that are remembered

TOO_MANY = "That was tried too often. Wait a minute, then try again."
WRONG = "That is not the teacher’s secret."


def teachers_path() -> str:
    """The path of the teacher's page, to be printed; a secret that somebody chose isn't."""
    return f"/{ADDRESS}" if _is_chosen() else f"/{ADDRESS}?{PARAMETER}={secret()}"


def _is_chosen() -> bool:
    return secret() == os.environ.get(VARIABLE)


@cache
def secret() -> str:
    """TEACHER_SECRET, if it is long enough, or one that was made for this server."""
    chosen = os.environ.get(VARIABLE, "")
    return chosen if len(chosen) >= SHORTEST else secrets.token_urlsafe(16)


class Teachers:
    """The browsers that have shown the secret; threads may share it."""

    def __init__(self) -> None:
        self._admitted: LRUCache[str, bool] = LRUCache(MOST_TEACHERS)
        self._wrong: TTLCache[int, str] = TTLCache(GUESSES, WITHIN)  # who guessed
        self._guesses = 0
        self._lock = Lock()

    def admit(self, visitor: str, shown: str) -> str:
        """Take a browser for the teacher's if it shows the secret; else the reason why not.

        Args:
            visitor: the browser's name.
            shown: what it shows.
        """
        with self._lock:
            own = sum(each == visitor for each in self._wrong.values())
            is_known = self._admitted.get(visitor, False)
            by_all = len(self._wrong) >= GUESSES and _is_chosen() and not is_known
            if own >= OWN_GUESSES or by_all:
                journal.refuse(Refused.SECRET)
                return TOO_MANY
            if hmac.compare_digest(shown.encode(), secret().encode()):
                self._admitted[visitor] = True
                return ""
            self._guesses += 1
            self._wrong[self._guesses] = visitor
            journal.refuse(Refused.SECRET)
            return WRONG

    def is_teacher(self, visitor: str) -> bool:
        """Whether a browser has shown the secret."""
        with self._lock:
            return self._admitted.get(visitor, False)


teachers = Teachers()
