"""Pieces of ink -> what the network reads in them, and how unlikely each is to be a digit.

Costs are negative logarithms of probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from model.pieces import Piece
from model.preprocess import to_mnist
from model.recogniser import Reading, Verdict, judge

Read = Callable[[np.ndarray], np.ndarray]  # (N, 28, 28) uint8 -> (N, 10) probabilities

LARGE = 560  # pixels, longer side: twice the pad's, 20 times what the network sees of a digit
NO_DIGIT = 1.5  # for what looks like none …
NO_DIGIT_AMONG_DIGITS = 2.5  # … and more where most are digits
# Width over height of each digit with a pen's width around it, 0 to 9: the mean and the standard
# deviation of its logarithm among Pendigits and UNIPEN's digits.
SHAPES = (
    *((-0.12, 0.24), (-1.02, 0.48), (-0.11, 0.25), (-0.36, 0.23), (-0.39, 0.26)),
    *((-0.15, 0.24), (-0.47, 0.22), (-0.28, 0.26), (-0.41, 0.25), (-0.44, 0.22)),
)
USUAL_SHAPE = 1.0  # what may cost nothing of the shape: one in three digits is less usual
ODDEST_SHAPE = 1.5  # the most that a shape costs: people write digits in any


@dataclass(frozen=True, eq=False)
class FoundDigit:
    """A digit that was found in ink.

    Attributes:
        box: (top, left, bottom, right), half-open, in pixels of the ink.
        ink: (height, width) uint8: its own ink, without what else is in the box.
        image: (28, 28) uint8, what the network sees of it.
        reading: what the network makes of it.
    """

    box: tuple[int, int, int, int]
    ink: np.ndarray
    image: np.ndarray
    reading: Reading

    @property
    def is_firm(self) -> bool:
        """Whether it is read as a digit, neither unsure nor none."""
        return self.reading.verdict is Verdict.DIGIT

    def alone(self, shape: tuple[int, ...]) -> np.ndarray:
        """The digit where it is in the ink, of this shape, without the others."""
        top, left, bottom, right = self.box
        ink = np.zeros(shape, np.uint8)
        ink[top:bottom, left:right] = self.ink
        return ink


class Reader:
    """Reads pieces, many at a time and each only once.

    Attributes:
        knows_digits: whether most of what is written is known to be digits; then the rest is, too,
            as a rule: it touches.
    """

    def __init__(self, read: Read) -> None:
        """
        Args:
            read: the probabilities of images in MNIST's form, such as `Recogniser.predict`.
        """
        self.knows_digits = False
        self._read = read
        self._found: dict[Piece, FoundDigit] = {}

    def prepare(self, pieces: Sequence[Piece]) -> bool:
        """Read those that haven't been yet, all at once; tell whether there were any."""
        new = [piece for piece in dict.fromkeys(pieces) if piece not in self._found]
        if not new:
            return False
        images = []
        for piece in new:
            image = to_mnist(_reduced(piece.ink))
            assert image is not None  # a piece has ink
            images.append(image)
        for piece, image, row in zip(new, images, self._read(np.stack(images)), strict=True):
            self._found[piece] = FoundDigit(piece.box, piece.ink, image, judge(row))
        return True

    def found(self, piece: Piece) -> FoundDigit:
        """What a piece is read as."""
        self.prepare([piece])
        return self._found[piece]

    def cost(self, piece: Piece) -> float:
        """How unlikely it is to be a digit; what that is at least, if it hasn't been read."""
        found = self._found.get(piece)
        if found is None:
            return _least_cost(piece)
        is_none = found.reading.verdict is Verdict.NO_DIGIT
        return cost_of(found) + is_none * self.no_digit_costs_more

    @property
    def no_digit_costs_more(self) -> float:
        """What it costs more to take something for no digit, or for nothing at all."""
        return NO_DIGIT_AMONG_DIGITS * self.knows_digits


def _reduced(ink: np.ndarray) -> np.ndarray:
    """Ink that is as large as needed: of a large picture, hundreds of pieces would take seconds."""
    share = LARGE / max(ink.shape)
    if share >= 1:
        return ink
    size = tuple(max(1, round(share * side)) for side in ink.shape[::-1])
    return cv2.resize(ink, size, interpolation=cv2.INTER_AREA)


def cost_of(found: FoundDigit) -> float:
    """How unlikely something is to be a digit, by its looks and its shape."""
    reading = found.reading
    none = NO_DIGIT if reading.verdict is Verdict.NO_DIGIT else 0.0
    height, width = found.ink.shape
    shape = _shape_cost(width / height, reading.digit)
    return none + shape - math.log(max(reading.probability, 1e-6))


def _least_cost(piece: Piece) -> float:
    """The same, if it should look as much like a digit as can be."""
    return min(_shape_cost(piece.width / piece.height, digit) for digit in range(len(SHAPES)))


def _shape_cost(shape: float, digit: int) -> float:
    """How unusual it is for a digit to be so many times as wide as high."""
    mean, deviation = SHAPES[digit]
    odd = (math.log(shape) - mean) / deviation
    return min(max(odd**2 / 2 - USUAL_SHAPE, 0.0), ODDEST_SHAPE)
