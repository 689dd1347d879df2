"""A drawing -> the 28 x 28 image that MNIST would have made of it. NumPy only.

The steps are those of Yadav and Bottou, "Cold Case: The Lost MNIST Digits" (NeurIPS 2019,
arXiv 1905.10498), who reconstructed them from NIST's originals: crop to the ink, make it
square, shrink it to 20 x 20 by area, and place its centre of mass in the middle of 28 x 28.

Images are (rows, columns) arrays with 0 = paper and 255 = full ink, as in MNIST.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

INK = 255
BOX_SIZE = 20  # MNIST fits every digit into 20 x 20 ...
IMAGE_SIZE = 28  # ... and places that in 28 x 28
MIN_SQUARE = 10  # NIST's smallest box, in pixels of its 128-pixel frame
MNIST_COVERAGE = 0.99  # how much of a pixel the original shrinking counted; a quirk kept
FIELD_MARGIN = 10  # room around the 28 x 28 window, so that placing never leaves the field
EDGE_TOLERANCE = 1e-11  # pixel edges that meet exactly must not count as an overlap


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
    centre = center_of_mass(small)
    image, offset = _place(small, centre)
    return Trace(ink, box, square, small, centre, offset, image)


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
    mean = _mean_weights(height, IMAGE_SIZE) @ ink @ _mean_weights(width, IMAGE_SIZE).T
    image: np.ndarray = np.floor(mean + 0.5).astype(np.uint8)
    return image


def ink_from_rgba(rgba: np.ndarray) -> np.ndarray:
    """Turn a transparent canvas into ink: what is at least half opaque, whatever its colour.

    The threshold keeps the antialiased fringe of a pen line from widening the digit's box.

    Args:
        rgba: (H, W, 4) uint8.

    Returns:
        (H, W) uint8 of 0 and 255.

    Raises:
        ValueError: `rgba` has another shape or dtype.
    """
    if rgba.ndim != 3 or rgba.shape[2] != 4 or rgba.dtype != np.uint8:
        raise ValueError(f"rgba must be (H, W, 4) uint8, got {rgba.shape} {rgba.dtype}")
    return (rgba[:, :, 3] >= 128) * np.uint8(INK)


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
    mass = image.astype(np.float64)
    middles = np.arange(image.shape[0]) + 0.5
    total = mass.sum()
    return float(mass.sum(axis=1) @ middles / total), float(mass.sum(axis=0) @ middles / total)


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
    weights = _mnist_weights(square.shape[0])
    area = weights @ (square / INK) @ weights.T
    peak = min(1.0, float(area.max()))
    small: np.ndarray = np.clip(np.floor(INK * area / peak + 0.5), 0, INK).astype(np.uint8)
    return small


def _place(small: np.ndarray, centre: tuple[float, float]) -> tuple[np.ndarray, tuple[int, int]]:
    """Paste (20, 20) into (28, 28) so that the centre of mass ends in pixel 14 of both axes."""
    field_size = IMAGE_SIZE + 2 * FIELD_MARGIN
    field = np.zeros((field_size, field_size), np.uint8)
    row, column = (
        min(max(FIELD_MARGIN + int(15 - middle), 0), field_size - BOX_SIZE) for middle in centre
    )
    field[row : row + BOX_SIZE, column : column + BOX_SIZE] = small
    window = slice(FIELD_MARGIN, FIELD_MARGIN + IMAGE_SIZE)
    return field[window, window].copy(), (row - FIELD_MARGIN, column - FIELD_MARGIN)


@lru_cache(maxsize=512)
def _mnist_weights(side: int) -> np.ndarray:
    """(20, side) weights of MNIST's shrinking along one axis, for side >= 20.

    Pixel i covers [i * s, i * s + 0.99 * s) of the target axis, with s = 20 / side <= 1, so
    it reaches at most two target pixels.
    """
    scale = BOX_SIZE / side
    source = np.arange(side)
    start = source * scale
    end = start + MNIST_COVERAGE * scale
    first = np.floor(start + EDGE_TOLERANCE).astype(int)
    last = np.ceil(end - EDGE_TOLERANCE).astype(int) - 1
    whole = first == last
    weights = np.zeros((BOX_SIZE, side))
    weights[first, source] = np.where(whole, scale, first + 1 - start)
    split = ~whole
    weights[last[split], source[split]] = (end - last)[split]
    weights.setflags(write=False)
    return weights


@lru_cache(maxsize=32)
def _mean_weights(source_size: int, target_size: int) -> np.ndarray:
    """(target, source) weights of plain area averaging along one axis; rows sum to 1."""
    edges = np.arange(target_size + 1) * (source_size / target_size)
    source = np.arange(source_size)
    overlap = np.minimum(edges[1:, None], source + 1) - np.maximum(edges[:-1, None], source)
    weights: np.ndarray = np.maximum(overlap, 0) * (target_size / source_size)
    weights.setflags(write=False)
    return weights
