"""Who is the teacher, and how many are here."""

import asyncio

import pytest

from server import teacher
from server.presence import CountedPages, Presence
from server.teacher import GUESSES, OWN_GUESSES, TOO_MANY, WRONG, Teachers, secret, teachers_path
from server.visitor import COOKIE, new_name
from tests import event_loop


@pytest.fixture(autouse=True)
def forgotten():
    secret.cache_clear()
    yield
    secret.cache_clear()


@pytest.fixture
def chosen(monkeypatch):
    monkeypatch.setenv(teacher.VARIABLE, "correct horse")
    return "correct horse"


def test_whoever_shows_the_secret_is_the_teacher(chosen):
    teachers = Teachers()
    assert not teachers.is_teacher("ada")
    assert teachers.admit("ada", chosen) == ""
    assert teachers.is_teacher("ada") and not teachers.is_teacher("bob")


@pytest.mark.parametrize("shown", ["", "correct hors", "correct horse ", "ß" * 1000])
def test_nobody_else_is(chosen, shown):
    teachers = Teachers()
    assert teachers.admit("bob", shown) == WRONG
    assert not teachers.is_teacher("bob")


def test_guessing_is_stopped(chosen):
    teachers = Teachers()
    for guess in range(GUESSES):
        assert teachers.admit(f"visitor {guess}", f"guess {guess}") == WRONG
    assert teachers.admit("bob", chosen) == TOO_MANY


def test_whoever_was_the_teacher_before_is_let_in_though_others_guess(chosen):
    teachers = Teachers()
    teachers.admit("ada", chosen)
    for guess in range(GUESSES):
        teachers.admit(f"visitor {guess}", f"guess {guess}")
    assert teachers.admit("ada", chosen) == ""
    assert teachers.admit("bob", chosen) == TOO_MANY


def test_where_nobody_can_guess_the_secret_a_class_that_tries_locks_nobody_out(monkeypatch):
    monkeypatch.delenv(teacher.VARIABLE, raising=False)
    teachers = Teachers()
    for guess in range(2 * GUESSES):
        assert teachers.admit(f"visitor {guess}", f"guess {guess}") == WRONG
    for guess in range(OWN_GUESSES):
        assert teachers.admit("bob", f"guess {guess}") == WRONG
    assert teachers.admit("bob", secret()) == TOO_MANY
    assert teachers.admit("ada", secret()) == ""


def test_one_who_guesses_does_not_lock_the_others_out(chosen):
    teachers = Teachers()
    for guess in range(OWN_GUESSES):
        assert teachers.admit("bob", f"guess {guess}") == WRONG
    assert teachers.admit("bob", chosen) == TOO_MANY
    assert teachers.admit("ada", chosen) == ""


def test_a_secret_that_was_chosen_is_not_printed(chosen):
    assert teachers_path() == "/class"


@pytest.mark.parametrize("asked", ["", "short"])
def test_otherwise_there_is_one_that_nobody_can_guess(monkeypatch, asked):
    monkeypatch.setenv(teacher.VARIABLE, asked)
    assert len(secret()) > 20
    assert teachers_path() == f"/class?secret={secret()}"


def test_pages_are_counted_by_browser():
    presence = Presence()
    ada, bob = new_name(), new_name()

    def scope(name: str, path: str = "/lab/_stcore/stream") -> dict:
        cookie = f"{COOKIE}={name}".encode()
        return {"type": "websocket", "path": path, "headers": [(b"cookie", cookie)]}

    async def visit() -> None:
        gone = asyncio.Event()

        async def app(scope: dict, receive: object, send: object) -> None:
            await gone.wait()

        counted = CountedPages(app, presence)
        scopes = [scope(ada), scope(ada), scope(bob), scope(new_name(), "/else")]
        visits = [asyncio.create_task(counted(each, None, None)) for each in scopes]
        await asyncio.sleep(0)
        assert presence.browsers == 2
        visits[2].cancel()
        await asyncio.gather(visits[2], return_exceptions=True)
        assert presence.browsers == 1
        gone.set()
        await asyncio.gather(*visits, return_exceptions=True)
        assert presence.browsers == 0

    event_loop.run(visit())
