"""A line of pieces -> the likeliest way to read it as digits.

A line is read as a path through a lattice: a digit is one piece, or several neighbours (a 5 and its
bar, a broken stroke), or a part of a piece that was cut (digits that touch). Of all ways to group
the pieces the one is taken that the recogniser finds the likeliest, as in Matan et al., "Reading
handwritten digits: a ZIP code recognition system" (Computer 25(7), 1992).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from model.piece_reader import Reader
from model.pieces import Piece, cropped, joined
from model.recogniser import Verdict
from model.touching import Part

# A piece, and whether it is known to be digits -> its parts, left ones first.
Cut = Callable[[Piece, bool], list[Part]]
# (first, after the last) of neighbours -> the ways in which they are one piece (`_ways`).
_Groups = dict[tuple[int, int], tuple[Piece, ...]]

MOST_JOINED = 12  # neighbours in one digit, parts that were cut counted one by one
WIDEST = 1.6  # usual heights that a digit is wide
WIDEST_GAP = 0.4  # usual heights between two parts of a digit
NARROW = 0.6  # widths over heights; a piece that is narrower isn't two digits
SURE = 0.9  # a piece that is read so surely isn't cut …
SQUARE = 1.1  # … unless it is wider than this, over its height
SHARED = 1.2  # of the pen's width beside a cut, which may belong to both

# What a reading of a line costs, as negative logarithms of probabilities.
DIGIT = 0.4  # for each digit: one is likelier than two that are as sure
CUT = 0.9  # for each cut …
CUT_STROKE = 0.7  # … and more for each stroke after the first that it goes through
WALL = 0.5  # for sharing a stroke with a neighbour
JOIN = 0.8  # for joining two pieces …
BESIDE = 0.1  # … that stand so many usual heights apart; less, if they are nearer
APART = 1.5  # more for each usual height between them
SMALL = 1.0  # for a digit of less than half the usual height
LEFT_OUT = 0.05, 5.0  # for leaving something out, and more for its size in usual heights, squared
LEFT_OUT_OF_PIECE = 3.0  # more, for a part of a piece that was cut


def likeliest(line: Sequence[Piece], usual: float, reader: Reader, cut: Cut) -> list[Piece]:
    """The digits of a line, from left to right, each as one piece; some may look like none.

    Args:
        line: its pieces, from left to right.
        usual: how high a digit is, in pixels.
        reader: what they are read by.
        cut: what cuts a piece apart.
    """
    reader.prepare(line)
    parts = [part for piece in line for part in _parts(piece, usual, reader, cut)]
    groups = _groups(parts, usual)
    if len(parts) > len(line):
        reader.prepare([exact for exact, *_ in groups.values()])  # most are in the way of some cut
    # What hasn't been read costs as much as it must at least. A cheapest way on which all has been
    # read is therefore the cheapest of all, and most groups need no reading.
    while True:
        path = [
            _likelier(groups[each], reader) for each in _best_path(parts, groups, usual, reader)
        ]
        if not reader.prepare(path):
            return path


def _parts(piece: Piece, usual: float, reader: Reader, cut: Cut) -> list[Part]:
    reading = reader.found(piece).reading
    shape = piece.width / piece.height
    sure = reading.verdict is Verdict.DIGIT and reading.probability >= SURE and shape <= SQUARE
    if sure or shape < NARROW or piece.height < 0.5 * usual:
        return [Part(piece, piece)]
    return cut(piece, reader.knows_digits)


def _groups(parts: Sequence[Part], usual: float) -> _Groups:
    """All neighbours that might be one digit."""
    groups: _Groups = {}
    for first in range(len(parts)):
        groups[first, first + 1] = _ways(parts, first, first + 1)
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
            groups[first, last + 1] = _ways(parts, first, last + 1)
    return groups


def _ways(parts: Sequence[Part], first: int, end: int) -> tuple[Piece, ...]:
    """Neighbours as one piece; and the same with the strokes beside its cuts.

    Digits that touch may have a stroke in common: the wall between two round ones.
    """
    group = joined([part.piece for part in parts[first:end]])
    whole, left = parts[first].whole, parts[first].seam
    right = parts[end].seam if end < len(parts) and parts[end].whole is whole else None
    is_part = all(part.whole is whole for part in parts[first:end])
    if not is_part or (left is None and right is None):
        return (group,)
    reach, columns = SHARED * parts[first].pen, np.arange(whole.width)
    own = np.ones(whole.ink.shape, bool)
    if left is not None:
        own &= columns >= left[:, None] - reach
    if right is not None:
        own &= columns < right[:, None] + reach
    shared = cropped(whole, own)
    return (group,) if shared is None else (group, shared)


def _best_path(
    parts: Sequence[Part], groups: _Groups, usual: float, reader: Reader
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
        left_out = LEFT_OUT[0] + (LEFT_OUT[1] + reader.no_digit_costs_more) * size**2
        costs[end] = costs[end - 1] + left_out + torn
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


def _likelier(ways: tuple[Piece, ...], reader: Reader) -> Piece:
    """The likelier one of `_ways`."""
    return min(ways, key=lambda way: reader.cost(way) + WALL * (way is not ways[0]))


def _group_cost(
    parts: Sequence[Part], ways: tuple[Piece, ...], usual: float, reader: Reader
) -> float:
    group, *shared = ways
    cost = DIGIT + min([reader.cost(group), *(WALL + reader.cost(each) for each in shared)])
    if parts[0].cut_before:
        cost += CUT + CUT_STROKE * max(0.0, parts[0].strokes - 1)
    if group.height < 0.5 * usual:
        cost += SMALL
    for before, after in pairwise(parts):
        if not after.cut_before:
            gap = max(0, after.piece.box[1] - before.piece.box[3]) / usual
            cost += JOIN * min(1.0, gap / BESIDE) + APART * gap
    return cost
