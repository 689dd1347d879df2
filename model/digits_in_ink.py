"""Ink -> the digits in it, in reading order: from a pad or from paper, one or many.

Connected pieces are put into lines, and each line is read as a path through a lattice: a digit is
one piece, or several neighbours (a 5 and its bar, a broken stroke), or a part of a piece that was
cut (digits that touch). Of all ways to group the pieces the one is taken that the recogniser finds
the likeliest, as in Matan et al., "Reading handwritten digits: a ZIP code recognition system"
(Computer 25(7), 1992).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from model import touching
from model.pieces import Piece, joined, pieces_of, usual_height
from model.preprocess import to_mnist
from model.recogniser import Reading, Verdict, judge
from model.writing_lines import lines_of

Read = Callable[[np.ndarray], np.ndarray]  # (N, 28, 28) uint8 -> (N, 10) probabilities
# A piece -> its parts, left ones first, each with how many strokes the cut before it goes through.
Cut = Callable[[Piece], list[tuple[Piece, float]]]

MOST_JOINED = 8  # neighbours in one digit, parts that were cut counted one by one
MOST_JOINED_IN_ALL = 16  # pieces that may be one digit, if that is all there is
WIDEST = 1.6  # usual heights that a digit is wide
WIDEST_GAP = 0.4  # usual heights between two parts of a digit
NARROW = 0.6  # widths over heights; a piece that is narrower isn't two digits
SURE = 0.9  # a piece that is read so surely isn't cut …
SQUARE = 1.1  # … unless it is wider than this, over its height
FIRM = 0.7  # of what was found that must be digits, for it to be a number
MANY = 5  # digits: so many are no segments of a single one
FLAT = 0.3  # of the usual height: what is lower and no digit is a dash, a dot or a speck

# What a reading of a line costs, as negative logarithms of probabilities.
DIGIT = 0.4  # for each digit: one is likelier than two that are as sure
CUT = 0.9  # for each cut …
CUT_STROKE = 0.7  # … and more for each stroke after the first that it goes through
JOIN = 0.8  # for joining two pieces …
BESIDE = 0.1  # … that stand so many usual heights apart; less, if they are nearer
APART = 1.5  # more for each usual height between them
NO_DIGIT = 1.5  # for what looks like none
SMALL = 1.0  # for a digit of less than half the usual height
LEFT_OUT = 0.05, 5.0  # for leaving something out, and more for its size in usual heights, squared
LEFT_OUT_OF_PIECE = 3.0  # more, for a part of a piece that was cut
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

    def alone(self, shape: tuple[int, ...]) -> np.ndarray:
        """The digit where it is in the ink, of this shape, without the others."""
        top, left, bottom, right = self.box
        ink = np.zeros(shape, np.uint8)
        ink[top:bottom, left:right] = self.ink
        return ink


@dataclass(frozen=True, eq=False)
class _Part:
    """A piece, or a part of one that was cut.

    Attributes:
        cut_before: it was cut from the part before it.
        strokes: how many strokes that cut goes through.
    """

    piece: Piece
    cut_before: bool = False
    strokes: float = 0.0


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
    """The same for ink that has been taken to pieces, each of which `cut` cuts apart."""
    if not pieces:
        return []
    reader = _Reader(read)
    lines = [_read_line(line, reader, cut) for line in lines_of(pieces)]
    whole = joined(pieces)
    if _is_one([found for line in lines for found in line], whole, len(pieces), reader):
        return [[reader.found(whole)]]
    return [line for line in lines if line]


def is_number(digits: Sequence[FoundDigit]) -> bool:
    """Whether these are several digits, rather than one, or something else in pieces."""
    return len(digits) > 1 and _firm(digits) >= FIRM * len(digits)


def _firm(digits: Sequence[FoundDigit]) -> int:
    return sum(digit.reading.verdict is Verdict.DIGIT for digit in digits)


def one_digit(pieces: Sequence[Piece], read: Read) -> FoundDigit:
    """Read pieces as one digit; those that are small and near nothing are left out.

    Args:
        pieces: one or more.
        read: as for `find_digits`.
    """
    lines = lines_of(pieces)
    return _Reader(read).found(joined([piece for line in lines for piece in line]))


class _Reader:
    """Reads pieces, many at a time and each only once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._found: dict[Piece, FoundDigit] = {}

    def prepare(self, pieces: Sequence[Piece]) -> bool:
        """Read those that haven't been yet, all at once; tell whether there were any."""
        new = [piece for piece in dict.fromkeys(pieces) if piece not in self._found]
        if not new:
            return False
        images = []
        for piece in new:
            image = to_mnist(piece.ink)
            assert image is not None  # a piece has ink
            images.append(image)
        for piece, image, row in zip(new, images, self._read(np.stack(images)), strict=True):
            self._found[piece] = FoundDigit(piece.box, piece.ink, image, judge(row))
        return True

    def found(self, piece: Piece) -> FoundDigit:
        self.prepare([piece])
        return self._found[piece]

    def cost(self, piece: Piece) -> float:
        """How unlikely it is to be a digit; what that is at least, if it hasn't been read."""
        found = self._found.get(piece)
        return _least_cost(piece) if found is None else _cost(found)


