"""What Train says of the queue before it is pressed, and what it is told again and again."""

from typing import Any

import pytest
from starlette.requests import Request

from pages.train.ahead_in_words import ahead_in_words
from server import queue as module
from server.visitor import COOKIE, new_name
from tests import asgi, event_loop
from training.runs.permission import owner_of
from training.runs.waiting import Ahead

ADA = new_name()
BUSY = Ahead(running=1, waiting=3, free=100.0, ends={owner_of(ADA): 600.0})


class Service:
    """Trainings with so much to do."""

    def __init__(self, ahead: Ahead) -> None:
        self.found, self.looks = ahead, 0

    def ahead(self) -> Ahead:
        self.looks += 1
        return self.found


@pytest.fixture
def service(monkeypatch) -> Service:
    made = Service(BUSY)
    monkeypatch.setattr(module.service, "is_there", lambda: True)
    monkeypatch.setattr(module.service, "trainings", lambda: made)
    module.look.cache.clear()
    yield made
    module.look.cache.clear()


def ask(name: str = "") -> Any:
    scope = asgi.scope_of("/queue", {"cookie": f"{COOKIE}={name}"} if name else {})
    return event_loop.run(module.route(ahead_in_words).endpoint(Request(scope)))


@pytest.mark.parametrize(
    ("ahead", "sentence"),
    [
        (Ahead(), "It begins at once."),
        (Ahead(running=1), "It begins at once."),  # there are two places
        (BUSY, "It begins in about 2 min: 1 under way, 3 waiting."),
        (Ahead(running=1, free=4.0), "It begins in about 5 s: 1 under way."),
        (
            Ahead(running=2, waiting=1, is_held=True, free=60.0),
            "The teacher has paused all trainings. It begins after that: 2 under way, 1 waiting.",
        ),
        (Ahead(is_held=True), "The teacher has paused all trainings. It begins after that."),
    ],
)
def test_it_says_how_long_the_queue_is_how_long_it_takes_and_whether_it_is_held(ahead, sentence):
    assert ahead_in_words(ahead, "") == sentence


def test_who_has_trainings_of_their_own_waits_for_them(service):
    assert ask(ADA).body == b"It begins in about 10 min: 1 under way, 3 waiting."
    assert (
        ask(new_name()).body == ask().body == b"It begins in about 2 min: 1 under way, 3 waiting."
    )


def test_it_is_looked_at_once_however_many_ask_and_nobody_keeps_the_answer(service):
    answers = [ask(new_name()) for _ in range(100)]
    assert service.looks == 1
    assert {each.headers["cache-control"] for each in answers} == {"no-store"}


def test_asking_starts_nothing(monkeypatch):
    module.look.cache.clear()
    monkeypatch.setattr(module.service, "is_there", lambda: False)
    assert ask().body == b"It begins at once."
    module.look.cache.clear()


@pytest.mark.parametrize(("base", "path"), [("", "/queue"), ("lab", "/lab/queue")])
def test_it_is_where_the_pages_look(base, path):
    assert module.route(ahead_in_words, base).path_regex.match(path)
