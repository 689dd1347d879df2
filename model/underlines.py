"""Lines that were drawn below numbers or above their sum -> pieces of ink without them."""

from collections.abc import Sequence

import numpy as np

from model.pieces import Piece, is_bar, pieces_of, usual_height
from model.ruling import without_line_across

MOST = 20  # of the widest pieces are looked at
WIDE = 1.8  # usual heights: what is wider isn't a digit, and may be one with a line that it touches
LEVEL = 0.35  # of its width that a line below a single digit is high, as it leans …
THIN = 0.2  # … of its length that it is thick …
HIGH = 0.3  # … and of its width that the digit is high


def without_underlines(pieces: Sequence[Piece]) -> list[Piece]:
    """Take drawn lines out of the pieces of a page, whether digits touch them or not.

    Args:
        pieces: of ink, from left to right.

    Returns:
        What is left, from left to right; the pieces as they were if that is nothing.
    """
    least = WIDE * usual_height(pieces)
    widest = sorted(pieces, key=lambda piece: piece.width, reverse=True)[:MOST]
    wide = {piece for piece in widest if piece.width >= least}
    left = [
        part for piece in pieces for part in (_without_line(piece) if piece in wide else [piece])
    ]
    left = [piece for piece in left if not _is_below(piece, left)]
    return sorted(left, key=lambda piece: piece.middle[1]) or list(pieces)


def _is_below(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a piece is a straight line below a digit, beyond which it goes on both sides."""
    if piece.height > LEVEL * piece.width or not is_bar(piece, THIN):
        return False
    top, left, bottom, right = piece.box
    above = [
        each
        for each in pieces
        if each.box[0] < top
        and each.box[2] <= bottom
        and each.height >= HIGH * piece.width
        and left <= each.middle[1] <= right
    ]
    return bool(above) and all(left < each.box[1] and each.box[3] < right for each in above)


def _without_line(piece: Piece) -> list[Piece]:
    """A piece without the line from its left end to its right one; as it is, if there is none."""
    room = piece.width // 2
    ink = np.pad(piece.ink, ((room, room), (0, 0)))
    rest = without_line_across(ink)
    if rest is ink:
        return [piece]
    top, left = piece.box[0] - room, piece.box[1]
    return [
        Piece((top + box[0], left + box[1], top + box[2], left + box[3]), each.ink)
        for each in pieces_of(rest)
        for box in [each.box]
    ]
