"""Ink -> its connected pieces, and what is too small to be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

SPECK_OF_PEN = 0.8  # a piece that is smaller than this share of the pen's width, in both directions
SPECK_OF_HEIGHT = 0.06  # … or this share of a digit's height, was made by no pen
LONG = 0.1  # of all ink: the pieces that have it are the longest
MOST = 5  # other pieces or more, with most of the ink: the only long one isn't of the usual height
HAIR = 0.4  # of the pen's width: a piece that is thinner is the rest of a rule or an edge
BLOTCH = 1.8  # times as wide as the pen of the writing: it was drawn by none
LARGE = 0.25  # of the largest piece: such pieces tell the pen's width
MOST_LARGE = 20  # of them are measured
THICK = 0.25  # of its length that a bar is thick at most
CROWDED = 16  # times the whole ink's pixels in all boxes: hatching; writing lies side by side


class TooManyPiecesError(ValueError):
    """There is more ink than can be taken apart within reasonable memory."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of the ink.

    Attributes:
        box: (top, left, bottom, right), half-open, in pixels of the whole ink.
        ink: (height, width) uint8, what of the box belongs to it; 0 = paper or another piece.
    """

    box: tuple[int, int, int, int]
    ink: np.ndarray

    @property
    def height(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def width(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> tuple[float, float]:
        """(row, column)."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @cached_property
    def area(self) -> int:
        """How many pixels are inked."""
        return int(np.count_nonzero(self.ink))


def heights_of(ink: np.ndarray) -> np.ndarray:
    """(N,) the heights in pixels of all connected pieces of (H, W) uint8 ink, specks among them."""
    stats: np.ndarray = cv2.connectedComponentsWithStats(ink)[2]
    return stats[1:, cv2.CC_STAT_HEIGHT]


def pieces_of(ink: np.ndarray, most: int | None = None) -> list[Piece]:
    """The connected pieces of ink, from left to right, without specks.

    Args:
        ink: (H, W) uint8, 0 = paper.
        most: how many there may be; any number, if None.

    Raises:
        TooManyPiecesError: there are more than `most`; or they are such long strokes side by side
            that their boxes, each of which is copied, are `CROWDED`. Only if there is a limit.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    if count == 1:
        return []
    pen = pen_width(ink)
    longest = stats[1:, [cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH]].max(axis=1)
    least = max(SPECK_OF_PEN * pen, SPECK_OF_HEIGHT * _usual(longest, stats[1:, cv2.CC_STAT_AREA]))
    is_hair = stats[1:, cv2.CC_STAT_AREA] < HAIR * pen * longest
    kept = 1 + np.flatnonzero((longest >= min(least, longest.max())) & ~is_hair)
    areas = np.prod(stats[kept][:, [cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH]], axis=1, dtype=np.int64)
    if most is not None and (len(kept) > most or areas.sum() > CROWDED * ink.size):
        raise TooManyPiecesError
    pieces = []
    for label in kept:
        left, top, width, height = (int(each) for each in stats[label, :4])
        box = top, left, top + height, left + width
        own = labels[top : box[2], left : box[3]] == label
        pieces.append(
            Piece(box, np.where(own, ink[top : box[2], left : box[3]], 0).astype(np.uint8))
        )
    return sorted(pieces, key=lambda piece: piece.middle[1])


def inner_ink(ink: np.ndarray) -> np.ndarray:
    """(H, W) ink without the pieces that reach the picture's border."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    inner: np.ndarray = np.where(at_border(stats, ink.shape)[labels], 0, ink).astype(ink.dtype)
    return inner


def at_border(stats: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """(N,) bool: which components reach the border of a picture of this (height, width).

    Args:
        stats: (N, 5), as `cv2.connectedComponentsWithStats` gives them.
        shape: of the picture.
    """
    left, top, wide, high = (stats[:, column] for column in range(4))
    reaches: np.ndarray = (
        (left == 0) | (top == 0) | (left + wide == shape[1]) | (top + high == shape[0])
    )
    return reaches


def pen_width(ink: np.ndarray) -> float:
    """The usual width of strokes, in pixels: the median along all their edges; 0 without ink."""
    labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)[1]
    widths, edges = widths_of(labels)
    if not edges.any():
        return 0.0
    order = np.argsort(widths)
    along = np.cumsum(edges[order])
    return float(widths[order[int(np.searchsorted(along, along[-1] / 2))]])


