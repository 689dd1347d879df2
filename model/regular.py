"""How regularly things follow one another: rules and teeth do, strokes and digits seldom."""

import numpy as np


def regularity(places: np.ndarray, near: float) -> float:
    """The share of steps from one place to the next that are whole multiples of the usual one.

    Args:
        places: (N,) in any order, at least two.
        near: of the usual step, by how much one may differ from a whole multiple.
    """
    steps = np.diff(np.sort(places))
    multiples = steps / max(float(np.median(steps)), 1e-6)
    return float((np.abs(multiples - np.rint(multiples)) < near).mean())
