"""Numbers of several digits as people write them: uneven, close together, now and then touching."""

import numpy as np

from training.pretraining.drawings import unit_box
from training.pretraining.strokes import Strokes, StrokeSet

GAP = (0.1, 0.5)  # of a digit's height, between two digits
TOUCHING = 0.05  # of all pairs that touch …
OVERLAP = (0.0, 0.4)  # … by so much of the pen's width
HEIGHTS = (0.85, 1.1)  # of the usual height
LIFT = 0.04  # of the height: how far digits stand above or below the line


def number(
    digits: StrokeSet, count: int, pen: float, rng: np.random.Generator
) -> tuple[Strokes, str, list[Strokes]]:
    """Draw digits of one source beside one another.

    Args:
        digits: where they are taken from.
        count: how many.
        pen: how wide the pen will be, in heights of a digit; gaps are between the inked edges.
        rng: of the choice and the spacing.

    Returns:
        The strokes, as high as 1 or a little more; the number that they are; and each digit alone.
    """
    sources = np.unique(digits.sources)
    own = np.flatnonzero(digits.sources == rng.choice(sources))
    gap = rng.uniform(*GAP)
    strokes: Strokes = []
    alone: list[Strokes] = []
    text, left = "", 0.0
    for _ in range(count):
        index = int(rng.choice(own))
        digit = upright(digits[index])
        height, lift = rng.uniform(*HEIGHTS), rng.normal(0, LIFT)
        moved = [stroke * height + (left, lift + 1 - height) for stroke in digit]
        strokes += moved
        alone.append(moved)
        left = right_of(moved)
        between = max(0.04, gap + rng.normal(0, 0.05))
        left += pen + (between if rng.random() > TOUCHING else -rng.uniform(*OVERLAP) * pen)
        text += str(digits.labels[index])
    return strokes, text, alone


def right_of(strokes: Strokes) -> float:
    """How far to the right strokes reach."""
    return max(float(stroke[:, 0].max()) for stroke in strokes)


def upright(strokes: Strokes) -> Strokes:
    """A digit moved and scaled so that its height is 1, however wide it is."""
    boxed = unit_box(strokes)
    height = max(float(np.concatenate(boxed)[:, 1].max()), 0.3)
    return [stroke / height for stroke in boxed]
