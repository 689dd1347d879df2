"""A picture of digits on paper -> each digit's place and reading, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.digits_in_ink import MANY, digits_among, is_number, one_digit
from model.errors import UserError
from model.paper import Ink, looks_at
from model.picture_file import Picture, one_at_a_time
from model.piece_reader import FoundDigit, Read
from model.pieces import BLOTCH, Piece, pen_width
from model.recogniser import Verdict
from model.surest import TOO_MUCH, Find, Lines, alone, surest

MOST_DIGITS = 300
ROOM = 0.6  # of their height: more is between two digits of two numbers …
FARTHER = 1.4  # … whose middles are so many times as far apart as those of the same number …
NEAREST = 0.25  # … which so many of them are …
FAR = 2.2  # … or times their height, if there are only two digits


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
        """The lines as text, with "?" for what looks like no digit and spaces between numbers."""
        return ["".join(_letters(line)) for line in self.lines]

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

    def find(pieces: Sequence[Piece]) -> Lines:
        return _without_blotches(digits_among(pieces, read))

    return _read_by(find, picture, read)


def read_picture(picture: Picture, read: Read) -> PageReading:
    """Read a picture as a number or as one digit, whichever it is; the rest as for `read_page`."""

    def find(pieces: Sequence[Piece]) -> Lines:
        lines = digits_among(pieces, read)
        found = [digit for line in lines for digit in line]
        return lines if is_number(found) else [[alone(found) or one_digit(pieces, read)]]

    return _read_by(find, picture, read)


def read_one(picture: Picture, read: Read) -> PageReading:
    """Read all that is written in a picture as one digit; the rest as for `read_page`."""
    return _read_by(lambda pieces: [[one_digit(pieces, read)]], picture, read)


def _read_by(find: Find, picture: Picture, read: Read) -> PageReading:
    with one_at_a_time:
        ink, lines = surest(find, looks_at(picture), read)
    if sum(len(line) for line in lines) > MOST_DIGITS:
        raise UserError(TOO_MUCH)
    return PageReading(picture.size, [[_placed(each, ink) for each in line] for line in lines])


def _without_blotches(lines: Lines) -> Lines:
    """Without what looks like no digit on a page of digits, and is too wide for their pen: desk."""
    pens = [pen_width(digit.ink) for line in lines for digit in line if digit.is_firm]
    if len(pens) < MANY:
        return lines
    widest = BLOTCH * float(np.median(pens))
    kept = [
        [digit for digit in line if digit.is_firm or pen_width(digit.ink) <= widest]
        for line in lines
    ]
    return [line for line in kept if line]


def _placed(digit: FoundDigit, ink: Ink) -> FoundDigit:
    """A digit with its box in the picture's own pixels."""
    return replace(digit, box=ink.in_picture(digit.box))


def _letters(line: Sequence[FoundDigit]) -> Iterator[str]:
    spaces = [False, *_spaces(line).tolist()]
    for digit, has_space in zip(line, spaces, strict=False):  # no digits, no space
        yield " " * has_space + _letter(digit)


def _spaces(line: Sequence[FoundDigit]) -> np.ndarray:
    """(N - 1,) bool: whether a digit stands much farther from the one before than others do.

    Middles are compared, because there is more room between two 1s in squares of paper.
    """
    top, left, bottom, right = np.array([digit.box for digit in line], float).reshape(-1, 4).T
    steps = np.diff((left + right) / 2)
    spaces: np.ndarray
    if len(steps) < 2:
        spaces = steps > FAR * (bottom - top)[:1]
    else:
        has_room = left[1:] - right[:-1] > ROOM * float(np.median(bottom - top))
        spaces = has_room & (steps > FARTHER * float(np.quantile(steps, NEAREST)))
    return spaces


def _letter(digit: FoundDigit) -> str:
    return "?" if digit.reading.verdict is Verdict.NO_DIGIT else str(digit.reading.digit)
