"""Asking an app without a server: one request, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.messages import App
from tests import event_loop


@dataclass(frozen=True)
class Answer:
    """What came back; headers by their names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def scope_of(
    path: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    kind: str = "http",
    address: str = "10.0.0.1",
) -> dict[str, Any]:
    """The scope of a request; a path may have a query."""
    path, _, query = path.partition("?")
    return {
        "type": kind,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "scheme": "http",
        "server": ("127.0.0.1", 8501),
        "client": (address, 1234),
        "headers": [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in (headers or {}).items()
        ],
    }


def ask(app: App, path: str, headers: dict[str, str] | None = None, **about: Any) -> Answer:
    """What an app answers; see `scope_of`."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    event_loop.run(app(scope_of(path, headers, **about), receive, send))
    found = {name.decode(): value.decode("latin-1") for name, value in sent[0].get("headers", [])}
    body = b"".join(each.get("body", b"") for each in sent[1:])
    return Answer(sent[0]["status"], found, body)
