"""Digits that touch one another -> where they might be cut apart.

A cut is the cheapest way from the top of the ink to its bottom: through paper where there is
some, across as little ink as possible where not, leaning as the writing leans. Which cuts are
right, if any, the recogniser decides (`model.digits_in_ink`).
"""

import cv2
import numpy as np

from model.pieces import Piece, cropped, pen_width

SMALL = 64  # pixels: the height in which cuts are looked for
MOST_CUTS = 6
APART = 0.15  # of the height: the least distance between cuts, and from either side
LEANING = 1.5  # what a step to the side costs; a pixel of ink costs 1
MOST_INK = 0.45  # of the height that a cut may go through ink


def cut(piece: Piece) -> list[tuple[Piece, float]]:
    """Cut a piece everywhere it might be two digits; from left to right.

    Returns:
        The parts, which together have all of its ink, each with how many strokes the cut on its
        left goes through; the piece alone, and 0, where no cut is cheap.
    """
    share = min(1.0, SMALL / piece.height)
    size = max(2, round(piece.width * share)), max(2, round(piece.height * share))
    small = cv2.resize((piece.ink > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    seams = _seams(small)
    if not seams:
        return [(piece, 0.0)]
    pen = max(1.0, pen_width(piece.ink) * share)
    rows = np.minimum((np.arange(piece.height) * size[1]) // piece.height, size[1] - 1)
    columns = np.arange(piece.width)
    part = np.zeros(piece.ink.shape, int)
    for seam in seams:
        at = (seam[rows] + 0.5) * piece.width / size[0]
        part += columns >= at[:, None]
    strokes = [0.0] + [float(small[np.arange(size[1]), seam].sum()) / pen for seam in seams]
    parts = [cropped(piece, part == number) for number in range(len(seams) + 1)]
    return [(each, cost) for each, cost in zip(parts, strokes, strict=True) if each is not None]


def _seams(ink: np.ndarray) -> list[np.ndarray]:
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
    apart = max(2, round(APART * height))
    ends: list[int] = []
    for column in np.argsort(cost[-1], kind="stable"):
        if cost[-1, column] > MOST_INK * height or len(ends) == MOST_CUTS:
            break
        inside = apart <= column < width - apart
        if inside and all(abs(column - each) >= apart for each in ends):
            ends.append(int(column))
    return [_way_back(came, column) for column in sorted(ends)]


def _way_back(came: np.ndarray, column: int) -> np.ndarray:
    seam = np.empty(len(came), int)
    for row in range(len(came) - 1, -1, -1):
        seam[row] = column
        column += int(came[row, column])
    return seam
