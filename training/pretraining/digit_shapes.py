"""Digits as some people write them and few data sets hold: each a kind with varied parameters.

A kind is a function from a random generator to the strokes of one digit; `SHAPES` names them.
"""

import math
from collections.abc import Callable

import numpy as np

from training.pretraining.lines import TAU, arc, curve, jittered, path
from training.pretraining.strokes import Strokes

Shape = Callable[[np.random.Generator], Strokes]


def closed_four(rng: np.random.Generator) -> Strokes:
    """One line: up the stem, down to the left, and back to the stem or across it."""
    width, level = rng.uniform(0.3, 0.75), rng.uniform(0.2, 0.72)
    lean, tilt = rng.normal(0, 0.05), rng.normal(0, 0.04)
    beyond = rng.choice([0.0, rng.uniform(0.03, 0.3)])
    left = (-width, level + tilt)
    bar = [left, (beyond, level - tilt)]
    if rng.random() < 0.6:
        return [jittered(path((lean, 1), (0, 0), *bar), rng, 0.015)]
    return [jittered(path((0, 0), *bar), rng, 0.015), jittered(path((0, 0), (lean, 1)), rng, 0.015)]


def open_four(rng: np.random.Generator) -> Strokes:
    """Two lines that needn't touch: a corner, and a stem that leans."""
    lean, top = rng.uniform(-0.1, 0.5), rng.uniform(-0.25, 0.15)
    height, width = rng.uniform(0.3, 0.65), rng.uniform(0.3, 0.6)
    rise = rng.uniform(-0.05, 0.28)
    slope = rng.uniform(0, 0.3)
    reach = rng.uniform(-0.16, 0.25)
    stem_at = width + slope * (1 - height) * 0.2
    corner = path((slope, 0), (0, height), (stem_at + reach, height - rise))
    stem = path((stem_at + lean / 2, top), (stem_at - lean / 2, 1))
    return [jittered(corner, rng, 0.015), jittered(stem, rng, 0.015)]


def wavy_seven(rng: np.random.Generator) -> Strokes:
    """A serif, a wave for a top, a foot that turns up, and mostly a bar."""
    wave, serif = rng.uniform(0.04, 0.28), rng.uniform(0.04, 0.2)
    corner, foot = rng.uniform(0.7, 1.0), rng.uniform(-0.1, 0.25)
    top = [(0.04, 0.12 - serif / 2), (0.0, 0.12 + serif), (corner * 0.4, 0.1 + wave)]
    top += [(corner * 0.72, 0.1 + wave * 0.6), (corner, 0)]
    stem_end = rng.uniform(0.0, 0.35) * corner
    middle = ((corner + stem_end) / 2 + rng.normal(0, 0.03), 0.5)
    seven = np.concatenate([curve(*top), path(middle, (stem_end, 1))])
    if foot > 0:
        seven = np.concatenate([seven, path((stem_end + foot, 1 - rng.uniform(0, 0.06)))])
    strokes = [seven]
    if rng.random() < 0.75:
        half, tilt = rng.uniform(0.15, 0.42), rng.normal(0.03, 0.05)
        level = rng.uniform(-0.1, 0.15)
        x, y = middle[0], middle[1] + level
        strokes.append(path((x - half, y + tilt), (x + half, y - tilt)))
    return [jittered(stroke, rng, 0.008) for stroke in strokes]


def curled_six(rng: np.random.Generator) -> Strokes:
    """The top curls in, sometimes nearly down to the loop."""
    curl, width = rng.uniform(0.0, 1.0), rng.uniform(0.45, 0.75)
    loop = rng.uniform(0.38, 0.6)  # the loop's top
    end = (width * (0.85 - 0.25 * curl), 0.12 + 0.2 * curl)
    line = curve(
        end,
        (width * 0.88, 0.05 + 0.06 * curl),
        (width * 0.55, 0),
        (width * 0.15, 0.22),
        (0, 0.6),
        (width * 0.2, 0.93),
        (width * 0.6, 1),
        (width, 0.8),
        (width * 0.85, loop + 0.06),
        (width * 0.5, loop),
        (width * 0.08, loop + 0.2),
    )
    return [jittered(line, rng, 0.004)]


