"""Photographs of writing on paper, made from strokes: pens, light, shadows, a tilted camera, grain.

No photograph was at hand, so these imitate what a telephone makes of a sheet. They were written
after the image path had been tuned on `paper_kinds`, and share nothing with those.
"""

import io
from collections.abc import Mapping

import cv2
import numpy as np
from PIL import Image

from training.pretraining.strokes import Strokes

PENS: Mapping[str, tuple[int, int, int]] = {
    "blue": (30, 50, 140),
    "black": (35, 35, 40),
    "pencil": (110, 108, 112),
    "red": (190, 40, 45),
    "felt": (20, 20, 25),
    "green": (30, 110, 60),
}
PAPER = (248, 246, 240)
SIZES = (0.15, 0.6), (0.06, 0.12)  # of the picture's height that a digit fills; a small one
WITHIN = 0.8  # of that, its longer side: the rest is margin
DESKS = ((120, 85, 55), (60, 60, 65), (150, 120, 90), (90, 100, 110))
KINDS: Mapping[str, frozenset[str]] = {
    "blank paper": frozenset(),
    "a small digit on it": frozenset({"small"}),
    "ruled paper": frozenset({"ruled"}),
    "squared paper": frozenset({"squared"}),
    "blank paper, partly in a shadow": frozenset({"shadow"}),
    "a sheet on a desk": frozenset({"desk"}),
    "the same, both partly in a shadow": frozenset({"desk", "shadow"}),
    "a small digit, ruled, in a shadow": frozenset({"ruled", "shadow", "small"}),
}


def photograph(
    strokes: Strokes,
    kind: frozenset[str],
    rng: np.random.Generator,
    size: tuple[float, float] | None = None,
    digit: float = 1.0,
    gap: float | None = None,
) -> Image.Image:
    """Writing on paper as a telephone sees it.

    Args:
        strokes: in a box whose longer side is 1.
        kind: of `KINDS`: any of ruled, squared, shadow, desk and small.
        rng: what chance comes from.
        size: the least and the most of the picture's height that the box is to fill, with a margin
            around it; without it, what a single digit fills.
        digit: how much of the box a digit is high.
        gap: between two rules, in sides of the box; any without it.
    """
    height, width = int(rng.choice([900, 1200])), int(rng.choice([1200, 1600]))
    side = round(height * rng.uniform(*(size or SIZES["small" in kind])))
    paper = np.ones((height, width, 3), np.float32) * np.array(PAPER) * rng.uniform(0.85, 1)
    paper += _cloudy((height, width), 40, 2, rng)[:, :, None]
    paper += rng.normal(0, 1.5, (height, width, 1))
    _rule(paper, kind, gap and round(gap * WITHIN * side), rng)
    _write(paper, strokes, side, digit, rng)
    if "desk" in kind:
        paper = _on_desk(paper, rng)
    seen = _tilted(paper, "desk" in kind, rng) * _light(paper.shape[:2], "shadow" in kind, rng)
    return _exposed(seen, rng)


