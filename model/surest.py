"""Several ways to look at a picture -> the first in which a digit is surely read.

All that may be ink is looked at first. If nothing is read in that, it may be that faint pieces are
none, or what reaches in from beyond the picture; at last, that only a heap of them is a digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from model.digits_in_ink import one_digit
from model.errors import UserError
from model.not_written import without_not_written
from model.paper import Ink
from model.piece_reader import FoundDigit, Read
from model.pieces import (
    BLOTCH,
    Piece,
    TooManyPiecesError,
    pen_width,
    pieces_of,
    reaches_border,
)
from model.underlines import without_underlines
from model.writing_lines import distance

MOST_PIECES = 700  # of ink; a page of print has thousands
MOST_AGAIN = 100  # pieces that are worth looking at once more; reading them takes a second
MOST_IN_HEAPS = 40  # pieces, the largest; the rest is dust beside a single digit and a stain
FAR = 0.5  # of a digit's height: what is farther from it doesn't belong to it
BAR = 1  # the digit that is a line, as are folds, flaps and edges
LOWEST, HIGHEST = 0.65, 1.2  # times as high as its neighbour that a 1 is; a box's side is higher

NO_INK = "It is blank: there is nothing to read."
TOO_MUCH = (
    "There is too much in it: hundreds of marks. Take the picture from nearer, of the digits alone."
)

Lines = list[list[FoundDigit]]
See = Callable[[], Ink]
Find = Callable[[Sequence[Piece]], Lines]
Box = tuple[int, int, int, int]  # top, left, bottom, right


def surest(find: Find, looks_at: Iterable[See], read: Read) -> tuple[Ink, Lines]:
    """The first way to look at a picture in which a digit is surely read, and what is.

    If there is none, what is read in the first in which there is something, sure or not.

    Args:
        find: what reads pieces of ink.
        looks_at: give the picture's ink, the likeliest first.
        read: as for `digits_in_ink.find_digits`.

    Raises:
        UserError: there is nothing to read, or far too much, in any way; the first says which.
    """
    looks: list[tuple[Ink, list[Piece], Lines]] = []
    errors: list[UserError] = []
    for ink, layer in _layers(looks_at, errors):
        is_first = not looks and not errors
        try:
            pieces = _written(layer)
        except UserError as why:
            errors.append(why)
            continue
        if not is_first and len(pieces) > MOST_AGAIN:
            continue
        lines = find(pieces)
        if _is_sure(lines, ink, may_be_bars=is_first):
            return ink, _without_faint_bars(lines, ink, find)
        looks.append((ink, pieces, lines))
    if not looks:
        raise errors[0]
    for ink, pieces, _ in looks:
        lines = _inner(pieces, ink, find)
        if _is_sure(lines, ink, may_be_bars=False):
            return ink, lines
    for number, (ink, pieces, _) in enumerate(looks):
        lines = _heap(pieces, read)
        if _is_sure(lines, ink, may_be_bars=number == 0):
            return ink, lines
    return looks[0][0], looks[0][2]


def alone(found: Sequence[FoundDigit]) -> FoundDigit | None:
    """The only digit, where all else is far from it: a stain, the rest of a shadow or of a rule."""
    firm = [digit for digit in found if digit.is_firm]
    if len(firm) != 1:
        return None
    widest = BLOTCH * pen_width(firm[0].ink)
    near = [
        _is_near(firm[0].box, other.box) and pen_width(other.ink) <= widest
        for other in found
        if other is not firm[0]
    ]
    return None if any(near) else firm[0]


def _layers(looks_at: Iterable[See], errors: list[UserError]) -> Iterator[tuple[Ink, np.ndarray]]:
    """All ink, then what of it is clear, of each; what is too faint is added to the errors."""
    for see in looks_at:
        try:
            ink = see()
        except UserError as why:
            errors.append(why)
            continue
        yield ink, ink.ink
        if not np.array_equal(ink.ink, ink.clear):
            yield ink, ink.clear


def _inner(pieces: Sequence[Piece], ink: Ink, find: Find) -> Lines:
    """Without what reaches in from beyond the picture: keys beside the sheet, its own edge.

    Unless it may be a part of what is read then, which is cut off.
    """
    beyond = [piece for piece in pieces if reaches_border(piece.box, ink.ink.shape)]
    inner = [piece for piece in pieces if piece not in beyond]
    if not beyond or not 0 < len(inner) <= MOST_AGAIN:
        return []
    lines = find(inner)
    for line in lines:
        for digit in (each for each in line if each.is_firm):
            room = pen_width(digit.ink)
            own = Piece(digit.box, digit.ink)
            if any(distance(own, piece) <= room for piece in beyond):
                return []
    return lines


def _heap(pieces: Sequence[Piece], read: Read) -> Lines:
    """The only digit, read from a heap of pieces that is far from all others."""
    heaps = _heaps(sorted(pieces, key=lambda piece: -piece.area)[:MOST_IN_HEAPS])
    digit = alone([one_digit(heap, read) for heap in heaps]) if len(heaps) > 1 else None
    return [[digit]] if digit else []


def _is_sure(lines: Lines, ink: Ink, may_be_bars: bool) -> bool:
    """Whether a digit is read that doesn't reach in from beyond the picture.

    Args:
        lines: what is read.
        ink: in this.
        may_be_bars: whether 1s are enough. Where one looks again, they are rather what is left of
            an edge.
    """
    return any(
        digit.is_firm
        and not reaches_border(digit.box, ink.ink.shape)
        and (may_be_bars or digit.reading.digit != BAR)
        for line in lines
        for digit in line
    )


def _without_faint_bars(lines: Lines, ink: Ink, find: Find) -> Lines:
    """What is read without faint ink, if all that is read in that are bars: folds, and flaps.

    A faint 1 beside a digit that is about as high belongs to it.
    """
    firm = [digit for line in lines for digit in line if digit.is_firm]
    faint = [digit for digit in firm if not _has_ink_in(digit, ink.clear)]
    others = [digit for digit in firm if digit not in faint]
    if not faint or any(
        bar.reading.digit != BAR or any(_is_beside(other, bar) for other in others) for bar in faint
    ):
        return lines
    try:
        clear = find(_written(ink.clear))
    except UserError:
        return lines
    return clear if _is_sure(clear, ink, may_be_bars=True) else lines


def _has_ink_in(digit: FoundDigit, ink: np.ndarray) -> bool:
    top, left, bottom, right = digit.box
    return bool((digit.ink > 0)[ink[top:bottom, left:right] > 0].any())


def _is_beside(digit: FoundDigit, bar: FoundDigit) -> bool:
    """Whether they may be digits of one number: side by side, about as high, and near."""
    height = len(digit.ink)
    shared = min(digit.box[2], bar.box[2]) - max(digit.box[0], bar.box[0])
    is_alike = LOWEST * height <= len(bar.ink) <= HIGHEST * height
    return is_alike and shared >= height / 2 and _is_near(digit.box, bar.box)


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


def _written(ink: np.ndarray) -> list[Piece]:
    return without_not_written(_pieces(ink), ink.shape)


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
