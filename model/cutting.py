"""A plane of a picture and a first look at it -> ink: what differs from the paper as a pen's does.

The paper is what lies under the ink (`contrast`). What differs from it is ink where it differs by
at least half as much as the strongest ink nearby, so that a stroke that fades is ink to its end,
and the blur around a dark one isn't. Where that leaves pieces with edges wider than the pen, they
are shadows.
"""

import cv2
import numpy as np

from model.contrast import (
    brightening,
    contrast_of,
    grain_in,
    paper_of,
    resized,
    strongest,
    without_medians,
)
from model.errors import UserError
from model.first_look import HALF, LEAST_CONTRAST, WINDOWS, Look, look_share, window_of
from model.pieces import inner_ink, means_of, pen_width
from model.preprocess import INK
from model.ruling import without_rules
from model.written_over import without_box_written_over

STROKES_WIDE = 6  # strokes that the window is wide which closes ink over
COARSE = 3.5  # pixels of the first look: what is narrower there seems wider than it is
FAINTEST = 0.16  # of the picture's strongest ink; fainter marks are paper
NOISES = 5.0  # standard deviations of the noise that ink must differ by
EDGE = 0.4  # of the pen's width, to both sides: within that a pen's edge rises
SHARP = 0.5  # of a piece's depth that its edges rise within that; a shadow's rise more slowly
DEEPEST = 0.02  # of all ink that the deepest pieces have
FAINT_PIECE = 0.5  # times as deep as these: a crumb, if it is fainter …
LOW_PIECE = 0.5  # … and lower than this, over the highest of the others …
FAINTER = 2.0  # … or than more: so many times by how much it is fainter still
HAIR = 0.12  # of the pen's width: what is thinner was drawn by none
SEEN = 0.1  # of a piece: if less of it is ink in the first look, that saw nothing of it
FAINT_EDGE = 16  # of 255: what is fainter in a small picture is no grey edge


def _noise(plane: np.ndarray, contrast: np.ndarray) -> float:
    """The standard deviation of the paper's grain, in the plane's own grey levels."""
    return grain_in(without_medians(plane)[contrast < 0.3 * strongest(contrast)])


def cut(plane: np.ndarray, look: Look, pen: float) -> tuple[np.ndarray, np.ndarray]:
    """(H, W) uint8 of 0 and 255: ink is what is at least half as strong as the ink around it.

    Neither shadows nor rules are. The second has only what is clear.

    Args:
        plane: (H, W) uint8.
        look: a first one at it.
        pen: how wide strokes are, in pixels.
    """
    window = min(max(9, round(STROKES_WIDE * pen) + 3), window_of(plane, WINDOWS[-1]))
    # Seen as at first, so that ink which touches the border doesn't go on beyond it.
    small = resized(plane, look_share(plane))
    seen = paper_of(small, window_of(small, look.window), look.dark, small)
    beyond = cv2.resize(seen, plane.shape[::-1], interpolation=cv2.INTER_NEAREST)
    paper = paper_of(plane, window, look.dark, beyond)
    contrast = cv2.absdiff(plane, paper).astype(np.float32)
    contrast -= float(np.median(contrast))  # closing over takes the brightest grain for the paper
    bright = brightening(paper, look.dark)
    noise = NOISES * _noise(plane, contrast) * bright
    contrast *= bright
    if look.hidden is not None:
        contrast[_as_large_as(plane, look.hidden)] = 0
    peak, usual_noise = strongest(contrast), float(np.median(noise))
    if peak < max(LEAST_CONTRAST, usual_noise):
        if peak > max(LEAST_CONTRAST / 2, usual_noise):
            raise UserError("It is too faint: darker ink, or more light, would help.")
        nothing = np.zeros(plane.shape, np.uint8)
        return nothing, nothing
    coarse_pen = pen
    if pen * look_share(plane) < COARSE:
        pen = min(pen, max(2.0, pen_width(_strongest(contrast, noise, look))))
    reach = 2 * (int(np.ceil(pen / 2)) + 1) + 1
    nearby = cv2.dilate(contrast, np.ones((reach, reach), np.uint8))
    faintest = np.maximum(noise, max(LEAST_CONTRAST, FAINTEST * peak))
    ink = (contrast >= np.maximum(HALF * nearby, faintest)) * np.uint8(INK)
    ink = _without_shadows(ink, contrast, pen)
    ink = without_box_written_over(ink, contrast >= faintest, contrast)
    ink = without_rules(ink, contrast)
    ink = _without_hairs(ink, coarse_pen)  # after the rules, which would be dashed by it
    kept, clear = _without_crumbs(ink, contrast), _without_unseen(ink, contrast, look)
    return kept, kept if clear is ink else _without_crumbs(clear, contrast)


