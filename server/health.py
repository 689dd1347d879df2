"""Whether the server is up: `/health` answers while it lives, `/ready` once it can read and train.

No worker need be alive for that: the first one is started when somebody opens the Train page. But
where the last one that was started didn't get ready, trainings can't begin.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from model.loading import networks
from server.messages import below
from training.runs import service

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
    """Status 503 until a network has been loaded, and while no worker can be started."""
    if not networks().any_ready:
        return PlainTextResponse("The networks are loading.", 503, headers=_HEADERS)
    if not service.is_there():
        return PlainTextResponse("The server reads; no worker was needed yet.", headers=_HEADERS)
    trainings = service.trainings()
    if not trainings.can_train:
        # Who is sent elsewhere because of this answer doesn't try: so this does.
        trainings.warm_up()
        return PlainTextResponse("No worker can be started.", 503, headers=_HEADERS)
    text = f"The server reads; workers alive: {trainings.processes}."
    return PlainTextResponse(text, headers=_HEADERS)
