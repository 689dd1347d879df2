"""Why a drawing isn't read as a digit, where that can be measured: mended, it is read as one.

Nothing is guessed from the ink's looks alone. Each cause has a remedy; the strokes are drawn again
with it, all of these are read at once, and only what the network then reads surely is told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from model.pen_path import is_usual
from model.preprocess import to_mnist
from model.recogniser import Reading, judge
from pages.shared.pad.drawing import BRUSH_RANGE, PAD_SIZE, Drawing
from pages.shared.pad.redrawing import (
    Change,
    Filling,
    Line,
    box_of,
    filling,
    ink_of,
    lines_of,
    placed,
)
from pages.shared.words.digits import a_numeral

Read = Callable[[np.ndarray], np.ndarray]  # (N, 28, 28) uint8 -> (N, 10) probabilities

THIN = BRUSH_RANGE[0]
USUAL_SIDE = 0.6 * PAD_SIZE  # pixels, of what is drawn larger
CLOSES = 0.15  # of the drawing's longer side: a wider brush may close what is open
OUTSIDE = 2.0  # pixels beyond the pad's edge that are no accident
LEAST = 4.0  # pixels: what is smaller is a dot

_FLIP = np.diag([-1.0, 1.0])


class Cause(StrEnum):
    """Why a drawing isn't read."""

    OUTSIDE = "outside"
    BRUSH = "brush"
    SIZE = "size"
    MIRRORED = "mirrored"
    TURNED = "turned"
    HOLLOW = "hollow"


# What the network must make of it to be told, from 0 to 1. A letter, too, may look like a digit in
# a mirror or on its side: for that, the pen must have gone as it goes in that digit, too.
SURE = {
    Cause.OUTSIDE: 0.9,
    Cause.BRUSH: 0.9,
    Cause.SIZE: 0.9,
    Cause.MIRRORED: 0.97,
    Cause.TURNED: 0.97,
    Cause.HOLLOW: 0.97,
}
WORDS = {
    Cause.OUTSIDE: ("Part of it is off the pad. Moved in, it would be {0}.", "Move it in"),
    Cause.BRUSH: ("Too small for this brush. Thinner, it would be {0}.", "Thinner brush"),
    Cause.SIZE: ("Too small for this brush. Larger, it would be {0}.", "Draw it larger"),
    Cause.MIRRORED: ("Mirrored, it would be {0}.", "Mirror it"),
    Cause.TURNED: ("Turned {1}, it would be {0}.", "Turn it"),
    Cause.HOLLOW: ("A hollow outline. Filled, it would be {0}.", "Fill it"),
}
LOOKS = (Cause.MIRRORED, Cause.TURNED)
# Degrees, clockwise, and how that is called.
TURNS = {
    90: "to the right",
    -90: "to the left",
    180: "upside down",
    45: "a little to the right",
    -45: "a little to the left",
}


@dataclass(frozen=True, eq=False)
class Mend:
    """What would mend a drawing, and what it would be then.

    Attributes:
        cause: why it isn't read as it is.
        change: what is done to it.
        ink: (PAD_SIZE, PAD_SIZE) uint8 of 0 and 255, what it looks like then.
        reading: what the network makes of that: a digit.
        turn: degrees, clockwise, if it is turned.
    """

    cause: Cause
    change: Change | Filling
    ink: np.ndarray
    reading: Reading
    turn: int = 0

    @property
    def sentence(self) -> str:
        """Why it isn't read, for whoever drew it."""
        words, _ = WORDS[self.cause]
        return words.format(a_numeral(self.reading.digit), TURNS.get(self.turn, ""))

    @property
    def button(self) -> str:
        """What the button that mends it is called."""
        return WORDS[self.cause][1]


def find_mend(drawing: Drawing, read: Read) -> Mend | None:
    """What would make a digit of a drawing that isn't read as one; None if nothing here would.

    Args:
        drawing: what is on the pad.
        read: the probabilities of images in MNIST's form, such as `Recogniser.predict`.
    """
    lines = lines_of(drawing)
    if not lines or _side(lines) < LEAST:
        return None
    trials = []
    for cause, change, turn in _remedies(lines):
        ink = ink_of(change.lines(lines))
        image = to_mnist(ink)
        if image is not None:
            trials.append((cause, change, turn, ink, image))
    rows = read(np.stack([image for *_, image in trials]))
    mends = [
        Mend(cause, change, ink, judge(row), turn)
        for (cause, change, turn, ink, _), row in zip(trials, rows, strict=True)
    ]
    true = [each for each in mends if _is_true(each, lines)]
    # What lies on its side may look like something in a mirror, too: the surer one is meant.
    return next(
        (each for each in true if each.cause not in LOOKS),
        max(true, key=lambda each: each.reading.probability, default=None),
    )


def _is_true(mend: Mend, lines: Sequence[Line]) -> bool:
    """Whether a drawing, mended, is surely a digit."""
    if mend.reading.probability < SURE[mend.cause]:
        return False
    strokes = [line.points for line in mend.change.lines(lines)]
    return mend.cause not in LOOKS or is_usual(mend.reading.digit, strokes)


def _remedies(lines: Sequence[Line]) -> Iterator[tuple[Cause, Change | Filling, int]]:
    """What may be wrong with a drawing and what would mend it, the likeliest first."""
    low, high = box_of(lines)
    if low.min() < -OUTSIDE or high.max() > PAD_SIZE + OUTSIDE:
        yield Cause.OUTSIDE, placed(lines, np.eye(2)), 0
    side, brush = _side(lines), max(line.width for line in lines)
    if brush > CLOSES * side:
        if brush > THIN:
            yield Cause.BRUSH, placed(lines, np.eye(2), THIN), 0
        yield Cause.SIZE, placed(lines, np.eye(2) * max(1.0, USUAL_SIDE / side)), 0
    yield Cause.MIRRORED, placed(lines, _FLIP), 0
    for degrees in TURNS:
        yield Cause.TURNED, placed(lines, _turn(degrees)), degrees
    filled = filling(lines)
    if filled:
        yield Cause.HOLLOW, filled, 0


def _side(lines: Sequence[Line]) -> float:
    """The longer side of where the pen's middle went, in pixels."""
    points = np.concatenate([line.points for line in lines])
    return float(np.ptp(points, axis=0).max())


def _turn(degrees: float) -> np.ndarray:
    """The matrix that turns clockwise where y points down."""
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
