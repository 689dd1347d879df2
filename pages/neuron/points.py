"""Squares and circles in the plane, and how an address says where they are."""

import re
from dataclasses import dataclass

import numpy as np

from pages.shared.url.setting import Setting

MOST = 40
EDGE = 1.0  # both coordinates are from -EDGE to EDGE
STEP = 100  # places are kept in hundredths

_CODE = re.compile(r"([sc])(-?\d{1,3})_(-?\d{1,3})", re.ASCII)


@dataclass(frozen=True)
class Point:
    """A square or a circle.

    Attributes:
        square: whether it is a square, at which the neuron shall fire.
        x, y: -1 to 1, in hundredths.
    """

    square: bool
    x: float
    y: float

    @property
    def kind(self) -> str:
        return "square" if self.square else "circle"


Points = tuple[Point, ...]


def point_at(square: bool, x: float, y: float) -> Point:
    """A point at the nearest place that there is."""
    x, y = (round(min(max(each, -EDGE), EDGE) * STEP) / STEP for each in (x, y))
    return Point(square, x + 0.0, y + 0.0)


def places(points: Points) -> np.ndarray:
    """(N, 2) coordinates."""
    return np.array([(each.x, each.y) for each in points], float).reshape(-1, 2)


def targets(points: Points) -> np.ndarray:
    """(N,) 1.0 for squares, 0.0 for circles."""
    return np.array([each.square for each in points], float)


def decode(code: str) -> Points:
    """Points from what `encode` made of them, or from the name of a set.

    Raises:
        ValueError: it is neither.
    """
    if code.casefold() in DATA_SETS:
        return DATA_SETS[code.casefold()]
    parts = code.split(".", MOST)
    matches = [_CODE.fullmatch(part) for part in parts]
    if len(parts) > MOST or not all(matches):
        raise ValueError("no points")
    numbers = [(match[1] == "s", int(match[2]) / STEP, int(match[3]) / STEP) for match in matches]
    if any(max(abs(x), abs(y)) > EDGE for _, x, y in numbers):
        raise ValueError("points beyond the edge")
    return tuple(Point(square, x + 0.0, y + 0.0) for square, x, y in numbers)


def encode(points: Points) -> str:
    """Points as the address says them: the name of a set, or each as s12_-40 or c80_15.

    >>> encode((Point(True, 0.12, -0.4), Point(False, 0.8, 0.15)))
    's12_-40.c80_15'
    """
    return data_set(points) or places_code(points)


def places_code(points: Points) -> str:
    """The same without the names of sets."""
    return ".".join(
        f"{each.kind[0]}{round(each.x * STEP)}_{round(each.y * STEP)}" for each in points
    )


def data_set(points: Points) -> str | None:
    """The name of the set that these points are; None if they are the visitor's own."""
    return next((name for name, each in DATA_SETS.items() if each == points), None)


def rows(points: Points) -> list[tuple[bool, float, float]]:
    """Points as the browser takes them (points.js)."""
    return [(each.square, each.x, each.y) for each in points]


@dataclass(frozen=True)
class PointSet(Setting):
    """Some points, or a set of them by its name."""

    @property
    def allowed(self) -> str:
        return f"{', '.join(DATA_SETS)} or up to {MOST} points such as s12_-40.c80_15"

    def parse(self, text: str) -> Points:
        return decode(text)

    def write(self, value: Points) -> str:
        return encode(value)


def _set(code: str) -> Points:
    matches = [_CODE.fullmatch(part) for part in code.split()]
    return tuple(
        Point(match[1] == "s", int(match[2]) / STEP, int(match[3]) / STEP) for match in matches
    )


_APART = """s45_60 s70_20 s20_80 s80_75 s55_5 s10_35 s85_-20
            c-50_-40 c-75_10 c-20_-75 c-85_-60 c5_-35 c-40_-5 c35_-80"""

_RING = """c0_0 c18_12 c-15_20 c-20_-14 c12_-22 c2_26
           s75_5 s58_50 s10_72 s-42_62 s-74_18 s-64_-40 s-22_-72 s34_-66 s68_-36"""

DATA_SETS: dict[str, Points] = {
    "separable": _set(_APART),
    "nearly": _set(f"{_APART} s-45_-60 c55_35"),  # two have strayed to the other side
    "xor": _set("s-60_60 s60_-60 c-60_-60 c60_60"),
    "ring": _set(_RING),
    "none": (),
}
TITLES = {
    "separable": "Separable",
    "nearly": "Nearly separable",
    "xor": "XOR: crosswise",
    "ring": "Circles in a ring",
    "none": "None",
}
CROSSED = ("xor", "ring")  # what no single line separates
