"""The replay of a run that has ended: what a browser asks for while it goes through the epochs.

What the page shows of each epoch is the same for all who look, and comes in batches that a browser
may keep; what each epoch's network makes of a visitor's digit comes once, for all epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from model.errors import UserError
from server.messages import below
from server.watching.digits import LONGEST_NAME, Answer, Drawn, digits, read_drawn
from server.watching.look import Look
from server.watching.slow import slow
from training.journal import Refused, journal
from training.runs.run import Run, Snapshot
from training.runs.service import trainings

BATCH = 8  # epochs in one answer: some 10 kB, and the making of as many pictures
READ = 200  # digits, each by all epochs of a run: some 10 kB
KEPT = "private, max-age=300"  # a browser's memory of them; the pictures in them it keeps for good

# (run, weights of an epoch or None, why there are none, the epoch, theme) -> HTML by its place
Replayed = Callable[[Run, Snapshot | None, str, float, str], dict[str, str]]


class EpochReadings:
    """What the networks of a run's epochs make of a digit.

    They are up to 120 files. Each digit is read once, and one after the other, so that whoever asks
    often takes no time from others. Safe to share by threads.
    """

    def __init__(self) -> None:
        """None is read yet."""
        self._lock = Lock()
        self._read: LRUCache[tuple[str, int, bytes, int], list[Answer | None]] = LRUCache(READ)

    def of(self, run: Run, drawn: Drawn) -> list[Answer | None]:
        """For each of a run's `snapshots`; None where there are no weights, or no numbers."""
        key = run.id, run.attempt, drawn.image.tobytes(), drawn.strokes
        with self._lock:
            known = self._read.get(key)
            if known:
                return known
            snapshots = [_snapshot(run, epoch)[0] for epoch in run.snapshots]
            found = [read_drawn([drawn], run, each)[0] if each else None for each in snapshots]
            if None not in snapshots:  # else some may be there the next time
                self._read[key] = found
            return found


def routes(replayed: Replayed, base: str = "") -> list[Route]:
    """What answers about the epochs of a run.

    Args:
        replayed: what a page shows of an epoch.
        base: the path under which the app is served; empty for none.
    """

    readings = EpochReadings()

    def epochs(request: Request) -> Response:
        """`BATCH` epochs of those that are kept, from the number that is asked for."""
        run = _run(request)
        if run is None:
            return PlainTextResponse("There is no such training.", 404)
        first = request.query_params.get("from", "0")
        if not (first.isascii() and first.isdecimal() and len(first) <= 4):
            return PlainTextResponse("That is no number.", 400)
        theme = Look.from_query(request.query_params).theme
        wanted = run.snapshots[int(first) :][:BATCH]
        shown = [replayed(run, *_snapshot(run, epoch), epoch, theme) for epoch in wanted]
        return JSONResponse(shown, headers={"cache-control": KEPT})

    def digit(request: Request) -> Response:
        """What the network of each epoch makes of the digit on a pad."""
        run = _run(request)
        if run is None:
            return PlainTextResponse("There is no such training.", 404)
        drawn = digits.drawn(request.query_params.get("pad", "")[:LONGEST_NAME])
        found = readings.of(run, drawn) if drawn else [None] * len(run.snapshots)
        return JSONResponse(found, headers={"cache-control": "no-store"})

    return [
        Route(below(base, "runs/{run}/epochs"), slow(epochs), name="epochs"),
        Route(below(base, "runs/{run}/digit"), slow(digit), name="digit"),
    ]


def _run(request: Request) -> Run | None:
    """The run that is asked for, if there is one and it has ended."""
    try:
        run = trainings().get(request.path_params["run"])
    except UserError:
        journal.refuse(Refused.UNKNOWN_RUN)
        return None
    return None if run.status.is_live else run


def _snapshot(run: Run, epoch: float) -> tuple[Snapshot | None, str]:
    """The weights of an epoch, or why there are none."""
    try:
        return trainings().snapshot(run.id, epoch), ""
    except UserError as error:
        return None, str(error)
