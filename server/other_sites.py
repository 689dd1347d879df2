"""What the pages of other sites may not ask for: anything about runs and drawings.

A browser shows an answer to a page of another site only where the answer allows it, and none of
ours does. But such a page could still have many visitors' browsers ask, hold streams open, and
show pictures. In the frame of another site, the app's pages remain pages of the app's own site.
"""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse

from server.messages import App, Message, Receive, Scope, Send, below, header, with_headers
from training.journal import Refused, journal

OWN = (
    "runs",
    "networks",
    "pictures",
    "metrics",
    "follow/events",
    "queue",
)  # what paths begin with that only pages ask for
SENTENCE = "Only the app's own pages may ask for this."


class OwnPagesOnly:
    """ASGI middleware that refuses what a page of another site asks for.

    Over HTTPS and on the same machine browsers say from where a request comes (`Sec-Fetch-Site`);
    over plain HTTP only some do, and only when a script asks (`Origin`). Programs that aren't
    browsers say neither, and are let in.
    """

    def __init__(self, app: App, base: str = "") -> None:
        """
        Args:
            base: the path under which the app is served; empty for none.
        """
        self._app = app
        self._own = tuple(below(base, each) for each in OWN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_own(scope["path"]):
            await self._app(scope, receive, send)
            return
        if is_from_elsewhere(scope):
            journal.refuse(Refused.OTHER_SITE)
            await PlainTextResponse(SENTENCE, 403)(scope, receive, send)
            return

        async def send_for_this_site(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Where a browser doesn't say from where it asks, it keeps the answer to itself.
                only = {b"cross-origin-resource-policy": b"same-origin"}
                headers = with_headers(list(message.get("headers", [])), only)
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, send_for_this_site)

    def _is_own(self, path: str) -> bool:
        return any(path == each or path.startswith(f"{each}/") for each in self._own)


def is_from_elsewhere(scope: Scope) -> bool:
    """Whether a browser says that a page of another site, or of none, asks."""
    asked_from = header(scope["headers"], b"sec-fetch-site")
    if asked_from:
        # "none" is a person who typed the address.
        return asked_from not in (b"same-origin", b"none")
    origin = header(scope["headers"], b"origin")
    if not origin:
        return False
    try:
        place = urlsplit(origin.decode("latin-1")).netloc
    except ValueError:
        return True
    return place.encode("latin-1") != header(scope["headers"], b"host")
