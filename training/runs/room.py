"""How many trainings there may be, and who of many gets a place.

A browser is known by its cookie, and a cookie costs nothing: whoever throws it away gets another,
and with it a training of its own. What protects a class is that its browsers have a page open here:
where there is no place left, what waits for a browser that has none gives its place up. A whole
class may come from one address, so that all of them together nearly have all places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from model.errors import UserError
from training.runs.run import Run, Status

MOST_OWN = 4  # of one visitor: one that runs, and three that wait
MOST = 101  # of all
MOST_AT_PLACE = 90  # of them from one place in the network
CROWDED = 40  # from so many on, each visitor has one at a time

OWN_FULL = (
    "{own} of your trainings are running or waiting, which is as many as may be. Stop one of them, "
    "or wait for its end."
)
ONE_EACH = (
    "{live} trainings are running or waiting, so everybody may have one for now. Stop yours, or "
    "wait for its end."
)
FULL = (
    "{live} trainings are running or waiting, which is as many as may be. Try again in some "
    "minutes."
)
NEAR_FULL = (
    "{live} trainings from your network are running or waiting, which is as many as may be. Try "
    "again in some minutes."
)
GAVE_WAY = "All places were taken, and this browser had no page open here."


class Room:
    """The places of a server's trainings. Whoever calls it does so once at a time."""

    def __init__(self) -> None:
        """All are free."""
        self._places: dict[str, str] = {}  # of the runs that are live: where they come from

    def find(
        self, live: Sequence[Run], owner: str, place: str, here: Callable[[], Collection[str]]
    ) -> Run | None:
        """Find room for one more training.

        Args:
            live: all that are running or waiting.
            owner: whose it is to be.
            place: where its owner is in the network.
            here: tells the owners that have a page open here.

        Returns:
            The run that has to give its place up; None if one is free.

        Raises:
            UserError: there is no room; the text says why.
        """
        own = sum(run.owner == owner for run in live)
        if own >= MOST_OWN:
            raise UserError(OWN_FULL.format(own=own))
        if own and len(live) >= CROWDED:
            raise UserError(ONE_EACH.format(live=len(live)))
        near = [run for run in live if self._places.get(run.id) == place]
        if len(near) >= MOST_AT_PLACE:
            return _first_to_go(near, owner, here(), NEAR_FULL)
        return _first_to_go(live, owner, here(), FULL) if len(live) >= MOST else None

    def take(self, live: Sequence[Run], run: Run, place: str) -> None:
        """A run has a place from now on, beside those that are live."""
        there = {each.id: self._places.get(each.id, "") for each in live}
        self._places = there | {run.id: place}


def _first_to_go(live: Sequence[Run], owner: str, here: Collection[str], refusal: str) -> Run:
    """The run that gives its place up: of whoever isn't here and has most of them, the last."""
    absent = [run for run in live if run.status is Status.WAITING and run.owner not in here]
    if owner not in here or not absent:
        raise UserError(refusal.format(live=len(live)))
    count = Counter(run.owner for run in absent)
    return max(absent, key=lambda run: (count[run.owner], run.created))
