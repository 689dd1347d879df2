"""The server's own routes and all that an answer goes through, asked for what nobody asks for.

The same goes to a real server in tests/test_abuse.py, a thousand times and with Streamlit in it.
"""

from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from server import health, metrics, scripts
from server.closed import Closed
from server.compression import CompressedFiles
from server.offered import NETWORKS, PICTURES
from server.other_sites import OwnPagesOnly
from server.presence import CountedPages
from server.unknown_address import ALL_PAGES, UnknownAddress
from server.visitor import VisitorCookie
from server.watching import routes as watched
from tests import asgi, malformed
from tests.fake_trainings import FakeTrainings, a_run

SEED, COUNT = 5, 300

APP = Starlette(
    routes=[
        *(each.route() for each in (scripts, NETWORKS, PICTURES)),
        *health.routes(),
        *metrics.routes(),
        *watched.routes(lambda look: None),
    ],
    middleware=[
        Middleware(CountedPages),
        Middleware(Closed),
        Middleware(OwnPagesOnly),
        Middleware(VisitorCookie),
        Middleware(CompressedFiles),
        Middleware(UnknownAddress, pages=ALL_PAGES),
    ],
)


@pytest.fixture(autouse=True)
def runs(monkeypatch):
    monkeypatch.setattr(watched, "trainings", lambda: FakeTrainings(a_run(2)))
    monkeypatch.setattr(health, "networks", lambda: SimpleNamespace(any_ready=True))


def taken_apart(request: bytes) -> tuple[str, str, dict[str, str]] | None:
    """Method, path and headers, as a web server hands them on; None for what is no HTTP."""
    lines = request.decode("latin-1").split("\r\n")
    if not lines[0].endswith(" HTTP/1.1"):
        return None
    method, _, path = lines[0].removesuffix(" HTTP/1.1").partition(" ")
    place, question, query = path.partition("?")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    return method, unquote(place.encode("latin-1")) + question + query, headers


def test_whatever_is_asked_for_is_answered_or_refused():
    asked = list(filter(None, map(taken_apart, malformed.requests(SEED, COUNT))))
    assert len(asked) > 0.9 * COUNT
    found = {asgi.ask(APP, path, headers, method=method).status for method, path, headers in asked}
    assert max(found) < 500 and {200, 403, 404, 405} <= found
