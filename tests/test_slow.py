"""Answers that take a thread for a while leave the threads of files alone."""

import asyncio
import threading

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.watching import replay, routes
from server.watching.slow import slow
from tests import asgi, event_loop

MANY = 60


def test_few_are_answered_at_a_time_and_files_wait_for_none_of_them():
    go_on, lock, begun = threading.Event(), threading.Lock(), []

    def answer(request: Request) -> Response:
        with lock:
            begun.append(request)
        go_on.wait(60)
        return PlainTextResponse("There it is.")

    async def ask() -> list[Response]:
        request, endpoint = Request(asgi.scope_of("/")), slow(answer)
        asked = [asyncio.create_task(endpoint(request)) for _ in range(MANY)]
        while len(begun) < 2:
            await asyncio.sleep(0.01)
        # In a thread as Starlette reads a file in.
        assert await asyncio.wait_for(run_in_threadpool(lambda: "a file"), 10) == "a file"
        assert len(begun) == 2
        go_on.set()
        return await asyncio.gather(*asked)

    answers = event_loop.run(ask())
    assert [each.body for each in answers] == [b"There it is."] * MANY


@pytest.mark.parametrize(
    "route",
    [*replay.routes(lambda *_: {}), *routes.routes(lambda look: None)],
    ids=lambda r: r.name,
)
def test_whatever_is_asked_about_a_run_takes_none_of_the_threads_of_files(route: Route):
    assert asyncio.iscoroutinefunction(route.endpoint)
