"""The teacher leads: what those who follow are told, and where the link leads."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from server import leading as module
from server.lead import LESSON, NAME, Lead, LeadFile
from server.leading import Leading
from tests import event_loop
from tests.patience import PATIENCE


@pytest.fixture
def led(tmp_path: Path) -> Callable[[], Leading]:
    """What leads the class of one more server, of those with a common folder."""
    return lambda: Leading(LeadFile(lambda: tmp_path / "home" / NAME))


@pytest.fixture
def soon(monkeypatch):
    """Servers look at each other's without delay."""
    monkeypatch.setattr(module, "LOOK_EVERY", 0.01)


async def hear(events: AsyncIterator[str]) -> dict[str, Any]:
    """The next event."""
    async with asyncio.timeout(PATIENCE):
        async for text in events:
            if text.startswith("data: "):
                return json.loads(text.removeprefix("data: "))
    raise AssertionError("the events are over")


def test_who_follows_hears_what_is_shown_and_what_comes_next(led):
    async def follow() -> None:
        leading = led()
        leading.show("train", {"recipe": "shallow-net", "hidden_units": "16,8"})
        events = leading.events()
        assert (await hear(events))["address"] == "train?recipe=shallow-net&hidden_units=16,8"
        await asyncio.to_thread(leading.show, "", {})
        assert (await hear(events))["address"] == ""
        assert leading.followers == 1
        await events.aclose()
        assert leading.followers == 0

    event_loop.run(follow())


def test_nothing_is_said_twice(led):
    async def follow() -> None:
        leading = led()
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


def test_a_class_that_is_not_led_stays_where_it_is(led):
    async def follow() -> None:
        leading = led()
        leading.show("data", {})
        leading.switch(False)
        events = leading.events()
        assert (await hear(events))["address"] is None
        leading.show("train", {})
        leading.switch(True)
        assert (await hear(events))["address"] == "train"

    event_loop.run(follow())


def test_a_large_class_moves_within_seconds_and_not_at_once(led):
    async def follow() -> None:
        leading = led()
        crowd = [leading.events() for _ in range(200)]
        within = [(await hear(events))["within"] for events in crowd]
        assert within[0] < 100 and within[-1] == module.WITHIN

    event_loop.run(follow())


def test_the_server_s_end_is_the_end(led):
    async def follow() -> None:
        leading = led()
        events = leading.events()
        await hear(events)
        leading.end()
        assert [text async for text in events] == []

    event_loop.run(follow())


def test_the_link_leads_to_what_the_teacher_shows(led):
    leading = led()
    assert leading.link == "./?follow=1"
    leading.show("train", {"epochs": "3"})
    assert leading.link == "./train?epochs=3&follow=1"
    leading.switch(False)
    assert leading.link == "./?follow=1"


def test_before_a_teacher_has_shown_anything_everybody_stays_where_they_are(led):
    async def follow() -> None:
        leading = led()
        events = leading.events()
        assert (await hear(events))["address"] is None
        leading.show("", {})
        assert (await hear(events))["address"] == ""

    event_loop.run(follow())


def test_a_server_that_begins_anew_goes_on_with_what_was_shown(led):
    led().show("train", {"epochs": "7"})

    async def follow() -> None:
        assert (await hear(led().events()))["address"] == "train?epochs=7"

    event_loop.run(follow())


def test_a_class_that_was_not_led_is_not_after_a_restart_either(led):
    before = led()
    before.show("data", {})
    before.switch(False)
    anew = led()
    anew.look()
    assert not anew.is_on and anew.address is None


def test_who_follows_at_one_server_follows_a_teacher_of_another(led, soon):
    async def follow() -> None:
        here, there = led(), led()
        events = here.events()
        assert (await hear(events))["address"] is None
        await asyncio.to_thread(there.show, "neuron", {})
        assert (await hear(events))["address"] == "neuron"
        await asyncio.to_thread(there.switch, False)
        assert (await hear(events))["address"] is None
        await asyncio.to_thread(here.show, "data", {})
        await asyncio.to_thread(here.switch, True)
        assert (await hear(events))["address"] == "data"
        there.look()
        assert there.address == "data"

    event_loop.run(follow())


def test_of_two_teachers_the_last_one_leads_also_back_to_the_same_page(led):
    here, there = led(), led()
    here.show("data", {})
    there.show("neuron", {})
    here.show("data", {})
    there.look()
    assert here.address == there.address == "data"


def test_a_server_looks_only_while_somebody_follows(led, soon):
    async def follow() -> None:
        leading = led()
        events = leading.events()
        await hear(events)
        looking = leading._looking
        await events.aclose()
        async with asyncio.timeout(PATIENCE):
            await looking

    event_loop.run(follow())


def test_what_was_shown_in_an_earlier_lesson_is_over(tmp_path):
    path = tmp_path / NAME
    LeadFile(lambda: path).write(Lead("train"))
    now = path.stat().st_mtime
    assert LeadFile(lambda: path, clock=lambda: now + LESSON - 1).news() == Lead("train")
    assert LeadFile(lambda: path, clock=lambda: now + LESSON + 1).news() is None


def test_it_is_read_only_once(tmp_path):
    file = LeadFile(lambda: tmp_path / NAME)
    assert file.news() is None
    file.write(Lead("train"))
    assert file.news() == Lead("train")
    assert file.news() is None


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"{}", b'{"address": 1, "is_on": true}', b'{"address": "", "is_on": 2}'],
)
def test_a_file_of_something_else_leads_nowhere(tmp_path, content):
    path = tmp_path / NAME
    path.write_bytes(content)
    assert LeadFile(lambda: path).news() is None


def test_where_nothing_can_be_written_the_server_leads_its_own_class(tmp_path, caplog):
    (tmp_path / "home").write_text("not a folder")
    leading = Leading(LeadFile(lambda: tmp_path / "home" / NAME))
    leading.show("data", {})
    assert leading.address == "data"
    assert "can't keep what the teacher shows" in caplog.text