def _read_line(line: Sequence[Piece], reader: _Reader, cut: Cut) -> list[FoundDigit]:
    usual = usual_height(line)
    reader.prepare(line)
    parts = [part for piece in line for part in _parts(piece, usual, reader, cut)]
    groups = _groups(parts, usual)
    if len(parts) > len(line):
        reader.prepare(list(groups.values()))  # most are in the way of some cut
    return [
        found
        for found in map(reader.found, _likeliest(parts, groups, usual, reader))
        if found.reading.verdict is Verdict.DIGIT or found.box[2] - found.box[0] >= FLAT * usual
    ]


def _parts(piece: Piece, usual: float, reader: _Reader, cut: Cut) -> list[_Part]:
    reading = reader.found(piece).reading
    shape = piece.width / piece.height
    sure = reading.verdict is Verdict.DIGIT and reading.probability >= SURE and shape <= SQUARE
    if sure or shape < NARROW or piece.height < 0.5 * usual:
        return [_Part(piece)]
    return [
        _Part(each, cut_before=number > 0, strokes=strokes)
        for number, (each, strokes) in enumerate(cut(piece))
    ]


def _groups(parts: Sequence[_Part], usual: float) -> dict[tuple[int, int], Piece]:
    """All neighbours that might be one digit, as (first, after the last) -> one piece."""
    groups = {}
    for first in range(len(parts)):
        groups[first, first + 1] = parts[first].piece
        right = parts[first].piece.box[3]
        for last in range(first + 1, min(first + MOST_JOINED, len(parts))):
            gap = parts[last].piece.box[1] - right
            group = joined([part.piece for part in parts[first : last + 1]])
            # What hangs together may be one digit, however wide it is.
            is_cut = all(part.cut_before for part in parts[first + 1 : last + 1])
            too_wide = not is_cut and group.width > WIDEST * max(usual, group.height)
            if too_wide or gap > WIDEST_GAP * usual:
                break
            right = max(right, parts[last].piece.box[3])
            groups[first, last + 1] = group
    return groups


def _likeliest(
    parts: Sequence[_Part],
    groups: dict[tuple[int, int], Piece],
    usual: float,
    reader: _Reader,
) -> list[Piece]:
    """The likeliest way to group the parts.

    What hasn't been read costs as much as it must at least. A cheapest way on which all has been
    read is therefore the cheapest of all, and most groups need no reading.
    """
    while True:
        path = [groups[each] for each in _best_path(parts, groups, usual, reader)]
        if not reader.prepare(path):
            return path


def _best_path(
    parts: Sequence[_Part],
    groups: dict[tuple[int, int], Piece],
    usual: float,
    reader: _Reader,
) -> list[tuple[int, int]]:
    """The cheapest way to group the parts, or to leave some out, by what is known."""
    costs = [0.0] + [math.inf] * len(parts)
    came: list[tuple[int, bool]] = [(0, False)] * (len(parts) + 1)
    # The first part of a piece that was cut, and all others of it.
    after = [part.cut_before for part in parts[1:]] + [False]
    part_was_cut = [part.cut_before or cut for part, cut in zip(parts, after, strict=True)]
    for end in range(1, len(parts) + 1):
        part = parts[end - 1].piece
        size = max(part.height, part.width) / usual
        torn = part_was_cut[end - 1] * LEFT_OUT_OF_PIECE
        costs[end] = costs[end - 1] + LEFT_OUT[0] + LEFT_OUT[1] * size**2 + torn
        came[end] = end - 1, False
        for first in range(max(0, end - MOST_JOINED), end):
            if (first, end) not in groups:
                continue
            cost = costs[first] + _group_cost(parts[first:end], groups[first, end], usual, reader)
            if cost < costs[end]:
                costs[end], came[end] = cost, (first, True)
    path, end = [], len(parts)
    while end:
        first, is_digit = came[end]
        if is_digit:
            path.append((first, end))
        end = first
    return path[::-1]


def _group_cost(parts: Sequence[_Part], group: Piece, usual: float, reader: _Reader) -> float:
    cost = DIGIT + reader.cost(group)
    if parts[0].cut_before:
        cost += CUT + CUT_STROKE * max(0.0, parts[0].strokes - 1)
    if group.height < 0.5 * usual:
        cost += SMALL
    for before, after in pairwise(parts):
        if not after.cut_before:
            gap = max(0, after.piece.box[1] - before.piece.box[3]) / usual
            cost += JOIN * min(1.0, gap / BESIDE) + APART * gap
    return cost


def _is_one(found: Sequence[FoundDigit], whole: Piece, pieces: int, reader: _Reader) -> bool:
    """Whether all pieces are rather one digit: drawn with gaps, or made of segments."""
    if not found:
        return True
    is_wide = whole.width > SQUARE * whole.height
    if len(found) == 1 or pieces > MOST_JOINED_IN_ALL or is_wide or _firm(found) >= MANY:
        return False
    cost = sum(_cost(each) for each in found) + JOIN
    return reader.cost(whole) < cost and _cost(reader.found(whole)) < cost


def _cost(found: FoundDigit) -> float:
    """How unlikely it is to be a digit, by its looks and its shape."""
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
