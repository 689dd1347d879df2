"""Gradient descent as a picture: a curve or contours, and the path of a ball."""

import math

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
from pages.shared.words.numbers import factor, plain

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


def descent_picture(landscape: Landscape, path: Path) -> str:
    """The landscape and the ball, to be pressed where it shall start."""
    draw = _curve if landscape.weights == 1 else _contours
    plane = plane_of(landscape)
    where = ", ".join(plain(each) for each in path.weights[-1])
    alt = (
        f"A landscape of losses with a ball at {where}, after {_steps(path.steps)}. "
        "Press it to start elsewhere."
    )
    ticks = [each for each in TICKS if abs(each) <= landscape.limit]
    if landscape.weights == 1:
        labels = plane.labels(ticks, HEIGHTS[landscape.name], "weight w", "loss")
        grid = plane.grid(ticks, HEIGHTS[landscape.name])
    else:
        labels = plane.labels(ticks, ticks, "weight w", "weight v")
        grid = plane.grid(ticks, ticks)
    return plane.picture(grid + draw(plane, landscape, path), alt, labels, pressed=True)


def descent_numbers(landscape: Landscape, path: Path, rate: float) -> str:
    """Steps, loss, the next step as arithmetic, and what has become of the ball."""
    return (
        f'<div class="dl-score"><strong data-steps="{path.steps}">{path.steps}</strong>'
        f"<span>{'step' if path.steps == 1 else 'steps'}</span>"
        f"<em>loss {_loss(path.losses[-1])}</em></div>"
        f'<p class="dl-outcome" data-outcome="{path.outcome.value}">{_words(path)}</p>'
        f'<div class="dl-update">{_next_step(landscape, path, rate)}{_losses(path)}</div>'
    )


def _curve(plane: Plane, landscape: Landscape, path: Path) -> str:
    sums = np.linspace(*plane.x, STEPS + 1)
    curve = plane.path((float(w), landscape.loss(np.array([w]))) for w in sums)
    visited = [
        (float(w[0]), float(loss)) for w, loss in zip(path.weights, path.losses, strict=True)
    ]
    slope = float(landscape.slope(path.weights[-1])[0])
    (w, loss) = visited[-1]
    reach = 0.9 / math.hypot(1.0, slope * (plane.x[1] - plane.x[0]) / (plane.y[1] - plane.y[0]))
    tangent = [(w + side * reach, loss + side * reach * slope) for side in (-1, 1)]
    return (
        f'<path class="dl-curve" d="{curve}"/><path class="dl-trail" d="{plane.path(visited)}"/>'
        + "".join(dot(plane, *each, 3.5, "dl-visited") for each in visited[:-1])
        + f'<path class="dl-tangent" d="{plane.path(tangent)}"/>'
        + dot(plane, w, loss, 9, "dl-ball dl-rolling")
    )


def _contours(plane: Plane, landscape: Landscape, path: Path) -> str:
    """Lines of the same loss are ellipses, turned as the valley is."""
    unit = plane.across(1.0) - plane.across(0.0), plane.down(0.0) - plane.down(1.0)
    middle = plane.across(0.0), plane.down(0.0)
    along, across = VALLEY_CURVATURES
    rings = "".join(
        f'<ellipse rx="{unit[0] * math.sqrt(2 * loss / along):.1f}" '
        f'ry="{unit[0] * math.sqrt(2 * loss / across):.1f}"/>'
        for loss in reversed(CONTOURS)
    )
    visited = [tuple(each) for each in path.weights.tolist()]
    turn = f"translate({middle[0]:.1f} {middle[1]:.1f}) scale(1 {unit[1] / unit[0]:.4f})"
    return (
        f'<g class="dl-contours" transform="{turn} rotate({-VALLEY_TURN:g})">{rings}</g>'
        + dot(plane, 0.0, 0.0, 3.5, "dl-bottom")
        + f'<path class="dl-trail" d="{plane.path(visited)}"/>'
        + "".join(dot(plane, *each, 3.5, "dl-visited") for each in visited[:-1])
        + dot(plane, *visited[-1], 9, "dl-ball dl-rolling")
    )


def _words(path: Path) -> str:
    """What has become of the ball, and what that says about the rate."""
    needed = path.needed
    if path.outcome is Outcome.WAITING:
        return "The ball is at its start. The steeper it is there, the larger the first step."
    if path.outcome is Outcome.ESCAPED:
        return (
            f"Too large: after {_steps(path.steps)} the ball has left the picture. It jumped over "
            "the bottom and landed higher up, where it is even steeper."
        )
    if path.outcome is Outcome.TRAPPED:
        return (
            f"It rests after {_steps(path.steps)}, but in the hollow that is not the deepest. No "
            "slope leads out of it."
        )
    if path.outcome is Outcome.ARRIVED:
        pace = "About right" if path.steps <= FAST else "Rather small, but it is there"
        return f"{pace}: at the bottom after {_steps(path.steps)}."
    if path.outcome is Outcome.JUMPING:
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


def _next_step(landscape: Landscape, path: Path, rate: float) -> str:
    """The rule with the numbers of the next step."""
    now = path.weights[-1]
    if not landscape.holds(now):
        return "<p>Start again, with a smaller rate.</p>"
    slope = landscape.slope(now)
    # A step that can't be seen with two decimals gets more of them.
    digits = 2 if np.abs(rate * slope).max() >= 0.01 else 5
    rows = "".join(
        f"<tr><th>{name}</th><td>{plain(old, digits)} − {rate:g} × {factor(steep)} = "
        f"<b>{plain(old - rate * steep, digits)}</b></td></tr>"
        for name, old, steep in zip("wv", now.tolist(), slope.tolist(), strict=False)
    )
    return f"<p>Next step: weight − rate × slope</p><table>{rows}</table>"


def _losses(path: Path) -> str:
    """The loss after each step, as a small curve."""
    last = max(path.steps, 10)
    highest = max(float(path.losses.max()), 1e-9)
    plane = Plane(
        "losses",
        (-0.03 * last, 1.03 * last),
        (-0.08, 1.12),
        width=300,
        height=130,
        left=4,
        bottom=4,
        top=22,
        right=4,
    )
    places = [(step, float(loss) / highest) for step, loss in enumerate(path.losses)]
    content = f'<path class="dl-curve" d="{plane.path(places)}"/>' + dot(
        plane, *places[-1], 5, "dl-ball"
    )
    labels = plane.labels((), (), "", "loss after each step")
    return plane.picture(content, "The loss after each step.", labels)


def _loss(loss: float) -> str:
    return f"{loss:,.0f}" if loss >= 1000 else plain(loss, 3)
