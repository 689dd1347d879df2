"""Who is the teacher, and how many are here."""

import asyncio
import itertools

import pytest

from server import teacher
from server.presence import CountedPages, Presence
from server.teacher import GUESSES, OWN_GUESSES, TOO_MANY, WRONG, Teachers, secret, teachers_path
from server.visitor import COOKIE, new_name
from tests import event_loop

HERE = "192.168.1.20"


@pytest.fixture(autouse=True)
def forgotten():
    secret.cache_clear()
    yield
    secret.cache_clear()


@pytest.fixture
def chosen(monkeypatch):
    monkeypatch.setenv(teacher.VARIABLE, "correct horse")
    return "correct horse"


@pytest.fixture
def long(monkeypatch):
    monkeypatch.setenv(teacher.VARIABLE, "correct horse battery staple")
    return "correct horse battery staple"


@pytest.fixture
def made(monkeypatch):
    monkeypatch.delenv(teacher.VARIABLE, raising=False)
    return secret()


def flood(teachers: Teachers, *addresses: str, guesses: int = GUESSES) -> None:
    """A class guesses, under new names, at these addresses in turn."""
    for guess, address in zip(range(guesses), itertools.cycle(addresses), strict=False):
        assert teachers.admit(f"visitor {guess}", address, f"guess {guess}") == WRONG


def test_whoever_shows_the_secret_is_the_teacher(chosen):
    teachers = Teachers()
    assert not teachers.is_teacher("ada")
    assert teachers.admit("ada", HERE, chosen) == ""
    assert teachers.is_teacher("ada") and not teachers.is_teacher("bob")


@pytest.mark.parametrize("shown", ["", "correct hors", "correct horse ", "ß" * 1000])
def test_nobody_else_is(chosen, shown):
    teachers = Teachers()
    assert teachers.admit("bob", HERE, shown) == WRONG
    assert not teachers.is_teacher("bob")


@pytest.mark.parametrize("address", ["192.168.1.30", "fe80::1", "", "no address"])
def test_guessing_is_stopped(chosen, address):
    teachers = Teachers()
    flood(teachers, address)
    assert teachers.admit("bob", address, chosen) == TOO_MANY


def test_a_class_that_guesses_does_not_lock_out_a_teacher_at_another_device(chosen):
    teachers = Teachers()
    flood(teachers, *(f"192.168.1.{30 + device}" for device in range(30)))
    assert teachers.admit("ada", HERE, "corect horse") == WRONG
    assert teachers.admit("ada", HERE, chosen) == ""


def test_while_a_class_guesses_each_address_has_as_many_guesses_as_a_browser(chosen):
    teachers = Teachers()
    flood(teachers, "192.168.1.30")
    for guess in range(OWN_GUESSES):
        assert teachers.admit(f"new {guess}", HERE, f"guess {guess}") == WRONG
    assert teachers.admit("ada", HERE, chosen) == TOO_MANY


def test_another_address_in_the_same_network_costs_nothing_with_ipv6(chosen):
    teachers = Teachers()
    flood(teachers, *(f"2001:db8::{device:x}" for device in range(GUESSES)))
    assert teachers.admit("ada", "2001:db8::ffff", chosen) == TOO_MANY
    assert teachers.admit("ada", "2001:db8:0:1::ffff", chosen) == ""


def test_an_older_address_in_the_form_of_a_newer_one_is_that_device_alone(chosen):
    teachers = Teachers()
    flood(teachers, "::ffff:192.168.1.30")
    assert teachers.admit("bob", "192.168.1.30", chosen) == TOO_MANY
    assert teachers.admit("ada", "::ffff:192.168.1.20", chosen) == ""


def test_whoever_was_the_teacher_before_is_let_in_though_others_guess(chosen):
    teachers = Teachers()
    teachers.admit("ada", HERE, chosen)
    flood(teachers, HERE)
    assert teachers.admit("ada", HERE, chosen) == ""
    assert teachers.admit("bob", HERE, chosen) == TOO_MANY


@pytest.mark.parametrize("unguessed", ["made", "long"])
def test_where_nobody_can_guess_the_secret_a_class_that_tries_locks_nobody_out(request, unguessed):
    right = request.getfixturevalue(unguessed)
    teachers = Teachers()
    flood(teachers, HERE, guesses=2 * GUESSES)
    for guess in range(OWN_GUESSES):
        assert teachers.admit("bob", HERE, f"guess {guess}") == WRONG
    assert teachers.admit("bob", HERE, right) == TOO_MANY
    assert teachers.admit("ada", HERE, right) == ""


def test_one_who_guesses_does_not_lock_the_others_out(chosen):
    teachers = Teachers()
    for guess in range(OWN_GUESSES):
        assert teachers.admit("bob", HERE, f"guess {guess}") == WRONG
    assert teachers.admit("bob", HERE, chosen) == TOO_MANY
    assert teachers.admit("ada", HERE, chosen) == ""


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
