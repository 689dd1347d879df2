"""Are there two digits on the pad? A network reads one, and two squeezed into 28 x 28 are none.

The browser decides it by the same rule, in pages/shared/live/verdict.js.
"""

import numpy as np

from model.preprocess import ink_box

LEAST_HEIGHT = 0.65  # of either part, as a share of all ink's height
LEAST_SHARE = 0.06  # of all ink that either part must have: a thin 1 beside an 8 has that


def looks_like_two(ink: np.ndarray) -> bool:
    """Whether white paper parts the ink, from top to bottom, into two that are both tall.

    Args:
        ink: (H, W) uint8, 0 = paper.
    """
    box = ink_box(ink)
    if box is None:
        return False
    top, left, bottom, right = box
    inside = ink[top:bottom, left:right] > 0
    empty = np.flatnonzero(~inside.any(axis=0))
    if empty.size == 0:
        return False
    # Of all gaps, the one nearest the middle.
    gap = empty[np.abs(empty - (right - left) / 2).argmin()]
    parts = inside[:, :gap], inside[:, gap:]
    tall = all(
        np.ptp(np.flatnonzero(part.any(axis=1))) >= LEAST_HEIGHT * (bottom - top) for part in parts
    )
    return tall and all(part.sum() >= LEAST_SHARE * inside.sum() for part in parts)
