"""A picture of digits on paper -> each digit's place and reading, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from model.digits_in_ink import MANY, digits_among, is_number, one_digit
from model.errors import UserError
from model.not_written import BLOTCH, without_not_written
from model.paper import Ink, ink_in
from model.picture_file import Picture, one_at_a_time
from model.piece_reader import FoundDigit, Read
from model.pieces import Piece, TooManyPiecesError, pen_width, pieces_of
from model.recogniser import Verdict
from model.underlines import without_underlines

MOST_PIECES = 700  # of ink; a page of print has thousands
MOST_DIGITS = 300
MOST_IN_HEAPS = 40  # pieces, the largest; the rest is dust beside a single digit and a stain
FAR = 0.5  # of a digit's height: what is farther from it doesn't belong to it

NO_INK = "It is blank: there is nothing to read."
TOO_MUCH = (
    "There is too much in it: hundreds of marks. Take the picture from nearer, of the digits alone."
)

Box = tuple[int, int, int, int]  # top, left, bottom, right


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

    def find(pieces: Sequence[Piece]) -> list[list[FoundDigit]]:
        lines = digits_among(pieces, read)
        if _has_firm(lines):
            return _without_blotches(lines)
        alone = _alone_in_heap(pieces, read)
        return [[alone]] if alone else lines

    return _read_by(find, picture)


def read_picture(picture: Picture, read: Read) -> PageReading:
    """Read a picture as a number or as one digit, whichever it is; the rest as for `read_page`."""

    def find(pieces: Sequence[Piece]) -> list[list[FoundDigit]]:
        lines = digits_among(pieces, read)
        found = [digit for line in lines for digit in line]
        if is_number(found):
            return lines
        return [[_alone(found) or _alone_in_heap(pieces, read) or one_digit(pieces, read)]]

    return _read_by(find, picture)


def read_one(picture: Picture, read: Read) -> PageReading:
    """Read all that is written in a picture as one digit; the rest as for `read_page`."""
    return _read_by(lambda pieces: [[one_digit(pieces, read)]], picture)


def _read_by(
    find: Callable[[Sequence[Piece]], list[list[FoundDigit]]], picture: Picture
) -> PageReading:
    def read(ink: np.ndarray) -> list[list[FoundDigit]]:
        return find(without_not_written(_pieces(ink), ink.shape))

    with one_at_a_time:
        ink = ink_in(picture)
        lines = read(ink.ink)
        if not _has_firm(lines) and not np.array_equal(ink.ink, ink.clear):
            with suppress(UserError):
                again = read(ink.clear)
                lines = again if _has_firm(again) else lines
    if sum(len(line) for line in lines) > MOST_DIGITS:
        raise UserError(TOO_MUCH)
    return PageReading(picture.size, [[_placed(each, ink) for each in line] for line in lines])


def _without_blotches(lines: list[list[FoundDigit]]) -> list[list[FoundDigit]]:
    """Without what looks like no digit on a page of digits, and is too wide for their pen: desk."""
    pens = [pen_width(digit.ink) for line in lines for digit in line if _is_firm(digit)]
    if len(pens) < MANY:
        return lines
    widest = BLOTCH * float(np.median(pens))
    kept = [
        [digit for digit in line if _is_firm(digit) or pen_width(digit.ink) <= widest]
        for line in lines
    ]
    return [line for line in kept if line]


def _alone(found: Sequence[FoundDigit]) -> FoundDigit | None:
    """The only digit, where all else is far from it: a stain, the rest of a shadow or of a rule."""
    firm = [digit for digit in found if _is_firm(digit)]
    if len(firm) != 1:
        return None
    widest = BLOTCH * pen_width(firm[0].ink)
    near = [
        _is_near(firm[0].box, other.box) and pen_width(other.ink) <= widest
        for other in found
        if other is not firm[0]
    ]
    return None if any(near) else firm[0]


def _alone_in_heap(pieces: Sequence[Piece], read: Read) -> FoundDigit | None:
    """The only digit, read from a heap of pieces that is far from all others."""
    heaps = _heaps(sorted(pieces, key=lambda piece: -piece.area)[:MOST_IN_HEAPS])
    return _alone([one_digit(heap, read) for heap in heaps]) if len(heaps) > 1 else None


def _has_firm(lines: Sequence[Sequence[FoundDigit]]) -> bool:
    return any(_is_firm(digit) for line in lines for digit in line)


def _is_firm(digit: FoundDigit) -> bool:
    return digit.reading.verdict is Verdict.DIGIT


def _is_near(one: Box, other: Box) -> bool:
    """Whether a box is so near another that what is in both may belong together."""
    room = FAR * (one[2] - one[0])
    beside = other[1] < one[3] + room and other[3] > one[1] - room
    return beside and other[0] < one[2] + room and other[2] > one[0] - room


def _heaps(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that are near one another, the largest first with all that is near it, and so on."""
    left = sorted(pieces, key=lambda piece: -piece.area)
    heaps = []
    while left:
        heap = [left.pop(0)]
        for each in heap:  # which grows
            near = [piece for piece in left if _is_near(each.box, piece.box)]
            left = [piece for piece in left if piece not in near]
            heap += near
        heaps.append(heap)
    return heaps


def _pieces(ink: np.ndarray) -> list[Piece]:
    try:
        pieces = without_underlines(pieces_of(ink, MOST_PIECES))
    except TooManyPiecesError:
        raise UserError(TOO_MUCH) from None
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
