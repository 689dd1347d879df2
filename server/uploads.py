"""Pictures that pages are given: how many the server may hold in its memory.

Streamlit 1.67 keeps each file, of up to `server.maxUploadSize`, until the page lets go of it, and
takes as many as whoever has a page open sends. Its issue 7024 asks for limits.
"""

from collections.abc import Callable
from typing import NamedTuple

from starlette.responses import PlainTextResponse

from server.messages import App, Receive, Scope, Send, below
from training.journal import Refused, journal

PATH = "_stcore/upload_file"
MOST_OWN = 2  # files of one page: the one that is read, and the next
MOST_BYTES = 256 * 2**20  # of all together
SENTENCE = "Too many pictures are being read. Try again in a minute."


class Held(NamedTuple):
    """What is kept: how many files of one page, and how many bytes of all."""

    own: int
    bytes: int


class FewUploads:
    """ASGI middleware that refuses a file where too many are held already."""

    def __init__(self, app: App, held: Callable[[str], Held], base: str = "") -> None:
        """
        Args:
            held: what is kept, given the session that a file would be for.
            base: the path under which the app is served; empty for none.
        """
        self._app, self._held = app, held
        self._path = below(base, PATH) + "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "PUT":
            path = str(scope["path"])
            if path.startswith(self._path) and self._is_full(path.removeprefix(self._path)):
                journal.refuse(Refused.UPLOAD)
                await PlainTextResponse(SENTENCE, 503)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_full(self, rest: str) -> bool:
        own, total = self._held(rest.partition("/")[0])
        return own >= MOST_OWN or total >= MOST_BYTES
