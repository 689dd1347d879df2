"""The sheet of paper in a picture that also shows the desk around it."""

from dataclasses import replace

import cv2
import numpy as np

from model.picture_file import Picture

LOOK = 320  # pixels, longer side: enough to see a sheet
WRITING = 0.08  # of the shorter side: what is narrower is written on the sheet
LEAST_STEP = 40  # grey levels between sheet and desk
LEAST_SHARE = 0.2  # of the picture that the sheet fills
DESK_AT_BORDER = 0.7  # of the picture's border that shows the desk
SHARP = 0.5  # of the step that lies within a few pixels; a shadow is softer
BAR = 0.12  # of the height that a bar may take, above or below
WHOLE = 0.97  # of a row that is inked in a bar
BLANK = 0.02  # of a row that may be inked beside a line, if nothing is written there
CONVEX = 0.9  # of its convex hull that a sheet fills
CORNERS = 6  # a sheet has four, or more where the picture cuts them off
BEND = 0.02  # of its perimeter that an edge may bend
RIM = 0.018  # of the longer side, cut off: the sheet's edge and its shadow


def cut_to_sheet(picture: Picture) -> tuple[Picture, tuple[int, int]]:
    """Cut off bars at the picture's edges, and the desk around a sheet of paper.

    Returns:
        The cut picture, in which what isn't sheet has the sheet's colour, and the (row, column)
        where its top left corner was.
    """
    if picture.alpha is not None:
        return picture, (0, 0)
    colours, (top, left) = _without_bars(picture.colours)
    height, width = colours.shape[:2]
    share = min(1.0, LOOK / max(height, width))
    size = max(1, round(share * width)), max(1, round(share * height))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    sheet = _sheet(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    if sheet is None:
        return replace(picture, colours=colours), (top, left)
    whole = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    paper = np.median(small[sheet > 0], axis=0).astype(np.uint8)
    colours = np.where(whole[part][:, :, None], colours[part], paper)
    return replace(picture, colours=colours), (top + int(rows[0]), left + int(columns[0]))


def _without_bars(colours: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Without black bars, frames at the very edge and the sides of a cell; and what was cut off."""
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    top, bottom = _bar(grey), _bar(grey[::-1])
    left, right = _bar(grey.T), _bar(grey.T[::-1])
    height, width = grey.shape
    return colours[top : height - bottom, left : width - right], (top, left)


def _bar(grey: np.ndarray) -> int:
    """How many rows at the top belong to a bar, or to a line from edge to edge near the top.

    All of such a row differs from what comes soon after, and by a step.
    """
    height = len(grey)
    deepest = int(BAR * height)
    if deepest < 1:
        return 0
    beyond = grey[deepest : 2 * deepest + 2]
    paper = float(np.median(beyond))
    rows = grey[: deepest + 1].astype(np.float32)
    differs = np.abs(rows - paper) >= LEAST_STEP / 2
    is_bar = differs.mean(axis=1) >= WHOLE
    if not is_bar[:deepest].any():
        return 0
    last = int(np.flatnonzero(is_bar[:deepest])[-1])
    if (differs[:last].mean(axis=1) > BLANK)[~is_bar[:last]].any():
        return 0  # something is written across the line: it is a margin
    after = min(last + 3, deepest)
    is_step = abs(float(np.median(rows[last])) - float(np.median(grey[after]))) >= LEAST_STEP / 2
    return after if is_step else 0


def _sheet(grey: np.ndarray) -> np.ndarray | None:
    """(h, w) uint8, not 0 on the sheet; None where the picture shows no desk."""
    window = max(3, round(WRITING * min(grey.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (window, window))
    around = cv2.copyMakeBorder(grey, window, window, window, window, cv2.BORDER_REPLICATE)
    paper = cv2.morphologyEx(around, cv2.MORPH_CLOSE, kernel)[window:-window, window:-window]
    _, bright = cv2.threshold(paper, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    border = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    if border.mean() > 1 - DESK_AT_BORDER or not bright.any():
        return None
    step = float(paper[bright > 0].mean()) - float(paper[bright == 0].mean())
    _, labels, stats, _ = cv2.connectedComponentsWithStats(bright, connectivity=4)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if step < LEAST_STEP or stats[largest, cv2.CC_STAT_AREA] < LEAST_SHARE * grey.size:
        return None
    outlines, _ = cv2.findContours(
        (labels == largest).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    outline = max(outlines, key=cv2.contourArea)
    if not _is_sheet(outline):
        return None  # a drawing, in chalk on a board
    nearby = np.ones((7, 7), np.uint8)
    steepness = cv2.subtract(cv2.dilate(paper, nearby), cv2.erode(paper, nearby))
    along = steepness[outline[:, 0, 1], outline[:, 0, 0]]
    if np.median(along) < SHARP * step:
        return None
    sheet = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(sheet, cv2.convexHull(outline), 1)
    rim = 2 * max(1, round(RIM * max(grey.shape))) + 1
    # Beyond the picture lies no desk: where the sheet reaches its border, nothing is cut off.
    return cv2.erode(sheet, np.ones((rim, rim), np.uint8), borderValue=1)


def _is_sheet(outline: np.ndarray) -> bool:
    """Whether an outline is convex and has few corners, though the picture may cut some off."""
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, BEND * cv2.arcLength(hull, True), True)
    return len(corners) <= CORNERS and cv2.contourArea(outline) >= CONVEX * cv2.contourArea(hull)
