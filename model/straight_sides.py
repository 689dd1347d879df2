"""Straight lines in ink that lie: each put together from straight pieces, however broken it is.

Unlike the lines of `model.ruled_lines`, which run through the whole picture, they may be short: the
sides of boxes. They lean little, so that each row of a thin one is some times as long as the pen is
wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from model.pieces import CROWDED
from model.ruled_lines import THICKER, FollowedLine, Line, follow

RUN = 3  # times as long as the pen is wide: a straight piece
LEAST_RUN = 10  # pixels
SLENDER = 2.5  # times as long as thick
THINNEST = 0.25  # of its columns tell how thick a line is
MOST_PIECES = 400  # that are put together
STRAIGHT = 0.7  # of its thickness, and …
BENT = 1.0  # pixels more: how far a piece strays from straight
MOSTLY = 0.9  # of its ink
GAP = 4  # times the pen's width and …
NEAR = 3  # pixels more, or …
GAPS = 0.4  # of a line's length: where a stroke crosses, or the line is too pale
OVERLAP = 2  # times the pen's width that two pieces of a line may lie beside one another


@dataclass(frozen=True)
class Side:
    """A straight line in ink, which lies, or stands where the plane is seen from the side.

    Attributes:
        first, last: the columns of its ends.
        line: its row in each column.
        thickness: in pixels.
    """

    first: int
    last: int
    line: Line
    thickness: float

    @property
    def length(self) -> int:
        """In pixels."""
        return self.last - self.first + 1

    @property
    def middle(self) -> float:
        """The column halfway."""
        return (self.first + self.last) / 2

    def upwards(self, length: float) -> "Side":
        """So much of its end alone: of what stands, the foot."""
        return replace(self, first=max(self.first, round(self.last - length)))

    def at(self, column: Any) -> Any:
        """Its row in a column, or its rows in several."""
        return self.line.start + self.line.slope * column


def along(
    side: Side, ends: tuple[int, int], reach: int, slack: int, plane: np.ndarray
) -> tuple[tuple[slice, slice], FollowedLine]:
    """Where a side is a line in a plane, followed there.

    Args:
        side: roughly where it is.
        ends: the columns between which it is followed.
        reach: pixels beyond these that are looked at, too.
        slack: pixels that it may lie beside twice its thickness.
        plane: (H, W) uint8, in which it lies.

    Returns:
        The part of the plane around it, and what was followed, in this part's rows and columns.
    """
    first, last = max(0, ends[0] - reach), min(plane.shape[1], ends[1] + reach + 1)
    rows = side.at(ends[0]), side.at(ends[1])
    above = max(0, int(min(rows)) - 4 * reach)
    part = slice(above, int(max(rows)) + 4 * reach + 1), slice(first, last)
    line = Line(side.at(first) - above, side.line.slope)
    return part, follow(line, plane[part], round(2 * side.thickness) + slack)


def sides_in(ink: np.ndarray, pen: float) -> list[Side]:
    """The straight lines that lie, the longest first; none where there are too many, or hatching.

    Args:
        ink: (H, W) uint8, 0 = paper.
        pen: how wide strokes are, in pixels.
    """
    run = max(LEAST_RUN, round(RUN * pen))
    inked = (ink > 0).astype(np.uint8)
    runs = cv2.morphologyEx(inked, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
    if _are_crowded(stats, ink.size):
        return []
    for label in range(1, count):
        _cut_thick_columns(runs, labels, label, stats[label])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
    if _are_crowded(stats, ink.size):
        return []
    pieces = [_straight(labels, label, stats[label]) for label in range(1, count)]
    return _put_together([each for each in pieces if each], pen)


def _are_crowded(stats: np.ndarray, size: int) -> bool:
    """Whether these pieces are too many to be put together, or long and side by side."""
    boxes = stats[1:, cv2.CC_STAT_WIDTH].astype(float) @ stats[1:, cv2.CC_STAT_HEIGHT]
    return len(stats) > 1 + MOST_PIECES or bool(boxes > CROWDED * size)


def _cut_thick_columns(runs: np.ndarray, labels: np.ndarray, label: int, stats: np.ndarray) -> None:
    """Remove from `runs` where a stroke lies along a line, which would bend it."""
    left, top, wide, high = (int(each) for each in stats[:4])
    window = slice(top, top + high), slice(left, left + wide)
    own = labels[window] == label
    thickness = own.sum(axis=0)
    thick = thickness > THICKER * np.quantile(thickness, THINNEST) + 1
    runs[window][own & thick] = 0


def _straight(labels: np.ndarray, label: int, stats: np.ndarray) -> Side | None:
    """A piece as a line; None if it isn't straight."""
    left, top, wide, high, area = (int(each) for each in stats)
    if wide < max(LEAST_RUN, SLENDER * area / wide):
        return None
    rows, columns = np.nonzero(labels[top : top + high, left : left + wide] == label)
    slope, start = np.polyfit(columns + left, rows + top, 1)
    side = Side(left, left + wide - 1, Line(float(start), float(slope)), area / wide)
    stray = np.abs(rows + top - side.at(columns + left))
    return side if np.quantile(stray, MOSTLY) <= STRAIGHT * side.thickness + BENT else None


def _put_together(pieces: Sequence[Side], pen: float) -> list[Side]:
    """Pieces of the same line as one."""
    sides: list[Side] = []
    for piece in sorted(pieces, key=lambda each: each.first):
        before = [each for each in sides if _goes_on(each, piece, pen)]
        nearest = max(before, key=lambda each: each.last, default=None)
        if nearest:
            sides.remove(nearest)
        sides.append(_joined(nearest, piece) if nearest else piece)
    return sorted(sides, key=lambda each: -each.length)


def _goes_on(before: Side, piece: Side, pen: float) -> bool:
    """Whether a piece is of the same line as what has been put together to its left."""
    longest = max(GAP * pen + NEAR, GAPS * max(before.length, piece.length))
    if not -OVERLAP * pen <= piece.first - before.last <= longest:
        return False
    stray = max(before.thickness, piece.thickness) / 2 + BENT
    whole = _joined(before, piece)
    return all(
        abs(whole.at(column) - each.at(column)) <= stray
        for each in (before, piece)
        for column in (each.first, each.middle, each.last)
    )


def _joined(before: Side, piece: Side) -> Side:
    """One line from where the first begins to where the second ends, as thick as the longer one."""
    if piece.last <= before.last:
        return before
    start = before.at(before.first)
    slope = (piece.at(piece.last) - start) / (piece.last - before.first)
    longer = max(before, piece, key=lambda each: each.length)
    line = Line(start - slope * before.first, slope)
    return Side(before.first, piece.last, line, longer.thickness)
