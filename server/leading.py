"""The teacher leads: the address that the teacher's page has goes to all who follow it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.messages import below
from server.watching.news import News, comes_within
from server.watching.streams import COME_BACK, HEARTBEAT, Events, refusal

FOLLOW = "follow"  # the path of the link to follow, and the parameter of a page that does
# Each page that moves costs the server a run of it. A class moves within so many milliseconds
# for each of those who follow, up to
WITHIN_EACH, WITHIN = 30, 3_000


class Leading:
    """What the teacher shows.

    Attributes:
        address: of a page, below the app's: "train?epochs=3".
        followers: how many connections there are.
    """

    def __init__(self) -> None:
        self.address = ""
        self.followers = 0
        self._is_on, self._has_ended = True, False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: News | None = None

    @property
    def is_on(self) -> bool:
        """Whether the class is led; where it isn't, everybody stays where they are."""
        return self._is_on

    @property
    def link(self) -> str:
        """The address of what the teacher shows, for a page that is to follow."""
        address = self.address if self._is_on else ""
        return f"./{address}{'&' if '?' in address else '?'}{FOLLOW}=1"

    def switch(self, is_on: bool) -> None:
        """Lead the class, or don't. Any thread may call this."""
        if self._is_on != is_on:
            self._is_on = is_on
            self._tell()

    def show(self, page: str, query: dict[str, str]) -> None:
        """The teacher's page is this from now on. Any thread may call this.

        Args:
            page: its name in the address; empty for the first one.
            query: the parameters of its address.
        """
        address = page + (f"?{urlencode(query, safe=',')}" if query else "")
        if self.address != address:
            self.address = address
            self._tell()

    async def events(self) -> AsyncIterator[str]:
        """The events of one who follows: what the teacher shows, whenever it is something else."""
        if self._news is None:
            self._news, self._loop = News(), asyncio.get_running_loop()
        self.followers += 1
        told = ""
        try:
            yield f"retry: {COME_BACK}\n\n"
            while not self._has_ended:
                news = self._news.coming()
                event = json.dumps({"address": self.address if self._is_on else None})
                if event != told:
                    told = event
                    within = min(WITHIN_EACH * self.followers, WITHIN)
                    yield f'data: {{"within":{within},{event[1:]}\n\n'
                elif not await comes_within(news, HEARTBEAT):
                    yield ": nothing new\n\n"
        finally:
            self.followers -= 1

    def end(self) -> None:
        """End every connection, because the server ends."""
        self._has_ended = True
        self._tell()

    def _tell(self) -> None:
        if self._loop and self._news:
            self._loop.call_soon_threadsafe(self._news.tell)


leading = Leading()


def routes(base: str = "") -> list[Route]:
    """The link to follow, and the events for those who do.

    Args:
        base: the path under which the app is served; empty for none.
    """
    return [
        Route(below(base, FOLLOW), _follow, name="follow"),
        Route(below(base, f"{FOLLOW}/events"), _events, name="follow-events"),
    ]


async def _follow(_: Request) -> Response:
    """Leads to what the teacher shows, which goes on to follow."""
    return RedirectResponse(leading.link, 303, headers={"cache-control": "no-store"})


async def _events(request: Request) -> Response:
    return refusal(request) or Events(leading.events(), request)
