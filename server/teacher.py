"""Who is the teacher: whoever knows the secret, which is printed where the server was started."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import cache
from threading import Lock

from cachetools import LRUCache, TTLCache

from server.network import place_of
from training.journal import Refused, journal

VARIABLE = "TEACHER_SECRET"
ADDRESS = "class"  # of the teacher's page
PARAMETER = "secret"  # in that address
SHORTEST = 8  # characters of a secret that somebody has chosen
LONG = 20  # characters of a chosen secret that isn't guessed one by one
OWN_GUESSES = 5  # wrong ones of a browser within a minute
GUESSES = 100  # the same of all together, where the secret may be guessed
WITHIN = 60.0  # seconds
MOST_GUESSES = 10_000  # that are remembered: more than a server answers within a minute
MOST_TEACHERS = 50  # browsers that are remembered

TOO_MANY = "That was tried too often. Wait a minute, then try again."
WRONG = "That is not the teacher’s secret."


def teachers_path() -> str:
    """The path of the teacher's page, to be printed; a secret that somebody chose isn't."""
    return f"/{ADDRESS}" if _is_chosen() else f"/{ADDRESS}?{PARAMETER}={secret()}"


def _is_chosen() -> bool:
    return secret() == os.environ.get(VARIABLE)


def _may_be_guessed() -> bool:
    return _is_chosen() and len(secret()) < LONG


@cache
def secret() -> str:
    """TEACHER_SECRET, if it is long enough, or one that was made for this server."""
    chosen = os.environ.get(VARIABLE, "")
    return chosen if len(chosen) >= SHORTEST else secrets.token_urlsafe(16)


class Teachers:
    """The browsers that have shown the secret; threads may share it.

    A browser that has guessed `OWN_GUESSES` times waits. New names for browsers cost nothing, so a
    short secret is guarded against all together, too: after `GUESSES`, a browser is heard only if
    it was let in before, or if its address has guessed less than `OWN_GUESSES` times. A class that
    guesses thus doesn't lock out a teacher at another device. The price is that whoever has many
    addresses has as many times `OWN_GUESSES` a minute: a thousand, where a network has two hundred.
    And where all come from one address, as through a proxy that names none, the teacher waits with
    them, unless the secret has `LONG` characters.
    """

    def __init__(self) -> None:
        self._admitted: LRUCache[str, bool] = LRUCache(MOST_TEACHERS)
        self._wrong: TTLCache[int, tuple[str, str]] = TTLCache(MOST_GUESSES, WITHIN)
        self._guesses = 0
        self._lock = Lock()

    def admit(self, visitor: str, address: str, shown: str) -> str:
        """Take a browser for the teacher's if it shows the secret; else the reason why not.

        Args:
            visitor: the browser's name.
            address: where it is in the network; empty for the server's own machine.
            shown: what it shows.
        """
        place = place_of(address)
        with self._lock:
            if not self._is_heard(visitor, place):
                journal.refuse(Refused.SECRET)
                return TOO_MANY
            if hmac.compare_digest(shown.encode(), secret().encode()):
                self._admitted[visitor] = True
                return ""
            self._guesses += 1
            self._wrong[self._guesses] = visitor, place
            journal.refuse(Refused.SECRET)
            return WRONG

    def _is_heard(self, visitor: str, place: str) -> bool:
        wrong = self._wrong.values()
        if sum(each == visitor for each, _ in wrong) >= OWN_GUESSES:
            return False
        if len(wrong) < GUESSES or not _may_be_guessed() or self._admitted.get(visitor, False):
            return True
        return sum(each == place for _, each in wrong) < OWN_GUESSES

    def is_teacher(self, visitor: str) -> bool:
        """Whether a browser has shown the secret."""
        with self._lock:
            return self._admitted.get(visitor, False)


teachers = Teachers()
