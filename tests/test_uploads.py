"""Pictures that pages are given: a page, and all pages together, can have few of them held."""

from typing import Any

import pytest

from server.uploads import MOST_BYTES, MOST_OWN, FewUploads, Held
from tests import asgi
from training.journal import Refused, journal

PATH = "/_stcore/upload_file/session/file"


async def there(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status(held: Held, path: str = PATH, method: str = "PUT", base: str = "") -> int:
    def look(session: str) -> Held:
        assert session == "session"
        return held

    return asgi.ask(FewUploads(there, look, base), path, method=method).status


@pytest.mark.parametrize("base", ["", "lab"])
def test_a_page_may_have_the_next_picture_while_one_is_read(base):
    path = f"/{base}{PATH}".replace("//", "/")
    assert status(Held(MOST_OWN - 1, 0), path, base=base) == 204
    assert status(Held(MOST_OWN, 0), path, base=base) == 503


def test_all_pages_together_have_a_limit_and_refusals_are_counted():
    before = journal.refused.get(Refused.UPLOAD, 0)
    assert status(Held(0, MOST_BYTES)) == 503
    assert journal.refused[Refused.UPLOAD] == before + 1


def test_a_picture_can_always_be_let_go_of():
    assert status(Held(MOST_OWN, MOST_BYTES), method="DELETE") == 204
