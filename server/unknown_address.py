"""An address that no page has leads to the nearest page, which says so.

Streamlit 1.67 answers every unknown address with its own page and status 200. If that address has
two levels, the page finds none of its files and stays white.
"""

from collections.abc import Collection
from urllib.parse import urlencode

from server.messages import App, Message, Receive, Scope, Send, header
from server.teacher import ADDRESS

PAGES = ("train", "data", "neuron")  # in the order of the navigation, after the first, at "/"
LESSON = "lesson"  # the page that leads through the others
ALL_PAGES = (*PAGES, LESSON, ADDRESS)  # and that of the teacher

ASKED = "not-found"  # the parameter that says what was asked for
LONGEST = 60  # characters of it

# Where Streamlit keeps what isn't a page (its `_RESERVED_ROUTE_PREFIXES`, and its own files).
NO_PAGES = frozenset({"_stcore", "_components", "component", "media", "static", "app", "~"})


class UnknownAddress:
    """ASGI middleware that redirects from what is neither a page nor a file; parameters stay."""

    def __init__(self, app: App, pages: Collection[str], base: str = "") -> None:
        """
        Args:
            pages: the pages' names in the address, without that of the first one.
            base: the path under which the app is served; empty for none.
        """
        self._app, self._pages, self._base = app, frozenset(pages), base.strip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        nearest = self._nearest(scope["path"]) if scope["type"] == "http" else None
        if nearest is None:
            await self._app(scope, receive, send)
            return
        redirected = False

        async def send_or_redirect(message: Message) -> None:
            nonlocal redirected
            if message["type"] == "http.response.start" and _is_a_page(message):
                redirected = True
                asked = urlencode({ASKED: scope["path"][:LONGEST]}).encode()
                query = b"&".join(filter(None, (scope["query_string"], asked)))
                location = nearest.encode() + b"?" + query
                headers = [(b"location", location), (b"cache-control", b"no-cache")]
                await send({"type": "http.response.start", "status": 303, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
            elif not redirected:
                await send(message)

        await self._app(scope, receive, send_or_redirect)

    def _nearest(self, path: str) -> str | None:
        """The address of the page nearest to a path; None if there is nothing to mend."""
        parts = [part for part in path.split("/") if part]
        base = [part for part in self._base.split("/") if part]
        if parts[: len(base)] != base:
            return None
        inside = parts[len(base) :]
        if not inside or inside[0] in NO_PAGES or inside == ["index.html"]:
            return None
        if inside[0] in self._pages:
            return None if len(inside) == 1 else "/" + "/".join([*base, inside[0]])
        return "/".join(["", *base, ""])


def _is_a_page(start: Message) -> bool:
    html = header(list(start.get("headers", [])), b"content-type").startswith(b"text/html")
    return start["status"] == 200 and html
