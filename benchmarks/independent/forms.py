"""Blank sheets, and what is printed on forms: boxes, combs, dotted lines."""

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.independent.surfaces import Colour, Shape, one_of, paper, pixels, print_line, tint
from training.pretraining.strokes import Strokes

Features = frozenset[str]
FORMS: tuple[Colour, ...] = (  # of which only the colour tells that it isn't ink
    *((0.85, 0.4, 0.35), (0.4, 0.75, 0.45)),
    *((0.45, 0.65, 0.85), (0.85, 0.6, 0.3)),
)


@dataclass
class Sheet:
    """A sheet that is being written on."""

    surface: np.ndarray
    scale: float
    digit: Strokes  # in millimetres from its upper left corner …
    at: np.ndarray  # … which is here, (x, y) in millimetres

    @property
    def shape(self) -> Shape:
        """(H, W)."""
        return self.surface.shape[0], self.surface.shape[1]

    @property
    def area(self) -> float:
        """In square millimetres."""
        return self.shape[0] * self.shape[1] / self.scale**2


def blank(
    size: np.ndarray, scale: float, rng: np.random.Generator, colour: str = "white"
) -> np.ndarray:
    """Paper of (width, height) millimetres."""
    width, height = (max(8, int(side * scale)) for side in size)
    return paper((height, width), colour, scale, 0.6, rng)


def on_dots(
    digit: Strokes, size: np.ndarray, height: float, scale: float, rng: np.random.Generator
) -> Sheet:
    """A line of dots below the digit, across the sheet or a little longer than the digit."""
    whole = size + np.array([rng.uniform(1, 6), rng.uniform(0.4, 2)]) * height
    sheet = Sheet(blank(whole, scale, rng), scale, digit, np.zeros(2))
    sheet.at = rng.uniform((0.1, 0.15), (0.9, 0.75)) * (whole - size)
    row = sheet.at[1] + size[1] + rng.normal(0.02, 0.05) * height
    begin, end = 0.0, float(whole[0])
    if rng.random() >= 0.6:
        beyond = rng.uniform(0.3, 2, 2) * height
        begin, end = sheet.at[0] - beyond[0], sheet.at[0] + size[0] + beyond[1]
    gap = rng.uniform(0.8, 2)
    for column in np.arange(rng.random() * gap, whole[0], gap):
        if begin <= column <= end:
            place = pixels(np.array([column, row]) * scale * 16)
            radius = max(8, int(rng.uniform(0.13, 0.2) * scale * 16))
            cv2.circle(sheet.surface, place, radius, (0.06,) * 3, -1, cv2.LINE_AA, 4)
    return sheet


def in_boxes(
    features: Features,
    digit: Strokes,
    size: np.ndarray,
    box: np.ndarray,
    scale: float,
    rng: np.random.Generator,
) -> Sheet:
    """One of several boxes beside one another, with the digit in it or across its edges."""
    count = 1
    if "comb" in features:
        count = int(rng.integers(3, 9))
    elif "coloured" in features:
        count = int(rng.integers(1, 4))
    left, top, right, bottom = _margins(features, rng)
    surface = blank(box * (count, 1) + (left + right, top + bottom), scale, rng)
    colour: Colour = (rng.uniform(0.05, 0.35),) * 3
    width = rng.uniform(0.15, 0.4)
    corners = [np.array([left + place * box[0], top]) for place in range(count)]
    if "coloured" in features:
        colour = one_of(FORMS, rng)
        if rng.random() < 0.4:
            _shade_around(surface, corners, box, colour, scale)
    if "touched" in features:
        width = min(width, 0.3)
    for corner in corners:
        _print_box(surface, corner, box, "comb" in features, colour, width, scale)
    off = rng.normal(0, 0.04, 2)
    if "touched" in features:
        off = np.clip(rng.normal(0, 0.12, 2), (-0.3, -0.2), (0.3, 0.2))
    return Sheet(surface, scale, digit, one_of(corners, rng) + box * (0.5 + off) - size / 2)


def _margins(features: Features, rng: np.random.Generator) -> np.ndarray:
    """How much paper is seen to the left, above, to the right and below; less than 0 cuts off."""
    if "cut" in features:
        cut = rng.uniform(-0.35, 0.6, 4)
        return np.where(rng.random(4) < 0.3, rng.uniform(1, 4, 4), cut)
    return rng.uniform(1, 6, 4) if features == {"box"} else rng.uniform(0.8, 5, 4)


def _shade_around(
    surface: np.ndarray, corners: list[np.ndarray], box: np.ndarray, colour: Colour, scale: float
) -> None:
    """Print a pale colour on all but the boxes."""
    around = np.full(surface.shape[:2], 0.15)
    for corner in corners:
        low = ((corner + (0.3, 0)) * scale).astype(int)
        high = ((corner + box - (0.3, 0)) * scale).astype(int)
        around[low[1] : high[1], low[0] : high[0]] = 0
    tint(surface, colour, around)


def _print_box(
    surface: np.ndarray,
    corner: np.ndarray,
    box: np.ndarray,
    comb: bool,
    colour: Colour,
    width: float,
    scale: float,
) -> None:
    """Print a box's four sides, or the lower half of a comb's."""
    left, top = corner + (0, 0.6 * box[1] if comb else 0)
    right, bottom = corner + box
    outline = [(left, top), (left, bottom), (right, bottom), (right, top), (left, top)]
    for begin, end in zip(outline, outline[1:-1] if comb else outline[1:], strict=False):
        ends = np.array([begin, end]) * scale
        print_line(surface, ends[0], ends[1], colour, width * scale)
