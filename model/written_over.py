"""A box that somebody wrote over in ink -> ink without it.

`model.form_lines` and `model.boxes` know a box by its outline, or by where its sides end. A digit
that leaves it hides both. Here four straight lines are put together that are inked from corner to
corner, whatever else hangs on them, in ink that also has what is pale beside a strong stroke.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

import cv2
import numpy as np

from model.boxes import CRUMB, HOLLOW, IN_BOX, LEAST_BOX, LEAST_WIDE
from model.pieces import heights_of
from model.ruled_lines import FollowedLine, Line, erase, follow, lines_in
from model.straight_sides import Side, along

MOST_PIECES = 4  # of ink that may be boxes, the largest ones
LINES = 10  # in each direction, the surest ones
REACH, REACHES = 0.05, (8, 30)  # of a piece's height, in pixels: so far are they looked for
FITS = 3  # times that a line is fitted to most of its points
COVERED = 0.9  # of each side that is inked
LEAST_INSIDE = 0.4  # of a piece's bounding box that its box fills
THIN = 6  # times as high and wide as its sides are thick: a box
ALIKE = 2.0  # times as thick as the thinnest side are the others at most
LEAST_CELL = 0.15  # of a box's height or width, between lines that divide it
PARALLEL = 0.08  # rows in each column by which opposite sides lean differently
STRONGER = 1.35  # times as strong as the sides usually are: a stroke that lies along one
USUAL = 0.35  # of its sides is no stronger than they usually are
SLACK = 2  # pixels


class _Box(NamedTuple):
    """The four sides of a box; those that stand are seen from the side."""

    top: Side
    bottom: Side
    left: Side
    right: Side

    @property
    def high(self) -> float:
        return _apart(self.top, self.bottom)

    @property
    def wide(self) -> float:
        return _apart(self.left, self.right)

    @property
    def thickness(self) -> list[float]:
        return [side.thickness for side in self]


def without_box_written_over(
    ink: np.ndarray, faint: np.ndarray, contrast: np.ndarray
) -> np.ndarray:
    """Without the sides of the only box, which what is written may touch.

    Several are a form, which `model.form_lines` knows better.

    Args:
        ink: (H, W) uint8, 0 = paper.
        faint: (H, W) bool, what may be ink of a box, too.
        contrast: (H, W) float32, how much each pixel differs from the paper: a stroke that lies
            along a fainter side stays.

    Returns:
        The same without it; the same array if there is nothing like one.
    """
    inked = (faint | (ink > 0)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked)
    _, _, wide, high, area = stats[1:].T
    may_be = (np.minimum(wide, high) >= LEAST_BOX) & (area <= HOLLOW * wide * high)
    boxes = []
    for label in 1 + np.flatnonzero(may_be)[np.argsort(-(wide * high)[may_be])][:MOST_PIECES]:
        left, top, wide, high = (int(each) for each in stats[label][:4])
        window = slice(top, top + high), slice(left, left + wide)
        box = _box_in(np.where(labels[window] == label, 255, 0).astype(np.uint8))
        if box:
            boxes.append((window, box))
    if len(boxes) != 1:
        return ink
    rest = ink.copy()
    ((window, box),) = boxes
    _take_out(box, rest[window], contrast[window])
    return rest


def _box_in(own: np.ndarray) -> _Box | None:
    """The largest box in a piece of ink, if there is one."""
    largest, area = None, LEAST_INSIDE * own.size
    lying, standing = (_lines(plane) for plane in (own, np.ascontiguousarray(own.T)))
    for (top, bottom), (left, right) in product(_pairs(lying), list(_pairs(standing))):
        box = _Box(top, bottom, left, right)
        if box.high * box.wide > area and _is_box(box, own):
            largest, area = box, box.high * box.wide
    if largest is None or _is_divided(largest, lying, standing, own):
        return None
    return largest


def _is_divided(
    box: _Box, lying: Sequence[Side], standing: Sequence[Side], own: np.ndarray
) -> bool:
    """Whether lines go through a box from side to side: it is a row of cells, or a table."""
    for sides, (one, other), plane in ((lying, box[:2], own), (standing, box[2:], own.T)):
        room = LEAST_CELL * _apart(one, other)
        for side in sides:
            far = min(_apart(one, side), _apart(side, other))
            across = box._replace(top=side) if sides is lying else box._replace(left=side)
            if far >= room and _is_inked(side, across, plane):
                return True
    return False


def _lines(own: np.ndarray) -> list[Side]:
    """The surest straight lines that lie in a piece of ink."""
    sides: list[Side] = []
    reach = int(np.clip(round(REACH * len(own)), *REACHES))
    for line in lines_in(own):
        if any(_is_same(line, side, own.shape[1]) for side in sides):
            continue
        followed = follow(line, own, reach)
        if not followed.pieces:
            continue
        columns, first, last = np.array(followed.pieces).T
        fitted = _fitted(columns, (first + last - 1) / 2)
        sides.append(Side(int(columns[0]), int(columns[-1]), fitted, followed.thickness))
        if len(sides) == LINES:
            break
    return sides


def _is_same(line: Line, side: Side, width: int) -> bool:
    """Whether a line lies within the thickness of one that was found already."""
    far = (line.start + line.slope * column - side.at(column) for column in (0, width - 1))
    return all(abs(each) <= side.thickness for each in far)


def _fitted(columns: np.ndarray, rows: np.ndarray) -> Line:
    """The line through most of some points."""
    kept = np.ones(len(columns), bool)
    for _ in range(FITS):
        slope, start = np.polyfit(columns[kept], rows[kept], 1)
        stray = np.abs(rows - start - slope * columns)
        kept = stray <= max(1.0, 2 * float(np.median(stray)))
    return Line(float(start), float(slope))


def _pairs(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Each two that are parallel, the upper one first."""
    ordered = sorted(sides, key=lambda side: float(side.at(side.middle)))
    for one, other in combinations(ordered, 2):
        if abs(one.line.slope - other.line.slope) <= PARALLEL:
            yield one, other


