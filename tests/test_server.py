"""What the middleware adds to the answers of the server: a name for the browser, compression."""

import asyncio
import gzip
import threading
from types import SimpleNamespace

import pytest

from server import health, lifespan
from server.compression import CompressedFiles
from server.unknown_address import UnknownAddress
from server.visitor import COOKIE, VisitorCookie, is_name, new_name
from tests import event_loop

PAGE = b"<!doctype html>" + b"<p>Draw a digit.</p>" * 200
HTML = {b"content-type": b"text/html; charset=utf-8", b"etag": b'"1"'}


def answer_of(
    middleware,
    content=PAGE,
    headers=HTML,
    status=200,
    scheme="http",
    method="GET",
    path="/",
    query=b"",
    **asked,
):
    """Headers and body of what comes back through a middleware from an app that answers so."""
    wanted = [(name.replace("_", "-").encode(), value.encode()) for name, value in asked.items()]
    sent = []

    async def app(scope, receive, send):
        length = {b"content-length": str(len(content)).encode()}
        start = {"type": "http.response.start", "status": status}
        await send(start | {"headers": list((headers | length).items())})
        half = len(content) // 2
        await send({"type": "http.response.body", "body": content[:half], "more_body": True})
        await send({"type": "http.response.body", "body": content[half:]})

    async def send(message):
        sent.append(message)

    async def receive():
        raise AssertionError("nothing is asked of the browser")

    async def ask():
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query,
            "scheme": scheme,
            "headers": wanted,
        }
        chain = middleware(app)
        await chain(scope, receive, send)

    event_loop.run(ask())
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return dict(sent[0]["headers"]), body


def cookie_of(headers):
    return headers[b"set-cookie"].decode()


def test_a_new_browser_is_given_a_name_that_scripts_cannot_read():
    headers, _ = answer_of(VisitorCookie)
    name = cookie_of(headers).partition("=")[2].partition(";")[0]
    assert is_name(name)
    assert "HttpOnly" in cookie_of(headers) and "SameSite=Lax" in cookie_of(headers)


def test_a_browser_keeps_its_name():
    name = new_name()
    headers, _ = answer_of(VisitorCookie, cookie=f"other=1; {COOKIE}={name}")
    assert cookie_of(headers).startswith(f"{COOKIE}={name};")


@pytest.mark.parametrize(
    "forged", ["short", "a" * 500, "<script>alert(1)</script>", "a b" * 10, ""]
)
def test_a_forged_name_is_replaced(forged):
    headers, _ = answer_of(VisitorCookie, cookie=f"{COOKIE}={forged}")
    assert is_name(cookie_of(headers).partition("=")[2].partition(";")[0])
    assert not forged or forged not in cookie_of(headers)


def test_over_https_the_cookie_works_in_the_frame_of_another_site():
    headers, _ = answer_of(VisitorCookie, scheme="https")
    assert "SameSite=None; Secure; Partitioned" in cookie_of(headers)


def test_only_pages_carry_the_cookie():
    headers, _ = answer_of(VisitorCookie, headers={b"content-type": b"text/javascript"})
    assert b"set-cookie" not in headers


def test_a_page_is_sent_compressed_to_who_can_read_it():
    headers, body = answer_of(CompressedFiles, accept_encoding="br, gzip")
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"vary"] == b"Accept-Encoding"
    assert int(headers[b"content-length"]) == len(body) < len(PAGE)
    assert gzip.decompress(body) == PAGE


@pytest.mark.parametrize(
    "otherwise",
    [
        {},
        {"accept_encoding": "gzip", "method": "HEAD"},
        {"accept_encoding": "gzip", "status": 206},
        {"accept_encoding": "gzip", "content": b"short"},
        {"accept_encoding": "gzip", "headers": HTML | {b"content-encoding": b"br"}},
        {"accept_encoding": "gzip", "headers": HTML | {b"content-type": b"image/png"}},
        {"accept_encoding": "gzip", "headers": {b"content-type": b"text/event-stream"}},
    ],
)
def test_everything_else_is_passed_on_as_it_is(otherwise):
    headers, body = answer_of(CompressedFiles, **otherwise)
    assert body == otherwise.get("content", PAGE)
    assert headers.get(b"content-encoding") in (None, b"br")


