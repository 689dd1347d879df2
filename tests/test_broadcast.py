"""One run that many watch: looked at once, told to all, and taken up again after a dropped line."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from server.watching import broadcast as module
from server.watching.broadcast import Broadcast
from server.watching.digits import Digits, Drawn
from tests import event_loop
from tests.fake_trainings import FakeTrainings, a_run
from tests.patience import PATIENCE
from tests.test_changes import changed
from training.journal import shortened
from training.runs.run import Status

RUN = "run-1"


class Seen:
    """What one browser makes of its connection."""

    def __init__(self, events: AsyncIterator[str]) -> None:
        self._events = events
        self.moment: Any = None
        self.digit: Any = None
        self.id = ""
        self.sent: list[dict[str, Any]] = []
        self.is_over = False

    async def hear(self) -> bool:
        """Take in the next event; False at the end."""
        async for text in self._events:
            if text.startswith(("retry", ":")):
                continue
            if text.startswith("event: over"):
                self.is_over = True
                continue
            self.id, data = re.fullmatch(r"id: (.+)\ndata: (.+)\n\n", text).groups()
            message = json.loads(data)
            self.sent.append(message)
            if "all" in message:
                self.moment = message["all"]
            elif message["change"]:
                self.moment = changed(self.moment, message["change"])
            self.digit = message.get("digit", self.digit)
            return True
        return False

    async def hear_until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            assert await self.hear()

    async def leave(self) -> None:
        await self._events.aclose()


class Watched:
    """A made-up run, and a broadcast of it."""

    def __init__(self) -> None:
        self.runs = FakeTrainings(a_run(1))
        self.digits = Digits()
        self.looks = 0
        self.readers: list[int] = []
        self.ended = 0
        self.broadcast = Broadcast(RUN, self.runs, self._moment, self.digits)

    def _moment(self, run: Any, snapshot: Any, trouble: str, watchers: int) -> dict[str, Any]:
        self.looks += 1
        self.readers.append(watchers)
        return {"epochs": [each.epoch for each in run.epochs], "status": str(run.status)}

    def learn(self, epochs: int) -> None:
        self.runs.change(RUN, epochs=a_run(epochs).epochs, latest=float(epochs))

    def watch(self, pad: str = "", last_id: str = "") -> Seen:
        def end() -> None:
            self.ended += 1

        return Seen(self.broadcast.events(pad, last_id, end))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.001)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.001)


def run(story: Callable[[Watched], Coroutine[Any, Any, None]]) -> Watched:
    async def told() -> Watched:
        watched = Watched()
        await asyncio.wait_for(story(watched), PATIENCE)
        watched.broadcast.end()
        return watched

    return event_loop.run(told())


def test_a_newcomer_gets_all_and_then_what_changes():
    async def story(watched: Watched) -> None:
        seen = watched.watch()
        await seen.hear()
        assert seen.moment == {"epochs": [0, 1], "status": "running"}
        watched.learn(3)
        await seen.hear()
        assert seen.moment["epochs"] == [0, 1, 2, 3]
        assert seen.sent[-1]["change"] == {".": {"epochs": {"+": [2, 3]}}}

    run(story)


def test_nothing_is_sent_while_nothing_changes(monkeypatch):
    monkeypatch.setattr(module, "HEARTBEAT", 0.05)

    async def story(watched: Watched) -> None:
        events = watched.broadcast.events("", "", lambda: None)
        said = [await anext(events)]
        while len(said) < 6 or not any(text.startswith("id: ") for text in said):
            said.append(await anext(events))
        assert sum(text.startswith("id: ") for text in said) == 1
        assert sum(text == ": nothing new\n\n" for text in said) == len(said) - 2

    run(story)


def test_what_many_watch_is_looked_at_once():
    async def story(watched: Watched) -> None:
        many = [watched.watch() for _ in range(50)]
        await asyncio.gather(*(seen.hear() for seen in many))
        watched.learn(2)
        await asyncio.gather(
            *(seen.hear_until(lambda seen=seen: 2 in seen.moment["epochs"]) for seen in many)
        )
        assert watched.looks < 50

    run(story)


def test_who_lost_the_connection_gets_what_was_missed_and_nothing_twice():
    async def story(watched: Watched) -> None:
        stays, goes = watched.watch(), watched.watch()
        await asyncio.gather(stays.hear(), goes.hear())
        watched.learn(2)
        await asyncio.gather(stays.hear(), goes.hear())
        await goes.leave()
        for epoch in (3, 4):
            watched.learn(epoch)
            await stays.hear()
        back = watched.watch(last_id=goes.id)
        back.moment = goes.moment
        await back.hear_until(lambda: back.moment == stays.moment)
        assert [each["change"] for each in back.sent] == [
            {".": {"epochs": {"+": [3]}}},
            {".": {"epochs": {"+": [4]}}},
        ]

    run(story)


@pytest.mark.parametrize("last_id", ["another-1", "1", "-1", "x" * 500])
def test_who_comes_with_an_unknown_id_gets_all(last_id):
    async def story(watched: Watched) -> None:
        seen = watched.watch(last_id=last_id)
        await seen.hear()
        assert "all" in seen.sent[0]

    run(story)


def test_a_slow_browser_gets_all_when_it_missed_too_much(monkeypatch):
    async def story(watched: Watched) -> None:
        watched.broadcast._changes = type(watched.broadcast._changes)(maxlen=2)
        slow, quick = watched.watch(), watched.watch()
        await asyncio.gather(slow.hear(), quick.hear())
        for epoch in range(2, 8):
            watched.learn(epoch)
            await quick.hear_until(lambda epoch=epoch: epoch in quick.moment["epochs"])
        await slow.hear()
        assert "all" in slow.sent[-1] and slow.moment == quick.moment

    run(story)


def test_everybody_s_own_digit_is_read_with_the_weights_of_the_moment():
    async def story(watched: Watched) -> None:
        for pad, value in (("one", 255), ("other", 90)):
            image = np.zeros((28, 28), np.uint8)
            image[5:20, 12:16] = value
            watched.digits.put(pad, Drawn(image, 1))
        seen = [watched.watch(pad) for pad in ("one", "other", "nobody")]
        await asyncio.gather(*(each.hear() for each in seen))
        one, other, nobody = (each.digit for each in seen)
        assert sum(one[0]) == pytest.approx(1, abs=0.001) and one[1] == 1
        assert one != other and nobody is None
        watched.digits.put("one", None)
        watched.learn(2)
        await seen[0].hear_until(lambda: seen[0].digit is None)

    run(story)


def test_who_does_not_read_is_not_counted_and_told_when_it_does():
    async def story(watched: Watched) -> None:
        watched.digits.put("unread", Drawn(np.full((28, 28), 90, np.uint8), 1))
        unread = watched.watch("unread")
        await unread.hear()
        assert unread.digit is not None and watched.readers[-1] == 1
        watched.digits.put("unread", None)
        watched.learn(4)
        while watched.readers[-1] != 0:  # it has not taken in what it was sent
            await asyncio.sleep(0.001)
        await unread.hear_until(lambda: unread.digit is None and 4 in unread.moment["epochs"])
        assert watched.readers[-1] == 1

    run(story)


def test_the_end_of_the_run_is_the_end_of_the_events():
    async def story(watched: Watched) -> None:
        seen = watched.watch()
        await seen.hear()
        watched.runs.runs[RUN] = replace(a_run(5, Status.FINISHED), version=9)
        await seen.hear()
        assert seen.moment["status"] == "finished"
        assert not await seen.hear() and seen.is_over
        await asyncio.sleep(0)

    assert run(story).ended == 1


def test_a_run_that_is_deleted_ends_the_events():
    async def story(watched: Watched) -> None:
        seen = watched.watch()
        await seen.hear()
        del watched.runs.runs[RUN]
        assert not await seen.hear() and seen.is_over

    run(story)


def test_the_server_s_end_ends_every_connection():
    async def story(watched: Watched) -> None:
        seen = watched.watch()
        await seen.hear()
        watched.broadcast.end()
        assert not await seen.hear()

    run(story)


def test_nobody_looks_when_nobody_watches(monkeypatch):
    monkeypatch.setattr(module, "LINGER", 0.0)

    async def story(watched: Watched) -> None:
        seen = watched.watch()
        await seen.hear()
        await seen.leave()
        while not watched.ended:
            await asyncio.sleep(0.001)
        assert watched.broadcast.is_over

    run(story)


def test_who_comes_just_when_nobody_is_waited_for_any_more_is_told(monkeypatch):
    monkeypatch.setattr(module, "LINGER", 0.0)
    monkeypatch.setattr(module, "PAUSE", 0.1)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.1)

    async def story(watched: Watched) -> None:
        first = watched.watch()
        await first.hear()
        await first.leave()
        second = watched.watch()
        await second.hear()
        watched.learn(3)
        await second.hear_until(lambda: 3 in second.moment["epochs"])

    run(story)


def test_a_moment_that_can_t_be_made_ends_the_events(caplog):
    async def story(watched: Watched) -> None:
        seen = watched.watch()
        await seen.hear()
        watched.broadcast._moments = None
        assert not await seen.hear()

    run(story)
    assert f"the run {shortened(RUN)} can't be shown" in caplog.text and RUN not in caplog.text
