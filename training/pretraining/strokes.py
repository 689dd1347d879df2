"""Pen strokes: read stroke files, and draw strokes on a canvas as people draw.

A digit is a list of strokes, each a (P, 2) float array of (x, y) points, x to the right and
y down, in a box whose longer side is 1. The file format is described in `load_strokes`.
"""

import zipfile
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from model.errors import UserError
from model.preprocess import INK

CANVAS = 280  # pixels along a side, as wide as the pad
FILE_UNIT = 1000  # the longer side of a digit's box in a stroke file
KEYS = ("points", "stroke_ends", "digit_ends", "labels", "sources", "source_names")

Strokes = list[np.ndarray]


@dataclass(frozen=True, eq=False)
class StrokeSet:
    """Digits (or letters) as pen strokes.

    Attributes:
        points: (P, 2) int16, all points of all strokes, in thousandths of the longer side.
        stroke_ends: (S,) int, the index in `points` after each stroke's last point.
        digit_ends: (D,) int, the index in `stroke_ends` after each digit's last stroke.
        labels: (D,) uint8, the digit, or a letter's ASCII code.
        sources: (D,) uint8, an index into `source_names`: who collected it.
        source_names: one name for each collecting site.
    """

    points: np.ndarray
    stroke_ends: np.ndarray
    digit_ends: np.ndarray
    labels: np.ndarray
    sources: np.ndarray
    source_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Strokes:
        first = self.digit_ends[index - 1] if index else 0
        ends = self.stroke_ends[first : self.digit_ends[index]]
        begin = self.stroke_ends[first - 1] if first else 0
        cut = self.points[begin : ends[-1]] / FILE_UNIT
        return np.split(cut, ends[:-1] - begin)

    def select(self, indices: np.ndarray) -> "StrokeSet":
        """Only the digits at these indices, in this order."""
        digits = [self[int(index)] for index in indices]
        points = [np.concatenate(digit) * FILE_UNIT for digit in digits]
        strokes = [stroke for digit in digits for stroke in digit]
        return StrokeSet(
            np.rint(np.concatenate(points)).astype(np.int16),
            np.cumsum([len(stroke) for stroke in strokes]),
            np.cumsum([len(digit) for digit in digits]),
            self.labels[indices],
            self.sources[indices],
            self.source_names,
        )

    def from_sources(self, names: Container[str]) -> np.ndarray:
        """(N,) bool: which digits come from the named sources."""
        named = np.array([name in names for name in self.source_names])
        chosen: np.ndarray = named[self.sources]
        return chosen

    def only(self, sources: Container[str]) -> "StrokeSet":
        """Only the digits that come from the named sources; at least one must."""
        return self.select(np.flatnonzero(self.from_sources(sources)))

    def without(self, sources: Container[str]) -> "StrokeSet | None":
        """Only the digits that come from none of the named sources; None if all do."""
        others = np.flatnonzero(~self.from_sources(sources))
        return self.select(others) if len(others) else None


def load_strokes(path: str | Path) -> StrokeSet:
    """Read a stroke file (.npz with the arrays of `StrokeSet` under the same names).

    Raises:
        UserError: there is no such file, or it is not a stroke file.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            missing = [key for key in KEYS if key not in file]
            if missing:
                raise UserError(f"{path} is not a stroke file: it lacks {', '.join(missing)}.")
            arrays = {key: file[key] for key in KEYS}
    except FileNotFoundError:
        raise UserError(f"There is no stroke file at {path}.") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise UserError(f"{path} can't be read as a stroke file: {error}.") from error
    names = tuple(str(name) for name in arrays.pop("source_names"))
    strokes = StrokeSet(**arrays, source_names=names)
    _check_ends(path, strokes)
    return strokes


def _check_ends(path: str | Path, strokes: StrokeSet) -> None:
    digits, lines = strokes.digit_ends, strokes.stroke_ends
    consistent = (
        len(strokes) == len(digits) == len(strokes.sources) > 0
        and digits[0] > 0
        and lines[0] > 0
        and (np.diff(digits) > 0).all()
        and (np.diff(lines) > 0).all()
        and digits[-1] == len(lines)
        and lines[-1] == len(strokes.points)
        and int(strokes.sources.max()) < len(strokes.source_names)
    )
    if not consistent:
        raise UserError(f"{path} is damaged: its arrays don't fit together.")


def draw(
    strokes: Strokes,
    canvas: int = CANVAS,
    brush: float = 20,
    fraction: float = 0.6,
    position: tuple[float, float] = (0.5, 0.5),
) -> np.ndarray:
    """Draw strokes as lines with round caps and joins.

    Args:
        strokes: points in a box whose longer side is 1.
        canvas: the canvas's side in pixels.
        brush: the line's width in pixels.
        fraction: how much of the canvas the longer side of the strokes' box fills, 0 to 1.
        position: (x, y), 0 to 1: where in the room that is left the box lies.

    Returns:
        (canvas, canvas) uint8 of 0 and 255.
    """
    room = canvas - brush
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    size = (points.max(axis=0) - low) * (fraction * canvas)
    origin = brush / 2 + np.maximum(room - size, 0) * np.asarray(position)
    image = Image.new("L", (canvas, canvas))
    pen = ImageDraw.Draw(image)
    radius = brush / 2
    for stroke in strokes:
        path = (stroke - low) * (fraction * canvas) + origin
        path = path[_far_enough(path)]
        if len(path) > 1:
            pen.line(path.ravel().tolist(), fill=INK, width=max(1, round(brush)))
        for x, y in path.tolist():
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)
    return np.asarray(image)


def _far_enough(path: np.ndarray) -> np.ndarray:
    """A mask without the points less than a pixel from the one before; keeps both ends."""
    keep = np.ones(len(path), bool)
    keep[1:-1] = np.abs(np.diff(path, axis=0)).max(axis=1)[:-1] >= 1
    return keep
