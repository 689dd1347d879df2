"""The parts of ASGI, the protocol between a web server and an app, that the middleware speaks.

See https://asgi.readthedocs.io/en/latest/specs/www.html.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


def below(base: str, path: str) -> str:
    """A path of the server's, below the one under which the app is served; empty for none."""
    return f"/{base.strip('/')}/{path}".replace("//", "/")


def header(headers: Headers, name: bytes) -> bytes:
    """The value of a header, whose name is in lower case; empty without one."""
    return next((value for each, value in headers if each.lower() == name), b"")


def with_headers(headers: Headers, changed: dict[bytes, bytes]) -> Headers:
    """The headers with some of them, whose names are in lower case, replaced or added."""
    kept = [(name, value) for name, value in headers if name.lower() not in changed]
    return [*kept, *changed.items()]
