"""What a telephone's camera makes of a surface: light, tilt, exposure, blur, noise, JPEG."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from benchmarks.independent.hands import shadow
from benchmarks.independent.surfaces import Range, Shape, blurred, rectangle, to_srgb

LAMP = (1, 0.72, 0.42)  # the light of a lamp in the evening
COOLED = (0.85, 1, 1.35)  # what the camera does about it at most


@dataclass(frozen=True)
class Quality:
    """How good a photograph is."""

    tilt: float  # how far a corner is moved at most, in sides of the picture
    exposures: tuple[Range, Range]  # how bright the brightest is: in one of two ranges
    cast: float  # how much the colours are off
    noise: float  # of the sensor
    steady: bool  # the camera was, and found its focus


QUALITIES = (
    Quality(0.09, ((0.5, 0.85), (0.5, 0.85)), 0.06, 0.003, True),
    Quality(0.09, ((0.12, 0.4), (0.7, 1.05)), 0.13, 0.010, False),
    Quality(0.13, ((0.05, 0.14), (1.1, 1.5)), 0.13, 0.022, False),
)
SHARES = (0.5, 0.37, 0.13)  # of the qualities among photographs


def taken(
    surface: np.ndarray,
    went: np.ndarray,
    view: np.ndarray,
    size: Shape,
    pen: float,
    kind: frozenset[str],
    rng: np.random.Generator,
) -> tuple[Image.Image, np.ndarray]:
    """Photograph a surface.

    Args:
        surface: what is before the camera.
        went: (H, W), 0 to 1: where the pen went.
        view: left, top, right and bottom of what the camera sees, in pixels of the surface.
        size: of the picture.
        pen: how many pixels wide it is; blur leaves something of its lines.
        kind: any of lamp, shadow, glare (of a whiteboard) and chalk (what is bright isn't paper).
        rng: what chance comes from.

    Returns:
        The photograph, and where the pen went in it.
    """
    quality = QUALITIES[rng.choice(len(QUALITIES), p=SHARES)]
    lit = surface * _light(went, size, kind, rng)
    if "glare" in kind:
        lit = lit + _glare(went, size, rng)
    matrix = _tilted(view, size, quality.tilt, rng)
    how = size[::-1], None, cv2.INTER_LINEAR
    seen = cv2.warpPerspective(lit, matrix, *how, cv2.BORDER_REPLICATE)
    seen = _exposed(seen, quality, kind, rng)
    seen = _noisy(_unsteady(seen, quality, pen, rng), quality, rng)
    return _developed(seen, rng), cv2.warpPerspective(went, matrix, *how)


def _light(
    went: np.ndarray, size: Shape, kind: frozenset[str], rng: np.random.Generator
) -> np.ndarray:
    """(H, W, 3): from a side or from a lamp, now and then with a shadow near the writing."""
    height, width = went.shape
    y, x = np.mgrid[:height, :width].astype(np.float32) / max(went.shape)
    y, x = y - y.mean(), x - x.mean()
    if "lamp" in kind:
        across, down = rng.uniform(-0.7, 0.7, 2)
        high = rng.uniform(0.25, 0.6)
        light = (high**2 / ((x - across) ** 2 + (y - down) ** 2 + high**2)) ** 1.2
        light = 0.08 + light / light.max()
    else:
        angle = rng.uniform(0, 2 * np.pi)
        light = 1 + rng.uniform(0.05, 0.5) * (x * np.cos(angle) + y * np.sin(angle))
    light = np.maximum(light, 0.05)
    if "shadow" in kind or ("lamp" not in kind and rng.random() < 0.18):
        middle = _middle(went) + rng.normal(0, 0.22, 2) * size[::-1]
        light *= 1 - rng.uniform(0.3, 0.65) * shadow(went.shape, middle, rng)
    return light[:, :, None] * np.array(LAMP if "lamp" in kind else (1, 1, 1), np.float32)


def _middle(went: np.ndarray) -> np.ndarray:
    """(x, y) of the writing."""
    return np.argwhere(went > 0.5).mean(axis=0)[::-1]


def _glare(went: np.ndarray, size: Shape, rng: np.random.Generator) -> np.ndarray:
    """(H, W, 1): windows or lamps that a board reflects beside the writing."""
    wide = np.array(size[::-1])
    glare = np.zeros(went.shape, np.float32)
    half = np.ptp(np.argwhere(went > 0.5), axis=0)[::-1] / 2
    for _ in range(rng.integers(1, 3)):
        away = rng.choice([-1, 1], 2) * (half + rng.uniform(0.05, 0.3, 2) * wide)
        window = rectangle(
            _middle(went) + away, rng.uniform(0.08, 0.3, 2) * wide, rng.normal(0, 10)
        )
        one = np.zeros_like(glare)
        cv2.fillPoly(one, [np.int32(window)], 1.0)
        glare += rng.uniform(0.2, 0.9) * blurred(one, rng.uniform(0.01, 0.06) * max(size))
    return glare[:, :, None]


def _tilted(view: np.ndarray, size: Shape, tilt: float, rng: np.random.Generator) -> np.ndarray:
    """(3, 3): from the surface to the picture."""
    wide = np.array(size[::-1])
    corners = rectangle((view[:2] + view[2:]) / 2, 1.03 * wide, rng.normal(0, 3))
    tilt = rng.uniform(0, tilt)
    moved = rng.uniform(-tilt, tilt, (4, 2)) * wide
    if rng.random() < 0.6:  # seen from below: the far edge is shorter
        shorter = rng.uniform(0, tilt) * wide[0]
        moved = 0.3 * moved + np.array([[-shorter, 0], [shorter, 0], [0, 0], [0, 0]])
    picture = np.array([[0, 0], [wide[0], 0], wide, [0, wide[1]]], np.float32)
    return cv2.getPerspectiveTransform((corners + 0.5 * moved).astype(np.float32), picture)


def _exposed(
    seen: np.ndarray, quality: Quality, kind: frozenset[str], rng: np.random.Generator
) -> np.ndarray:
    """Darker in the corners, as bright as the camera chose, with its idea of white."""
    height, width = seen.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    far = 2 * ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2)
    seen = seen * (1 - rng.uniform(0.05, 0.45) * far)[:, :, None]
    brightest = np.percentile(seen.max(axis=2), 98 if "chalk" in kind else 90)
    bright = rng.uniform(*quality.exposures[rng.integers(2)])
    if "chalk" in kind:
        bright = 0.8 * min(bright, 0.75)
    white = np.exp(rng.normal(0, quality.cast, 3))
    white /= white.max()
    if "lamp" in kind:
        white *= np.array(COOLED) ** rng.uniform(0, 1)
    return seen * (bright / brightest * white).astype(np.float32)


def _unsteady(
    seen: np.ndarray, quality: Quality, pen: float, rng: np.random.Generator
) -> np.ndarray:
    """Out of focus, and moved while the picture was taken."""
    side = max(seen.shape[:2])
    blur = 0.4 + abs(rng.normal(0, 0.0005)) * side
    if not quality.steady and rng.random() < 0.4:
        blur = rng.uniform(0.0008, 0.0025) * side
    seen = blurred(seen, min(blur, 0.6 * pen + 0.4))
    if quality.steady or rng.random() >= 0.25:
        return seen
    length = max(3, int(min(rng.uniform(0.002, 0.006) * side, 1.3 * pen + 1)) | 1)
    middle, angle = length // 2, rng.uniform(0, np.pi)
    way = middle * np.array([np.cos(angle), np.sin(angle)])
    moved = np.zeros((length, length), np.float32)
    cv2.line(moved, *((middle + sign * way).astype(int).tolist() for sign in (-1, 1)), 1.0)
    return cv2.filter2D(seen, -1, moved / moved.sum())


def _noisy(seen: np.ndarray, quality: Quality, rng: np.random.Generator) -> np.ndarray:
    """With a sensor's noise, which grows with the light; in coloured blotches, too, if it's bad."""
    height, width = seen.shape[:2]
    noise = quality.noise * rng.uniform(0.5, 1.3) * (1 if max(height, width) > 700 else 0.7)
    deviation = np.sqrt(0.6 * np.clip(seen, 0, 2) * noise**2 + (0.35 * noise) ** 2)
    seen = seen + deviation * rng.standard_normal(seen.shape, np.float32)
    if not quality.steady:
        blotches = rng.standard_normal((height // 3 + 1, width // 3 + 1, 3), np.float32)
        blotches = cv2.resize(blotches, (width, height))
        seen = seen + 0.5 * noise * blotches * np.sqrt(np.clip(seen, 0.02, 1))
    return seen


def _developed(seen: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Sharpened and with more contrast, as telephones do it, as a JPEG."""
    picture = to_srgb(seen)
    if rng.random() < 0.5:
        soft = blurred(picture, rng.uniform(0.8, 1.8))
        picture = np.clip(picture + rng.uniform(0.3, 1) * (picture - soft), 0, 1)
    if rng.random() < 0.4:
        picture = np.clip((picture - 0.5) * rng.uniform(1, 1.25) + 0.5, 0, 1)
    return as_jpeg((picture * 255 + 0.5).astype(np.uint8), int(rng.uniform(50, 95)))


def as_jpeg(picture: np.ndarray, quality: int) -> Image.Image:
    """(H, W, 3) or (H, W) uint8 as a JPEG keeps it."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(
        buffer, "JPEG", quality=quality, subsampling=2 if quality < 90 else 0
    )
    return Image.open(buffer)
