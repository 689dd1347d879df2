"""A drawing -> the 28 x 28 image that MNIST would have made of it. NumPy only.

The steps are those of Yadav and Bottou, "Cold Case: The Lost MNIST Digits" (NeurIPS 2019,
arXiv 1905.10498), who reconstructed them from NIST's originals: crop to the ink, make it
square, shrink it to 20 x 20 by area, and place its centre of mass in the middle of 28 x 28.

Images are (rows, columns) arrays with 0 = paper and 255 = full ink, as in MNIST.

Everything is computed in whole numbers, so that the browser's `preprocess.js`, which does the same
while the pen moves, gets the same image to the last bit. NumPy's fastest matrix product is that of
float64, which holds whole numbers up to 2^53 exactly; a pad's stay below 2^48.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

INK = 255
BOX_SIZE = 20  # MNIST fits every digit into 20 x 20 ...
IMAGE_SIZE = 28  # ... and places that in 28 x 28
MIN_SQUARE = 10  # NIST's smallest box, in pixels of its 128-pixel frame
UNITS, COVERED = 100, 99  # the original shrinking counted 0.99 of a pixel; a quirk kept
FIELD_MARGIN = 10  # room around the 28 x 28 window, so that placing never leaves the field


@dataclass(frozen=True, eq=False)
class Trace:
    """Every step from a drawing to its MNIST image.

    Attributes:
        ink: (H, W) uint8, the drawing.
        box: (top, left, bottom, right) of the ink in `ink`, half-open, in pixels.
        square: (m, m) uint8, the box made square, at least 20 pixels wide.
        small: (20, 20) uint8, the square shrunk; its darkest pixel is 255.
        centre: (row, column), centre of mass of `small` in edge coordinates, 0 to 20.
        offset: (row, column) of `small`'s top left corner in `image`; may be negative.
        image: (28, 28) uint8, what the network sees.
    """

    ink: np.ndarray
    box: tuple[int, int, int, int]
    square: np.ndarray
    small: np.ndarray
    centre: tuple[float, float]
    offset: tuple[int, int]
    image: np.ndarray


def to_mnist(ink: np.ndarray) -> np.ndarray | None:
    """Bring a drawing into MNIST's form.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink, of any size and with the digit anywhere.

    Returns:
        (28, 28) uint8 with the peak at 255 and the centre of mass in pixel 14 of both axes,
        or None if there is no ink.

    Raises:
        ValueError: `ink` is not a two-dimensional uint8 array.
    """
    steps = trace(ink)
    return None if steps is None else steps.image


def trace(ink: np.ndarray) -> Trace | None:
    """Do what `to_mnist` does and keep every intermediate result; None if there is no ink."""
    _check_ink(ink)
    box = ink_box(ink)
    if box is None:
        return None
    top, left, bottom, right = box
    square = _grow(_pad_to_square(ink[top:bottom, left:right]))
    small = _shrink(square)
    image, offset = _place(small)
    return Trace(ink, box, square, small, center_of_mass(small), offset, image)


def squash(ink: np.ndarray) -> np.ndarray | None:
    """Shrink the whole canvas to 28 x 28 by area, without cropping or centring.

    What an app without MNIST's preprocessing would feed the network; kept for comparison.

    Returns:
        (28, 28) uint8, or None if there is no ink.

    Raises:
        ValueError: `ink` is not a two-dimensional uint8 array.
    """
    _check_ink(ink)
    if not ink.any():
        return None
    height, width = ink.shape
    sums = _mean_weights(height) @ ink @ _mean_weights(width).T
    whole = height * width
    image: np.ndarray = ((2 * sums + whole) // (2 * whole)).astype(np.uint8)
    return image


def ink_from_alpha(alpha: np.ndarray) -> np.ndarray:
    """Turn a transparent canvas into ink: what is at least half opaque, whatever its colour.

    The threshold keeps the antialiased fringe of a pen line from widening the digit's box.

    Args:
        alpha: (H, W) uint8, 0 = transparent.

    Returns:
        (H, W) uint8 of 0 and 255.

    Raises:
        ValueError: `alpha` has another shape or dtype.
    """
    if alpha.ndim != 2 or alpha.dtype != np.uint8:
        raise ValueError(f"alpha must be (H, W) uint8, got {alpha.shape} {alpha.dtype}")
    return (alpha >= 128) * np.uint8(INK)


def ink_box(ink: np.ndarray) -> tuple[int, int, int, int] | None:
    """The tight (top, left, bottom, right) box of all ink, half-open; None if there is none."""
    rows = np.flatnonzero(ink.any(axis=1))
    if rows.size == 0:
        return None
    columns = np.flatnonzero(ink.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def center_of_mass(image: np.ndarray) -> tuple[float, float]:
    """Where an image would balance if its ink had weight.

    Args:
        image: (H, W) uint8 with some ink.

    Returns:
        (row, column) in edge coordinates: the middle of the first pixel is 0.5.
    """
    rows, columns, total = _moments(image)
    return rows / (2 * total), columns / (2 * total)


def _moments(image: np.ndarray) -> tuple[int, int, int]:
    """Twice the ink's moments about the top and the left edge, and the ink."""
    mass = image.astype(np.int64)
    middles = 2 * np.arange(image.shape[0]) + 1
    return int(mass.sum(axis=1) @ middles), int(mass.sum(axis=0) @ middles), int(mass.sum())