def test_another_version_of_a_file_is_compressed_anew():
    kept = CompressedFiles(app=None)

    def through(app):
        kept._app = app
        kept._kept = {key: task for key, task in kept._kept.items() if task.done()}
        return kept

    answer_of(through, accept_encoding="gzip")
    other = b"<p>Another page, as long as it must be.</p>" * 100
    _, body = answer_of(through, other, HTML | {b"etag": b'"2"'}, accept_encoding="gzip")
    assert gzip.decompress(body) == other


def led_to(path, base="", headers=HTML):
    """Where an address leads; None if its own answer comes."""

    def middleware(app):
        return UnknownAddress(app, pages=("train", "data"), base=base)

    answered, body = answer_of(middleware, headers=headers, path=path)
    assert b"location" in answered or body == PAGE
    return answered.get(b"location", b"").decode() or None


@pytest.mark.parametrize(
    "path", ["/", "/train", "/data/", "/index.html", "/component/pad/index.html"]
)
def test_what_there_is_is_answered(path):
    assert led_to(path) is None


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/data/one", "/data?not-found=%2Fdata%2Fone"),
        ("/train/ten-lines/2", "/train?not-found=%2Ftrain%2Ften-lines%2F2"),
        ("/nonsense", "/?not-found=%2Fnonsense"),
        ("/a/b", "/?not-found=%2Fa%2Fb"),
        ("//elsewhere.example/x", "/?not-found=%2F%2Felsewhere.example%2Fx"),
    ],
)
def test_what_there_is_not_leads_to_the_nearest_page(path, nearest):
    assert led_to(path) == nearest


def test_the_parameters_of_an_address_go_along():
    headers, _ = answer_of(
        lambda app: UnknownAddress(app, pages=("data",)), path="/data/one", query=b"part=test"
    )
    assert headers[b"location"] == b"/data?part=test&not-found=%2Fdata%2Fone"


def test_it_leads_there_under_a_path_too():
    assert led_to("/lab/data/one", "/lab/") == "/lab/data?not-found=%2Flab%2Fdata%2Fone"
    assert led_to("/lab/nonsense", "lab") == "/lab/?not-found=%2Flab%2Fnonsense"
    assert led_to("/lab/data", "lab") is None
    assert led_to("/lab", "lab") is None


def test_a_file_that_is_no_page_is_sent_wherever_it_lies():
    assert led_to("/pictures/seven", headers={b"content-type": b"image/png"}) is None


# Its health.


def test_a_server_that_is_up_is_ready_once_it_can_read(monkeypatch):
    def ask(name: str) -> int:
        (route,) = (each for each in health.routes("lab") if each.path == f"/lab/{name}")
        return event_loop.run(route.endpoint(None)).status_code

    assert ask("health") == 200
    for any_ready, status in ((False, 503), (True, 200)):
        loaded = SimpleNamespace(any_ready=any_ready)
        monkeypatch.setattr(health, "networks", lambda loaded=loaded: loaded)
        assert ask("ready") == status


# What begins and ends with the server.


def test_the_default_network_is_loaded_soon_after_the_start_and_workers_end_with_it(
    monkeypatch, capsys
):
    requested, closed, loaded = [], threading.Event(), threading.Event()

    def request(name: str) -> None:
        requested.append(name)
        loaded.set()

    monkeypatch.setattr(lifespan, "FIRST_PAGE", 0.0)
    monkeypatch.setattr(lifespan, "networks", lambda: SimpleNamespace(request=request))
    monkeypatch.setattr(lifespan.service, "close", closed.set)

    async def serve() -> None:
        async with lifespan.lifespan(None, lambda: "http://localhost:1"):
            assert await asyncio.to_thread(loaded.wait, 10)
            assert not closed.is_set()

    event_loop.run(serve())
    assert requested == ["default"] and closed.is_set()
    assert "http://localhost:1/class" in capsys.readouterr().out


def test_a_server_that_ends_at_once_loads_nothing(monkeypatch):
    requested = []
    monkeypatch.setattr(lifespan, "networks", lambda: SimpleNamespace(request=requested.append))
    before = set(threading.enumerate())

    async def serve() -> None:
        async with lifespan.lifespan(None, lambda: "http://localhost:1"):
            pass

    event_loop.run(serve())
    for started in set(threading.enumerate()) - before:
        started.join(10)
    assert not requested
