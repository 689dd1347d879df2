"""The sheet of paper in a picture that also shows the desk around it.

A shadow may lie across both, so that the sheet is darker here than the desk there. But wherever one
looks along its edges, it is brighter than the desk beside it. So the picture is parted where its
light changes within a few pixels, and the sheet is a part, or several together, with few corners
and all edges of that sort. Where shadows make sheet and desk alike, four straight edges are put
together (`model.four_edges`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations
from operator import itemgetter

import cv2
import numpy as np

from model.four_edges import four_sided
from model.picture_file import Picture

LOOK = 320  # pixels, longer side: enough to see a sheet
WRITING = 0.08  # of the shorter side: what is narrower is written on the sheet
EDGES = (0.09, 0.065, 0.045, 0.035)  # how much light changes within a pixel (logarithm): tried
FARTHEST = 5  # pixels, within which the light on both sides of an edge is compared
BRIGHTER = 1.2  # times as bright as the desk beside it …
ALL_AROUND = 0.85  # … along so much of its edges
DEEP = 0.35  # of how far a sheet's middle is from its edges: so far within, it isn't all …
ALIKE = 0.1  # … as bright as the desk (logarithm), in each colour
PARTS = 6  # of a picture at most that may be the sheet, or …
TOGETHER = 3  # … so many together: the edge of a shadow parts a sheet
LEAST_PART = 0.02  # of the picture
AS_LARGE = 0.65  # as the largest of what may be the sheet
LEAST_SHARE = 0.2  # of the picture that the sheet fills
DESK_AT_BORDER = 0.7  # of the picture's border that shows the desk, or …
DESK_AT_SIDE = 0.95  # … of two opposite sides of it
LEAST_LIGHT = 8  # grey levels: what is darker counts as so dark
LEAST_STEP = 20  # grey levels between a bar and what comes after it
BAR = 0.12  # of the height that a bar may take, above or below
WHOLE = 0.97  # of a row that is inked in a bar
BLANK = 0.002  # of a row that may be inked beside a line, if nothing is written there
RING = 13  # pixels: twice as wide as the band along a sheet's edge, of which …
REACHES = 0.05  # each part of it has as much
FULL = 0.8  # of its outline that is sheet, and no hole
CONVEX = 0.9  # of its convex hull that a sheet fills
CORNERS = 6  # a sheet has four, or more where the picture cuts them off
BEND = 0.02  # of its perimeter that an edge may bend
RIM = 0.018  # of the longer side, cut off: the sheet's edge and its shadow …
THIN = 0.25  # … or so much of half the sheet's thickness, if that is less: a strip of paper is low


def cut_to_sheet(picture: Picture) -> tuple[Picture, tuple[int, int]]:
    """Cut off bars at the picture's edges, and the desk around a sheet of paper.

    Returns:
        The cut picture, in which the sheet's colours go on where the desk was, and the (row,
        column) where its top left corner was.
    """
    if picture.alpha is not None:
        return picture, (0, 0)
    colours, (top, left) = _without_bars(picture.colours)
    height, width = colours.shape[:2]
    share = min(1.0, LOOK / max(height, width))
    size = max(1, round(share * width)), max(1, round(share * height))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    blank = _blank(small)
    sheet = _sheet(blank)
    if sheet is None:
        return replace(picture, colours=colours), (top, left)
    whole = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    beyond = cv2.resize(_continued(blank, sheet), (width, height))
    colours = np.where(whole[part][:, :, None], colours[part], beyond[part])
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
    differs = np.abs(rows - paper) >= LEAST_STEP
    is_bar = differs.mean(axis=1) >= WHOLE
    if not is_bar[:deepest].any():
        return 0
    last = int(np.flatnonzero(is_bar[:deepest])[-1])
    # A row more, because nothing can be opened in none.
    marks = cv2.morphologyEx(differs[: last + 1].astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2)))
    if (marks.mean(axis=1) > BLANK)[~is_bar[: last + 1]].any():
        return 0  # something is written across the line, or before it: it is a margin, or ruled
    after = min(last + 3, deepest)
    is_step = abs(float(np.median(rows[last])) - float(np.median(grey[after]))) >= LEAST_STEP
    return after if is_step else 0


def _sheet(blank: np.ndarray) -> np.ndarray | None:
    """(h, w) uint8, not 0 on the sheet of a `_blank` picture; None where it shows no desk."""
    lights = cv2.split(np.log(np.maximum(blank, LEAST_LIGHT).astype(np.float32)))
    steepness = np.maximum.reduce([_steepness(light) for light in lights])
    steep = [steepness >= edge for edge in EDGES]
    shapes = chain(
        *(_quadrangles(~each) for each in steep),
        four_sided(steep, lights, float(np.log(BRIGHTER)), ALL_AROUND),
    )
    fits = [
        (share, each)
        for each in shapes
        if np.count_nonzero(each) >= LEAST_SHARE * each.size
        and _is_on_desk(each)
        and (share := _brighter_than_desk(each, lights)) >= ALL_AROUND
    ]
    if not fits:
        return None
    # The one whose edges fit best, unless it is only the lit part of another.
    least = AS_LARGE * max(np.count_nonzero(each) for _, each in fits)
    _, sheet = max((fit for fit in fits if np.count_nonzero(fit[1]) >= least), key=itemgetter(0))
    half = float(cv2.distanceTransform(sheet, cv2.DIST_C, 3).max())
    rim = 2 * min(max(1, round(RIM * max(sheet.shape))), int(THIN * half)) + 1
    around = cv2.copyMakeBorder(sheet, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    for turn in range(4):
        # Where it reaches the picture's border it goes on beyond, unless a little desk shows there.
        at_border, inside, beyond = (
            np.rot90(sheet, turn)[0] > 0,
            [np.rot90(light, turn)[: rim + 1] for light in lights],
            np.rot90(around, turn)[0, 1:-1],
        )
        darker = np.max([light[-1] - light[0] for light in inside], axis=0)
        beyond[:] = at_border & (darker < np.log(BRIGHTER))
    return cv2.erode(around, np.ones((rim, rim), np.uint8), borderValue=1)[1:-1, 1:-1]


def _continued(blank: np.ndarray, sheet: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8: the `_blank` sheet, and beyond it what is nearest of it."""
    _, nearest = cv2.distanceTransformWithLabels(
        1 - sheet, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.zeros(nearest.max() + 1, int)
    places[nearest[sheet > 0]] = np.flatnonzero(sheet)
    continued: np.ndarray = blank.reshape(-1, 3)[places[nearest]]
    return continued


def _blank(picture: np.ndarray) -> np.ndarray:
    """The same picture without what is written: of dark strokes, what is beside them."""
    window = max(3, round(WRITING * min(picture.shape[:2])))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (window, window))
    around = cv2.copyMakeBorder(picture, window, window, window, window, cv2.BORDER_REPLICATE)
    paper = cv2.morphologyEx(around, cv2.MORPH_CLOSE, kernel)[window:-window, window:-window]
    return cv2.medianBlur(np.ascontiguousarray(paper), 5)


