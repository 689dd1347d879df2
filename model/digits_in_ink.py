"""Ink -> the digits in it, in reading order: from a pad or from paper, one or many.

Connected pieces are put into lines (`model.writing_lines`), each of which is read as the likeliest
row of digits (`model.lattice`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model import touching
from model.lattice import JOIN, SQUARE, Cut, likeliest
from model.piece_reader import FoundDigit, Read, Reader, cost_of
from model.pieces import Piece, joined, pieces_of, usual_height
from model.writing_lines import lines_of

LEAST_LINE = 0.5  # of all digits' usual height: that of a line, or it is one of crumbs
MOST_JOINED_IN_ALL = 16  # pieces that may be one digit, if that is all there is
FIRM = 0.7  # of what was found that must be digits, for it to be a number
MANY = 5  # digits: so many are no segments of a single one
FLAT = 0.3  # of the usual height: what is lower and no digit is a dash, a dot or a speck


def find_digits(ink: np.ndarray, read: Read) -> list[list[FoundDigit]]:
    """Find the digits in a drawing or on paper.

    Args:
        ink: (H, W) uint8, 0 = paper.
        read: the probabilities of images in MNIST's form, such as `Recogniser.predict`.

    Returns:
        The lines from top to bottom, each from left to right. What looks like no digit is among
        them if it has a digit's size.
    """
    return digits_among(pieces_of(ink), read)


def digits_among(
    pieces: Sequence[Piece], read: Read, cut: Cut = touching.cut
) -> list[list[FoundDigit]]:
    """The same for ink that has been taken to pieces, each of which `cut` cuts apart.

    Where most of a page turns out to be digits, the rest is looked at again: it is likelier to be
    digits that touch than to be none.
    """
    if not pieces:
        return []
    reader = Reader(read)
    least = LEAST_LINE * usual_height(pieces)
    written = lines_of(pieces)
    lines = [_read_line(line, least, reader, cut) for line in written]
    whole = joined(pieces)
    found = [each for line in lines for each in line]
    if max(MANY, FIRM * len(found)) <= _firm(found) < len(found):
        reader.knows_digits = True
        lines = [_read_line(line, least, reader, cut) for line in written]
    elif _is_one(found, whole, len(pieces), reader):
        return [[reader.found(whole)]]
    return [line for line in lines if line]


def is_number(digits: Sequence[FoundDigit]) -> bool:
    """Whether these are several digits, rather than one, or something else in pieces."""
    return len(digits) > 1 and _firm(digits) >= FIRM * len(digits)


def _firm(digits: Sequence[FoundDigit]) -> int:
    return sum(digit.is_firm for digit in digits)


def one_digit(pieces: Sequence[Piece], read: Read) -> FoundDigit:
    """Read pieces as one digit; those that are small and near nothing are left out.

    Args:
        pieces: one or more.
        read: as for `find_digits`.
    """
    lines = lines_of(pieces)
    return Reader(read).found(joined([piece for line in lines for piece in line]))


def _read_line(line: Sequence[Piece], least: float, reader: Reader, cut: Cut) -> list[FoundDigit]:
    usual = max(usual_height(line), least)
    return [
        found
        for found in map(reader.found, likeliest(line, usual, reader, cut))
        if found.is_firm or found.box[2] - found.box[0] >= FLAT * usual
    ]


def _is_one(found: Sequence[FoundDigit], whole: Piece, pieces: int, reader: Reader) -> bool:
    """Whether all pieces are rather one digit: drawn with gaps, or made of segments."""
    if not found:
        return True
    is_wide = whole.width > SQUARE * whole.height
    if len(found) == 1 or pieces > MOST_JOINED_IN_ALL or is_wide or _firm(found) >= MANY:
        return False
    cost = sum(cost_of(each) for each in found) + JOIN
    return reader.cost(whole) < cost and cost_of(reader.found(whole)) < cost
