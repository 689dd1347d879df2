"""Several digits on the pad: whether there are, and which.

While the pen moves, the browser looks for them by the same rule: pages/shared/live/digits.js. What
touches is cut apart here alone, once the pen is lifted.
"""

from collections.abc import Callable, Sequence

import numpy as np

from model import touching
from model.digits_in_ink import digits_among
from model.piece_reader import FoundDigit, Read
from model.pieces import Piece, heights_of, parts_of, pieces_of
from model.preprocess import ink_box
from model.touching import Part
from model.writing_lines import stacked

LEAST_HEIGHT = 0.65  # of two pieces at least, as a share of all ink's height
MOST_PIECES = 200  # as many as a drawing can have strokes: what has more was drawn by no pen
BROAD = 0.9  # times as wide as high: a single piece that is no broader isn't several digits


def read_several(
    ink: np.ndarray, read: Read, strokes: Callable[[], Sequence[np.ndarray]] = tuple
) -> list[FoundDigit]:
    """What might be digits, from left to right, where there are several; else none.

    Whether they are a number, `model.digits_in_ink.is_number` tells. A letter, or a digit of
    several strokes, is seldom two pieces that are both tall.

    Args:
        ink: (H, W) uint8, 0 = paper.
        read: the probabilities of images in MNIST's form, such as `Recogniser.predict`.
        strokes: gives (H, W) uint8 each, what the pen drew without being lifted, where that is
            known: digits that touch are told apart by it. Most drawings are one digit, and it isn't
            asked.
    """
    box = ink_box(ink)
    if box is None:
        return []
    top, left, bottom, right = box
    tall = LEAST_HEIGHT * (bottom - top)
    # Most drawings are one digit: that is seen sooner than what its pieces are.
    tall_pieces = np.count_nonzero(heights_of(ink[top:bottom, left:right]) >= tall)
    is_broad = right - left >= BROAD * (bottom - top)
    if tall_pieces < 2 and not is_broad:
        return []
    pieces = pieces_of(ink)
    if len(pieces) > MOST_PIECES:
        return []
    cut = _Strokes(strokes())
    parts = [part for piece in pieces for part in cut.parts(piece)] if is_broad else []
    if all(sum(each.height >= tall for each in several) < 2 for several in (pieces, parts)):
        return []
    digits = [digit for line in digits_among(pieces, read, cut) for digit in line]
    return digits if len(digits) > 1 else []


class _Strokes:
    """Cuts pieces where the pen was lifted, and as `model.touching` does where it wasn't."""

    def __init__(self, strokes: Sequence[np.ndarray]) -> None:
        self._strokes = [(stroke, np.count_nonzero(stroke)) for stroke in strokes]

    def parts(self, piece: Piece) -> list[Piece]:
        """What the pen drew of a piece each time, or the piece alone."""
        top, left, bottom, right = piece.box
        inside = [
            (stroke[top:bottom, left:right] & piece.ink, area) for stroke, area in self._strokes
        ]
        # Of a stroke beside the piece a rim may seem to be in it: the browser's pen draws edges
        # a little otherwise.
        own = [stroke for stroke, area in inside if 2 * np.count_nonzero(stroke) > area]
        return stacked(parts_of(piece, own), piece.height) if len(own) > 1 else [piece]

    def __call__(self, piece: Piece, finely: bool) -> list[Part]:
        """See `model.lattice.Cut`."""
        parts = self.parts(piece)
        if len(parts) == 1:
            return touching.cut(piece, finely)
        parts.sort(key=lambda part: part.middle[1])
        return [Part(part, piece, cut_before=number > 0) for number, part in enumerate(parts)]
