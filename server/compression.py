"""Streamlit's own scripts and page, compressed once for all visitors.

Streamlit 1.67 sends them as they are, and leaves compression to a proxy that a classroom doesn't
have: on purpose (its pull requests 16344 and 16462), because it would compress them again for each
visitor. Once it keeps what it compressed, this file is needless.
"""

import asyncio
import gzip

from server.messages import App, Headers, Message, Receive, Scope, Send, header, with_headers

LEVEL = 6  # of 1 to 9
WORTH_IT = 1024  # bytes; less fits into a packet anyway
MOST_KEPT = 500  # files; Streamlit has some 300 that can be compressed

_TYPES = (
    b"text/html",
    b"text/css",
    b"text/javascript",
    b"application/javascript",
    b"application/json",
    b"image/svg+xml",
)


class CompressedFiles:
    """ASGI middleware that compresses what is a file on the server's disk, and keeps the result.

    A file is told by its `ETag`. What has none (event streams, for example) passes untouched.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: dict[tuple[str, bytes], asyncio.Task[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _takes_gzip(scope):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def hold_back(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_worth_it(message):
                start = message
            elif start is None:
                await send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._send_compressed(scope["path"], start, bytes(body), send)

        await self._app(scope, receive, hold_back)

    async def _send_compressed(self, path: str, start: Message, body: bytes, send: Send) -> None:
        headers: Headers = list(start["headers"])
        etag = header(headers, b"etag")
        if (path, etag) not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            # A task, so that a class that comes at once waits for one compression.
            self._kept[path, etag] = asyncio.create_task(
                asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
            )
        packed = await asyncio.shield(self._kept[path, etag])
        changed = {
            b"content-encoding": b"gzip",
            b"content-length": str(len(packed)).encode(),
            b"vary": b"Accept-Encoding",
            b"etag": b"W/" + etag.removeprefix(b"W/"),
        }
        await send({**start, "headers": with_headers(headers, changed)})
        await send({"type": "http.response.body", "body": packed, "more_body": False})


def _takes_gzip(scope: Scope) -> bool:
    return b"gzip" in header(scope["headers"], b"accept-encoding")


def _is_worth_it(start: Message) -> bool:
    headers: Headers = list(start.get("headers", []))
    length = header(headers, b"content-length")
    return (
        start["status"] == 200
        and header(headers, b"etag") != b""
        and header(headers, b"content-encoding") == b""
        and header(headers, b"content-type").startswith(_TYPES)
        and length.isdigit()
        and int(length) >= WORTH_IT
    )
