"""The teacher leads: the address that the teacher's page has goes to all who follow it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.lead import NAME, Lead, LeadFile
from server.messages import below
from server.watching.news import News, comes_within
from server.watching.streams import COME_BACK, HEARTBEAT, Events, refusal
from training.runs.store import home

FOLLOW = "follow"  # the path of the link to follow, and the parameter of a page that does
# Each page that moves costs the server a run of it. A class moves within so many milliseconds
# for each of those who follow, up to
WITHIN_EACH, WITHIN = 30, 3_000
LOOK_EVERY = 1.0  # seconds between two looks at what other servers' teachers show


class Leading:
    """What the teacher shows, of whichever server the teacher is a visitor.

    Attributes:
        followers: how many connections there are to this server.
    """

    def __init__(self, file: LeadFile) -> None:
        """
        Args:
            file: where all servers of a class say it.
        """
        self.followers = 0
        self._file, self._lead, self._lock = file, Lead(), Lock()
        self._has_ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: News | None = None
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether the class is led; where it isn't, everybody stays where they are."""
        return self._lead.is_on

    @property
    def address(self) -> str | None:
        """Where those who follow are led: to a page below the app's; None for nowhere."""
        return self._lead.address if self._lead.is_on else None

    @property
    def link(self) -> str:
        """The address of what the teacher shows, for a page that is to follow."""
        address = self.address or ""
        return f"./{address}{'&' if '?' in address else '?'}{FOLLOW}=1"

    def switch(self, is_on: bool) -> None:
        """Lead the class, or don't. Any thread may call this."""
        self._change(is_on=is_on)

    def show(self, page: str, query: dict[str, str]) -> None:
        """The teacher's page is this from now on. Any thread may call this.

        Args:
            page: its name in the address; empty for the first one.
            query: the parameters of its address.
        """
        self._change(address=page + (f"?{urlencode(query, safe=',')}" if query else ""))

    def look(self) -> None:
        """See what another server's teacher shows. Any thread may call this, but has to wait."""
        with self._lock:
            found = self._file.news()
            if found is None or found == self._lead:
                return
            self._lead = found
        self._tell()

    def _change(self, **changes: Any) -> None:
        with self._lock:
            known = self._lead
            before = self._file.news() or known
            self._lead = replace(before, **changes)
            if self._lead != before:
                self._file.write(self._lead)
        if self._lead != known:
            self._tell()

    async def events(self) -> AsyncIterator[str]:
        """The events of one who follows: what the teacher shows, whenever it is something else."""
        if self._news is None:
            self._news, self._loop = News(), asyncio.get_running_loop()
        self.followers += 1
        told = ""
        try:
            yield f"retry: {COME_BACK}\n\n"
            await asyncio.to_thread(self.look)
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_on())
            while not self._has_ended:
                news = self._news.coming()
                event = json.dumps({"address": self.address})
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

    async def _look_on(self) -> None:
        while self.followers and not self._has_ended:
            await asyncio.sleep(LOOK_EVERY)
            await asyncio.to_thread(self.look)

    def _tell(self) -> None:
        if self._loop and self._news:
            self._loop.call_soon_threadsafe(self._news.tell)


leading = Leading(LeadFile(lambda: home() / NAME))


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
    await asyncio.to_thread(leading.look)
    return RedirectResponse(leading.link, 303, headers={"cache-control": "no-store"})


async def _events(request: Request) -> Response:
    return refusal(request) or Events(leading.events(), request)
