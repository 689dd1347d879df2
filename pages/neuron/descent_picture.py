"""Gradient descent as a picture: a curve or contours, and what is said of the ball on them.

The ball itself moves in the browser (descent.js).
"""

import math
from typing import Any

import numpy as np

from model.descent import (
    BOWL,
    HOLLOWS,
    MOST_STEPS,
    VALLEY,
    VALLEY_CURVATURES,
    VALLEY_TURN,
    Landscape,
    Outcome,
    Path,
)
from pages.neuron.plot import Plane, dot

STEPS = 240  # of a curve
_SIZE = {"width": 480.0, "height": 400.0}
PLANES = {
    BOWL.name: Plane("descent", (-3.3, 3.3), (-0.7, 10), **_SIZE),
    HOLLOWS.name: Plane("descent", (-2.75, 2.75), (-0.45, 6.3), **_SIZE),
    VALLEY.name: Plane(
        "descent",
        (-3.3, 3.3),
        (-3.3, 3.3),
        width=430.0,
        height=430.0,
        bottom=30.0,
        top=24.0,
        left=36.0,
        right=10.0,
    ),
}
HEIGHTS = {BOWL.name: (0, 2, 4, 6, 8, 10), HOLLOWS.name: (0, 1, 2, 3, 4, 5, 6)}
TICKS = (-3, -2, -1, 0, 1, 2, 3)
CONTOURS = (0.05, 0.3, 1, 2.5, 5, 9, 15, 24, 36, 50)  # losses; closer together in the middle
FATES = {
    Outcome.ARRIVED: "it arrives",
    Outcome.TRAPPED: "it comes to rest",
    Outcome.ESCAPED: "it leaves the picture",
}
FAST = 60  # steps; more is a small rate's doing


def plane_of(landscape: Landscape) -> Plane:
    """Where a landscape is drawn."""
    return PLANES[landscape.name]


def moving_plane(landscape: Landscape) -> dict[str, Any]:
    """The plane with what never moves in it: the curve of losses, or lines of the same loss."""
    plane = plane_of(landscape)
    ticks = [each for each in TICKS if abs(each) <= landscape.limit]
    if landscape.weights == 1:
        heights = HEIGHTS[landscape.name]
        labels = plane.labels(ticks, heights, "weight w", "loss")
        return plane.moving(plane.grid(ticks, heights) + _curve(plane, landscape), labels)
    labels = plane.labels(ticks, ticks, "weight w", "weight v")
    return plane.moving(plane.grid(ticks, ticks) + _contours(plane), labels)


def words(path: Path) -> dict[str, dict[str, str] | None]:
    """What becomes of the ball, at each moment of its path, and what that says about the rate.

    Args:
        path: all of it.

    Returns:
        By the moment: waiting at the start, rolling or jumping on its way, and at the end, which
        has no words if it never comes to rest.
    """
    moments = (Outcome.WAITING, Outcome.ROLLING, Outcome.JUMPING)
    said = {each.value: {"outcome": each.value, "sentence": _words(path, each)} for each in moments}
    end = {"outcome": path.outcome.value, "sentence": _words(path, path.outcome)}
    return {**said, "end": end if path.is_over else None}


def _curve(plane: Plane, landscape: Landscape) -> str:
    sums = np.linspace(*plane.x, STEPS + 1)
    curve = plane.path((float(w), landscape.loss(np.array([w]))) for w in sums)
    return f'<path class="dl-curve" d="{curve}"/>'


def _contours(plane: Plane) -> str:
    """Lines of the same loss are ellipses, turned as the valley is."""
    unit = plane.across(1.0) - plane.across(0.0), plane.down(0.0) - plane.down(1.0)
    middle = plane.across(0.0), plane.down(0.0)
    along, across = VALLEY_CURVATURES
    rings = "".join(
        f'<ellipse rx="{unit[0] * math.sqrt(2 * loss / along):.1f}" '
        f'ry="{unit[0] * math.sqrt(2 * loss / across):.1f}"/>'
        for loss in reversed(CONTOURS)
    )
    turn = f"translate({middle[0]:.1f} {middle[1]:.1f}) scale(1 {unit[1] / unit[0]:.4f})"
    return f'<g class="dl-contours" transform="{turn} rotate({-VALLEY_TURN:g})">{rings}</g>' + dot(
        plane, 0.0, 0.0, 3.5, "dl-bottom"
    )


def _words(path: Path, outcome: Outcome) -> str:
    """The same for one moment."""
    needed = path.needed
    if outcome is Outcome.WAITING:
        return "The ball is at its start. The steeper it is there, the larger the first step."
    if outcome is Outcome.ESCAPED:
        return (
            f"Too large: after {_steps(path.steps)} the ball has left the picture. It jumped over "
            "the bottom and landed higher up, where it is even steeper."
        )
    if outcome is Outcome.TRAPPED:
        return (
            f"It rests after {_steps(path.steps)}, but in the hollow that is not the deepest. No "
            "slope leads out of it."
        )
    if outcome is Outcome.ARRIVED:
        pace = "About right" if path.steps <= FAST else "Rather small, but it is there"
        return f"{pace}: at the bottom after {_steps(path.steps)}."
    if outcome is Outcome.JUMPING:
        if needed is None:
            return "Too large: it jumps from side to side, and will never come to rest."
        return (
            f"Large: it jumps from side to side. At this rate {FATES[path.fate]} after "
            f"{_steps(needed)}."
        )
    if needed is None:
        return f"Too small: after more than {MOST_STEPS:,} steps it still won’t be there."
    if needed > FAST:
        return f"Too small: it creeps. At this rate {FATES[path.fate]} after {needed} steps."
    return f"On its way. At this rate {FATES[path.fate]} after {_steps(needed)}."


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
