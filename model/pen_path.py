"""Whether pens draw a digit in this way: where they begin and end, and whither they go there.

A letter may look like a digit in a mirror or on its side, but seldom did the pen go as it goes in
that digit: an e, mirrored, is a 9 that begins in its middle. The usual ways are counted by
`python -m training.pretraining.pen_paths`, in strokes that many people drew.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("pen_paths.json")
THIRDS = 3  # of the drawing's longer side: how exactly a place is told
QUARTERS = 4  # right, down, left and up
REACH = 0.25  # of the longer side: how much of a stroke says whither it goes
MANY = 3  # strokes; more are as many


def path_of(strokes: Sequence[np.ndarray]) -> str:
    """How the pen went, in five figures: two drawings of which it is the same are drawn alike.

    Args:
        strokes: (P, 2) x and y each, y down, in any units; at least one.

    Returns:
        How many strokes, where the first begins and whither, where the last ends and whence.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    side = max(float((high - low).max()), 1e-6)
    first, last = strokes[0], strokes[-1][::-1]
    places = [_third((stroke[0] - (low + high) / 2) / side) for stroke in (first, last)]
    ways = [_quarter(_after(stroke, REACH * side) - stroke[0]) for stroke in (first, last)]
    return f"{min(len(strokes), MANY)}{places[0]}{ways[0]}{places[1]}{ways[1]}"


def is_usual(digit: int, strokes: Sequence[np.ndarray]) -> bool:
    """Whether people draw a digit in this way; `strokes` as for `path_of`."""
    return path_of(strokes) in _usual()[digit]


@cache
def _usual() -> tuple[frozenset[str], ...]:
    """The usual paths of each digit, 0 to 9."""
    return tuple(frozenset(paths.split()) for paths in json.loads(FILE.read_text("utf-8")))


def _third(place: np.ndarray) -> int:
    """0 to 8, from the top left to the bottom right, for a place from −0.5 to 0.5."""
    column, row = np.clip(np.floor((place + 0.5) * THIRDS), 0, THIRDS - 1)
    return int(THIRDS * row + column)


def _quarter(way: np.ndarray) -> int:
    """0 to 3: to the right, down, to the left, up."""
    turn = np.arctan2(way[1], way[0]) / (2 * np.pi)
    return int(np.floor(QUARTERS * turn + 0.5)) % QUARTERS


def _after(stroke: np.ndarray, length: float) -> np.ndarray:
    """The point of a stroke that comes so far after its begin, or its end if it is shorter."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    far = np.flatnonzero(np.cumsum(steps) >= length)
    point: np.ndarray = stroke[far[0] + 1] if far.size else stroke[-1]
    return point