def _steepness(light: np.ndarray) -> np.ndarray:
    """How much it changes from pixel to pixel."""
    smooth = cv2.bilateralFilter(light, 7, 0.25, 3)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    return cv2.magnitude(across, down)


def _quadrangles(flat: np.ndarray) -> Iterator[np.ndarray]:
    """(h, w) uint8, not 0 in each part, or several together, that has the shape of a sheet."""
    gap = np.ones((5, 5), np.uint8)  # edges that end a pixel apart part nothing
    flat = cv2.erode(flat.astype(np.uint8), gap)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA]
    large = [n for n in np.argsort(-areas)[:PARTS] if areas[n] >= LEAST_PART * flat.size]
    parts = [cv2.dilate((labels == n + 1).astype(np.uint8), gap) for n in large]
    for count in range(1, TOGETHER + 1):
        for several in combinations(parts, count):
            sheet = _hull(np.maximum.reduce(several))
            if sheet is not None and _all_reach_edge(several, sheet):
                yield sheet


def _hull(part: np.ndarray) -> np.ndarray | None:
    """A part's convex hull, if that is a sheet's shape and little else is in it."""
    if not _is_on_desk(part):
        return None
    seam = np.ones((9, 9), np.uint8)  # of the edges between several
    closed = cv2.morphologyEx(part, cv2.MORPH_CLOSE, seam)
    outline = _outline(closed)
    area = cv2.contourArea(outline)
    if np.count_nonzero(closed) < FULL * area:
        return None  # a ring: a 0 in chalk on a board
    if not _is_sheet(outline):
        return None
    sheet = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(sheet, cv2.convexHull(outline), 1)
    return sheet


