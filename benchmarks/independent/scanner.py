"""What a scanner makes of a sheet: dust, its lid, a slant, few greys; and a fax."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from benchmarks.independent.camera import as_jpeg
from benchmarks.independent.surfaces import WHITE, Range, blurred, pixels, to_srgb

FAX = 204  # dots to an inch
LID = 0.02  # of the light comes back from it, or some times more


def strew_dust(
    surface: np.ndarray, count: int, largest: float, scale: float, rng: np.random.Generator
) -> None:
    """Strew specks of up to so many millimetres, and a few hairs."""
    height, width = surface.shape[:2]
    for _ in range(count):
        place = rng.random(2) * (width, height)
        if rng.random() < 0.15:
            angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(0.4, 1.5) * scale
            bends = np.array([angle, angle + 0.5])
            ends = np.stack([np.cos(bends), np.sin(bends)], axis=1) * [[1], [1.3]] * length
            hair = np.int32(np.concatenate([[place], place + ends]))
            thick = max(1, int(0.06 * scale))
            cv2.polylines(surface, [hair], False, (0.2, 0.2, 0.2), thick, cv2.LINE_AA)
        else:
            radius = max(0.5, rng.uniform(0.05, largest) * scale)
            axes = max(1, int(radius)), max(1, int(radius * rng.uniform(0.5, 1)))
            grey = (rng.uniform(0.03, 0.4),) * 3
            turned = rng.uniform(0, 180)
            cv2.ellipse(surface, pixels(place), axes, turned, 0, 360, grey, -1, cv2.LINE_AA)


def turned(
    surface: np.ndarray,
    went: np.ndarray,
    lid: Sequence[int],
    scale: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """A sheet, and where the pen went, as they lie in the scanner: not quite straight.

    Of the lid, so many pixels are seen to the left, at the top, to the right and at the bottom;
    where it's none, the paper goes on.
    """
    height, width = went.shape
    left, top, right, bottom = lid
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 0.8), 1.0)
    matrix[:, 2] += (left, top)
    how = (width + left + right, height + top + bottom), None, cv2.INTER_LINEAR
    went = cv2.warpAffine(went, matrix, *how)
    surface = cv2.warpAffine(surface, matrix, *how, cv2.BORDER_REPLICATE)
    if not any(lid):
        return surface, went
    more = [0 if side else int(0.08 * max(height, width)) + 4 for side in lid]
    sheet = np.ones((height + more[1] + more[3], width + more[0] + more[2]), np.float32)
    matrix[:, 2] -= matrix[:, :2] @ more[:2]
    sheet = cv2.warpAffine(sheet, matrix, *how)
    shade = rng.uniform(0.1, 0.5) * blurred(1 - sheet, max(0.8, rng.uniform(0.3, 1.2) * scale))
    lit = surface * (sheet * (1 - shade))[:, :, None]
    return lit + (LID * rng.uniform(0.5, 6) * (1 - sheet))[:, :, None], went


def scanned(surface: np.ndarray, faint: float, rng: np.random.Generator) -> np.ndarray:
    """(H, W, 3) float32, about 0 to 1: brighter or darker, `faint` (1: not at all), with noise."""
    picture = to_srgb(surface / WHITE * rng.uniform(0.86, 1.08))
    picture = blurred(1 - (1 - picture) * faint, rng.uniform(0.45, 0.85))
    noise = rng.uniform(0.002, 0.014) * rng.standard_normal(picture.shape, np.float32)
    return picture + noise


def faxed(picture: np.ndarray, dpi: int, rng: np.random.Generator) -> np.ndarray:
    """(H, W) uint8 of 0 and 255 as a fax brings it: coarse, with flecks and lines of dots."""
    height, width = (max(8, int(side * FAX / dpi)) for side in picture.shape)
    rows = max(8, height // 2) if rng.random() < 0.5 else height
    coarse = cv2.resize(picture, (width, rows), interpolation=cv2.INTER_AREA)
    dots = np.where(coarse > rng.uniform(100, 170), 255, 0).astype(np.uint8)
    chance = rng.random(dots.shape)
    dots[chance < 0.0008] = 0
    dots[chance > 0.9985] = 255
    for _ in range(rng.integers(0, 3)):
        dots[rng.integers(rows)] = np.where(rng.random(width) < 0.6, 0, 255)
    return cv2.resize(dots, (width, height), interpolation=cv2.INTER_NEAREST)


def in_two(picture: np.ndarray, threshold: float | Range, rng: np.random.Generator) -> np.ndarray:
    """(H, W) uint8 of 0 and 255: what is brighter than the threshold, or one between two."""
    if isinstance(threshold, tuple):
        threshold = rng.uniform(*threshold)
    return np.where(picture.mean(axis=2) > threshold, 255, 0).astype(np.uint8)


def stored(picture: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """(H, W, 3) or (H, W) uint8 as a PNG or a JPEG keeps it."""
    if rng.random() < 0.5:
        return Image.fromarray(picture)
    return as_jpeg(picture, int(rng.uniform(60, 92)))
