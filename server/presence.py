"""How many are here: browsers that have a page open. Not who."""

from __future__ import annotations

from collections import Counter

from server.messages import App, Receive, Scope, Send
from server.visitor import name_of

PAGE = "/_stcore/stream"  # how the path ends under which a page's WebSocket is


class Presence:
    """Counts the pages that are open, by browser. Belongs to the server's event loop."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()

    @property
    def browsers(self) -> int:
        """How many browsers have a page open; all that keep no cookie count as one."""
        return len(self._pages)

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
    """ASGI middleware that notes who comes and goes."""

    def __init__(self, app: App, presence: Presence = presence) -> None:
        self._app, self._presence = app, presence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].endswith(PAGE):
            await self._app(scope, receive, send)
            return
        name = name_of(scope)
        self._presence.come(name)
        try:
            await self._app(scope, receive, send)
        finally:
            self._presence.go(name)
