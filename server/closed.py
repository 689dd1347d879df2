"""What Streamlit 1.67 offers to everybody and this app has no use for: closed.

- `_stcore/metrics` tells how many sessions there are, and searches all caches for it.
- `_stcore/upload_file` keeps up to 200 MB in memory for whoever has a page open, as often as they
  like; no page here takes files.

Its issues 16386 and 7024 ask for ways to close such routes; with one, this file is needless.
"""

from server.messages import App, Receive, Scope, Send, below

CLOSED = ("_stcore/metrics", "_stcore/upload_file")


class Closed:
    """ASGI middleware that answers 404 where nothing is to be had."""

    def __init__(self, app: App, base: str = "") -> None:
        """
        Args:
            base: the path under which the app is served; empty for none.
        """
        self._app = app
        self._closed = tuple(below(base, each) for each in CLOSED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self._closed):
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": b"Not Found"})
            return
        await self._app(scope, receive, send)
