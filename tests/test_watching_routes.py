"""What a browser may ask about a run by itself, and what it is answered."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from server.offered import NETWORKS
from server.watching import places
from server.watching import routes as module
from server.watching.look import Look
from server.watching.routes import routes
from tests import asgi, event_loop
from tests.fake_trainings import FakeTrainings, a_run
from training.runs.run import Status


@pytest.fixture
def runs(monkeypatch) -> FakeTrainings:
    made = FakeTrainings(a_run(2, config=a_run().config))
    monkeypatch.setattr(module, "trainings", lambda: made)
    monkeypatch.setattr(module, "watching", module.Watching())
    return made


def ask(name: str, run: str = "run-1", **query: str) -> Any:
    (route,) = (each for each in routes(lambda look: None) if each.name == name)
    scope = asgi.scope_of(f"/runs/{run}/{name}?{urlencode(query)}")
    return event_loop.run(route.endpoint(Request(scope | {"path_params": {"run": run}})))


@pytest.mark.parametrize(("base", "path"), [("", "/runs/x/events"), ("lab", "/lab/runs/x/events")])
def test_they_are_where_the_pages_look(base, path):
    assert any(route.path_regex.match(path) for route in routes(lambda look: None, base))


def test_a_live_run_is_followed_at_once_and_by_nobody_else_s_cache(runs):
    answer = ask("events")
    assert answer.media_type == "text/event-stream"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"


def test_a_run_that_has_ended_has_no_events_and_need_not_be_asked_again(runs):
    runs.runs["run-1"] = a_run(5, Status.FINISHED)
    assert ask("events").status_code == 204


def test_a_run_that_is_not_there_is_said_to_be_so(runs):
    assert ask("events", "another").status_code == 404
    assert ask("network", "another").status_code == 404


def test_too_many_are_refused_politely(runs, monkeypatch):
    monkeypatch.setattr(places, "MOST", 0)
    answer = ask("events")
    assert answer.status_code == 503 and b"Try again" in answer.body


def test_a_place_is_taken_until_the_connection_ends(runs):
    watching = module.watching

    async def watch() -> None:
        begun = asyncio.Event()

        async def send(message: Any) -> None:
            begun.set()

        async def receive() -> Any:
            await asyncio.Event().wait()

        events = next(each for each in routes(lambda look: None) if each.name == "events")
        asked = asyncio.create_task(events.app(scope, receive, send))
        await begun.wait()
        assert watching.watchers == 1
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert watching.watchers == 0
        watching.end()

    scope = asgi.scope_of("/runs/run-1/events") | {"path_params": {"run": "run-1"}}
    event_loop.run(watch())


def test_those_who_look_alike_share_a_broadcast(runs):
    watching = module.watching

    def broadcast(look: Look) -> Any:
        return watching.broadcast("run-1", look, lambda: None)

    assert broadcast(Look()) is broadcast(Look())
    assert broadcast(Look("dark")) is not broadcast(Look())
    ended = broadcast(Look())
    ended.end()
    watching.forget("run-1", Look())
    assert broadcast(Look()) is not ended


def test_the_network_of_a_moment_lies_under_its_sha256(runs):
    def address(**query: str) -> str:
        answer = ask("network", **query)
        assert answer.status_code == 303 and answer.headers["cache-control"] == "no-store"
        return answer.headers["location"]

    newest = address()
    assert newest == address(epoch="2.0") != address(epoch="1")
    file = NETWORKS.file(newest.rpartition("/")[2])
    assert newest.startswith("../../networks/") and file
    weights = runs.snapshot("run-1").weights
    assert weights[-1].tobytes() == file[-40:]


@pytest.mark.parametrize(
    ("epoch", "status"), [("first", 400), ("nan", 404), ("7", 404), ("-1", 404)]
)
def test_an_epoch_that_was_not_kept_has_no_network(runs, epoch, status):
    assert ask("network", epoch=epoch).status_code == status


def test_a_run_that_has_learnt_nothing_has_no_network(runs):
    runs.change("run-1", latest=None)
    assert ask("network").status_code == 404


@pytest.mark.parametrize("query", [{}, {"theme": "<b>", "log": "x", "zoom": ""}])
def test_a_look_that_can_t_be_used_is_as_usual(query):
    assert Look.from_query(query) == Look()


@pytest.mark.parametrize("look", [Look(), Look("dark", log_loss=True, zoomed=True)])
def test_a_look_stands_in_an_address(look):
    assert Look.from_query(look.to_query()) == look
