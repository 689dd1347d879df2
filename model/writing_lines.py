"""Pieces of ink -> lines of writing, from top to bottom, though they may rise or fall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.pieces import Piece, joined, usual_height

TALL = 0.5  # of the usual height: a piece that is as high makes a line
OVERLAP = 0.4  # of the lower one's height that two neighbours in a line share
OFF = 0.5  # usual heights by which the ends of two parts of a line may be off
NEAR = 0.7  # usual heights within which a small piece belongs to a taller one
SHARED_WIDTH = 0.6  # of the narrower one's width that pieces in a stack share
BETWEEN = 0.4  # usual heights between them
STACK = 1.35  # usual heights that a stack is high; two lines are higher
ALONE = 0.3  # of the usual height: what is smaller and near nothing is a speck
FLATTEST, WIDER = 0.25, 1.4  # of a digit's height: what is as flat and as wide is no digit


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Put pieces into lines; underlines, and specks that are near nothing, are left out.

    Returns:
        The lines from top to bottom, each from left to right. What stands above one another or in
        one another is one piece: a 5's bar, a face's eyes.
    """
    usual = usual_height(pieces)
    pieces = stacked([each for each in pieces if not _is_underline(each, usual)] or pieces, usual)
    tall = sorted(
        (piece for piece in pieces if piece.height >= TALL * usual), key=lambda each: each.middle[1]
    )
    lines = _joined(_chains(tall), usual)
    lonely = []
    for piece in pieces:
        if piece.height >= TALL * usual:
            continue
        distances = [min(distance(piece, each) for each in line) for line in lines]
        if distances and min(distances) <= NEAR * usual:
            lines[int(np.argmin(distances))].append(piece)
        elif max(piece.height, piece.width) >= ALONE * usual:
            lonely.append(piece)
    lines += _joined(_chains(lonely), usual)
    lines.sort(key=lambda line: float(np.mean([piece.middle[0] for piece in line])))
    return [sorted(line, key=lambda piece: piece.middle[1]) for line in lines]


def stacked(pieces: Sequence[Piece], usual: float) -> list[Piece]:
    """Pieces that stand above one another, or in one another, as one.

    Args:
        pieces: in any order.
        usual: how high a digit is.
    """
    stacks = list(pieces)
    passed: set[Piece] = set()  # nothing after them belongs to them
    first = 0
    while first < len(stacks):
        one = stacks[first]
        after = [] if one in passed else stacks[first + 1 :]
        others = [each for each in after if _is_stack(one, each, usual)]
        if others:
            gone = set(others)
            stacks = [each for each in stacks if each not in gone]
            stacks[first] = whole = joined([one, *others])
            # What it is now may belong to one that was passed.
            before = range(first)
            first = next((i for i in before if _is_stack(stacks[i], whole, usual)), first)
            passed.discard(stacks[first])
        else:
            passed.add(one)
            first += 1
    return stacks


def _is_underline(piece: Piece, usual: float) -> bool:
    """Whether it is flat, and wider than any digit: beneath a number, or above a sum."""
    return piece.height <= FLATTEST * usual and piece.width >= WIDER * usual


def _is_stack(one: Piece, other: Piece, usual: float) -> bool:
    across = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    if across < SHARED_WIDTH * min(one.width, other.width):
        return False
    between = max(one.box[0], other.box[0]) - min(one.box[2], other.box[2])
    height = max(one.box[2], other.box[2]) - min(one.box[0], other.box[0])
    return between <= BETWEEN * usual and height <= STACK * max(usual, one.height, other.height)


def _chains(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """From each piece to its next neighbour on the right that stands as high."""
    chains: list[list[Piece]] = []
    for piece in pieces:
        nearest, best = None, np.inf
        for chain in chains:
            last = chain[-1]
            gap = piece.box[1] - last.box[3]
            if _shared(piece, last) >= OVERLAP and gap < best:
                nearest, best = chain, gap
        if nearest is None:
            chains.append([piece])
        else:
            nearest.append(piece)
    return chains


def _joined(chains: list[list[Piece]], usual: float) -> list[list[Piece]]:
    """Chains that go on where another ends, as one: a wide gap may hide that."""
    chains = sorted(chains, key=lambda chain: chain[0].box[1])
    lines: list[list[Piece]] = []
    for chain in chains:
        for line in lines:
            off = chain[0].middle[0] - line[-1].middle[0]
            if line[-1].box[3] <= chain[0].box[1] and abs(off) <= OFF * usual:
                line += chain
                break
        else:
            lines.append(list(chain))
    return lines


def _shared(one: Piece, other: Piece) -> float:
    """How much of the lower one's height both stand side by side, 0 to 1."""
    common = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return max(0.0, common / min(one.height, other.height))


def distance(one: Piece, other: Piece) -> float:
    """How far two boxes are apart, in pixels; 0 where they overlap."""
    down = max(one.box[0] - other.box[2], other.box[0] - one.box[2], 0)
    across = max(one.box[1] - other.box[3], other.box[1] - one.box[3], 0)
    return float(np.hypot(down, across))
