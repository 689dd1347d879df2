"""Digits that a pen has drawn already, for "Draw one for me"."""

import json
import random
from functools import cache
from pathlib import Path

from pages.shared.pad.drawing import PAD_SIZE, Drawing, Point, Stroke

FILE = Path(__file__).with_name("pen_digits.json")
SIZES = (0.34, 0.72)  # of the pad's width, for the digit's longer side
THICKEST = 0.17  # of the digit's longer side; a thicker pen would close its loops

PenStrokes = list[list[Point]]


@cache
def pen_digits() -> tuple[tuple[int, PenStrokes], ...]:
    """Every (digit, strokes); the points lie in a box whose longer side is 1, y down."""
    digits = json.loads(FILE.read_text("utf-8"))["digits"]
    return tuple((entry["digit"], _unit_box(entry["strokes"])) for entry in digits)


def draw_one(
    brush: float, chance: random.Random, but_not: int | None = None
) -> tuple[int, Drawing]:
    """A random digit and its drawing, in a random size and place: centring has to do something.

    Args:
        brush: the pen's width in pixels of the pad.
        chance: where size, place and choice come from.
        but_not: a digit that would not be a surprise.
    """
    digit, strokes = chance.choice([entry for entry in pen_digits() if entry[0] != but_not])
    position = (chance.random(), chance.random())
    return digit, place(strokes, brush, chance.uniform(*SIZES), position)


def place(strokes: PenStrokes, brush: float, size: float, position: tuple[float, float]) -> Drawing:
    """Lay strokes on the pad.

    Args:
        strokes: points in a box whose longer side is 1.
        brush: the pen's width in pixels of the pad; small digits get a thinner one.
        size: the digit's longer side as a share of the pad's.
        position: (x, y), 0 to 1: where in the room that is left the digit lies.
    """
    side = size * PAD_SIZE
    width = min(brush, THICKEST * side)
    points = [point for stroke in strokes for point in stroke]
    extent = [max(values) * side for values in zip(*points, strict=True)]
    left, top = (
        width / 2 + share * (PAD_SIZE - width - length)
        for share, length in zip(position, extent, strict=True)
    )
    return Drawing(
        tuple(
            Stroke.through([(left + x * side, top + y * side) for x, y in stroke], width)
            for stroke in strokes
        )
    )


def _unit_box(strokes: list[list[list[float]]]) -> PenStrokes:
    across, down = zip(*(point for stroke in strokes for point in stroke), strict=True)
    side = max(max(across) - min(across), max(down) - min(down))
    return [
        [((x - min(across)) / side, (y - min(down)) / side) for x, y in stroke]
        for stroke in strokes
    ]
