"""Who is there: a random name for each browser, so that it finds its own trainings again.

It is kept in a cookie for a year and says nothing about the person. Scripts can't read it
(`HttpOnly`). In a page that another site shows in a frame, browsers keep cookies only over HTTPS,
and one for each such site (`Partitioned`): there a browser has another name than at its own tab.
"""

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from server.messages import App, Message, Receive, Scope, Send, header

COOKIE = "digit_lab_visitor"
A_YEAR = 365 * 24 * 60 * 60  # seconds

_NAME = re.compile(r"[A-Za-z0-9_-]{22,64}")  # what a cookie holds may have been forged


def new_name() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(24)


def is_name(text: str) -> bool:
    """Whether `text`, from a browser, can be a name of `new_name`."""
    return _NAME.fullmatch(text) is not None


class VisitorCookie:
    """ASGI middleware that gives a name, with each HTML page, to a browser, or the same again."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if header(headers, b"content-type").startswith(b"text/html"):
                    message = {**message, "headers": [*headers, (b"set-cookie", _cookie(scope))]}
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _cookie(scope: Scope) -> bytes:
    name = name_of(scope) or new_name()
    # Browsers take SameSite=None only over HTTPS; without it, the frame of another site is
    # given no cookie.
    where = "SameSite=None; Secure; Partitioned" if scope["scheme"] == "https" else "SameSite=Lax"
    return f"{COOKIE}={name}; Path=/; Max-Age={A_YEAR}; HttpOnly; {where}".encode()


def name_of(scope: Scope) -> str:
    """The name that a browser has kept; empty for none."""
    try:
        cookies = SimpleCookie(header(scope["headers"], b"cookie").decode("latin-1"))
    except CookieError:
        return ""
    name = cookies[COOKIE].value if COOKIE in cookies else ""
    return name if is_name(name) else ""
