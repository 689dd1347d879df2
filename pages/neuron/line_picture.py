"""A neuron with two inputs as a picture: points, the line between them, and what it says where."""

from collections.abc import Sequence

import numpy as np

from model.dense import ACTIVATIONS
from model.neuron import Line, Update, cross_entropy, mistakes
from pages.neuron.plot import Plane
from pages.neuron.points import Points, places, targets
from pages.shared.words.numbers import added, factor, plain

PLANE = Plane("line", (-1.15, 1.15), (-1.15, 1.15), 400, 410)
TICKS = (-1, -0.5, 0, 0.5, 1)

SURE = 6.0  # sums beyond this are as good as certain: 99.8 %
SHADES = 24  # of the sigmoid, from sure of a circle to sure of a square
STRONGEST = 0.42  # how much a shade covers where the neuron is sure
MARK = 8.5  # half of a square, and a circle's radius


def line_picture(
    points: Points, line: Line, update: Update | None, soft: bool, plane: Plane = PLANE
) -> str:
    """The plane, to be pressed where a point shall be.

    Args:
        points: squares and circles.
        line: the neuron.
        update: the step of learning that led to it, shown as the line before, dashed.
        soft: whether it has a sigmoid, and so shades; otherwise a step.
        plane: where it is drawn.
    """
    wrong = mistakes(line, places(points), targets(points))
    learnt = update.point if update else None
    content = [
        shading(plane, line, soft),
        plane.grid(TICKS, TICKS),
        boundary(plane, update.before, "dl-before") if update else "",
        boundary(plane, line, "dl-boundary"),
        _arrow(plane, line),
        marks(plane, points, wrong, learnt),
    ]
    alt = (
        f"A plane with {len(points)} points, {int(wrong.sum())} of them on the wrong side of the "
        "line. Press it to add a point, or use the button Add a random point."
    )
    labels = plane.labels((-1, 0, 1), (-1, 0, 1), "x", "y")
    return plane.picture("".join(content), alt, labels, pressed=True)


def marks(plane: Plane, points: Points, wrong: Sequence[bool], learnt: int | None = None) -> str:
    """The points: squares and circles, those misread with a ring around them."""
    drawn = []
    for number, (each, misread) in enumerate(zip(points, wrong, strict=True)):
        x, y = plane.across(each.x), plane.down(each.y)
        if misread:
            drawn.append(f'<circle class="dl-misread" cx="{x:.1f}" cy="{y:.1f}" r="{MARK + 6}"/>')
        if number == learnt:
            drawn.append(f'<circle class="dl-learnt" cx="{x:.1f}" cy="{y:.1f}" r="{MARK + 10}"/>')
        if each.square:
            drawn.append(
                f'<rect class="dl-square" x="{x - MARK:.1f}" y="{y - MARK:.1f}" '
                f'width="{2 * MARK}" height="{2 * MARK}"/>'
            )
        else:
            drawn.append(f'<circle class="dl-circle" cx="{x:.1f}" cy="{y:.1f}" r="{MARK}"/>')
    return "".join(drawn)


def boundary(plane: Plane, line: Line, kind: str) -> str:
    """Where the weighted sum is zero; nothing if that is nowhere or everywhere."""
    if line.is_flat:
        return ""
    if abs(line.w2) >= abs(line.w1):  # more level than upright: from the left edge to the right
        ends = [(x, -(line.w1 * x + line.b) / line.w2) for x in plane.x]
    else:
        ends = [(-(line.w2 * y + line.b) / line.w1, y) for y in plane.y]
    return f'<path class="{kind}" d="{plane.path(ends)}"/>'


def shading(plane: Plane, line: Line, soft: bool) -> str:
    """What the neuron says where: blue where it fires, orange where it doesn't.

    The output changes along the weights only, so a linear gradient shows it exactly.
    """
    if line.is_flat:
        color, strength = _shade(line.b, soft)
        fill = f'style="fill:{color};fill-opacity:{strength:.3f}"'
        return f'<rect {fill} width="{plane.width:g}" height="{plane.height:g}"/>'
    length = float(np.hypot(line.w1, line.w2))
    foot, across = _foot(line), np.array([line.w1, line.w2]) / length
    reach = SURE / length
    (x1, y1), (x2, y2) = foot - reach * across, foot + reach * across
    stops = "".join(
        f'<stop offset="{offset:.4f}" style="stop-color:{color};stop-opacity:{strength:.3f}"/>'
        for offset, (color, strength) in _stops(soft)
    )
    name = f"{plane.name}-shades"
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{plane.across(x1):.2f}" '
        f'y1="{plane.down(y1):.2f}" x2="{plane.across(x2):.2f}" y2="{plane.down(y2):.2f}">'
        f"{stops}</linearGradient>"
        f'<rect fill="url(#{name})" width="{plane.width:g}" height="{plane.height:g}"/>'
    )


