"""Pieces of a picture's ink -> without what is no digit: thumbs, pens, bindings, staples, rings.

Each is told from writing by its shape and place alone, before anything is read; where nothing else
would be left, all stays.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from model.bindings import without_rows_of_holes
from model.lying_beside import without_lying_beside
from model.pieces import BLOTCH, Piece, is_bar, pen_of, pen_width, reaches_border
from model.writing_lines import distance

LEANS = 0.8  # of its height that a bar is wide, which leans too much to be a 1
HOLLOW = 0.5  # of what a ring goes around that it inks at most …
ROUND = 0.65  # … and of its box that this is at least: a circle's is 0.79
HIGH_IN_RING = 0.35  # of its height that a digit in it has


def without_not_written(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """What is left without thumbs and the like.

    Args:
        pieces: of the ink.
        shape: (height, width, ...) of the whole ink.
    """
    left = list(pieces)
    # Cut-off holes go as hands.
    for remove in (
        without_rows_of_holes,
        _without_hands,
        _without_staples,
        without_lying_beside,
        _without_rings,
    ):
        left = remove(left, shape) or left
    return left


def _without_hands(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without what reaches in from beyond the picture and is wider than the pen."""
    inner = [piece for piece in pieces if not reaches_border(piece.box, shape)]
    if not inner or len(inner) == len(pieces):
        return list(pieces)
    widest = BLOTCH * pen_of(inner)
    return [
        piece
        for piece in pieces
        if not reaches_border(piece.box, shape) or pen_width(piece.ink) <= widest
    ]


def _without_staples(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without bars that lean more than any 1, and are far from all else."""
    return [
        piece
        for piece in pieces
        if not _is_leaning_bar(piece)
        or any(
            distance(piece, other) <= max(piece.height, piece.width)
            for other in pieces
            if other is not piece
        )
    ]


def _is_leaning_bar(piece: Piece) -> bool:
    return piece.width >= LEANS * piece.height and is_bar(piece)


def _without_rings(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Without circles that were drawn around digits.

    A bar in one may be the slash of a 0.
    """
    rings = [piece for piece in pieces if _is_ring(piece)]
    around = {
        ring
        for ring in rings
        for piece in pieces
        if piece.height >= HIGH_IN_RING * ring.height
        and _is_in(piece.box, ring.box)
        and not is_bar(piece)
    }
    return [piece for piece in pieces if piece not in around]


def _is_in(box: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    top, left, bottom, right = other
    return top < box[0] and left < box[1] and box[2] < bottom and box[3] < right


def _is_ring(piece: Piece) -> bool:
    """Whether ink goes all around something, and has hardly more than that."""
    ink = np.pad(piece.ink, 1)
    outlines, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    inside = max(cv2.contourArea(outline) for outline in outlines)
    return piece.area <= HOLLOW * inside and inside >= ROUND * piece.height * piece.width
