"""An MNIST image -> a drawing on the pad that is read as the same image.

The pad knows only ink and paper, while MNIST's greys say how much of a pixel the ink covered. So
the drawing is found backwards: a smooth surface over the pad is cut at half its height, the shape
above the cut is brought into MNIST's form, and the surface is lifted where the result is too
faint and lowered where it is too strong.
"""

from dataclasses import dataclass

import numpy as np

from model.preprocess import BOX_SIZE, IMAGE_SIZE, INK, Trace, trace
from pages.shared.pad.drawing import PAD_SIZE, Command, Drawing, Stroke

CELL = 14  # pixels of the pad for one of the image: the digit is 280 high or wide
CUT = 0.5
ROUNDS = 20  # of correcting, at most; more make the outline bumpy and the image no better
CLOSE_ENOUGH = 0.6  # grey levels, the mean over all pixels: then nobody sees a difference
FIRST_RATE, LAST_RATE = 0.6, 0.2  # the share of the error that a round makes up for
HEADROOM = 1.0  # how far the surface may rise above full ink, or sink below paper

THICKNESS = 1.0  # pixels of the pad that a run of ink is high: the next one begins where it ends
CAP = 0.4  # what a run's round caps add at either end

MARGIN = (PAD_SIZE - IMAGE_SIZE * CELL) / 2  # from the pad's edge to that of the image


@dataclass(frozen=True)
class _Frame:
    """Where the digit lies on the pad, in pixels, and in the image, in whole pixels.

    MNIST's algorithm puts the ink's box into the middle of a square. A box that has the same
    middle as the square of the original makes the same grid of 20 x 20.
    """

    rows: slice
    columns: slice
    offset: tuple[int, int]


def image_to_strokes(image: np.ndarray) -> tuple[Drawing, np.ndarray]:
    """Draw an image so that the network sees it again.

    Args:
        image: (28, 28) uint8, 0 = paper, 255 = ink, in MNIST's form.

    Returns:
        One stroke, made of horizontal runs, in the middle of the pad (an empty drawing for an
        empty image), and its ink: (PAD_SIZE, PAD_SIZE) uint8 of 0 and 255.
    """
    ink = _ink(image)
    return Drawing((covering(ink),) if ink.any() else ()), ink


def covering(ink: np.ndarray) -> Stroke:
    """One stroke of horizontal runs over this ink, (PAD_SIZE, PAD_SIZE), and nothing else."""
    return Stroke(THICKNESS, tuple(_runs(ink)))


def _ink(image: np.ndarray) -> np.ndarray:
    """The ink that MNIST's algorithm turns into this image."""
    best = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    if not image.any():
        return best
    target = image / INK
    frame = _frame(target)
    heights, least = target, np.inf
    for rate in np.linspace(FIRST_RATE, LAST_RATE, ROUNDS):
        ink = _cut(_SPREAD @ heights @ _SPREAD.T, frame)
        steps = trace(ink)
        error = target - _placed(steps, frame.offset)
        # A centre of mass on the edge of a pixel may send all of it to the next one.
        size = np.abs(error).mean() + (steps.offset != frame.offset)
        if size < least:
            best, least = ink, size
        if INK * least < CLOSE_ENOUGH:
            break
        heights = np.clip(heights + rate * error, -HEADROOM, 1 + HEADROOM)
    return best


def _frame(target: np.ndarray) -> _Frame:
    """Where the ink of an image must lie for MNIST's algorithm to find the same grid."""
    extents = [_extent(target.max(axis=1 - axis)) for axis in (0, 1)]
    side = max(last - first for first, last in extents)
    starts = [first - (side - (last - first)) // 2 for first, last in extents]
    rows, columns = (slice(int(MARGIN) + first, int(MARGIN) + last) for first, last in extents)
    return _Frame(rows, columns, (round(starts[0] / CELL), round(starts[1] / CELL)))


def _extent(strongest: np.ndarray) -> tuple[int, int]:
    """From where to where the ink reaches along one axis, in pixels of the pad.

    Args:
        strongest: (28,) the strongest pixel of each row or column, 0 to 1.
    """
    filled = np.flatnonzero(strongest)
    first, last = int(filled[0]), int(filled[-1]) + 1
    # The shorter axis was centred, so it touches an even number of pixels; if one is missing,
    # then a tip was too thin to leave a grey there.
    if (last - first) % 2:
        if strongest[first] > strongest[last - 1] and first > 0:
            first -= 1
        else:
            last += 1
    if last - first >= BOX_SIZE:
        return first * CELL, last * CELL
    # How far the ink reaches into the first and last of them: about as far as they are dark.
    ends = [strongest[place] for place in (first, last - 1) if place < IMAGE_SIZE]
    free = min(CELL - 1, int(CELL * (1 - max(ends))))
    return first * CELL + free, last * CELL - free


def _cut(surface: np.ndarray, frame: _Frame) -> np.ndarray:
    """The ink where a surface is above the cut, with something at each edge of the frame."""
    shape = surface[frame.rows, frame.columns]
    inside = shape > CUT
    for edge in (0, -1):
        for line, heights in ((inside[edge], shape[edge]), (inside[:, edge], shape[:, edge])):
            line[heights.argmax()] = True
    ink = np.zeros(surface.shape, np.uint8)
    ink[frame.rows, frame.columns] = inside * np.uint8(INK)
    return ink


def _placed(steps: Trace, offset: tuple[int, int]) -> np.ndarray:
    """A drawing in MNIST's form, 0 to 1, at a given offset, whatever its own would be."""
    field = np.zeros((IMAGE_SIZE + 2 * BOX_SIZE,) * 2)
    top, left = (BOX_SIZE + start for start in offset)
    field[top : top + BOX_SIZE, left : left + BOX_SIZE] = steps.small / INK
    window = slice(BOX_SIZE, BOX_SIZE + IMAGE_SIZE)
    return field[window, window]


def _spread() -> np.ndarray:
    """(PAD_SIZE, 28) weights of a quadratic B-spline: a smooth surface through 28 heights."""
    middles = (np.arange(PAD_SIZE) + 0.5 - MARGIN) / CELL
    distance = np.abs(middles[:, None] - (np.arange(IMAGE_SIZE) + 0.5))
    near, far = 0.75 - distance**2, 0.5 * (1.5 - distance) ** 2
    return np.where(distance < 0.5, near, np.where(distance < 1.5, far, 0.0))


_SPREAD = _spread()


def _runs(ink: np.ndarray) -> list[Command]:
    """Lines that cover the ink, row by row."""
    edges = np.diff(np.pad(ink > 0, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    runs: list[Command] = []
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        middle = row + THICKNESS / 2
        runs += [("M", start + CAP, middle), ("L", round(end - CAP, 2), middle)]
    return runs