def _strongest(contrast: np.ndarray, noise: np.ndarray, look: Look) -> np.ndarray:
    """(H, W) uint8: the strongest ink, of what the first look saw within the picture, if any."""
    seen = cv2.dilate(inner_ink(look.ink).astype(np.uint8), np.ones((3, 3), np.uint8))
    for own in (contrast * _as_large_as(contrast, seen), contrast):
        ink: np.ndarray = own >= np.maximum(noise, HALF * strongest(own))
        if ink.any():
            break
    return ink.astype(np.uint8)


def _as_large_as(plane: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(H, W) bool: a mask of the size of a first look, as large as a plane."""
    size = plane.shape[::-1]
    return cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0


def _without_unseen(ink: np.ndarray, contrast: np.ndarray, look: Look) -> np.ndarray:
    """Without pieces that are fainter than those that the first look saw, and that it didn't."""
    count, labels, _, depth = _depths(ink, contrast)
    clear = means_of(labels, _as_large_as(ink, look.ink)) >= SEEN
    clear[0] = False
    if count == 1 or not clear.any():
        return ink
    gone = ~clear & (depth < FAINT_PIECE * depth[clear].max())
    gone[0] = False
    if not gone.any():
        return ink
    return np.where(gone[labels], 0, ink).astype(np.uint8)


def _without_shadows(ink: np.ndarray, contrast: np.ndarray, pen: float) -> np.ndarray:
    """Without pieces whose edges are wider than the pen: what is left of soft shadows."""
    count, labels, _, depth = _depths(ink, contrast)
    if count == 1:
        return ink
    side = 2 * max(1, round(EDGE * pen)) + 1
    kernel = np.ones((side, side), np.uint8)
    rises = cv2.dilate(contrast, kernel) - cv2.erode(contrast, kernel)
    edge = (ink > 0) & (cv2.erode(ink, np.ones((3, 3), np.uint8)) == 0)
    edges = np.maximum(np.bincount(labels[edge], minlength=count), 1)
    rise = np.bincount(labels[edge], rises[edge], count) / edges
    soft = rise < SHARP * depth
    soft[0] = False
    return np.where(soft[labels], 0, ink).astype(np.uint8)


def _without_crumbs(ink: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Without crumbs of rules and grain: what is low and faint beside something that is neither.

    It comes after the rules: of these, some would go as crumbs, and the rest be none any more.
    """
    count, labels, heights, depth = _depths(ink, contrast)
    if count == 1:
        return ink
    areas = np.bincount(labels.ravel())[1:]
    deepest = 1 + np.argsort(-depth[1:])
    few = np.searchsorted(np.cumsum(areas[deepest - 1]), DEEPEST * areas.sum())
    fainter = FAINT_PIECE - depth / depth[deepest[few]]
    strong = fainter <= 0
    strong[0] = False
    lowest = (LOW_PIECE + FAINTER * fainter) * heights[strong].max()
    crumbs = ~strong & (heights < lowest)
    crumbs[0] = False
    return np.where(crumbs[labels], 0, ink).astype(np.uint8)


def _depths(
    ink: np.ndarray, contrast: np.ndarray
) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """How many pieces of ink there are and one more, which is whose, their heights, their depths.

    The depth of a piece is its mean contrast; the first of all is the paper.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    return count, labels, stats[:, cv2.CC_STAT_HEIGHT], means_of(labels, contrast)


def _without_hairs(ink: np.ndarray, pen: float) -> np.ndarray:
    """Without what is much thinner than the pen: the rest of a sharp shadow's edge."""
    side = 1 + round(HAIR * pen)
    if side < 2:
        return ink
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    reach = 2 * side + 1
    return cv2.min(ink, cv2.dilate(opened, np.ones((reach, reach), np.uint8)))


def small_ink(plane: np.ndarray, dark: bool) -> np.ndarray:
    """(H, W) uint8 with grey edges, as MNIST's own; grain and what hangs on no ink are paper."""
    contrast = contrast_of(plane, window_of(plane, WINDOWS[-1]), dark)
    contrast -= float(np.median(contrast))
    peak = float(contrast.max())
    noise = _noise(plane, contrast)
    if peak < max(LEAST_CONTRAST, NOISES * noise):
        return np.zeros(plane.shape, np.uint8)
    levels = np.clip(np.rint(contrast * (INK / peak)), 0, INK).astype(np.uint8)
    inked = levels >= max(FAINT_EDGE, 3 * noise * INK / peak)
    count, labels = cv2.connectedComponents(inked.astype(np.uint8), connectivity=8)
    kept = np.zeros(count, bool)
    kept[np.unique(labels[levels >= HALF * INK])] = True
    kept[0] = False
    return np.where(kept[labels], levels, 0).astype(np.uint8)
