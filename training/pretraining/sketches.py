"""Sketches of everyday things, each time drawn differently, and of things that don't exist.

What is written down in `sketch_templates` is warped, its parts are moved, turned and left out;
parts of several templates are mixed, so that a network learns that lines put together are no digit,
whatever they show.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from training.pretraining import sketch_templates
from training.pretraining.lines import TAU, arc, box, curve, jittered, path
from training.pretraining.strokes import Strokes

SIDE = 100.0  # of the templates' box
LEFT_OUT = 0.35  # how often a part is that may be
NAMES = tuple(sketch_templates.ALL)
TAUGHT_TO_TWIN = tuple(name for name in NAMES if name not in sketch_templates.HELD_OUT)
HELD_OUT = sketch_templates.HELD_OUT


@dataclass(frozen=True)
class Part:
    """A part of a template: its letter, its numbers, and whether it may be left out."""

    kind: str
    numbers: tuple[float, ...]
    may_lack: bool


def sketch(name: str, rng: np.random.Generator) -> Strokes:
    """A thing of `sketch_templates`, as somebody might draw it.

    Returns:
        Strokes in a box of about 1 × 1.
    """
    there = [part for part in _parts(name) if not part.may_lack or rng.random() > LEFT_OUT]
    return _warped([_wobbled(_line(part, rng), rng) for part in there], rng)


def mixed(names: Sequence[str], rng: np.random.Generator) -> Strokes:
    """Two to four parts of each of two or three of these things, in or beside one another."""
    strokes: Strokes = []
    beside = rng.random() < 0.4
    for place in range(int(rng.integers(2, 4))):
        parts = _parts(str(rng.choice(names)))
        chosen = rng.permutation(len(parts))[: int(rng.integers(2, 5))]
        lines = _warped([_wobbled(_line(parts[i], rng), rng) for i in chosen], rng)
        size = rng.uniform(0.5, 1.0)
        shift = rng.uniform(-0.3, 0.3, 2) + ((0.7 * place, 0) if beside else (0, 0))
        strokes += [line * size + shift for line in lines]
    return strokes


def symmetric(rng: np.random.Generator) -> Strokes:
    """An outline that is the same on the left and on the right, with details that are, too."""
    count = int(rng.integers(3, 8))
    line = curve if rng.random() < 0.6 else path
    half = np.stack([rng.uniform(0.05, 0.5, count), np.sort(rng.uniform(0, 1, count))], axis=1)
    half[[0, -1], 0] *= rng.choice([0.0, 1.0], 2)
    strokes = [_wobbled(line(*half) * (side, 1) * SIDE, rng) / SIDE for side in (-1, 1)]
    strokes += [path((-x, y), (x, y)) for x, y in half[[0, -1]]]  # closed above and below
    for _ in range(int(rng.integers(1, 4))):
        begin, end = rng.uniform(0.0, 0.5, (2, 2)) + (0, 0.2)
        detail = arc(begin, rng.uniform(0.03, 0.12)) if rng.random() < 0.4 else path(begin, end)
        strokes += [detail, detail * (-1, 1)]
    if rng.random() < 0.4:
        strokes.append(path((0, half[-1, 1]), (rng.normal(0, 0.05), half[-1, 1] + 0.5)))
    return strokes


@lru_cache(maxsize=256)
def _parts(name: str) -> tuple[Part, ...]:
    parts = []
    for text in sketch_templates.ALL[name].split(";"):
        kind, *numbers = text.split()
        parts.append(Part(kind[-1], tuple(map(float, numbers)), kind.startswith("?")))
    return tuple(parts)


def _line(part: Part, rng: np.random.Generator) -> np.ndarray:
    """A part as a (P, 2) line, its corners a little off."""
    if part.kind == "o":
        x, y, wide, high = part.numbers
        begin = rng.uniform(0, TAU)
        end = begin + (TAU + rng.normal(0, 0.15)) * rng.choice([-1, 1])
        wider, higher = np.exp(rng.normal(0, 0.12, 2)).tolist()
        return arc((x, y), (wide * wider, high * higher), begin, end)
    points = np.array(part.numbers).reshape(-1, 2)
    if part.kind == "b":
        return jittered(box(*points.ravel()), rng, 0.015 * SIDE)
    closed = len(points) > 2 and (points[0] == points[-1]).all()
    points = jittered(points, rng, 0.02 * SIDE)
    if closed:
        points[-1] = points[0] + rng.normal(0, 0.01 * SIDE, 2)
    return curve(*points) if part.kind == "c" else path(*points)


def _wobbled(line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A line that is moved, turned and scaled about its middle by a little."""
    middle = line.mean(axis=0)
    angle, size = rng.normal(0, 0.06), math.exp(rng.normal(0, 0.07))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    moved: np.ndarray = middle + (line - middle) @ turn.T * size + rng.normal(0, 0.018 * SIDE, 2)
    return moved


def _warped(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """All of it wider or narrower, mirrored or not, and wider at one end than at the other."""
    wide = math.exp(rng.normal(0, 0.18)) * rng.choice([-1, 1])
    taper, shear = rng.normal(0, 0.25), rng.normal(0, 0.1)
    warped = []
    for stroke in strokes:
        x, y = (stroke / SIDE - 0.5).T
        warped.append(np.stack([wide * x * (1 + taper * y) + shear * y, y], axis=1))
    return warped
