"""Pieces of a picture's ink -> without what nobody wrote: thumbs, bindings, combs, staples.

Each is told from writing by its shape and place alone, before anything is read; where nothing else
would be left, all stays.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from model.pieces import Piece, pen_width
from model.writing_lines import distance

BLOTCH = 1.8  # times as wide as the pen of the writing: it was drawn by none
LARGE = 0.25  # of the largest piece: such pieces tell the pen's width
MOST_LARGE = 20  # of them are measured
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
ALONG = 0.6  # of the picture's side that a binding's holes go along …
AT_SIDE = 0.2  # … so near it, of the picture's other side
LEANS = 0.8  # of its height that a bar is wide, which leans too much to be a 1
THICK = 0.25  # of its length that a bar is thick at most
LOWER = 0.75  # of the height of what is highest: the teeth of a comb are lower …
NARROW = 0.4  # … and so narrow, over their height


def without_not_written(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """What is left without thumbs and the like.

    Args:
        pieces: of the ink.
        shape: (height, width, ...) of the whole ink.
    """
    left = list(pieces)
    # Cut-off holes go as hands.
    for remove in (_without_rows_of_holes, _without_hands, _without_staples):
        left = remove(left, shape) or left
    return left


def _without_hands(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without what reaches in from beyond the picture and is wider than the pen."""
    inner = [piece for piece in pieces if not reaches_border(piece.box, shape)]
    if not inner or len(inner) == len(pieces):
        return list(pieces)
    widest = BLOTCH * _pen_of(inner)
    return [
        piece
        for piece in pieces
        if not reaches_border(piece.box, shape) or pen_width(piece.ink) <= widest
    ]


def reaches_border(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """Whether a (top, left, bottom, right) box reaches the border of a picture of this shape."""
    top, left, bottom, right = box
    return min(top, left) <= 1 or bottom >= shape[0] - 1 or right >= shape[1] - 1


def _pen_of(pieces: Sequence[Piece]) -> float:
    """How wide strokes usually are in the largest pieces."""
    largest = sorted(pieces, key=lambda piece: -piece.area)[:MOST_LARGE]
    widths = [pen_width(each.ink) for each in largest if each.area >= LARGE * largest[0].area]
    return float(np.median(widths))


def _without_staples(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without bars that lean more than any 1, and are far from all else."""
    return [
        piece
        for piece in pieces
        if not _is_leaning_bar(piece)
        or any(
            distance(piece, other) <= max(piece.height, piece.width)
            for other in pieces
            if other is not piece
        )
    ]


def _is_leaning_bar(piece: Piece) -> bool:
    if piece.width < LEANS * piece.height:
        return False
    _, sides, _ = cv2.minAreaRect(cv2.findNonZero(piece.ink))
    return min(sides) + 1 <= THICK * (max(sides) + 1)


def _without_rows_of_holes(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without rows of what is alike and equally far apart: a binding's holes, a comb's teeth.

    So are the digits of 1111. But a binding goes along a side of the picture, or its holes are
    discs that no pen has drawn; and teeth are low.
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
                    are_discs or is_comb or _is_along_side(middles[alike], axis, shape)
                ):
                    gone.update(np.flatnonzero(alike).tolist())
    return [piece for number, piece in enumerate(pieces) if number not in gone]


def _are_discs(pieces: Sequence[Piece], alike: np.ndarray, shape: tuple[int, ...]) -> bool:
    """Whether those that are alike are discs, wider than the pen of the others in the picture."""
    holes, others = (
        [piece for piece, each in zip(pieces, alike, strict=True) if each == is_hole]
        for is_hole in (True, False)
    )
    for hole in holes:
        short, long = sorted((hole.height, hole.width))
        if short < ROUND * long or hole.area < FILLED * short * long:
            return False
    inner = [piece for piece in others if not reaches_border(piece.box, shape)]
    return bool(inner) and _pen_of(holes) > BLOTCH * _pen_of(inner)


def _is_row(middles: np.ndarray, axis: int, side: np.ndarray) -> bool:
    """Whether middles lie on a line that goes along an axis, equally far apart."""
    places = np.sort(middles[:, axis])
    steps = np.diff(places)
    usual = float(np.median(steps))
    if usual < APART * side[axis]:
        return False
    regular = np.abs(steps / usual - np.rint(steps / usual)) < REGULAR
    line = np.polyfit(middles[:, axis], middles[:, 1 - axis], 1)
    beside = np.abs(np.polyval(line, middles[:, axis]) - middles[:, 1 - axis])
    return bool(regular.mean() >= MOSTLY and beside.max() <= STRAIGHT * side.max())


def _is_along_side(middles: np.ndarray, axis: int, shape: tuple[int, ...]) -> bool:
    """Whether a row goes along most of a side of the picture, and near it."""
    across = middles[:, 1 - axis] / shape[1 - axis]
    is_near = across.max() <= AT_SIDE or across.min() >= 1 - AT_SIDE
    return bool(is_near and np.ptp(middles[:, axis]) >= ALONG * shape[axis])
