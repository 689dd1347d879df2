"""Bars that lie beside the writing in a picture's ink: pens, and the edges of sheets."""

from collections.abc import Sequence

from model.pieces import BLOTCH, Piece, is_bar, pen_of, pen_width
from model.writing_lines import distance

SLENDER = 0.16  # of its length that such a bar is thick
LONGER = 1.5  # times as long as all else is high
LONGEST = 5  # times the same; what is so low beside it is no digit
MUCH_LONGER = 2.0  # times the same for one that is no wider than the pen
PENS_HIGH = 4  # times as high as its pen is wide is a digit, and no comma beside a 1
PENS_FAR = 2  # times the pen's width; what is nearer may be a part of a 1
AT_SIDE = 0.1  # of the picture, across: so thick at most is an edge


def without_lying_beside(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without bars that are longer than all else is high.

    Those of pens are wider than the pen that wrote, or much longer than what it wrote; those of
    edges lie along a side of the picture.

    Args:
        pieces: of the ink.
        shape: (height, width, ...) of the whole ink.
    """
    bars = [piece for piece in pieces if is_bar(piece, SLENDER)]
    others = [piece for piece in pieces if piece not in bars]
    if not bars or not others:
        return list(pieces)
    long = LONGER * max(piece.height for piece in others)
    lying = [bar for bar in bars if max(bar.height, bar.width) >= long]
    lying = [bar for bar in lying if _is_along_side(bar, shape) or _is_pen(bar, others)]
    return [piece for piece in pieces if piece not in lying]


def _is_pen(bar: Piece, others: Sequence[Piece]) -> bool:
    highest, pen, length = max(each.height for each in others), pen_of(others), max(bar.ink.shape)
    if length > LONGEST * highest:
        return False
    if pen_width(bar.ink) > BLOTCH * pen:
        return True
    is_long = length >= MUCH_LONGER * highest and highest >= PENS_HIGH * pen
    return is_long and all(distance(bar, each) > PENS_FAR * pen for each in others)


def _is_along_side(bar: Piece, shape: tuple[int, ...]) -> bool:
    """Whether a bar lies along a side of the picture, of which it is a small part."""
    across = 1 if bar.height > bar.width else 0
    first, last = bar.box[across], bar.box[across + 2]
    is_at_side = first <= 1 or last >= shape[across] - 1
    return is_at_side and last - first <= AT_SIDE * shape[across]
