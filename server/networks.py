"""The weights of networks, for browsers that read while the pen moves.

What a page shows is offered under its SHA-256, which nobody can guess: a browser gets what it was
told of, checks it, and keeps it for good.
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

MOST_BYTES = (
    128 * 2**20
)  # of all files that are kept; the largest network that can be trained has 24


class Offered:
    """Files by their SHA-256, and which of them was made of what. Threads may share it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._files: LRUCache[str, bytes] = LRUCache(most_bytes, len)
        self._made: dict[str, str] = {}
        self._lock = Lock()

    def offer(self, name: str, make: Callable[[], bytes]) -> str:
        """The SHA-256 of the file of this name, which is made if it isn't there.

        Empty for a file that is larger than all that is kept.

        Args:
            name: of what never changes.
            make: makes its file.
        """
        with self._lock:
            digest = self._made.get(name, "")
            if self._files.get(digest) is None:  # `get` also notes that it is in use
                content = make()
                if len(content) > self._files.maxsize:
                    return ""
                digest = hashlib.sha256(content).hexdigest()
                self._files[digest] = content
                self._made = {
                    each: known for each, known in self._made.items() if known in self._files
                } | {name: digest}
            return digest

    def file(self, digest: str) -> bytes | None:
        """The file with a SHA-256; None if it is not, or no longer, offered."""
        with self._lock:
            return self._files.get(digest)


_offered = Offered()


def address(name: str, make: Callable[[], bytes]) -> str:
    """Where a browser finds a network, seen from any page; arguments as for `Offered.offer`.

    Empty if it can't be had.
    """
    digest = _offered.offer(name, make)
    return f"networks/{digest}" if digest else ""


def route(base: str = "") -> Route:
    """What answers with a network.

    Args:
        base: the path under which the app is served; empty for none.
    """
    return Route(below(base, "networks/{digest}"), _answer, name="networks")


async def _answer(request: Request) -> Response:
    digest = request.path_params["digest"]
    content = _offered.file(digest)
    if content is None:
        return PlainTextResponse("There is no such network.", 404)
    headers = {"cache-control": CACHED, "etag": f'"{digest}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)
