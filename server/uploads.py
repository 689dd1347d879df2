"""Pictures that pages are given: how many the server may hold in its memory.

Streamlit 1.67 keeps each file, of up to `server.maxUploadSize`, until the page lets go of it, and
takes as many as whoever has a page open sends. Its issue 7024 asks for limits. What is still on its
way counts as what is held.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from starlette.responses import PlainTextResponse

from server.messages import App, Headers, Receive, Scope, Send, below, header
from server.presence import presence
from server.visitor import name_of
from training.journal import Refused, journal

PATH = "_stcore/upload_file"
LARGEST = 32 * 2**20  # bytes of one file: `server.maxUploadSize`
MOST_OWN = 2  # files of one page: the one that is read, and the next
MOST_BYTES_OWN = 3 * LARGEST  # of all pages of a browser: nobody may take all there is
MOST_BYTES = 8 * LARGEST  # of all together
SENTENCE = "Too many pictures are being read. Try again in a minute."

Held = Mapping[str, Sequence[int]]  # a page's session -> the sizes of its files, in bytes


class _File(NamedTuple):
    """A file that is held or on its way: whose, and how many bytes it has at most.

    All browsers that keep no cookie, or have no page open here, count as one without a name.
    """

    session: str
    browser: str
    size: int


class FewUploads:
    """ASGI middleware that refuses a file where too many are held, or on their way, already."""

    def __init__(self, app: App, held: Callable[[], Held], base: str = "") -> None:
        """
        Args:
            held: what is kept at this moment.
            base: the path under which the app is served; empty for none.
        """
        self._app, self._held = app, held
        self._path = below(base, PATH) + "/"
        self._coming: list[_File] = []
        self._browsers: dict[str, str] = {}  # whose sessions those are that hold files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        is_file = scope["type"] == "http" and scope["method"] == "PUT"
        if not (is_file and path.startswith(self._path)):
            await self._app(scope, receive, send)
            return
        name = name_of(scope)
        browser = name if presence.is_here(name) else ""
        session = path.removeprefix(self._path).partition("/")[0]
        file = _File(session, browser, _size(scope["headers"]))
        if not self._has_room(file):
            journal.refuse(Refused.UPLOAD)
            await PlainTextResponse(SENTENCE, 503)(scope, receive, send)
            return
        self._browsers[session] = browser
        self._coming.append(file)  # nothing was awaited since there was room
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming.remove(file)

    def _has_room(self, file: _File) -> bool:
        held = self._held()
        there = {*held, *(each.session for each in self._coming)}
        self._browsers = {each: self._browsers[each] for each in self._browsers if each in there}
        files = self._coming + [
            _File(session, self._browsers.get(session, ""), size)
            for session, sizes in held.items()
            for size in sizes
        ]
        own = sum(each.size for each in files if each.browser == file.browser)
        return (
            sum(each.session == file.session for each in files) < MOST_OWN
            and own + file.size <= MOST_BYTES_OWN
            and sum(each.size for each in files) + file.size <= MOST_BYTES
        )


def _size(headers: Headers) -> int:
    """How many bytes a file on its way has at most."""
    length = header(headers, b"content-length")
    # What comes in chunks has as many as it likes, whatever it says.
    is_said = length.isdigit() and len(length) < 10
    if not is_said or header(headers, b"transfer-encoding"):
        return LARGEST
    return min(int(length), LARGEST)