def boxy(digit: int, rng: np.random.Generator) -> Strokes:
    """A digit of straight lines: 0, 2, 3, 5, 6, 8 or 9."""
    width, middle = rng.uniform(0.4, 0.8), rng.uniform(0.4, 0.58)
    left_top, right_top = (0.0, 0.0), (width, 0.0)
    left, right = (0.0, middle), (width, middle)
    left_foot, right_foot = (0.0, 1.0), (width, 1.0)
    six = [left_top, left_foot, right_foot, right, left]
    nine = [right, left, left_top, right_top, right_foot]
    lines: dict[int, list[tuple[float, float]]] = {
        0: [left_top, right_top, right_foot, left_foot, left_top],
        2: [left_top, right_top, right, left, left_foot, right_foot],
        3: [left_top, right_top, right, left, right, right_foot, left_foot],
        5: [right_top, left_top, left, right, right_foot, left_foot],
        6: [right_top, *six] if rng.random() < 0.35 else six,
        8: [left, left_top, right_top, right_foot, left_foot, left, right],
        9: [*nine, left_foot] if rng.random() < 0.35 else nine,
    }
    return [jittered(path(*lines[digit]), rng, 0.025)]


def looped_one(rng: np.random.Generator) -> Strokes:
    """The flag is a small loop at the top of the stem."""
    width, height = rng.uniform(0.08, 0.22), rng.uniform(0.08, 0.22)
    drop, lean = rng.uniform(0.0, 0.12), rng.uniform(-0.12, 0.08)
    flag = curve(
        (-0.02, drop + height * 0.75),
        (-width * 0.6, drop + height),
        (-width, drop + height * 0.6),
        (-width * 0.6, drop * 0.4 + height * 0.1),
        (0, 0),
    )
    stem = path((lean * 0.4, 0.4), (lean, 1))
    return [jittered(np.concatenate([flag, stem]), rng, 0.006)]


def hooked_one(rng: np.random.Generator) -> Strokes:
    """The pen came in from a side, or left to one: a short hook at the top, or at the foot."""
    side, lean = rng.choice([-1, 1]), rng.uniform(-0.2, 0.12)
    reach, drop = side * rng.uniform(0.04, 0.22), rng.uniform(-0.05, 0.2)
    middle = (lean / 2 + rng.normal(0, 0.025), rng.uniform(0.4, 0.6))
    line = [(reach, drop), (0.0, 0.0), middle, (lean, 1.0)]
    if rng.random() < 0.25:
        line.append((lean + rng.uniform(-0.15, 0.15), rng.uniform(0.93, 1.0)))
    if rng.random() < 0.25:
        line = line[1:]
    return [jittered(curve(*line) if rng.random() < 0.5 else path(*line), rng, 0.006)]


def upstroke_one(rng: np.random.Generator) -> Strokes:
    """The upstroke is long, sometimes as long as the stem."""
    reach, drop, lean = rng.uniform(0.25, 0.7), rng.uniform(0.4, 0.95), rng.uniform(-0.12, 0.1)
    line = [path((-reach, drop), (0, 0), (lean, 1))]
    if rng.random() < 0.3:
        line = [curve((-reach, drop), (-reach * 0.4, drop * 0.5), (0, 0)), path((0, 0), (lean, 1))]
    if rng.random() < 0.15:
        half = rng.uniform(0.1, 0.25)
        line.append(path((lean - half, 1), (lean + half, 1)))
    return [jittered(stroke, rng, 0.01) for stroke in line]


def barred_zero(rng: np.random.Generator) -> Strokes:
    """A bar lies across the middle, as on forms."""
    width = rng.uniform(0.25, 0.45)
    start = rng.uniform(0, TAU)
    zero = arc((0, 0.5), (width, 0.5), start, start + TAU + rng.uniform(-0.15, 0.4))
    half, level = width * rng.uniform(0.45, 1.35), rng.uniform(0.42, 0.58)
    tilt = rng.normal(0, 0.05)
    bar = path((-half, level + tilt), (half, level - tilt))
    return [jittered(zero, rng, 0.006), jittered(bar, rng, 0.01)]


def open_zero(rng: np.random.Generator) -> Strokes:
    """The ring doesn't close, or its ends cross and stand out."""
    width = rng.uniform(0.25, 0.5)
    start = -rng.uniform(0.15, 0.85) * math.pi  # somewhere at the top
    turn = rng.uniform(-0.6, 0.5) * rng.choice([0.5, 1])
    way = rng.choice([-1, 1])
    ring = arc((0, 0.5), (width, 0.5), start, start + way * (TAU + turn))
    drift = np.linspace(0, 1, len(ring))[:, None] * rng.normal(0, 0.06, 2)
    return [jittered(ring + drift, rng, 0.005)]