def _apart(one: Side, other: Side) -> float:
    return float(other.at(other.middle) - one.at(one.middle))


def _is_box(box: _Box, own: np.ndarray) -> bool:
    """Whether sides go all around something, are thin, and leave room for a digit."""
    thickest, thinnest = max(box.thickness), min(box.thickness)
    return (
        box.wide >= LEAST_WIDE * box.high
        and min(box.high, box.wide) >= max(LEAST_BOX, THIN * thickest)
        and thickest <= ALIKE * thinnest + 1
        and all(_is_inked(side, box, own if side in box[:2] else own.T) for side in box)
    )


def _ends(side: Side, box: _Box) -> tuple[float, float]:
    """Where a side meets its neighbours, in columns of its plane."""
    lies = side is box.top or side is box.bottom
    first, last = (_crossing(side.line, other.line) for other in (box[2:] if lies else box[:2]))
    return first, last


def _crossing(line: Line, other: Line) -> float:
    """The column of a line where another one crosses it, which is seen from the side."""
    return (other.start + other.slope * line.start) / (1 - line.slope * other.slope)


def _is_inked(side: Side, box: _Box, plane: np.ndarray) -> bool:
    """Whether there is ink along a side from corner to corner."""
    first, last = (round(end) for end in _ends(side, box))
    if first < -SLACK or last > plane.shape[1] + SLACK or last - first < LEAST_BOX:
        return False
    columns = np.arange(max(0, first), min(plane.shape[1], last + 1))
    rows = np.rint(side.at(columns)).astype(int) + np.arange(-1, 2)[:, None]
    inked = (plane[np.clip(rows, 0, len(plane) - 1), columns] > 0).any(axis=0)
    corner = max(SLACK, round(side.thickness))
    return bool(inked.mean() >= COVERED and inked[:corner].any() and inked[-corner:].any())


def _take_out(box: _Box, ink: np.ndarray, contrast: np.ndarray) -> None:
    """Remove a box's sides from ink, unless nothing is left in it."""
    before = ink.copy()
    followed = [
        (side, *_followed(side, _ends(side, box), *planes))
        for side, planes in zip(box, [(ink, contrast)] * 2 + [(ink.T, contrast.T)] * 2, strict=True)
    ]
    depths = np.concatenate([depths for *_, depths in followed])
    most = STRONGER * float(np.quantile(depths, USUAL)) if depths.size else 0.0
    for side, part, line, own in followed:
        pieces = [each for each, depth in zip(line.pieces, own, strict=True) if depth <= most]
        erase([replace(line, pieces=pieces)], side.thickness, part)
    thickness = max(box.thickness)
    _clear_crumbs(ink, before, CRUMB * thickness + SLACK)
    inset = round(thickness)
    first = round(box.top.at(box.top.middle)), round(box.left.at(box.left.middle))
    inside = ink[
        max(0, first[0]) + inset : first[0] + round(box.high) - inset,
        max(0, first[1]) + inset : first[1] + round(box.wide) - inset,
    ]
    if not inside.size or not (heights_of(inside) >= IN_BOX * box.high).any():
        ink[:] = before


def _clear_crumbs(ink: np.ndarray, before: np.ndarray, largest: float) -> None:
    """Remove small pieces that hung on what is gone."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    gone = cv2.dilate((before != ink).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    crumbs = np.zeros(len(stats), bool)
    crumbs[np.unique(labels[gone])] = True
    crumbs &= stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= largest
    crumbs[0] = False
    ink[crumbs[labels]] = 0


def _followed(
    side: Side, ends: tuple[float, float], plane: np.ndarray, contrast: np.ndarray
) -> tuple[np.ndarray, FollowedLine, np.ndarray]:
    """The part of a plane around a side, where it is a line there, and how strong in each piece."""
    reach = round(side.thickness) + SLACK
    part, followed = along(side, (round(ends[0]), round(ends[1])), reach, SLACK, plane)
    strength = contrast[part]
    depths = [float(strength[top:bottom, at].max()) for at, top, bottom in followed.pieces]
    return plane[part], followed, np.array(depths)