def _cloudy(
    shape: tuple[int, int], scale: int, deviation: float, rng: np.random.Generator
) -> np.ndarray:
    """(H, W) float32 of soft clouds, `scale` pixels wide."""
    height, width = shape
    coarse = rng.normal(0, 1, (max(2, height // scale + 2), max(2, width // scale + 2)))
    clouds = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return deviation * clouds


def _rule(
    paper: np.ndarray, kind: frozenset[str], gap: int | None, rng: np.random.Generator
) -> None:
    height, width = paper.shape[:2]
    if not kind & {"ruled", "squared"}:
        return
    colour = np.array([155, 180, 215]) + rng.uniform(-20, 18)
    gap = gap or int(rng.uniform(28, 60) if "squared" in kind else rng.uniform(30, 70))
    for row in range(gap // 2, height, gap):
        paper[row : row + 2] = colour
    if "squared" in kind:
        for column in range(gap // 2, width, gap):
            paper[:, column : column + 2] = colour


def _write(
    paper: np.ndarray, strokes: Strokes, side: int, digit: float, rng: np.random.Generator
) -> None:
    """Write on the paper, somewhere, with some pen that presses more or less."""
    name = str(rng.choice(list(PENS)))
    share = rng.uniform(0.05, 0.11) if name == "felt" else rng.uniform(0.02, 0.05)
    ink = _inked(strokes, side, max(share * digit * side, 2.0), rng)
    grain = (0.2, 0.15) if name == "pencil" else (0.08, 0.03)
    covers = rng.uniform(0.7, 1) + _cloudy(ink.shape, 6, grain[0], rng)
    ink = ink * np.clip(covers + rng.normal(0, grain[1], ink.shape), 0, 1)
    room = paper.shape[0] - side, paper.shape[1] - side
    top, left = (int(rng.uniform(0.05, 0.95) * each) for each in room)
    part = paper[top : top + side, left : left + side]
    part += ink[:, :, None] * (np.array(PENS[name]) - part)


def _inked(strokes: Strokes, side: int, width: float, rng: np.random.Generator) -> np.ndarray:
    """(side, side) float32 from 0 to 1: lines that are thinner where they begin and end."""
    large = np.zeros((2 * side, 2 * side), np.uint8)
    for stroke in strokes:
        points = (stroke * WITHIN + (1 - WITHIN) / 2) * 2 * side
        if len(points) == 1:
            points = points.repeat(2, axis=0)
        far = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        count = max(2, int(far[-1] / 3))
        along = np.linspace(0, far[-1], count)
        path = np.stack([np.interp(along, far, points[:, axis]) for axis in (0, 1)], axis=1)
        waves = np.sin(np.linspace(0, rng.uniform(2, 9), count) + rng.uniform(0, 6))
        ends = np.interp(np.linspace(0, 1, count), [0, 0.1, 0.9, 1], [0.7, 1, 1, 0.6])
        widths = 2 * width * (1 + 0.25 * waves) * ends
        for begin, end, wide in zip(path[:-1], path[1:], widths, strict=False):
            ends_at = [(int(8 * x), int(8 * y)) for x, y in (begin, end)]
            cv2.line(large, *ends_at, 255, max(1, round(float(wide))), cv2.LINE_AA, 3)
    return cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def _on_desk(paper: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height, width = paper.shape[:2]
    size = int(1.3 * height), int(1.3 * width)
    desk = np.zeros((*size, 3), np.float32) + np.array(DESKS[rng.integers(len(DESKS))])
    desk += _cloudy(size, 30, 12, rng)[:, :, None]
    waves = np.arange(size[0])[:, None] / rng.uniform(4, 20) + _cloudy(size, 200, 3, rng)
    desk += 10 * np.sin(waves)[:, :, None]
    top, left = int(0.15 * height), int(0.15 * width)
    desk[top : top + height, left : left + width] = paper
    return desk


def _tilted(paper: np.ndarray, has_desk: bool, rng: np.random.Generator) -> np.ndarray:
    height, width = paper.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + rng.uniform(-0.04, 0.04, (4, 2)) * (width, height)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 4), 1.0)
    moved = np.column_stack([moved, np.ones(4)]) @ turn.T
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    beyond = cv2.BORDER_REPLICATE if has_desk else cv2.BORDER_REFLECT
    return cv2.warpPerspective(paper, matrix, (width, height), borderMode=beyond)


def _light(shape: tuple[int, int], shadow: bool, rng: np.random.Generator) -> np.ndarray:
    """(H, W, 3) float32: a slope of light, dim corners, a shadow with soft edges, a warm lamp."""
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y, x = y / height - 0.5, x / width - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    slope = np.clip(x * np.cos(angle) + y * np.sin(angle) + 0.5, 0, 1)
    light = (1 - rng.uniform(0, 0.45) * slope) * (1 - rng.uniform(0, 0.35) * 2 * (x**2 + y**2))
    if shadow:
        outline = (rng.uniform(-0.2, 1.2, (5, 2)) * (width, height)).astype(np.int32)
        shade = np.zeros(shape, np.float32)
        cv2.fillPoly(shade, [cv2.convexHull(outline)], 1.0)
        shade = cv2.GaussianBlur(shade, (0, 0), rng.uniform(3, 40))
        light *= 1 - rng.uniform(0.25, 0.6) * shade
    warm = np.array([1, rng.uniform(0.92, 1), rng.uniform(0.75, 1)])
    return light[:, :, None] * warm


def _exposed(seen: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Brighter or darker, a little out of focus, with a sensor's grain, as a JPEG."""
    pixels = cv2.GaussianBlur(seen * rng.uniform(0.6, 1.05), (0, 0), rng.uniform(0.5, 1.8))
    pixels = pixels + rng.normal(0, rng.uniform(1, 6), pixels.shape)
    blotches = rng.normal(0, rng.uniform(2, 10), pixels.shape)
    pixels = pixels + cv2.GaussianBlur(blotches, (0, 0), 2)
    buffer = io.BytesIO()
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    picture.save(buffer, "JPEG", quality=int(rng.integers(55, 93)))
    return Image.open(buffer).convert("RGB")
