"""Lines to draw shapes of: curves, arcs, boxes, and what a hand does to them.

A line is a (P, 2) float array of points (x, y), x to the right and y down, as in `strokes`.
"""

import math
from collections.abc import Sequence

import numpy as np

from training.pretraining.strokes import Strokes

STEPS = 8  # points between two points of a curve
TAU = 2 * math.pi


def path(*points: Sequence[float]) -> np.ndarray:
    """Straight lines from point to point."""
    return np.array(points, float)


def curve(*points: Sequence[float]) -> np.ndarray:
    """A smooth line through all points (a Catmull-Rom spline)."""
    given = np.array(points, float)
    padded = np.concatenate([[2 * given[0] - given[1]], given, [2 * given[-1] - given[-2]]])
    before, begin, end, after = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, STEPS, endpoint=False)[None, :, None]
    pieces = 0.5 * (
        2 * begin
        + (end - before) * t
        + (2 * before - 5 * begin + 4 * end - after) * t**2
        + (3 * begin - before - 3 * end + after) * t**3
    )
    return np.concatenate([pieces.reshape(-1, 2), given[-1:]])


def arc(
    centre: Sequence[float],
    radius: Sequence[float] | float,
    begin: float = 0.0,
    end: float = TAU,
) -> np.ndarray:
    """A part of an ellipse; angles in radians, clockwise from the right, because y is down."""
    angle = np.linspace(begin, end, max(8, round(abs(end - begin) * 6)))
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    line: np.ndarray = np.asarray(centre, float) + circle * np.asarray(radius, float)
    return line


def box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    """A rectangle, closed."""
    return path((left, top), (right, top), (right, bottom), (left, bottom), (left, top))


def jittered(line: np.ndarray, rng: np.random.Generator, by: float) -> np.ndarray:
    """Every point moved a little, by a standard deviation of `by`."""
    moved: np.ndarray = line + rng.normal(0, by, line.shape)
    return moved


def dense(line: np.ndarray, step: float) -> np.ndarray:
    """The same line with a point at least every `step`."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    if along[-1] == 0:
        return line[:1]
    places = np.linspace(0, along[-1], max(2, math.ceil(along[-1] / step) + 1))
    return np.stack([np.interp(places, along, axis) for axis in line.T], axis=1)


def with_gaps(strokes: Strokes, rng: np.random.Generator, gap: float, count: int) -> Strokes:
    """Take `count` pieces of the length `gap` out of the strokes, anywhere but at their ends."""
    step = 0.01
    lines = [dense(stroke, step) for stroke in strokes]
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    points = np.concatenate(lines)
    kept = np.ones(len(points), bool)
    length = max(1, round(gap / step))
    for start in rng.integers(0, max(1, len(points) - length), count):
        kept[start : start + length] = False
    if not kept.any():
        return strokes
    breaks = np.flatnonzero((np.diff(owner) != 0) | ~kept[1:] | ~kept[:-1]) + 1
    pieces = zip(np.split(points, breaks), np.split(kept, breaks), strict=True)
    return [piece for piece, keep in pieces if keep.all()]
