"""Straight edges in a picture -> the four-sided shapes that they enclose and that are brighter.

A shadow that lies across a sheet and the desk around it makes both alike in places, so that the
sheet isn't parted from the desk there. But its edges are straight, and go on beyond such places:
as document scanners do, four of them are put together and judged by the light on both sides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

STRAIGHT = 0.2  # of the picture's longer side: an edge that is so long …
GAP = 0.12  # … without a gap of more than this …
VOTES = 40  # … of which so many pixels are seen
MOST = 12  # straight edges, the longest ones
SAME_ANGLE, SAME_PLACE = np.radians(4), 5.0  # pixels: two such are one edge
BESIDE = 4.0  # pixels from an edge, where the light on both sides is compared
APART = 0.25  # of the picture's height or width: the least that opposite edges are
OUTSIDE = 0.3  # of its longer side: a corner may lie so far beyond the picture


@dataclass(frozen=True, eq=False)
class _Edge:
    """A straight line through the picture.

    Attributes:
        point: (x, y) of one of its points.
        direction: (x, y) of length 1, to the right or down.
        brighter: for both sides, that on which y (x if it stands) is greater first: of how many of
            its pixels up to each, counted from `first`, that side is the brighter one.
        first: how far from the point, along the line, the first pixel is.
        is_border: it is the picture's border, beyond which nothing is known.
    """

    point: np.ndarray
    direction: np.ndarray
    brighter: np.ndarray
    first: float
    is_border: bool = False

    @property
    def lies(self) -> bool:
        """Whether it is rather level than upright."""
        return bool(abs(self.direction[0]) >= abs(self.direction[1]))

    def at(self, middle: float) -> float:
        """Its row in a column if it lies, else its column in a row."""
        along, across = (0, 1) if self.lies else (1, 0)
        steps = (middle - self.point[along]) / self.direction[along]
        return float(self.point[across] + steps * self.direction[across])

    def bright_between(self, begin: np.ndarray, end: np.ndarray, side: int) -> tuple[int, int]:
        """Of how many pixels between two of its points a side is the brighter one, and of all."""
        last = self.brighter.shape[1] - 1
        ends = [(corner - self.point) @ self.direction - self.first for corner in (begin, end)]
        start, stop = (int(np.clip(round(each), 0, last)) for each in sorted(ends))
        counted = self.brighter[side]
        return int(counted[stop] - counted[start]), stop - start


def four_sided(
    steep: Sequence[np.ndarray], lights: Sequence[np.ndarray], least: float, share: float
) -> Iterator[np.ndarray]:
    """The shapes within four straight edges that are brighter than what is beside them.

    Args:
        steep: (h, w) bool each: where the light changes by more than so much, for several of these.
        lights: (h, w) float32 each, the logarithm of a colour's light.
        least: by how much it must be brighter (logarithm) …
        share: … along so much of its edges, without the picture's borders.

    Yields:
        (h, w) uint8, not 0 in the shape.
    """
    height, width = shape = steep[0].shape
    edges = _straight_edges(steep, lights, least)
    edges += [_border(shape, row=row) for row in (0.0, height - 1.0)]
    edges += [_border(shape, column=column) for column in (0.0, width - 1.0)]
    lying = _pairs([edge for edge in edges if edge.lies], width / 2, APART * height)
    standing = _pairs([edge for edge in edges if not edge.lies], height / 2, APART * width)
    for top, bottom in lying:
        for left, right in standing:
            corners = _corners(top, bottom, left, right)
            if corners is None or not _are_near(corners, shape):
                continue
            sides = [
                (top, *corners[[0, 1]], 0),
                (right, *corners[[1, 2]], 1),
                (bottom, *corners[[2, 3]], 1),
                (left, *corners[[3, 0]], 0),
            ]
            counted = [
                edge.bright_between(begin, end, side)
                for edge, begin, end, side in sides
                if not edge.is_border
            ]
            bright, total = np.sum(counted, axis=0) if counted else (0, 0)
            if total and bright >= share * total:
                enclosed = np.zeros(shape, np.uint8)
                cv2.fillConvexPoly(enclosed, np.rint(corners).astype(np.int32), 1)
                yield enclosed


def _straight_edges(
    steep: Sequence[np.ndarray], lights: Sequence[np.ndarray], least: float
) -> list[_Edge]:
    """The longest straight edges, each once."""
    longest = max(steep[0].shape)
    found = [
        segments.reshape(-1, 4).astype(float)
        for each in steep
        if (
            segments := cv2.HoughLinesP(
                each.astype(np.uint8),
                1,
                np.pi / 180,
                VOTES,
                minLineLength=STRAIGHT * longest,
                maxLineGap=GAP * longest,
            )
        )
        is not None
    ]
    if not found:
        return []
    segments = np.concatenate(found)
    lengths = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    smooth = [cv2.blur(light, (5, 5)) for light in lights]
    edges: list[_Edge] = []
    for segment in segments[np.argsort(-lengths)]:
        begin, end = segment[:2], segment[2:]
        direction = (end - begin) / np.hypot(*(end - begin))
        if direction[int(np.abs(direction).argmax())] < 0:
            direction = -direction
        if not any(_is_same(edge, (begin + end) / 2, direction) for edge in edges):
            edges.append(_edge(begin, direction, smooth, least))
        if len(edges) == MOST:
            break
    return edges


def _is_same(edge: _Edge, middle: np.ndarray, direction: np.ndarray) -> bool:
    across = np.array([-edge.direction[1], edge.direction[0]])
    turned = abs(float(across @ direction))
    return turned < np.sin(SAME_ANGLE) and abs(float(across @ (middle - edge.point))) < SAME_PLACE


def _edge(
    point: np.ndarray, direction: np.ndarray, lights: Sequence[np.ndarray], least: float
) -> _Edge:
    """The line through a point, with the light on both of its sides."""
    height, width = lights[0].shape
    reach = int(np.hypot(height, width))
    steps = np.arange(-reach, reach + 1)
    pixels = point + steps[:, None] * direction
    inside = ((pixels >= 0) & (pixels <= (width - 1, height - 1))).all(axis=1)
    pixels, steps = pixels[inside], steps[inside]
    across = np.array([-direction[1], direction[0]])
    if across[int(np.abs(across).argmax())] < 0:
        across = -across
    both = []
    for offset in (BESIDE, -BESIDE):
        x, y = np.rint(pixels + offset * across).astype(int).T
        x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
        both.append(np.stack([light[y, x] for light in lights]))
    brighter = np.stack([(one - other).max(axis=0) >= least for one, other in (both, both[::-1])])
    counted = np.pad(np.cumsum(brighter, axis=1), ((0, 0), (1, 0)))
    return _Edge(point, direction, counted, float(steps[0]) if len(steps) else 0.0)


def _border(shape: tuple[int, int], row: float = 0.0, column: float | None = None) -> _Edge:
    direction = np.array([1.0, 0.0] if column is None else [0.0, 1.0])
    return _Edge(np.array([column or 0.0, row]), direction, np.zeros((2, 1)), 0.0, is_border=True)


def _pairs(edges: Sequence[_Edge], middle: float, apart: float) -> list[tuple[_Edge, _Edge]]:
    """Two that may be opposite edges: the one above, or on the left, first."""
    ordered = sorted(edges, key=lambda edge: edge.at(middle))
    return [
        (one, other)
        for one, other in combinations(ordered, 2)
        if other.at(middle) - one.at(middle) >= apart
    ]


def _corners(top: _Edge, bottom: _Edge, left: _Edge, right: _Edge) -> np.ndarray | None:
    """(4, 2): where they meet, clockwise from the top left; None where that is no convex shape."""
    pairs = ((top, left), (top, right), (bottom, right), (bottom, left))
    corners = [_meet(one, other) for one, other in pairs]
    if any(corner is None for corner in corners):
        return None
    shape = np.array(corners)
    sides = np.roll(shape, -1, axis=0) - shape
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return shape if (turns > 0).all() else None


def _meet(one: _Edge, other: _Edge) -> np.ndarray | None:
    matrix = np.stack([one.direction, -other.direction], axis=1)
    if abs(np.linalg.det(matrix)) < 0.5:  # they would meet under 30 degrees or less
        return None
    steps = np.linalg.solve(matrix, other.point - one.point)
    met: np.ndarray = one.point + steps[0] * one.direction
    return met


def _are_near(corners: np.ndarray, shape: tuple[int, int]) -> bool:
    room = OUTSIDE * max(shape)
    return bool((corners >= -room).all() and (corners <= np.array(shape)[::-1] + room).all())
