"""Files that pages name and browsers fetch: networks, pictures, and what a lesson says.

What a page shows is offered under its SHA-256, which nobody can guess: a browser gets what it was
told of, can check it, and keeps it for good.
"""

import hashlib
from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.messages import below
from server.scripts import CACHED


class Offered:
    """Files of one kind by their SHA-256, and which of them was made of what.

    Threads may share it: while one makes a file, the others find those that are there.
    """

    def __init__(self, folder: str, media_type: str, most_bytes: int) -> None:
        """
        Args:
            folder: what their addresses begin with.
            media_type: what they are.
            most_bytes: of all that are kept; what wasn't asked for longest goes first.
        """
        self._folder, self._media_type = folder, media_type
        self._files: LRUCache[str, bytes] = LRUCache(most_bytes, len)
        self._made: dict[str, str] = {}
        self._lock, self._making = Lock(), Lock()

    def address(self, name: str, make: Callable[[], bytes]) -> str:
        """Where a browser finds the file of this name, seen from any page.

        Empty for a file that is larger than all that is kept.

        Args:
            name: of what never changes.
            make: makes its file, if it isn't there.
        """
        digest = self._digest(name)
        if not digest:
            with self._making:  # one after the other, and what a class asks for only once
                digest = self._digest(name) or self._add(name, make())
        return f"{self._folder}/{digest}" if digest else ""

    def file(self, digest: str) -> bytes | None:
        """The file with a SHA-256; None if it is not, or no longer, offered."""
        with self._lock:
            return self._files.get(digest)

    def route(self, base: str = "") -> Route:
        """What answers with a file.

        Args:
            base: the path under which the app is served; empty for none.
        """
        return Route(below(base, f"{self._folder}/{{digest}}"), self._answer, name=self._folder)

    def _digest(self, name: str) -> str:
        """The SHA-256 of a file that is there; empty if it isn't."""
        with self._lock:
            digest = self._made.get(name, "")
            return digest if self._files.get(digest) is not None else ""  # and it is in use

    def _add(self, name: str, content: bytes) -> str:
        if len(content) > self._files.maxsize:
            return ""
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            self._files[digest] = content
            self._made = {
                each: known for each, known in self._made.items() if known in self._files
            } | {name: digest}
        return digest

    async def _answer(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        content = self.file(digest)
        if content is None:
            return PlainTextResponse("There is no such file.", 404)
        headers = {"cache-control": CACHED, "etag": f'"{digest}"'}
        return Response(content, media_type=self._media_type, headers=headers)


# The largest network that can be trained has 24 MiB.
NETWORKS = Offered("networks", "application/octet-stream", 128 * 2**20)
PICTURES = Offered("pictures", "image/png", 16 * 2**20)
LESSONS = Offered("lessons", "application/json", 2**20)