def pen_of(pieces: Sequence[Piece]) -> float:
    """How wide strokes usually are in the largest pieces, in pixels."""
    largest = sorted(pieces, key=lambda piece: -piece.area)[:MOST_LARGE]
    widths = [pen_width(each.ink) for each in largest if each.area >= LARGE * largest[0].area]
    return float(np.median(widths))


def is_bar(piece: Piece, thick: float = THICK) -> bool:
    """Whether a piece is straight, and its thickness so much of its length at most."""
    _, sides, _ = cv2.minAreaRect(cv2.findNonZero(piece.ink))
    return bool(min(sides) + 1 <= thick * (max(sides) + 1))


def reaches_border(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """Whether a (top, left, bottom, right) box reaches the border of a picture of this shape."""
    top, left, bottom, right = box
    return min(top, left) <= 1 or bottom >= shape[0] - 1 or right >= shape[1] - 1


def widths_of(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How wide the strokes of each piece are, in pixels, and how many pixels its edges have.

    Args:
        labels: (H, W) int32: 0 = paper, else the number of the piece, from 1.

    Returns:
        (N,) each, of the pieces in the order of their numbers.
    """
    inked = (labels > 0).astype(np.uint8)
    around = cv2.copyMakeBorder(inked, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    edge = (inked > 0) & (cv2.erode(around, np.ones((3, 3), np.uint8))[1:-1, 1:-1] == 0)
    areas = np.bincount(labels.ravel())[1:]
    edges = np.bincount(labels[edge], minlength=len(areas) + 1)[1:]
    return 2 * areas / np.maximum(edges, 1), edges


def means_of(labels: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(N + 1,) the mean of (H, W) values in the paper, then in each piece.

    Args:
        labels: as for `widths_of`.
        values: of the same shape.
    """
    flat = labels.ravel()
    means: np.ndarray = np.bincount(flat, values.ravel()) / np.maximum(np.bincount(flat), 1)
    return means


def joined(pieces: Sequence[Piece]) -> Piece:
    """Several pieces as one."""
    boxes = np.array([piece.box for piece in pieces])
    top, left = (int(each) for each in boxes[:, :2].min(axis=0))
    bottom, right = (int(each) for each in boxes[:, 2:].max(axis=0))
    ink = np.zeros((bottom - top, right - left), np.uint8)
    for piece in pieces:
        row, column = piece.box[0] - top, piece.box[1] - left
        part = ink[row : row + piece.height, column : column + piece.width]
        np.maximum(part, piece.ink, out=part)
    return Piece((top, left, bottom, right), ink)


def parts_of(piece: Piece, inks: Sequence[np.ndarray]) -> list[Piece]:
    """A piece in parts, which may overlap; ink of it that is in none goes to the nearest.

    Args:
        piece: what is taken apart.
        inks: (height, width) uint8 each, as the piece's ink; all of them have some.
    """
    far = [cv2.distanceTransform((ink == 0).view(np.uint8), cv2.DIST_L2, 3) for ink in inks]
    nearest = np.argmin(far, axis=0)
    parts = [cropped(piece, (ink > 0) | (nearest == number)) for number, ink in enumerate(inks)]
    return [part for part in parts if part is not None]


def cropped(piece: Piece, belongs: np.ndarray) -> Piece | None:
    """The part of a piece that `belongs`, (height, width) bool, names; None without ink."""
    ink = np.where(belongs, piece.ink, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return None
    top, left, bottom, right = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
    row, column = piece.box[:2]
    box = int(row + top), int(column + left), int(row + bottom), int(column + right)
    return Piece(box, ink[top:bottom, left:right])


def usual_height(pieces: Sequence[Piece]) -> float:
    """How high a digit is among these pieces, in pixels; 0 without any."""
    heights, areas = ([getattr(piece, of) for piece in pieces] for of in ("height", "area"))
    return _usual(np.array(heights), np.array(areas))


def _usual(lengths: np.ndarray, areas: np.ndarray) -> float:
    """The median of what isn't much shorter than the long ones, which have much of the ink.

    If that is a single one, beside many that have most of it, it is left out: it may be digits that
    hang together, or a stain.
    """
    if lengths.size == 0:
        return 0.0
    order = np.argsort(lengths)[::-1]
    inked = np.cumsum(areas[order])
    long = float(lengths[order[int(np.searchsorted(inked, LONG * inked[-1]))]])
    alike = lengths >= 0.45 * long
    others = len(lengths) - 1
    if others >= MOST and alike.sum() == 1 and areas[order[0]] < inked[-1] / 2:
        return _usual(lengths[~alike], areas[~alike])
    return float(np.median(lengths[alike]))
