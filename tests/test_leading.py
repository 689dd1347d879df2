"""The teacher leads: what those who follow are told, and where the link leads."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from server import leading as module
from server.leading import Leading
from tests import event_loop
from tests.patience import PATIENCE


async def hear(events: AsyncIterator[str]) -> dict[str, Any]:
    """The next event."""
    async with asyncio.timeout(PATIENCE):
        async for text in events:
            if text.startswith("data: "):
                return json.loads(text.removeprefix("data: "))
    raise AssertionError("the events are over")


def test_who_follows_hears_what_is_shown_and_what_comes_next():
    async def follow() -> None:
        leading = Leading()
        leading.show("train", {"recipe": "shallow-net", "hidden_units": "16,8"})
        events = leading.events()
        assert (await hear(events))["address"] == "train?recipe=shallow-net&hidden_units=16,8"
        await asyncio.to_thread(leading.show, "", {})
        assert (await hear(events))["address"] == ""
        assert leading.followers == 1
        await events.aclose()
        assert leading.followers == 0

    event_loop.run(follow())


def test_nothing_is_said_twice():
    async def follow() -> None:
        leading = Leading()
        events = leading.events()
        await hear(events)
        leading.show("data", {})
        leading.show("", {})
        leading.show("neuron", {})
        assert (await hear(events))["address"] == "neuron"
        leading.show("neuron", {})
        leading.show("data", {})
        assert (await hear(events))["address"] == "data"

    event_loop.run(follow())


def test_a_class_that_is_not_led_stays_where_it_is():
    async def follow() -> None:
        leading = Leading()
        leading.show("data", {})
        leading.switch(False)
        events = leading.events()
        assert (await hear(events))["address"] is None
        leading.show("train", {})
        leading.switch(True)
        assert (await hear(events))["address"] == "train"

    event_loop.run(follow())


def test_a_large_class_moves_within_seconds_and_not_at_once():
    async def follow() -> None:
        leading = Leading()
        crowd = [leading.events() for _ in range(200)]
        within = [(await hear(events))["within"] for events in crowd]
        assert within[0] < 100 and within[-1] == module.WITHIN

    event_loop.run(follow())


def test_the_server_s_end_is_the_end():
    async def follow() -> None:
        leading = Leading()
        events = leading.events()
        await hear(events)
        leading.end()
        assert [text async for text in events] == []

    event_loop.run(follow())


def test_the_link_leads_to_what_the_teacher_shows():
    leading = Leading()
    assert leading.link == "./?follow=1"
    leading.show("train", {"epochs": "3"})
    assert leading.link == "./train?epochs=3&follow=1"
    leading.switch(False)
    assert leading.link == "./?follow=1"