def _check_ink(ink: np.ndarray) -> None:
    if not isinstance(ink, np.ndarray) or ink.ndim != 2 or ink.dtype != np.uint8:
        given = f"{ink.shape} {ink.dtype}" if isinstance(ink, np.ndarray) else type(ink).__name__
        raise ValueError(f"ink must be an (H, W) uint8 array, got {given}")


def _pad_to_square(image: np.ndarray) -> np.ndarray:
    """(h, w) -> (m, m) with m = max(h, w, 10); an odd cell falls to the bottom or right."""
    height, width = image.shape
    side = max(height, width, MIN_SQUARE)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = image
    return square


def _grow(square: np.ndarray) -> np.ndarray:
    """Double a tiny image by repeating pixels until it is at least 20 pixels wide."""
    while square.shape[0] < BOX_SIZE:
        square = square.repeat(2, axis=0).repeat(2, axis=1)
    return square


def _shrink(square: np.ndarray) -> np.ndarray:
    """(m, m) -> (20, 20) uint8 by area, scaled so that the peak is 255."""
    side = square.shape[0]
    weights = _mnist_weights(side)
    area = weights @ square @ weights.T
    peak = min(float(INK * (UNITS * side) ** 2), area.max())
    small: np.ndarray = np.minimum((2 * INK * area + peak) // (2 * peak), INK).astype(np.uint8)
    return small


def _place(small: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Paste (20, 20) into (28, 28) so that the centre of mass ends in pixel 14 of both axes."""
    *moments, total = _moments(small)
    field_size = IMAGE_SIZE + 2 * FIELD_MARGIN
    field = np.zeros((field_size, field_size), np.uint8)
    row, column = (
        min(max(FIELD_MARGIN + int((30 * total - each) / (2 * total)), 0), field_size - BOX_SIZE)
        for each in moments
    )
    field[row : row + BOX_SIZE, column : column + BOX_SIZE] = small
    window = slice(FIELD_MARGIN, FIELD_MARGIN + IMAGE_SIZE)
    return field[window, window].copy(), (row - FIELD_MARGIN, column - FIELD_MARGIN)


@lru_cache(maxsize=512)
def _mnist_weights(side: int) -> np.ndarray:
    """(20, side) weights of MNIST's shrinking along one axis, for side >= 20.

    Pixel i covers [i * s, i * s + 0.99 * s) of the target axis, with s = 20 / side <= 1, so it
    reaches at most two target pixels. All of that is whole in units of 1 / (100 * side).
    """
    unit = UNITS * side  # of a target pixel
    source = np.arange(side)
    start = UNITS * BOX_SIZE * source
    end = start + COVERED * BOX_SIZE
    first, last = start // unit, (end - 1) // unit
    whole = first == last
    weights = np.zeros((BOX_SIZE, side))
    weights[first, source] = np.where(whole, UNITS * BOX_SIZE, (first + 1) * unit - start)
    split = ~whole
    weights[last[split], source[split]] = (end - last * unit)[split]
    weights.setflags(write=False)
    return weights


@lru_cache(maxsize=32)
def _mean_weights(size: int) -> np.ndarray:
    """(28, size) weights of plain area averaging along one axis; rows sum to `size`."""
    edges = np.arange(IMAGE_SIZE + 1) * size
    source = np.arange(size) * IMAGE_SIZE
    overlap = np.minimum(edges[1:, None], source + IMAGE_SIZE) - np.maximum(
        edges[:-1, None], source
    )
    weights: np.ndarray = np.maximum(overlap, 0).astype(np.float64)
    weights.setflags(write=False)
    return weights