def open_eight(rng: np.random.Generator) -> Strokes:
    """One line whose end doesn't come back to its beginning at the top."""
    width, waist, gap = rng.uniform(0.45, 0.75), rng.uniform(0.4, 0.55), rng.uniform(0.12, 0.34)
    line = curve(
        (width * rng.uniform(0.7, 0.95), rng.uniform(0.03, 0.1)),
        (width * 0.5, 0),
        (width * 0.1, 0.2),
        (width * 0.5, waist),
        (width, 0.76),
        (width * 0.5, 1),
        (0, 0.76),
        (width * 0.45, waist + 0.04),
        (width * rng.uniform(0.75, 1), 0.08 + gap),
    )
    return [jittered(line, rng, 0.005)]


def detached_five(rng: np.random.Generator) -> Strokes:
    """The bar at the top doesn't touch the rest."""
    width, shoulder = rng.uniform(0.45, 0.75), rng.uniform(0.32, 0.5)
    start = rng.uniform(0, 0.14)
    body = curve(
        (width * 0.15, start),
        (width * 0.08, (shoulder + start) / 2),
        (width * 0.06, shoulder),
        (width * 0.5, shoulder - rng.uniform(0, 0.08)),
        (width, 0.68),
        (width * 0.6, 0.97),
        (0, 0.93),
    )
    begin = width * rng.uniform(0.2, 0.55)
    level = start - rng.uniform(-0.04, 0.14)
    bar = path((begin, level), (begin + rng.uniform(0.3, 0.6), level - rng.uniform(-0.04, 0.1)))
    return [jittered(body, rng, 0.005), jittered(bar, rng, 0.01)]


def open_nine(rng: np.random.Generator) -> Strokes:
    """The loop ends before it comes back to the stem, or begins away from it."""
    width, loop = rng.uniform(0.35, 0.65), rng.uniform(0.38, 0.58)
    gap = rng.uniform(0.05, 0.3) * width
    foot = rng.uniform(-0.25, 0.05)
    line = [
        (width - gap * rng.uniform(0, 1), loop * 0.2),
        (width * 0.55, 0),
        (0.06 * width, loop * 0.4),
        (width * 0.3, loop),
        (width - gap, loop * 0.75),
    ]
    if rng.random() < 0.4:
        return [
            jittered(curve(*line), rng, 0.006),
            jittered(path((width, 0), (width + foot, 1)), rng, 0.01),
        ]
    # In one line: the loop turns up again before the stem.
    joined = [*line[1:], (width, loop * 0.1), (width * 0.98, loop), (width + foot, 1)]
    return [jittered(curve(*joined), rng, 0.006)]


LIT = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
ALSO_LIT = {6: "fgedc", 7: "fabc", 9: "abcfg", 1: "fe"}  # as other displays show them


def seven_segments(digit: int, rng: np.random.Generator) -> Strokes:
    """As a display or a stencil shows it, with gaps between the segments or without."""
    width = rng.uniform(0.4, 0.65)
    corner = {
        "a": ((0, 0), (width, 0)),
        "b": ((width, 0), (width, 0.5)),
        "c": ((width, 0.5), (width, 1)),
        "d": ((0, 1), (width, 1)),
        "e": ((0, 0.5), (0, 1)),
        "f": ((0, 0), (0, 0.5)),
        "g": ((0, 0.5), (width, 0.5)),
    }
    lit = ALSO_LIT[digit] if digit in ALSO_LIT and rng.random() < 0.3 else LIT[digit]
    short = rng.choice([0.0, rng.uniform(0.03, 0.13)])
    slant = rng.choice([0.0, rng.uniform(0, 0.2)])
    strokes = []
    for segment in lit:
        line = path(*corner[segment])
        along = line[1] - line[0]
        along = along / np.hypot(*along)
        line = line + np.stack([along, -along]) * short
        strokes.append(
            jittered(line + np.stack([-slant * line[:, 1], 0 * line[:, 1]], 1), rng, 0.008)
        )
    return strokes


SHAPES: dict[str, tuple[int, Shape]] = {
    "closed 4": (4, closed_four),
    "slanted open 4": (4, open_four),
    "wavy crossed 7": (7, wavy_seven),
    "6 whose top curls in": (6, curled_six),
    "1 with a loop for a flag": (1, looped_one),
    "1 with a long upstroke": (1, upstroke_one),
    "1 with a hook": (1, hooked_one),
    "0 with a horizontal bar": (0, barred_zero),
    "0 that doesn't close": (0, open_zero),
    "open 8": (8, open_eight),
    "5 with a detached bar": (5, detached_five),
    "9 whose loop isn't closed": (9, open_nine),
}
BOXY = (0, 2, 3, 5, 6, 8, 9)
