"""How many may watch: each stream takes one of the server's files, and nobody may take them all.

A browser is known by its cookie, and a cookie costs nothing: whoever throws it away gets another.
What protects a class is that a browser with a page open here always finds room: those without one
have a share of their own, and cannot fill the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 500  # streams of all runs
MOST_OWN = 12  # of one browser: a run in each of a dozen tabs
MOST_ELSEWHERE = 200  # of all browsers together that have no page open here, or keep no cookie
MOST_AT_ADDRESS = 120  # of them from one address: a class whose browsers keep no cookies

FULL = "Too many are watching. Try again in a minute."
OWN_FULL = "This browser watches in too many tabs. Close one of them, then reload this page."


class Places:
    """The streams that are open. Belongs to the server's event loop."""

    def __init__(self) -> None:
        """All are free."""
        self._all = 0
        self._elsewhere = 0
        self._own: Counter[str] = Counter()  # by cookie
        self._at: Counter[str] = Counter()  # by address, of those that count as elsewhere

    def refusal(self, name: str, address: str, is_here: bool) -> str:
        """Why there is no place for one more, in words; empty if there is one.

        Args:
            name: of the browser; empty if it keeps no cookie.
            address: from where it comes.
            is_here: whether it has a page open here.
        """
        if name and self._own[name] >= MOST_OWN:
            return OWN_FULL
        if self._all >= MOST:
            return FULL
        if is_here:
            return ""
        is_full = self._elsewhere >= MOST_ELSEWHERE or self._at[address] >= MOST_AT_ADDRESS
        return FULL if is_full else ""

    @contextmanager
    def taking(self, name: str, address: str, is_here: bool) -> Iterator[None]:
        """Take a place for as long as the block goes on; the arguments are those of `refusal`."""
        counted = [(self._own, name)] if name else []
        if not is_here:
            counted.append((self._at, address))
        self._all += 1
        self._elsewhere += not is_here
        for counts, key in counted:
            counts[key] += 1
        try:
            yield
        finally:
            self._all -= 1
            self._elsewhere -= not is_here
            for counts, key in counted:
                counts[key] -= 1
                if not counts[key]:
                    del counts[key]
