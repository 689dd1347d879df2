"""Digits that touch one another -> where they might be cut apart.

A cut is the cheapest way from the top of the ink to its bottom: through paper where there is
some, across as little ink as possible where not, leaning as the writing leans. Which cuts are
right, if any, the recogniser decides (`model.lattice`).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from model.pieces import Piece, cropped, pen_width

SMALL = 64  # pixels: the height in which cuts are looked for
MOST_CUTS, FINELY = 6, 10  # in a piece; in one that is cut finely
APART, NEAR = 0.15, 0.1  # of the height: the least distance between cuts, and from either side
LEANING = 1.5  # what a step to the side costs; a pixel of ink costs 1
MOST_INK = 0.45  # of the height that a cut may go through ink


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a piece that was cut, or all of it.

    Attributes:
        piece: its ink.
        whole: the piece it is of.
        cut_before: it was cut from the part before it.
        strokes: how many strokes that cut goes through.
        seam: (H,) its column in each row of the whole; None if that isn't known.
        pen: how wide the whole's strokes are, in pixels, where it was cut along seams.
    """

    piece: Piece
    whole: Piece
    cut_before: bool = False
    strokes: float = 0.0
    seam: np.ndarray | None = None
    pen: float = 0.0


def cut(piece: Piece, finely: bool = False) -> list[Part]:
    """Cut a piece everywhere it might be two digits.

    Args:
        piece: what to cut.
        finely: whether it is known to be digits, so that more cuts are worth a try.

    Returns:
        The parts from left to right, which together have all of its ink; the piece alone where no
        cut is cheap.
    """
    share = min(1.0, SMALL / piece.height)
    size = max(2, round(piece.width * share)), max(2, round(piece.height * share))
    small = cv2.resize((piece.ink > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    seams = _seams(small, *((FINELY, NEAR) if finely else (MOST_CUTS, APART)))
    if not seams:
        return [Part(piece, piece)]
    pen = pen_width(piece.ink)
    rows = np.minimum((np.arange(piece.height) * size[1]) // piece.height, size[1] - 1)
    columns = np.arange(piece.width)
    number = np.zeros(piece.ink.shape, int)
    cuts: list[tuple[float, np.ndarray | None]] = [(0.0, None)]
    for seam in seams:
        at = (seam[rows] + 0.5) * piece.width / size[0]
        number += columns >= at[:, None]
        inked = float(small[np.arange(size[1]), seam].sum())
        cuts.append((inked / max(1.0, pen * share), at))
    parts: list[Part] = []
    for each, (strokes, column) in enumerate(cuts):
        ink = cropped(piece, number == each)
        if ink is not None:
            parts.append(Part(ink, piece, bool(parts), strokes, column, pen))
    return parts


def _seams(ink: np.ndarray, most: int, apart: float) -> list[np.ndarray]:
    """The cheapest cuts through (h, w) ink of 0 to 1: the column in each row, left ones first."""
    height, width = ink.shape
    cost = np.empty((height, width))
    came = np.zeros((height, width), int)  # from -1 left, 0 above, 1 right
    cost[0] = ink[0]
    for row in range(1, height):
        above = np.pad(cost[row - 1], 1, constant_values=np.inf)
        ways = np.stack([above[:-2] + LEANING, above[1:-1], above[2:] + LEANING])
        came[row] = ways.argmin(axis=0) - 1
        cost[row] = ways.min(axis=0) + ink[row]
    least = max(2, round(apart * height))
    ends: list[int] = []
    for column in np.argsort(cost[-1], kind="stable"):
        if cost[-1, column] > MOST_INK * height or len(ends) == most:
            break
        inside = least <= column < width - least
        if inside and all(abs(column - each) >= least for each in ends):
            ends.append(int(column))
    return [_way_back(came, column) for column in sorted(ends)]


def _way_back(came: np.ndarray, column: int) -> np.ndarray:
    seam = np.empty(len(came), int)
    for row in range(len(came) - 1, -1, -1):
        seam[row] = column
        column += int(came[row, column])
    return seam
