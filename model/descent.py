"""Gradient descent on landscapes that can be looked at: a loss over one weight, or over two."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

Weights = np.ndarray  # (1,) or (2,)

NEAR = 0.05  # so close to the bottom the ball has arrived
MOST_STEPS = 1000  # after so many it is not worth waiting for


@dataclass(frozen=True)
class Landscape:
    """A loss, its slope and where it is lowest.

    Attributes:
        name: its name in an address.
        limit: each weight may be from -limit to limit; beyond, the ball is lost.
        loss: (n,) weights -> their loss, at least 0.
        slope: (n,) weights -> (n,) the loss's derivative for each weight.
        hollows: where a ball can come to rest, the deepest first.
    """

    name: str
    limit: float
    loss: Callable[[Weights], float]
    slope: Callable[[Weights], Weights]
    hollows: tuple[tuple[float, ...], ...]

    @property
    def weights(self) -> int:
        """How many weights there are: 1 or 2."""
        return len(self.hollows[0])

    def holds(self, weights: Weights) -> bool:
        """Whether these weights are within the landscape."""
        return bool(np.all(np.abs(weights) <= self.limit))

    def hollow_at(self, weights: Weights) -> int | None:
        """The number of the hollow at whose bottom these weights are, 0 for the deepest."""
        for number, bottom in enumerate(self.hollows):
            if np.linalg.norm(weights - np.array(bottom)) <= NEAR:
                return number
        return None


class Outcome(Enum):
    """What has become of a ball that rolls down."""

    WAITING = "waiting"  # no step has been taken
    ESCAPED = "escaped"  # thrown out of the landscape
    ARRIVED = "arrived"  # in the deepest hollow
    TRAPPED = "trapped"  # in another one
    JUMPING = "jumping"  # from one side of the valley to the other
    ROLLING = "rolling"  # on its way


@dataclass(frozen=True)
class Path:
    """Where a ball has been.

    Attributes:
        weights: (K + 1, n) from the start on; if it escaped, the last ones are outside.
        losses: (K + 1,) the loss at each of them.
        slopes: (K + 1, n) the loss's derivative there.
        outcome: what has become of it.
        needed: after how many steps it arrives or escapes, be that in the past or in the future;
            None if that takes more than MOST_STEPS.
        fate: what will have become of it then, or after MOST_STEPS.
    """

    weights: np.ndarray
    losses: np.ndarray
    slopes: np.ndarray
    outcome: Outcome
    needed: int | None
    fate: Outcome

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.weights) - 1

    @property
    def jumps(self) -> list[int]:
        """After which steps the ball is on the other side of a valley than before."""
        turned = (self.slopes[:-1] * self.slopes[1:]).sum(axis=1) < 0
        numbers: list[int] = (np.flatnonzero(turned) + 1).tolist()
        return numbers

    @property
    def is_over(self) -> bool:
        """Whether the ball goes nowhere any more."""
        return self.outcome in (Outcome.ESCAPED, Outcome.ARRIVED, Outcome.TRAPPED)


def descend(landscape: Landscape, start: Weights, rate: float, steps: int) -> Path:
    """Let a ball take steps downhill: w -= rate · slope, until it arrives or is thrown out.

    Args:
        landscape: where.
        start: (n,) weights within it.
        rate: the learning rate, above 0.
        steps: how many at most, from 0.
    """
    places = [start]
    while not _at_rest(landscape, places[-1]) and len(places) <= MOST_STEPS:
        places.append(places[-1] - rate * landscape.slope(places[-1]))
    needed = len(places) - 1 if _at_rest(landscape, places[-1]) else None
    taken = places[: steps + 1]
    return Path(
        np.array(taken),
        np.array([landscape.loss(place) for place in taken]),
        np.array([landscape.slope(place) for place in taken]),
        _outcome(landscape, taken),
        needed,
        _outcome(landscape, places),
    )


def _at_rest(landscape: Landscape, place: Weights) -> bool:
    return not landscape.holds(place) or landscape.hollow_at(place) is not None


def _outcome(landscape: Landscape, places: list[Weights]) -> Outcome:
    hollow = landscape.hollow_at(places[-1])
    if not landscape.holds(places[-1]):
        return Outcome.ESCAPED
    if hollow is not None:
        return Outcome.TRAPPED if hollow else Outcome.ARRIVED
    if len(places) == 1:
        return Outcome.WAITING
    before, now = landscape.slope(places[-2]), landscape.slope(places[-1])
    return Outcome.JUMPING if before @ now < 0 else Outcome.ROLLING


BOWL = Landscape(
    name="bowl",
    limit=3.0,
    loss=lambda w: float(w[0] ** 2),
    slope=lambda w: 2.0 * w,
    hollows=((0.0,),),
)

# Two hollows; the tilt makes the left one deeper. The constant keeps the loss above zero.
_TILT, _LIFT = 0.4, 0.6
HOLLOWS = Landscape(
    name="hollows",
    limit=2.5,
    loss=lambda w: float((w[0] ** 2 - 2.0) ** 2 / 4.0 + _TILT * w[0] + _LIFT),
    slope=lambda w: w * (w**2 - 2.0) + _TILT,
    hollows=((-1.5052,), (1.3010,)),
)

VALLEY_TURN = 25.0  # degrees by which the valley is turned against the axes
VALLEY_CURVATURES = (0.6, 12.0)  # along the valley and across it: twenty times as steep
_ANGLE = math.radians(VALLEY_TURN)
_AXES = np.array(
    [[math.cos(_ANGLE), math.sin(_ANGLE)], [-math.sin(_ANGLE), math.cos(_ANGLE)]]
)  # its rows: along, across
_HESSIAN = _AXES.T @ np.diag(VALLEY_CURVATURES) @ _AXES

VALLEY = Landscape(
    name="valley",
    limit=3.0,
    loss=lambda w: float(0.5 * w @ _HESSIAN @ w),
    slope=lambda w: _HESSIAN @ w,
    hollows=((0.0, 0.0),),
)

LANDSCAPES = {each.name: each for each in (BOWL, HOLLOWS, VALLEY)}
