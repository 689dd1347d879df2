"""Rows of things that are alike in a picture's ink: a binding's holes, a comb's teeth.

They are told from a column of digits by their shapes, their places and what is beside them.
"""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np

from model.pieces import BLOTCH, Piece, pen_of, reaches_border
from model.regular import regularity

LEAST = 0.1  # of the highest piece's height that holes and teeth have
ALIKE = 0.15  # of height, width and area, by which holes differ
LEAST_ALIKE = 4  # holes …
LEAST_DISCS = 3  # … or so many, if they are discs, and no pen is that wide
ROUND = 0.7  # a disc's shorter side over its longer one …
FILLED = 0.6  # … and of its box that it fills, where a wire crosses it
REGULAR = 0.12  # of their usual distance, by which theirs differ from whole multiples of it …
MOSTLY = 0.75  # … of most of them
STRAIGHT = 0.3  # of a hole's longer side that it may lie beside their line
APART = 1.2  # of a hole's side along the line: the least distance of two middles
SAME = 0.55  # of what two of them cover together that both do, if one is as large as the other
MOST_COMPARED = 20  # of them
MASK = 24  # pixels, its sides, for that
ALONG = 0.6  # of the picture's side that a binding's holes go along …
AT_SIDE = 0.2  # … so near it, of the picture's other side
LOWER = 0.75  # of the height of what is highest: the teeth of a comb are lower …
NARROW = 0.4  # … and so narrow, over their height


def without_rows_of_holes(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without rows of what is alike and equally far apart: a binding's holes, a comb's teeth.

    So are the digits of 1111, and of a column of numbers. But a binding goes along a side of the
    picture, has one shape and no neighbours, or its holes are discs that no pen has drawn; and
    teeth are low.
    """
    sizes = np.array([(piece.height, piece.width, piece.area) for piece in pieces], float)
    middles = np.array([piece.middle for piece in pieces])
    gone: set[int] = set()
    tried: set[bytes] = set()
    for number in np.flatnonzero(sizes[:, 0] >= LEAST * sizes[:, 0].max()).tolist():
        if number in gone:
            continue
        larger = np.maximum(sizes, sizes[number])
        alike = (np.abs(sizes - sizes[number]) <= ALIKE * larger + 1).all(axis=1)
        if LEAST_DISCS <= alike.sum() < len(pieces) and alike.tobytes() not in tried:
            tried.add(alike.tobytes())
            are_discs = _are_discs(pieces, alike, shape)
            if alike.sum() < LEAST_ALIKE and not are_discs:
                continue
            side = sizes[number, :2]
            is_comb = side[0] < LOWER * sizes[~alike, 0].max() and side[1] < NARROW * side[0]
            for axis in (0, 1):
                if _is_row(middles[alike], axis, side) and (
                    are_discs or is_comb or _is_binding(pieces, alike, axis, shape)
                ):
                    gone.update(np.flatnonzero(alike).tolist())
    return [piece for number, piece in enumerate(pieces) if number not in gone]


def _are_discs(pieces: Sequence[Piece], alike: np.ndarray, shape: tuple[int, ...]) -> bool:
    """Whether those that are alike are discs, wider than the pen of the others in the picture."""
    holes, others = _parted(pieces, alike)
    for hole in holes:
        short, long = sorted((hole.height, hole.width))
        if short < ROUND * long or hole.area < FILLED * short * long:
            return False
    inner = [piece for piece in others if not reaches_border(piece.box, shape)]
    return bool(inner) and pen_of(holes) > BLOTCH * pen_of(inner)


def _parted(pieces: Sequence[Piece], alike: np.ndarray) -> tuple[list[Piece], list[Piece]]:
    """Those that are alike, and all others."""
    own, others = (
        [piece for piece, each in zip(pieces, alike, strict=True) if each == is_alike]
        for is_alike in (True, False)
    )
    return own, others


def _is_row(middles: np.ndarray, axis: int, side: np.ndarray) -> bool:
    """Whether middles lie on a line that goes along an axis, equally far apart."""
    places = middles[:, axis]
    if np.median(np.diff(np.sort(places))) < APART * side[axis]:
        return False
    line = np.polyfit(middles[:, axis], middles[:, 1 - axis], 1)
    beside = np.abs(np.polyval(line, middles[:, axis]) - middles[:, 1 - axis])
    is_regular = regularity(places, REGULAR) >= MOSTLY
    return bool(is_regular and beside.max() <= STRAIGHT * side.max())


def _is_binding(
    pieces: Sequence[Piece], alike: np.ndarray, axis: int, shape: tuple[int, ...]
) -> bool:
    """Whether a row goes along a side, and is of things of one shape, without neighbours.

    A column of digits is of several shapes, or has more digits beside it.
    """
    row, others = _parted(pieces, alike)
    if not _is_along_side(np.array([piece.middle for piece in row]), axis, shape):
        return False
    masks = [_mask(piece) for piece in row[:MOST_COMPARED]]
    same = [_shared(one, other) for one, other in combinations(masks, 2)]
    beside = [any(_are_beside(piece, other, axis) for other in others) for piece in row]
    return bool(np.median(same) >= SAME and np.mean(beside) <= 1 - MOSTLY)


def _mask(piece: Piece) -> np.ndarray:
    inked = (piece.ink > 0).astype(np.float32)
    small: np.ndarray = cv2.resize(inked, (MASK, MASK), interpolation=cv2.INTER_AREA) >= 0.5
    return small


def _shared(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))


def _are_beside(piece: Piece, other: Piece, axis: int) -> bool:
    """Whether two lie side by side, across a row that goes along an axis, and near each other."""
    shared = _overlap(piece.box, other.box, axis)
    gap = -_overlap(piece.box, other.box, 1 - axis)
    sides = (piece.height, piece.width), (other.height, other.width)
    return shared >= min(each[axis] for each in sides) / 2 and gap <= max(sides[0])


def _overlap(one: tuple[int, ...], other: tuple[int, ...], axis: int) -> int:
    """By how many pixels two boxes overlap along an axis; less than 0: so far apart."""
    return min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])


def _is_along_side(middles: np.ndarray, axis: int, shape: tuple[int, ...]) -> bool:
    """Whether a row goes along most of a side of the picture, and near it."""
    across = middles[:, 1 - axis] / shape[1 - axis]
    is_near = across.max() <= AT_SIDE or across.min() >= 1 - AT_SIDE
    return bool(is_near and np.ptp(middles[:, axis]) >= ALONG * shape[axis])