def legend(soft: bool) -> str:
    """What the shades mean, as HTML."""
    stops = ",".join(
        f"color-mix(in srgb,{color} {100 * strength:.0f}%,transparent) {100 * offset:.0f}%"
        for offset, (color, strength) in _stops(soft)
    )
    words = ("0: surely a circle", "½", "1: surely a square") if soft else ("circle", "", "square")
    names = "".join(f"<span>{each}</span>" for each in words)
    return (
        f'<div class="dl-shades"><i style="background:linear-gradient(90deg,{stops})"></i>'
        f"{names}</div>"
    )


def _stops(soft: bool) -> list[tuple[float, tuple[str, float]]]:
    """Shades from sure of a circle to sure of a square, each with its place from 0 to 1."""
    if not soft:
        return [(0.5, _shade(-1.0, soft)), (0.5, _shade(1.0, soft))]
    return [
        (number / SHADES, _shade((2 * number / SHADES - 1) * SURE, soft))
        for number in range(SHADES + 1)
    ]


def _shade(total: float, soft: bool) -> tuple[str, float]:
    share = float(ACTIVATIONS["sigmoid"](np.float64(total))) if soft else float(total >= 0)
    color = "var(--dl-accent)" if share >= 0.5 else "var(--dl-orange)"
    return color, STRONGEST * abs(2 * share - 1)


def _foot(line: Line) -> np.ndarray:
    """The point of the line that is nearest to (0, 0)."""
    weights = np.array([line.w1, line.w2])
    return -line.b * weights / (weights @ weights)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def _arrow(plane: Plane, line: Line) -> str:
    """A short arrow from the line to the side where the neuron fires."""
    if line.is_flat:
        return ""
    foot, across = _foot(line), _unit(np.array([line.w1, line.w2]))
    if max(abs(foot)) > plane.x[1]:
        return ""
    tip, side = foot + 0.2 * across, np.array([-across[1], across[0]])
    head = [tip - 0.07 * across + 0.045 * side, tip, tip - 0.07 * across - 0.045 * side]
    shaft = plane.path([tuple(foot), tuple(tip)])
    return f'<path class="dl-arrow" d="{shaft}{plane.path(tuple(each) for each in head)}"/>'


def line_numbers(points: Points, line: Line, update: Update | None, soft: bool) -> str:
    """The neuron in numbers: its sum, its mistakes, and what the last update did."""
    where, wanted = places(points), targets(points)
    wrong = int(mistakes(line, where, wanted).sum())
    loss = f"loss {plain(cross_entropy(line, where, wanted), 3)}" if soft and points else ""
    rule = "sigmoid(sum) is how surely a square" if soft else "a square if the sum is at least 0"
    return (
        f'<div class="dl-score"><strong data-mistakes="{wrong}">{wrong}</strong>'
        f"<span>of {len(points)} {'point' if len(points) == 1 else 'points'} misread</span>"
        f"<em>{loss}</em></div>"
        f'<p class="dl-equation">sum = {plain(line.w1)} · x {added(line.w2)} · y {added(line.b)}'
        f"<small>{rule}</small></p>"
        f'<div class="dl-update">{_update_words(points, update, wrong, soft)}</div>'
    )


def _update_words(points: Points, update: Update | None, wrong: int, soft: bool) -> str:
    if update is None:
        return f"<p>{_before_learning(len(points), wrong, soft)}</p>"
    if update.point is None:
        why = (
            "Every point pulls at the line, the more the further its share is from what it should "
            "be. The mean of the pulls, times the rate, is added:"
        )
    else:
        each = points[update.point]
        other = "circle" if each.square else "square"
        sign = "added" if each.square else "taken away"
        why = (
            f"The {each.kind} at ({plain(each.x)}, {plain(each.y)}) was taken for a {other}. So "
            f"its place, times the rate, is {sign}:"
        )
    taken_away = update.point is not None and not points[update.point].square
    return f"<p>{why}</p><table>{''.join(_update_rows(update, taken_away))}</table>"


def _before_learning(count: int, wrong: int, soft: bool) -> str:
    if not count:
        return "There is nothing to learn from. Press the plane to add a point."
    if soft:
        return (
            "A sigmoid has a slope, so the neuron can go downhill: each step makes the loss, the "
            "mean price of being wrong, a little smaller."
        )
    if wrong:
        return (
            "Rosenblatt’s rule: take one mistake, here the worst, and move the line towards "
            "putting it right."
        )
    return "No mistake is left, and Rosenblatt’s rule learns from nothing else."


def _update_rows(update: Update, taken_away: bool) -> list[str]:
    before = (update.before.w1, update.before.w2, update.before.b)
    after = (update.after.w1, update.after.w2, update.after.b)
    names = ("w<sub>1</sub>", "w<sub>2</sub>", "b")
    sign, parts = ("−", -update.pull) if taken_away else ("+", update.pull)
    digits = 3 if update.point is None else 2
    return [
        f"<tr><th>{name}</th><td>{plain(old)} {sign} {update.rate:g} × {factor(part, digits)} "
        f"= <b>{plain(new)}</b></td></tr>"
        for name, old, part, new in zip(names, before, parts, after, strict=True)
    ]
