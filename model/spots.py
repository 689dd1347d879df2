"""Solid round spots that are wider than any pen: punched holes, blots, the dots of a stamp.

They are looked for in what is seen of a picture at first: a closer look, with a window as wide as
some strokes, sees no more than their rims.
"""

import cv2
import numpy as np

from model.pieces import at_border, pen_width, widths_of

ROUND = 0.7  # a spot's shorter side over its longer one, half of it where the picture ends …
FILLED = 0.65  # … and of its box that it fills
SOLID = 0.36  # of its shorter side that it seems to be wide, as a stroke; a disc is half of it
WIDER = 3.0  # times as wide as the pen of the writing
LEAST = 12  # pixels: less may be a small digit with a thick pen
SMALLER = 0.3  # of a spot's height: if the writing is lower, the spot may be a part of it
HALO = 0.15  # of its side, to all sides, in which its edge lies


def spots_in(seen: np.ndarray) -> np.ndarray | None:
    """Where there are spots, and what is left of their edges.

    Args:
        seen: (h, w) bool, what was taken for ink.

    Returns:
        (h, w) bool; None if there are none, or hardly anything else.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8))
    _, _, wide, high, area = stats.T
    short, long = np.minimum(wide, high), np.maximum(wide, high)
    roundness = np.where(at_border(stats, seen.shape), ROUND / 2, ROUND)
    is_spot = (short >= np.maximum(LEAST, roundness * long)) & (area >= FILLED * wide * high)
    is_spot[1:] &= widths_of(labels)[0] >= SOLID * short[1:]
    is_spot[0] = False
    if not is_spot.any():
        return None
    rest = ~is_spot
    rest[0] = False
    pen = pen_width(rest[labels].astype(np.uint8))
    is_spot &= (short >= WIDER * pen) & (high[rest].max(initial=0) >= SMALLER * high)
    if not is_spot.any() or not pen:
        return None
    is_other = ~is_spot
    is_other[0] = False
    spots = np.zeros(seen.shape, np.uint8)
    for label in np.flatnonzero(is_spot):
        reach = 1 + int(HALO * short[label])
        column, row, columns, rows = (int(each) for each in stats[label][:4])
        window = (
            slice(max(0, row - reach), row + rows + reach),
            slice(max(0, column - reach), column + columns + reach),
        )
        own = (labels[window] == label).astype(np.uint8)
        grown = cv2.dilate(own, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
        spots[window][(grown > 0) & ~is_other[labels[window]]] = 1
    return spots > 0
