"""Frames around a picture and boxes of forms in ink -> ink without them."""

from collections.abc import Sequence

import cv2
import numpy as np

from model.ruled_lines import FollowedLine, erase, surest_through

FRAME = 0.8  # of width and height that a frame fills
ENCLOSED = 0.15  # of the frame's height that something in it must have to be framed
BESIDE = 0.06  # of its sides, within which all of a frame's own ink lies
LEAST_BOX = 16  # pixels, its shorter side: less is too small for a digit
MOST_BOXES = 40  # that are looked at, the largest ones
LEAST_WIDE = 0.6  # of its height: what is narrower may be a digit of straight lines
HOLLOW = 0.5  # of its bounding box that a box inks at most, with what touches it
BOXY = 0.7  # of the smallest rectangle around it that its outline fills
IN_BOX = 0.3  # of a cell's height that something in it has
CRUMB = 2  # times as thick as its sides: what is left of them


def without_boxes(ink: np.ndarray) -> np.ndarray:
    """Without the boxes and cells of forms, wherever they are, that have something in them.

    A digit may touch a box's sides: they are taken out where they are lines and no stroke.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    _, _, wide, high, area = stats[1:].T
    may_be = (
        (np.minimum(wide, high) >= LEAST_BOX)
        & (wide >= LEAST_WIDE * high)
        & (area <= HOLLOW * wide * high)
    )
    largest = np.flatnonzero(may_be)[np.argsort(-(wide * high)[may_be])][:MOST_BOXES]
    cleaned = ink.copy() if len(largest) else ink
    for label in 1 + largest:
        left, top, wide, high = (int(each) for each in stats[label][:4])
        window = slice(top, top + high), slice(left, left + wide)
        own = np.where(labels[window] == label, 255, 0).astype(np.uint8)
        others = (labels[window] > 0) & (own == 0)
        rest = _without_sides(own, others) if _is_boxy(own) else own
        cleaned[window][(own > 0) & (rest == 0)] = 0
    return cleaned


def _is_boxy(own: np.ndarray) -> bool:
    """Whether the outline of ink is nearly a rectangle, which may lean."""
    outlines, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    _, sides, _ = cv2.minAreaRect(outline)
    return bool(cv2.contourArea(outline) >= BOXY * sides[0] * sides[1])


def _without_sides(own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What is left of a box's ink without its sides; all of it if it is none.

    Args:
        own: (h, w) uint8, the ink of what may be a box.
        others: (h, w) bool, what else is within its bounding box.
    """
    lying, standing = (surest_through(plane) for plane in (own, np.ascontiguousarray(own.T)))
    high = _apart(lying)
    if not high or not _apart(standing):
        return own
    thickness = float(np.median([each.thickness for each in lying + standing]))
    rest = own.copy()
    erase(lying, thickness, rest)
    erase(standing, thickness, rest.T)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest)
    crumbs = stats[:, 2:4].max(axis=1) <= CRUMB * thickness + 2  # width and height
    rest[crumbs[labels]] = 0
    inside = (others | (rest > 0)).astype(np.uint8)
    heights = cv2.connectedComponentsWithStats(inside)[2][1:, cv2.CC_STAT_HEIGHT]
    return rest if (heights >= IN_BOX * high).any() else own


def _apart(lines: Sequence[FollowedLine]) -> float:
    """How far lines are from one another, usually, in pixels; 0 if they are all the same one."""
    steps = np.diff(np.sort([each.middle for each in lines]))
    same = 3 * max((each.thickness for each in lines), default=0.0) + 4
    return float(np.median(steps[steps > same])) if (steps > same).any() else 0.0


def without_frames(ink: np.ndarray) -> np.ndarray:
    """Without rectangles that fill most of the picture and have something else in them."""
    height, width = ink.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    cleaned = ink
    for label in range(1, count):
        left, top, wide, high, area = stats[label]
        if wide < FRAME * width or high < FRAME * height:
            continue
        others = np.delete(stats, [0, label], axis=0)
        inside = (
            (others[:, 0] > left)
            & (others[:, 1] > top)
            & (others[:, 0] + others[:, 2] < left + wide)
            & (others[:, 1] + others[:, 3] < top + high)
        )
        if not (inside & (others[:, 3] >= ENCLOSED * high)).any():
            continue
        own = labels[top : top + high, left : left + wide] == label
        rim_high, rim_wide = int(BESIDE * high) + 1, int(BESIDE * wide) + 1
        if own[rim_high:-rim_high, rim_wide:-rim_wide].sum() < 0.1 * area:
            cleaned = np.where(labels == label, 0, cleaned).astype(np.uint8)
    return cleaned
