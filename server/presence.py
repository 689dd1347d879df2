"""How many are here: browsers that have a page open, and how many pages may be. Not who."""

from __future__ import annotations

from collections import Counter

from server.messages import App, Receive, Scope, Send
from server.visitor import name_of
from training.journal import Refused, journal
from training.runs.permission import owner_of

PAGE = "/_stcore/stream"  # how the path ends under which a page's WebSocket is

# Each page takes one of the server's files, and memory: see open_files.py.
MOST = 600  # pages that are open
MOST_OWN = 40  # of them in one browser that keeps the cookie
FULL = 1013  # try again later; Uvicorn makes 403 of it, because the WebSocket isn't open yet


class Presence:
    """Counts the pages that are open, by browser. Belongs to the server's event loop."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()

    @property
    def browsers(self) -> int:
        """How many browsers have a page open; all that keep no cookie count as one."""
        return len(self._pages)

    @property
    def pages(self) -> int:
        """How many pages are open."""
        return self._pages.total()

    def is_here(self, name: str) -> bool:
        """Whether a browser that keeps the cookie has a page open; any thread may ask."""
        return name != "" and name in self._pages

    def owners(self) -> set[str]:
        """What stands in runs for the browsers that have a page open; any thread may ask."""
        return {owner_of(name) for name in list(self._pages) if name}

    def has_room(self, name: str) -> bool:
        """Whether a browser may open one more page."""
        return self.pages < MOST and (not name or self._pages[name] < MOST_OWN)

    def come(self, name: str) -> None:
        """A browser has opened a page."""
        self._pages[name] += 1

    def go(self, name: str) -> None:
        """A browser has left a page."""
        self._pages[name] -= 1
        if self._pages[name] <= 0:
            del self._pages[name]


presence = Presence()


class CountedPages:
    """ASGI middleware that notes who comes and goes, and lets nobody in where it is full."""

    def __init__(self, app: App, presence: Presence = presence) -> None:
        self._app, self._presence = app, presence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].endswith(PAGE):
            await self._app(scope, receive, send)
            return
        name = name_of(scope)
        if not self._presence.has_room(name):
            journal.refuse(Refused.PAGES)
            await send({"type": "websocket.close", "code": FULL})
            return
        self._presence.come(name)
        try:
            await self._app(scope, receive, send)
        finally:
            self._presence.go(name)
