"""What the page shows of a run that learns, for the browsers that watch it (server/watching)."""

import time
from collections.abc import Callable
from typing import Any

from pages.train.curves import learning_curves
from pages.train.heading import curves_in_words, heading
from pages.train.progress import progress
from pages.train.results import result
from pages.train.tiles import tiles
from pages.train.tiles_card import tiles_card
from server.watching.look import Look
from training.runs.run import Run, Snapshot, Status

CURVES_EVERY = 0.95  # seconds between two drawings of its curves, the most work for a browser
# A picture of tiles has up to 40 kB. Each of many watchers gets so many bytes of them a second; of
# few, each gets the more the fewer they are, and one alone gets every picture.
TILES_RATE = 10_000
MANY = 10  # watchers
LONGEST = 4.0  # seconds between two pictures, however large they are


def steered_by(run: Run) -> str:
    """What the controls beside a run depend on: when that changes, the page shows them anew."""
    return f"{run.status} {run.learning_rate:.6g}"


def replayed_moment(
    run: Run, snapshot: Snapshot | None, trouble: str, epoch: float, theme: str
) -> dict[str, str]:
    """What the page shows of an epoch of a run that has ended: HTML of each place by its key.

    Args:
        run: the run.
        snapshot: its weights after that epoch, if they can be had.
        trouble: why they can't.
        epoch: the epoch.
        theme: "light" or "dark".
    """
    return {
        "watch-result": result(run, epoch, " ".join(run.notices)),
        "watch-tiles": tiles_card(run, snapshot, trouble, theme),
    }


class ShownMoments:
    """What a page shows of one run at one moment after the other, to all who look alike."""

    def __init__(self, look: Look, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Args:
            look: how they look.
            clock: tells seconds.
        """
        self._look, self._clock = look, clock
        self._curves: dict[str, Any] = {}
        self._tiles = ""
        self._next_curves = self._next_tiles = 0.0
        self._epochs = 0  # that the curves show

    def __call__(
        self, run: Run, snapshot: Snapshot | None, trouble: str, watchers: int
    ) -> dict[str, Any]:
        """The moment as JSON: HTML of each place by its key, and the curves.

        Args:
            run: as it is now.
            snapshot: its newest weights, if there are any.
            trouble: why there are none, if it isn't too early.
            watchers: how many will be told.
        """
        if snapshot is None:
            self._tiles = tiles_card(run, None, trouble, self._look.theme)
        elif run.status is not Status.RUNNING or self._clock() >= self._next_tiles:
            self._tiles = tiles_card(run, snapshot, trouble, self._look.theme)
            size = len(tiles(run.id, snapshot, self._look.theme).png)
            pause = size / TILES_RATE * min(1.0, (watchers - 1) / MANY)
            self._next_tiles = self._clock() + min(pause, LONGEST)
        # The first point of the curves is not to wait.
        if (
            run.status is not Status.RUNNING
            or not self._epochs
            or self._clock() >= self._next_curves
        ):
            look = self._look
            figure = learning_curves(run, look.theme, look.log_loss, look.zoomed)
            self._curves = {"figure": figure, "alt": curves_in_words(run)}
            self._epochs = len(run.epochs)
            self._next_curves = self._clock() + CURVES_EVERY
        return {
            "controls": steered_by(run),
            "html": {
                "watch-title": heading(run),
                "watch-progress": progress(run),
                "watch-result": result(run, None, " ".join(run.notices)),
                "watch-tiles": self._tiles,
            },
            "curves": self._curves,
        }
