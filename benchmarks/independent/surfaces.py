"""Paper, printed lines, and the clouds and grain that all surfaces have."""

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

import cv2
import numpy as np

Colour = tuple[float, float, float]
Range = tuple[float, float]
Shape = tuple[int, int]  # height and width in pixels
Chosen = TypeVar("Chosen")

WHITE = 0.85  # of the light comes back from white paper
PAPERS: Mapping[str, Colour] = {
    "white": (0.84, 0.84, 0.83),
    "ivory": (0.82, 0.78, 0.66),
    "yellow": (0.85, 0.72, 0.18),
    "pink": (0.85, 0.45, 0.5),
    "green": (0.5, 0.78, 0.45),
    "blue": (0.45, 0.65, 0.8),
    "grey": (0.52, 0.51, 0.48),
    "kraft": (0.42, 0.27, 0.14),
}
MOST_FIBRES = 700


def one_of(options: Sequence[Chosen], rng: np.random.Generator) -> Chosen:
    """Any of them; those that are named twice, twice as often."""
    return options[int(rng.integers(len(options)))]


def log_uniform(between: Range, rng: np.random.Generator) -> float:
    """A number between two, as likely from 1 to 2 as from 2 to 4."""
    return float(np.exp(rng.uniform(*np.log(between))))


def pixels(point: Sequence[float] | np.ndarray) -> tuple[int, int]:
    """(x, y) as OpenCV wants it."""
    return int(point[0]), int(point[1])


def blurred(values: np.ndarray, sigma: float) -> np.ndarray:
    """Out of focus by so many pixels."""
    return cv2.GaussianBlur(values, (0, 0), sigma)


def clouds(
    shape: Shape, size: float, rng: np.random.Generator, octaves: int = 1, fall: float = 0.5
) -> np.ndarray:
    """(H, W) float32 of soft noise around 0, which deviates by about 1.

    Clouds are `size` pixels wide; those of each further octave half as wide and weaker by `fall`.
    """
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        each = max(size / 2**octave, 1.0)
        coarse = rng.standard_normal((int(height / each) + 3, int(width / each) + 3), np.float32)
        how = cv2.INTER_CUBIC if each > 1 else cv2.INTER_NEAREST
        total += fall**octave * cv2.resize(coarse, (width, height), interpolation=how)
    return total / math.sqrt(sum(fall ** (2 * octave) for octave in range(octaves)))


def smooth(values: np.ndarray, reach: int) -> np.ndarray:
    """(N,) values, each the mean of those up to `reach` from it; too few stay as they are."""
    if len(values) < 4:
        return values
    weights = np.hanning(2 * reach + 3)[1:-1]
    return np.convolve(np.pad(values, reach, mode="edge"), weights / weights.sum(), "valid")


def filled(shape: Shape, colour: Colour | np.ndarray) -> np.ndarray:
    """A surface of one colour."""
    return np.broadcast_to(np.asarray(colour, np.float32), (*shape, 3)).copy()


def paper(
    shape: Shape, colour: str, scale: float, grain: float, rng: np.random.Generator
) -> np.ndarray:
    """A sheet of one of `PAPERS`, a little lighter or darker, with grain and fibres."""
    height, width = shape
    rough = 0.010 * clouds(shape, 0.25 * scale, rng) + 0.008 * clouds(shape, 1.2 * scale, rng, 2)
    fibres = np.zeros(shape, np.float32)
    for _ in range(min(MOST_FIBRES, int(0.15 * height * width / scale**2))):
        begin, angle = rng.random(2) * (width, height), rng.uniform(0, 2 * np.pi)
        end = begin + scale * rng.uniform(0.5, 2.5) * np.array([np.cos(angle), np.sin(angle)])
        shade, thick = float(rng.choice([-0.02, 0.02])), max(1, int(0.06 * scale))
        cv2.line(fibres, pixels(begin), pixels(end), shade, thick, cv2.LINE_AA)
    rough += blurred(fibres, max(0.5, 0.05 * scale))
    plain = np.array(PAPERS[colour]) * rng.uniform(0.94, 1.04)
    return filled(shape, plain) * (1 + grain * rough)[:, :, None]


def tint(surface: np.ndarray, colour: Colour | np.ndarray, cover: np.ndarray) -> None:
    """Print on a surface with a translucent colour, where `cover` (H, W) is more than 0."""
    ink = np.asarray(colour, np.float32) / WHITE
    surface *= 1 + cover[:, :, None].astype(np.float32) * (ink - 1)


def print_line(
    surface: np.ndarray,
    begin: Sequence[float],
    end: Sequence[float],
    colour: Colour,
    width: float,
    strength: float = 1.0,
) -> None:
    """Print a straight line; all lengths in pixels, `width` also below 1."""
    thick = max(1, int(np.ceil(width)))
    low = np.maximum(np.minimum(begin, end) - thick - 2, 0).astype(int)
    high = np.maximum(np.maximum(begin, end) + thick + 3, 0).astype(int)
    part = surface[low[1] : high[1], low[0] : high[0]]
    if not part.size:
        return
    mask = np.zeros(part.shape[:2], np.uint8)
    ends = [pixels(np.rint((np.asarray(point) - low) * 16)) for point in (begin, end)]
    cv2.line(mask, *ends, 255, thick, cv2.LINE_AA, 4)
    tint(part, colour, mask / 255 * strength * min(1.0, width / thick))


def polygon(shape: Shape, corners: np.ndarray) -> np.ndarray:
    """(H, W) float32, 1 within the corners (N, 2), with smooth edges."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.int32(corners * 16)], 255, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / 255


def rectangle(centre: np.ndarray, size: np.ndarray, degrees: float) -> np.ndarray:
    """(4, 2): the corners of a turned rectangle."""
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * size / 2 @ matrix.T + centre


def to_srgb(light: np.ndarray) -> np.ndarray:
    """Linear light as a picture's values, 0 to 1."""
    light = np.clip(light, 0, 1)
    curve = 1.055 * np.power(np.maximum(light, 1e-6), 1 / 2.4) - 0.055
    return np.where(light < 0.0031308, 12.92 * light, curve).astype(np.float32)
