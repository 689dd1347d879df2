"""What pages of other sites may ask for, what is closed to all, and how many pages may be open."""

from typing import Any

import pytest

from server import presence as presence_module
from server.closed import Closed
from server.messages import App
from server.other_sites import OwnPagesOnly
from server.presence import CountedPages, Presence
from server.visitor import COOKIE, new_name
from tests import asgi, event_loop
from training.journal import Refused, journal

HOST = {"host": "lab.example:8501"}
RUN = "/runs/0123456789012345678901/events"


async def there(scope: Any, receive: Any, send: Any) -> None:
    """An app that has everything."""
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"found"})


def ask(path: str, base: str = "", app: App = there, **headers: str) -> asgi.Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asgi.ask(OwnPagesOnly(app, base), path, HOST | named)


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://lab.example:8501"},  # over plain HTTP, from a script of the app
        {"sec_fetch_site": "same-origin", "origin": "https://behind.a.proxy.example"},
    ],
)
def test_the_app_s_own_pages_and_programs_get_an_answer_for_themselves(headers):
    answer = ask(RUN, **headers)
    assert answer.status == 200
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},  # a student's page beside the app's, at one university
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
        {"origin": "https://evil.example"},
        {"origin": "http://lab.example:9999"},
        {"origin": "http://lab.example:8501.evil.example"},
        {"origin": "null"},  # a frame that its site has put into a sandbox
        {"origin": "http://[broken"},
    ],
)
@pytest.mark.parametrize(
    "path",
    [RUN, "/runs/x/network", "/networks/0a", "/pictures/0a", "/metrics", "/queue"],
)
def test_a_page_of_another_site_gets_none(path, headers):
    before = journal.refused.get(Refused.OTHER_SITE, 0)
    answer = ask(path, **headers)
    assert answer.status == 403 and b"found" not in answer.body
    assert journal.refused[Refused.OTHER_SITE] == before + 1


@pytest.mark.parametrize("path", ["/", "/train", "/health", "/ready", "/runsx", "/scripts/1/x.js"])
def test_pages_may_be_shown_in_frames_and_linked_to(path):
    assert ask(path, sec_fetch_site="cross-site").status == 200


def test_it_is_so_below_a_path_too():
    assert ask(f"/lab{RUN}", "lab", sec_fetch_site="cross-site").status == 403
    assert ask(f"/lab{RUN}", "/lab/", sec_fetch_site="same-origin").status == 200


@pytest.mark.parametrize("base", ["", "lab"])
def test_what_no_page_needs_is_closed(base):
    path = f"/{base}/_stcore/metrics".replace("//", "/")
    for method in ("GET", "PUT", "OPTIONS"):
        assert asgi.ask(Closed(there, base), path, method=method).status == 404


def test_what_pages_need_is_not():
    for path in ("/_stcore/health", "/_stcore/stream", "/media/x", "/"):
        assert asgi.ask(Closed(there), path).status == 200


def test_text_ends_a_page_s_socket_and_bytes_pass():
    received = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        received.extend([await receive(), await receive()])

    sent = iter([{"type": "websocket.receive", "bytes": b"x"}, {"type": "x", "text": "hello"}])

    async def receive() -> Any:
        return next(sent)

    scope = asgi.scope_of("/_stcore/stream", kind="websocket")
    event_loop.run(Closed(page)(scope, receive, None))
    assert received[0]["bytes"] == b"x" and received[1]["type"] == "websocket.disconnect"


# How many pages may be open.


class Pages:
    """Opens pages without an end."""

    def __init__(self) -> None:
        self.presence = Presence()

    def open(self, name: str) -> bool:
        """Whether there was room for one more."""
        sent: list[Any] = []
        cookie = {"cookie": f"{COOKIE}={name}"} if name else {}
        scope = asgi.scope_of("/_stcore/stream", cookie, kind="websocket")

        async def page(scope: Any, receive: Any, send: Any) -> None:
            self.presence.come(name)  # once more, as if it stayed

        async def send(message: Any) -> None:
            sent.append(message)

        event_loop.run(CountedPages(page, self.presence)(scope, None, send))
        assert all(each["code"] == presence_module.FULL for each in sent)
        return not sent


def test_a_browser_opens_so_many_pages_and_others_open_theirs(monkeypatch):
    monkeypatch.setattr(presence_module, "MOST_OWN", 3)
    pages, mine = Pages(), new_name()
    assert [pages.open(mine) for _ in range(5)] == [True] * 3 + [False] * 2
    assert pages.open(new_name())
    assert all(pages.open("") for _ in range(10))  # who keeps no cookie isn't told apart


def test_there_is_an_end_to_all_pages(monkeypatch):
    monkeypatch.setattr(presence_module, "MOST", 4)
    pages = Pages()
    before = journal.refused.get(Refused.PAGES, 0)
    assert [pages.open(new_name()) for _ in range(6)] == [True] * 4 + [False] * 2
    assert pages.presence.pages == 4 and journal.refused[Refused.PAGES] == before + 2
