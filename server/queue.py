"""What comes before a training that is started now: Train says so, before it is pressed.

A page of Train asks every few seconds, while somebody sees it. However many ask, it is looked at
once a second, and each answer is one sentence, which names no run and nobody.
"""

from collections.abc import Callable

from cachetools import TTLCache, cached
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.messages import below
from server.visitor import name_of
from training.runs import service
from training.runs.permission import owner_of
from training.runs.waiting import Ahead

ADDRESS = "queue"  # seen from any page
KEPT = 1.0  # seconds

_HEADERS = {"cache-control": "no-store"}


@cached(TTLCache(1, KEPT))
def look() -> Ahead:
    """What came first within the last second. Belongs to the server's event loop."""
    # Who only asks starts nothing.
    return service.trainings().ahead() if service.is_there() else Ahead()


def route(in_words: Callable[[Ahead, str], str], base: str = "") -> Route:
    """What answers.

    Args:
        in_words: says it to an owner of trainings; an empty one has none.
        base: the path under which the app is served; empty for none.
    """

    async def answer(request: Request) -> Response:
        name = name_of(request.scope)
        words = in_words(look(), owner_of(name) if name else "")
        return PlainTextResponse(words, headers=_HEADERS)

    return Route(below(base, ADDRESS), answer, name=ADDRESS)
