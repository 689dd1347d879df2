"""How much each pixel of a picture differs from the paper under it, whatever the light.

The paper is what is left when everything narrower than a few pen strokes is closed over
(morphological closing for dark ink, opening for light ink; Serra, 1982): unlike a mean, that
keeps the edge of a shadow, of a sheet and of a black bar where it is.
"""

import cv2
import numpy as np

from model.preprocess import INK

DARKEST_LIGHT = 48.0  # paper darker than this isn't made brighter, or its noise would be ink


def paper_of(plane: np.ndarray, window: int, dark: bool, beyond: np.ndarray) -> np.ndarray:
    """The plane without what is narrower than a window, in pixels, and darker (or lighter).

    Args:
        plane: (H, W) uint8.
        window: pixels.
        dark: whether ink is darker than the paper.
        beyond: (H, W) uint8, of which the border goes on beyond the picture: a shadow that ends
            there isn't narrow.
    """
    around = cv2.copyMakeBorder(beyond, window, window, window, window, cv2.BORDER_REPLICATE)
    inside = slice(window, -window)
    around[inside, inside] = plane
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (window, window))
    closed = cv2.morphologyEx(around, cv2.MORPH_CLOSE if dark else cv2.MORPH_OPEN, kernel)
    return closed[inside, inside]


def contrast_of(plane: np.ndarray, window: int, dark: bool) -> np.ndarray:
    """(H, W) float32: how much each pixel differs from the paper; as in full light."""
    paper = paper_of(plane, window, dark, plane)
    contrast: np.ndarray = cv2.absdiff(plane, paper) * brightening(paper, dark)
    return contrast


def brightening(paper: np.ndarray, dark: bool) -> np.ndarray:
    """(H, W) float32: what a difference from the paper must be multiplied by, as in full light."""
    if not dark:
        return np.ones(paper.shape, np.float32)
    brighter: np.ndarray = INK / np.maximum(paper, DARKEST_LIGHT).astype(np.float32)
    return brighter


def grain_in(rest: np.ndarray) -> float:
    """The standard deviation of the paper's grain, in grey levels; 0 without any paper.

    Args:
        rest: of `without_medians`, for pixels that are paper.
    """
    return 1.25 * float(rest.mean()) if rest.size else 0.0


def without_medians(plane: np.ndarray) -> np.ndarray:
    """(H, W) uint8: how much each pixel differs from the median of those around it."""
    rest: np.ndarray = cv2.absdiff(plane, cv2.medianBlur(plane, 3))
    return rest


def strongest(contrast: np.ndarray) -> float:
    """The contrast that more than a few pixels have."""
    few = min(max(4, contrast.size // 4000), contrast.size)
    return float(np.partition(contrast, contrast.size - few, axis=None)[contrast.size - few])


def resized(plane: np.ndarray, share: float) -> np.ndarray:
    """The plane at this share of its size, 0 to 1."""
    if share == 1:
        return plane
    height, width = (max(1, round(share * side)) for side in plane.shape)
    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
