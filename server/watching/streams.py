"""Server-sent events: who may have a stream, and what each of them is answered with."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from server.messages import Receive, Scope, Send
from server.presence import presence
from server.visitor import name_of
from server.watching.places import OWN_FULL, Places
from training.journal import Refused, journal

HEARTBEAT = 15.0  # seconds after which a stream says that there is nothing new
COME_BACK = 1_000  # milliseconds until a browser tries again

# The second is nginx's word for "at once".
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

places = Places()  # of all streams; belongs to the server's event loop


class Events(StreamingResponse):
    """Events to one browser, which has a place until the connection ends."""

    def __init__(self, told: AsyncIterator[str], request: Request) -> None:
        """
        Args:
            told: the events.
            request: what they answer.
        """
        super().__init__(told, media_type="text/event-stream", headers=_HEADERS)
        self._who = _who(request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with places.taking(*self._who):
            await super().__call__(scope, receive, send)


def refusal(request: Request) -> Response | None:
    """What is answered if there is no place for one more stream; None if there is.

    Nothing may be awaited between this and the answer that takes the place.
    """
    sentence = places.refusal(*_who(request))
    if not sentence:
        return None
    is_own = sentence == OWN_FULL
    journal.refuse(Refused.OWN_WATCHERS if is_own else Refused.WATCHERS)
    return PlainTextResponse(sentence, 429 if is_own else 503)


def _who(request: Request) -> tuple[str, str, bool]:
    """The arguments of `Places.taking`."""
    name = name_of(request.scope)
    return name, request.client.host if request.client else "", presence.is_here(name)
