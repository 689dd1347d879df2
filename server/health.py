"""Whether the server is up: `/health` answers while it lives, `/ready` once it can read."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from model.loading import networks
from server.messages import below

_HEADERS = {"cache-control": "no-store"}


def routes(base: str = "") -> list[Route]:
    """What answers.

    Args:
        base: the path under which the app is served; empty for none.
    """
    return [
        Route(below(base, "health"), _health, name="health"),
        Route(below(base, "ready"), _ready, name="ready"),
    ]


async def _health(_: Request) -> Response:
    return PlainTextResponse("The server is up.", headers=_HEADERS)


async def _ready(_: Request) -> Response:
    """Status 503 until a network has been loaded: until then, browsers read alone."""
    if networks().any_ready:
        return PlainTextResponse("The server reads.", headers=_HEADERS)
    return PlainTextResponse("The networks are loading.", 503, headers=_HEADERS)
