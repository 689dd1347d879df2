"""Several digits on the pad: whether there are, and which.

While the pen moves, the browser looks for them by the same rule: pages/shared/live/digits.js.
"""

import numpy as np

from model.digits_in_ink import FoundDigit, Read, digits_among
from model.pieces import heights_of, pieces_of
from model.preprocess import ink_box

LEAST_HEIGHT = 0.65  # of two pieces at least, as a share of all ink's height


def read_several(ink: np.ndarray, read: Read) -> list[FoundDigit]:
    """What might be digits, from left to right, where there are several; else none.

    Whether they are a number, `model.digits_in_ink.is_number` tells. A letter, or a digit of
    several strokes, is seldom two pieces that are both tall.

    Args:
        ink: (H, W) uint8, 0 = paper.
        read: the probabilities of images in MNIST's form, such as `Recogniser.predict`.
    """
    box = ink_box(ink)
    if box is None:
        return []
    top, left, bottom, right = box
    tall = LEAST_HEIGHT * (bottom - top)
    # Most drawings are one digit: that is seen sooner than what its pieces are.
    if np.count_nonzero(heights_of(ink[top:bottom, left:right]) >= tall) < 2:
        return []
    pieces = pieces_of(ink)
    if sum(piece.height >= tall for piece in pieces) < 2:
        return []
    digits = [digit for line in digits_among(pieces, read) for digit in line]
    return digits if len(digits) > 1 else []
