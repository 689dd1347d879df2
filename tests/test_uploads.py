"""Pictures that pages are given: a page, a browser and all together can have few of them held."""

import asyncio
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from server import uploads
from server.presence import Presence
from server.uploads import LARGEST, MOST_BYTES, MOST_BYTES_OWN, MOST_OWN, FewUploads, Held
from server.visitor import COOKIE, new_name
from tests import asgi, event_loop
from training.journal import Refused, journal

ROOT = Path(__file__).resolve().parents[1]
PATH = "/_stcore/upload_file/session/file"
FULL = {"another": [MOST_BYTES]}


@pytest.fixture(autouse=True)
def here(monkeypatch) -> Presence:
    """Who has a page open."""
    presence = Presence()
    monkeypatch.setattr(uploads, "presence", presence)
    return presence


async def there(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status(held: Held, path: str = PATH, method: str = "PUT", base: str = "") -> int:
    return asgi.ask(FewUploads(there, lambda: held, base), path, method=method).status


class Door:
    """Files that come at the same time; `held` is what has arrived."""

    def __init__(self) -> None:
        self.held: dict[str, list[int]] = {}
        self._open = asyncio.Event()
        self._app, self._coming = FewUploads(self._take, lambda: self.held), []

    async def come(self, session: str, browser: str = "", **headers: str) -> int:
        """Begin to send a file; the status if it is answered before it has arrived, else 0."""
        about = {"cookie": f"{COOKIE}={browser}"} if browser else {}
        about |= {name.replace("_", "-"): value for name, value in headers.items()}
        scope, sent = asgi.scope_of(f"/_stcore/upload_file/{session}/file", about, "PUT"), []

        async def send(message: Any) -> None:
            sent.append(message)

        self._coming.append(asyncio.create_task(self._app(scope, None, send)))
        await asyncio.sleep(0)
        return sent[0]["status"] if sent else 0

    async def arrive(self) -> None:
        """All that come have come, or are cut off."""
        self._open.set()
        await asyncio.gather(*self._coming, return_exceptions=True)
        self._open.clear()
        self._coming.clear()

    async def _take(self, scope: Any, receive: Any, send: Any) -> None:
        await self._open.wait()
        raise ConnectionError


@pytest.mark.parametrize("base", ["", "lab"])
def test_a_page_may_have_the_next_picture_while_one_is_read(base):
    path = f"/{base}{PATH}".replace("//", "/")
    assert status({"session": [0] * (MOST_OWN - 1)}, path, base=base) == 204
    assert status({"session": [0] * MOST_OWN}, path, base=base) == 503


def test_all_pages_together_have_a_limit_and_refusals_are_counted():
    before = journal.refused.get(Refused.UPLOAD, 0)
    assert status(FULL) == 503
    assert journal.refused[Refused.UPLOAD] == before + 1


def test_a_picture_can_always_be_let_go_of():
    assert status(FULL | {"session": [0] * MOST_OWN}, method="DELETE") == 204


def test_what_is_on_its_way_counts_until_it_is_there_or_cut_off(here):
    async def send() -> None:
        door, names = Door(), [new_name() for _ in range(100)]
        for name in names:
            here.come(name)
        for _ in range(2):
            answers = [await door.come(f"page {name}", name) for name in names]
            assert answers == [0] * (MOST_BYTES // LARGEST) + [503] * (100 - MOST_BYTES // LARGEST)
            await door.arrive()
        assert [await door.come("page", names[0]) for _ in range(3)] == [0] * MOST_OWN + [503]
        await door.arrive()

    event_loop.run(send())


def test_the_tabs_of_one_browser_leave_room_for_the_others(here):
    async def send() -> None:
        door, mine = Door(), new_name()
        here.come(mine)
        assert [await door.come(f"tab {n}", mine) for n in range(10)].count(0) == 3
        door.held = {f"tab {n}": [LARGEST] for n in range(3)}  # and there they stay
        await door.arrive()
        assert MOST_BYTES_OWN == 3 * LARGEST
        assert await door.come("tab 4", mine) == 503
        # Without a page here, a name costs nothing: all who have none count as one.
        assert [await door.come(f"made up {n}", new_name()) for n in range(10)].count(0) == 3
        other = new_name()
        here.come(other)
        assert await door.come("another", other) == 0
        door.held = {}
        await door.arrive()
        assert await door.come("tab 4", mine) == 0
        await door.arrive()

    event_loop.run(send())


def test_a_class_sends_small_pictures_all_at_once(here):
    async def send(**headers: str) -> int:
        door, names = Door(), [new_name() for _ in range(40)]
        for name in names:
            here.come(name)
        answers = [await door.come(name, name, **headers) for name in names]
        await door.arrive()
        return answers.count(0)

    few = MOST_BYTES // LARGEST
    assert event_loop.run(send(content_length=f"{5 * 2**20}")) == 40
    assert event_loop.run(send(content_length="5", transfer_encoding="chunked")) == few
    assert event_loop.run(send(content_length="9" * 5000)) == few
    assert event_loop.run(send()) == few


def test_no_picture_is_larger_than_streamlit_takes():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["maxUploadSize"] * 2**20 == LARGEST


WHILE_SCRIPTS_RUN = """
from types import SimpleNamespace
import app

class File:
    @property
    def data(self):
        files["another"] = kept["another"] = {}
        return b"12345"

files = {"one": File()}
kept = {"session": files}
manager = SimpleNamespace(_uploaded_file_mgr=SimpleNamespace(file_storage=kept))
app.get_instance = lambda: manager
assert app.uploads_held() == {"session": [5]}
"""


def test_files_are_counted_while_scripts_let_go_of_them():
    # In a process of its own, because app.py changes Streamlit for good.
    done = subprocess.run(
        [sys.executable, "-c", WHILE_SCRIPTS_RUN], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
