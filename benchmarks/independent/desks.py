"""What sheets lie on: wood, a patterned cloth, a keyboard, a plain desk."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from benchmarks.independent.surfaces import Shape, blurred, clouds, filled, one_of

KEY = 19  # from one key to the next
LETTERS = "QWERTYASDFGHJKLZXCVBNM"


def wood(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Brown, with a grain, in half of all cases of boards."""
    height, width = shape
    desk = filled(shape, np.sort(rng.uniform((0.10, 0.05, 0.02), (0.5, 0.33, 0.19)))[::-1])
    grain = clouds((height, max(2, width // 12)), max(1.0, 2 * scale), rng, 3, 0.7)
    rings = clouds(shape, 60 * scale, rng) * 6 + np.arange(height)[:, None] / (4 * scale)
    desk *= (1 + 0.18 * cv2.resize(grain, (width, height)) + 0.1 * np.sin(rings))[:, :, None]
    if rng.random() < 0.5:
        for board in range(int(height / (90 * scale)) + 1):
            row = int((board + 0.3 * rng.random()) * 90 * scale)
            thick = max(1, int(1.2 * scale))
            cv2.line(desk, (0, row), (width, row), (0.03, 0.02, 0.01), thick)
    return desk


def cloth(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Two colours, checked, striped or dotted, and woven."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    period = rng.uniform(8, 30) * scale
    across, down = np.mod(x, period), np.mod(y, period)
    patterns = (
        ((across < period / 2).astype(np.float32) + (down < period / 2)) / 2,
        np.mod(x + 0.3 * y, period) < 0.4 * period,
        np.hypot(across - period / 2, down - period / 2) < period / 4,
    )
    share = one_of(patterns, rng)[:, :, None]
    first, second = rng.uniform(0.05, 0.6, (2, 3)).astype(np.float32)
    threads = 2 * np.pi / max(2.2, 0.8 * scale)
    woven = 0.12 * np.sin(x * threads) * np.sin(y * threads) + 0.06 * clouds(shape, 30 * scale, rng)
    return (first * (1 - share) + second * share) * (1 + woven)[:, :, None]


def keyboard(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Keys with letters, light on dark or dark on light, a little out of focus."""
    height, width = shape
    dark = rng.random() < 0.6
    desk = filled(shape, (0.04, 0.04, 0.045) if dark else (0.55, 0.55, 0.56))
    key, letter = ((0.02,) * 3, 0.6) if dark else ((0.8,) * 3, 0.1)
    side = KEY * scale
    letters = np.zeros(shape, np.uint8)
    for row in range(int(height / side) + 1):
        shift = rng.uniform(0, side)
        for column in range(-1, int(width / side) + 1):
            left, top = int(shift + column * side), int(row * side)
            ends = [(left + int(each * side), top + int(each * side)) for each in (0.08, 0.9)]
            cv2.rectangle(desk, *ends, key, -1)
            place, thick = (left + int(0.2 * side), top + int(0.5 * side)), int(0.03 * side)
            font = cv2.FONT_HERSHEY_SIMPLEX, 0.011 * side, 255, max(1, thick), cv2.LINE_AA
            cv2.putText(letters, one_of(LETTERS, rng), place, *font)
    printed = letters[:, :, None].astype(np.float32) / 255
    return blurred(desk * (1 - printed) + printed * letter, max(0.5, 0.15 * scale))


def plain(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Any grey from black to light, hardly coloured."""
    desk = filled(shape, rng.uniform(0.02, 0.45) * rng.uniform(0.85, 1.1, 3))
    return desk * (1 + 0.04 * clouds(shape, 3 * scale, rng, 2))[:, :, None]


DESKS: Mapping[str, Callable[[Shape, float, np.random.Generator], np.ndarray]] = {
    "wood": wood,
    "cloth": cloth,
    "keyboard": keyboard,
    "plain": plain,
}


def desk(name: str, shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """A surface of one of `DESKS`."""
    return np.clip(DESKS[name](shape, scale, rng), 0.005, 0.9).astype(np.float32)
