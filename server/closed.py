"""What Streamlit 1.67 offers to everybody and this app has no use for: closed.

- `_stcore/metrics` tells how many sessions there are, and searches all caches for it.
- Text on a page's WebSocket, where only bytes mean anything, ends in a traceback in the log:
  Streamlit waits for the RuntimeError of an earlier Starlette, and 1.10 raises KeyError.

Its issue 16386 asks for ways to close such routes; with one, and with that mended, this file is
needless.
"""

from starlette.responses import PlainTextResponse

from server.messages import App, Message, Receive, Scope, Send, below

NOT_TEXT = 1003  # what a WebSocket is closed with
CLOSED = ("_stcore/metrics",)


class Closed:
    """ASGI middleware that answers 404 where nothing is to be had, and takes no text."""

    def __init__(self, app: App, base: str = "") -> None:
        """
        Args:
            base: the path under which the app is served; empty for none.
        """
        self._app = app
        self._closed = tuple(below(base, each) for each in CLOSED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self._closed):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
            return

        async def receive_bytes() -> Message:
            message = await receive()
            if message.get("text") is None:
                return message
            return {"type": "websocket.disconnect", "code": NOT_TEXT}

        await self._app(scope, receive_bytes if scope["type"] == "websocket" else receive, send)