def _all_reach_edge(parts: Sequence[np.ndarray], sheet: np.ndarray) -> bool:
    """Whether each part has some of a sheet's edge; the inside of a 0 hasn't."""
    band = sheet - cv2.erode(sheet, np.ones((RING, RING), np.uint8), borderValue=0)
    least = REACHES * np.count_nonzero(band)
    return all(np.count_nonzero(part & band) >= least for part in parts)


def _is_on_desk(sheet: np.ndarray) -> bool:
    """Whether the picture's border shows the desk beside what may be a sheet.

    Where it doesn't nearly all around, it must on two opposite sides: a shadow's edge is only one.
    """
    top, bottom, left, right = (
        float((side == 0).mean()) for side in (sheet[0], sheet[-1], sheet[:, 0], sheet[:, -1])
    )
    opposite = max(min(top, bottom), min(left, right)) >= DESK_AT_SIDE
    return opposite or float((sheet[_border_of(sheet)] == 0).mean()) >= DESK_AT_BORDER


def _border_of(plane: np.ndarray) -> np.ndarray:
    """(h, w) bool: the pixels at a picture's border."""
    border = np.ones(plane.shape, bool)
    border[1:-1, 1:-1] = False
    return border


def _outline(part: np.ndarray) -> np.ndarray:
    outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max(outlines, key=cv2.contourArea)


def _brighter_than_desk(sheet: np.ndarray, lights: Sequence[np.ndarray]) -> float:
    """Along how much of its edges it is brighter than the desk beside it.

    Nowhere, if it isn't brighter than what is at the picture's border, too.
    """
    least = float(np.log(BRIGHTER))
    beyond = _border_of(sheet) & (sheet == 0)
    if not beyond.any():
        return 0.0
    # The best light of both: a shadow may lie on either.
    best = [np.percentile(light[sheet > 0], 90) for light in lights]
    desk = [np.percentile(light[beyond], 90) for light in lights]
    if max(np.subtract(best, desk)) < least:
        return 0.0  # the inside of a frame, or of a 0
    deep = cv2.distanceTransform(sheet, cv2.DIST_L2, 3)
    middle = deep > DEEP * deep.max()
    unlike = np.max([np.abs(each[middle] - np.median(each[beyond])) for each in lights], axis=0)
    if (unlike < ALIKE).mean() >= ALL_AROUND:
        return 0.0  # within it is the desk: a 0 in chalk on a board
    columns, rows = _outline(sheet)[:, 0].T
    height, width = sheet.shape
    near, room = FARTHEST // 2 + 1, [(rows, height), (columns, width)]
    inner = np.logical_and.reduce([(each >= near) & (each < size - near) for each, size in room])
    steps = np.maximum.reduce([_steps(sheet, light) for light in lights])
    along = steps[rows[inner], columns[inner]]
    return float((along >= least).mean()) if along.size else 0.0


def _steps(sheet: np.ndarray, light: np.ndarray) -> np.ndarray:
    """How much brighter it is on the sheet than beside it, around each pixel (logarithm)."""
    inside = cv2.erode(sheet, np.ones((3, 3), np.uint8)).astype(np.float32)
    beside = 1 - cv2.dilate(sheet, np.ones((7, 7), np.uint8)).astype(np.float32)
    window = (2 * FARTHEST + 1,) * 2
    inner, outer = (
        cv2.blur(light * each, window) / np.maximum(cv2.blur(each, window), 1e-3)
        for each in (inside, beside)
    )
    return inner - outer


def _is_sheet(outline: np.ndarray) -> bool:
    """Whether an outline is convex and has few corners, though the picture may cut some off."""
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, BEND * cv2.arcLength(hull, True), True)
    return len(corners) <= CORNERS and cv2.contourArea(outline) >= CONVEX * cv2.contourArea(hull)
