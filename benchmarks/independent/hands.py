"""A thumb in the picture, and the shadow of a hand or a telephone."""

import cv2
import numpy as np

from benchmarks.independent.surfaces import (
    Colour,
    Shape,
    blurred,
    clouds,
    log_uniform,
    one_of,
    pixels,
    rectangle,
)

SKIN: tuple[Colour, ...] = (
    *((0.62, 0.36, 0.26), (0.45, 0.25, 0.17)),
    *((0.22, 0.11, 0.07), (0.7, 0.47, 0.38)),
)
SIDES = ((-1, 0), (1, 0), (0, 1), (0, -1))  # where a thumb comes from


def thumb(
    surface: np.ndarray, view: np.ndarray, scale: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """A sheet that is held by a thumb, from one side of what is seen (left, top, right, bottom).

    Returns:
        The surface with the thumb, and where it is: (H, W) float32, 0 to 1.
    """
    length, width = rng.uniform(14, 26) * scale, rng.uniform(16, 21) * scale
    side = np.array(one_of(SIDES, rng), float)
    low, high = view[:2], view[2:]
    edge = np.where(side < 0, low, high) - side * length
    along = low + rng.uniform(0.15, 0.85) * (high - low)
    tip = np.where(side != 0, edge, along)
    way = np.where(side != 0, side, rng.uniform(-0.4, 0.4))
    way /= np.hypot(*way)
    middle = tip + way * width / 2
    where = np.zeros(surface.shape[:2], np.float32)
    far = pixels(middle + way * (6 * length + 60 * scale))
    cv2.line(where, pixels(middle), far, 1.0, int(width))
    cv2.circle(where, pixels(middle), int(width / 2), 1.0, -1)
    where = blurred(where, max(0.6, 0.25 * scale))
    skin = _skin(where, width, scale, rng)
    nail = np.zeros_like(where)
    axes = int(0.42 * width), int(0.3 * width)
    turned = float(np.degrees(np.arctan2(way[1], way[0])))
    cv2.ellipse(nail, pixels(middle), axes, turned, 0, 360, 1.0, -1)
    nail = blurred(nail, max(0.5, 0.2 * scale))[:, :, None]
    skin = skin * (1 - nail) + nail * np.clip(1.35 * skin + 0.03, 0, 0.85)
    shift = int(1.5 * scale)
    shade = blurred(np.roll(where, (shift, shift), (0, 1)), max(0.6, 1.5 * scale))[:, :, None]
    mask = where[:, :, None]
    return surface * (1 - 0.45 * shade) * (1 - mask) + skin * mask, where


def _skin(where: np.ndarray, width: float, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Skin that is darker towards the sides."""
    inside = cv2.distanceTransform((where > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    light = 0.45 + 0.55 * np.sqrt(np.clip(inside / (width / 2), 0, 1))
    light *= 1 + 0.03 * clouds(where.shape, 0.8 * scale, rng)
    return light[:, :, None] * np.array(one_of(SKIN, rng), np.float32)


def shadow(shape: Shape, centre: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(H, W) float32, 0 to 1: the shadow of a hand or a telephone, with soft edges."""
    shade = np.zeros(shape, np.float32)
    size = max(shape)
    angle = rng.uniform(0, 2 * np.pi)
    way = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-way[1], way[0]])
    if rng.random() < 0.5:
        sides = np.array([rng.uniform(0.35, 0.6), rng.uniform(0.18, 0.3)]) * size
        cv2.fillPoly(shade, [np.int32(rectangle(centre, sides, np.degrees(angle)))], 1.0)
        wrist, wide = centre + 0.3 * sides[0] * way, 0.22
    else:
        wrist, wide = centre + 0.15 * size * way, 0.16
        axes = int(0.15 * size), int(0.12 * size)
        cv2.ellipse(shade, pixels(wrist), axes, np.degrees(angle), 0, 360, 1.0, -1)
        for finger in np.arange(4) - 1.5:
            begin = wrist + 0.06 * finger * size * across
            end = wrist + (0.07 * finger * across - rng.uniform(0.15, 0.3) * way) * size
            cv2.line(shade, pixels(begin), pixels(end), 1.0, max(1, int(0.05 * size)))
    cv2.line(shade, pixels(wrist), pixels(wrist + 2 * size * way), 1.0, int(wide * size))
    return blurred(shade, size * log_uniform((0.004, 0.05), rng))
