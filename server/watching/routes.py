"""What a browser asks about a run by itself: its events, and the network of a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from model.errors import UserError
from model.portable import portable
from server.messages import below
from server.offered import NETWORKS
from server.watching.broadcast import Broadcast, Moments
from server.watching.digits import LONGEST_NAME, digits
from server.watching.look import Look
from server.watching.slow import slow
from server.watching.streams import Events, refusal
from training.journal import Refused, journal
from training.runs.service import trainings


class Watching:
    """Every run that is watched. Belongs to the server's event loop."""

    def __init__(self) -> None:
        self._broadcasts: dict[tuple[str, Look], Broadcast] = {}

    @property
    def watchers(self) -> int:
        """How many connections there are; any thread may ask."""
        return sum(each.watchers for each in list(self._broadcasts.values()))

    def broadcast(self, run_id: str, look: Look, make: Callable[[], Moments]) -> Broadcast:
        """What is told to those who look at a run in one way.

        Args:
            run_id: the run.
            look: how it is looked at.
            make: makes what makes the moments.
        """
        key = run_id, look
        there = self._broadcasts.get(key)
        if there is None or there.is_over:
            there = self._broadcasts[key] = Broadcast(run_id, trainings(), make(), digits)
        return there

    def forget(self, run_id: str, look: Look) -> None:
        """A broadcast is over."""
        there = self._broadcasts.get((run_id, look))
        if there and there.is_over:
            del self._broadcasts[run_id, look]

    def end(self) -> None:
        """End every connection, because the server ends."""
        for each in list(self._broadcasts.values()):
            each.end()


watching = Watching()


def routes(make_moments: Callable[[Look], Moments], base: str = "") -> list[Route]:
    """What answers about runs.

    Args:
        make_moments: makes, for a look, what a page shows of a run at a moment.
        base: the path under which the app is served; empty for none.
    """

    async def events(request: Request) -> Response:
        run_id = request.path_params["run"]
        try:
            run = await asyncio.to_thread(trainings().get, run_id)
        except UserError as error:
            journal.refuse(Refused.UNKNOWN_RUN)
            return PlainTextResponse(str(error), 404)
        if not run.status.is_live:
            return Response(status_code=204)  # which tells a browser not to come again
        refused = refusal(request)
        if refused:
            return refused
        look = Look.from_query(request.query_params)
        told = watching.broadcast(run_id, look, lambda: make_moments(look)).events(
            request.query_params.get("pad", "")[:LONGEST_NAME],
            request.headers.get("last-event-id", ""),
            lambda: watching.forget(run_id, look),
        )
        return Events(told, request)

    return [
        Route(below(base, "runs/{run}/events"), events, name="events"),
        Route(below(base, "runs/{run}/network"), slow(_network), name="network"),
    ]


def _network(request: Request) -> Response:
    """Leads to the network of a run's newest weights, or of the `epoch` that is asked for."""
    run_id, asked = request.path_params["run"], request.query_params.get("epoch")
    try:
        epoch = None if asked is None else float(asked)
        run, snapshot = trainings().get(run_id), trainings().snapshot(run_id, epoch)
    except UserError as error:
        journal.refuse(Refused.UNKNOWN_RUN)
        return PlainTextResponse(str(error), 404)
    except ValueError:
        return PlainTextResponse("That is no epoch.", 400)
    if snapshot is None:
        return PlainTextResponse("This training has learnt nothing yet.", 404)
    address = NETWORKS.address(
        f"{run_id}, attempt {snapshot.attempt} after {snapshot.epoch}",
        lambda: portable(run.config.spec, snapshot.weights),
    )
    if not address:
        return PlainTextResponse("This network is too large.", 404)
    return RedirectResponse(f"../../{address}", 303, headers={"cache-control": "no-store"})
