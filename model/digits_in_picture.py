"""A picture of digits on paper -> each digit's place and reading, in reading order."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np

from model.digits_in_ink import FoundDigit, Read, digits_among, is_number, one_digit
from model.errors import UserError
from model.paper import Ink, ink_in
from model.picture_file import Picture
from model.pieces import Piece, pieces_of
from model.recogniser import Verdict

MOST_PIECES = 700  # of ink; a page of print has thousands
MOST_DIGITS = 300

NO_INK = "It is blank: there is nothing to read."
TOO_MUCH = (
    "There is too much in it: hundreds of marks. Take the picture from nearer, of the digits alone."
)

# Whoever sends ten pictures gets them read one after another: each takes a hundred megabytes.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, eq=False)
class PageReading:
    """What is written in a picture.

    Attributes:
        size: (width, height) of the picture, upright, in its own pixels.
        lines: from top to bottom, each from left to right; boxes in the picture's own pixels.
    """

    size: tuple[int, int]
    lines: list[list[FoundDigit]]

    @property
    def digits(self) -> list[FoundDigit]:
        """All of them, in reading order."""
        return [digit for line in self.lines for digit in line]

    @property
    def texts(self) -> list[str]:
        """The lines as text, with "?" for what looks like no digit."""
        return ["".join(_letter(digit) for digit in line) for line in self.lines]

    @property
    def is_number(self) -> bool:
        """Whether there are several digits, rather than one, or something else in pieces."""
        return is_number(self.digits)


def read_page(picture: Picture, read: Read) -> PageReading:
    """Find and read all digits in a picture.

    Args:
        picture: from `model.picture_file`.
        read: the probabilities of images in MNIST's form, such as `Recogniser.predict`.

    Raises:
        UserError: there is no ink, it is too faint, or there is far too much of it.
    """
    with _one_at_a_time:
        ink = ink_in(picture)
        lines = digits_among(_pieces(ink.ink), read)
    if sum(len(line) for line in lines) > MOST_DIGITS:
        raise UserError(TOO_MUCH)
    return PageReading(picture.size, [[_placed(each, ink) for each in line] for line in lines])


def read_one(picture: Picture, read: Read) -> PageReading:
    """Read all that is written in a picture as one digit; the rest as for `read_page`."""
    with _one_at_a_time:
        ink = ink_in(picture)
        digit = one_digit(_pieces(ink.ink), read)
    return PageReading(picture.size, [[_placed(digit, ink)]])


def _pieces(ink: np.ndarray) -> list[Piece]:
    pieces = pieces_of(ink)
    if not pieces:
        raise UserError(NO_INK)
    if len(pieces) > MOST_PIECES:
        raise UserError(TOO_MUCH)
    return pieces


def _placed(digit: FoundDigit, ink: Ink) -> FoundDigit:
    """A digit with its box in the picture's own pixels."""
    return replace(digit, box=ink.in_picture(digit.box))


def _letter(digit: FoundDigit) -> str:
    return "?" if digit.reading.verdict is Verdict.NO_DIGIT else str(digit.reading.digit)
