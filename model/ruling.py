"""Ruled lines, margins, tables, boxes and frames in ink -> ink without them.

Which lines (`model.ruled_lines`) are ruled is told from where they end and how many are alike.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from model.boxes import without_boxes, without_frames
from model.form_lines import without_forms
from model.pieces import means_of, widths_of
from model.regular import regularity
from model.ruled_lines import (
    SUREST,
    THICKER,
    FollowedLine,
    erase,
    follow,
    lines_in,
    surest_through,
)

PARALLEL = 0.02  # rows in each column: lines whose slopes differ by less are parallel …
TELLING, FAR = 6, 0.3  # … to what so many lines, so far apart (of all), lean like in that place
WHOLE = 0.95  # of the width: ink lies on all of it
LEAST_REST = 0.05  # of the picture's longer side: less is nothing that was ruled
THINNER = 0.6  # of the pen's width: a line of less is no stroke
WRITTEN = 0.002  # of the ink that must be left without lines
RULED = 12  # lines from edge to edge (some found twice or more) are no strokes of a digit
COMB = 6  # parallel lines or more are ruled, wherever they end
REGULAR = 0.2  # of their usual distance, by which theirs differ from whole multiples of it …
MOSTLY = 0.7  # … of most of them; those of strokes seldom are
AS_LONG = 0.6  # as long as the longest of them
AGAIN = 2  # times that more of them are looked for
LONG = 6  # times as long as wide: a straight piece
STRONGER = 1.3  # times as strong as the rules are: strokes can be told from them …
STROKE = 0.5  # … by what is so far on the way from a rule's contrast to theirs
STRONG = 0.15  # of what is left must be so strong for that
MOST_PIECES = 2000  # that are looked at one by one


def without_rules(ink: np.ndarray, contrast: np.ndarray | None = None) -> np.ndarray:
    """Take out ruled lines, the sides of tables and cells, and frames.

    Args:
        ink: (H, W) uint8, 0 = paper.
        contrast: (H, W) float32, how much each pixel differs from the paper, if that is known: a
            stroke that lies along a fainter rule then stays.

    Returns:
        The same with paper in their place; grey levels are kept.
    """
    ink = without_boxes(without_forms(ink))
    cleaned = without_frames(ink).copy()
    # A line that lies, then one that stands: the same, seen from the side.
    taken = [_take_out_lines(cleaned), _take_out_lines(cleaned.T)]
    thickest = max(thickness for _, thickness in taken)
    is_ruled = any(lines >= RULED for lines, _ in taken)
    is_left = np.count_nonzero(cleaned) > WRITTEN * np.count_nonzero(ink)
    if not thickest:
        return without_frames(cleaned)
    if not (is_left and (is_ruled or not _is_cut_out(cleaned, thickest))):
        return ink
    cleaned = _without_thin_lines(cleaned)
    if contrast is not None:
        cleaned = _by_contrast(cleaned, ink, contrast)
    return without_frames(cleaned)


def _by_contrast(cleaned: np.ndarray, ink: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """What was taken out comes back where it is as strong as the rest, and hangs on it.

    Straight pieces that are as faint as what was taken out go, too. Both only where strokes are
    stronger than rules.
    """
    gone = (ink > 0) & (cleaned == 0)
    if not gone.any() or not cleaned.any():
        return cleaned
    rule = float(np.median(contrast[gone]))
    left = contrast[cleaned > 0]
    strong = left[left >= STRONGER * rule]
    if len(strong) < STRONG * len(left):
        return cleaned
    pen = float(np.median(strong))
    least = (1 - STROKE) * rule + STROKE * pen
    labels, straight = _straight_pieces(cleaned)
    faint = means_of(labels, contrast) < least
    cleaned = np.where((straight & faint)[labels], 0, cleaned).astype(np.uint8)
    strokes = gone & (contrast >= least)
    count, labels = cv2.connectedComponents((strokes | (cleaned > 0)).astype(np.uint8))
    kept = np.zeros(count, bool)
    kept[np.unique(labels[cleaned > 0])] = True
    return np.where(strokes & kept[labels], ink, cleaned).astype(np.uint8)


def _take_out_lines(ink: np.ndarray) -> tuple[int, float]:
    """Remove from `ink` the lines that run from its left edge to its right one.

    Where two do, what lies parallel to them and begins at an edge is of their kind, though the
    writing may hide its other end. Where many are parallel, a shadow may hide both.

    Returns:
        How many there were, of which some may be the same, and how thick the thickest was, in
        pixels; 0 without any.
    """
    lines = lines_in(ink)
    followed = [follow(line, ink) for line in lines[:SUREST]]
    if not any(each.runs_through for each in followed) and not _comb(followed):
        return 0, 0.0  # the lines with the most votes would
    followed += [follow(line, ink) for line in lines[SUREST:]]
    through = [each for each in followed if each.runs_through]
    if len(through) >= 2:
        leans = _Lean(through)
        through = [
            each
            for each in followed
            if each.runs_through or (each.begins_at_edge and leans.fits(each))
        ]
    comb = _comb(followed)
    through += [each for each in comb if each not in through]
    if not through:
        return 0, 0.0
    usual = float(np.median([each.thickness for each in through]))
    erase(through, usual, ink)
    for _ in range(AGAIN if comb else 0):  # those that were hidden by what is gone
        rest = [follow(line, ink) for line in lines_in(ink)]
        rest = _alike([each for each in rest if each.is_line], comb)
        if not rest:
            break
        erase(rest, usual, ink)
    return len(through), max(each.thickness for each in through)


def without_line_across(ink: np.ndarray) -> np.ndarray:
    """Take out one line that goes from the left edge to the right one in a stroke.

    Args:
        ink: (H, W) uint8, 0 = paper, with room above and below what may touch the line.

    Returns:
        The same without the line that is whole; the same array if there is none.
    """
    whole = [each for each in surest_through(ink) if each.covered >= WHOLE]
    if not whole:
        return ink
    line = max(whole, key=lambda each: len(each.pieces))
    rest = ink.copy()
    erase([line], line.thickness, rest)
    return rest


def _comb(followed: Sequence[FollowedLine]) -> list[FollowedLine]:
    """Many lines that are parallel, equally thick and far apart, wherever they end; or none."""
    lines = [each for each in followed if each.is_line]
    if len(lines) < COMB:
        return []
    # What leans otherwise and crosses many seems to be a line, but is a shorter one.
    longest = max(len(each.pieces) for each in lines)
    lines = _alike(lines, [each for each in lines if len(each.pieces) >= AS_LONG * longest])
    thickness = float(np.median([each.thickness for each in lines])) if lines else 0.0
    middles = np.sort([each.middle for each in lines])
    is_new = np.diff(middles, prepend=-np.inf) > 3 * thickness + 4  # else it is the same line
    if np.count_nonzero(is_new) < COMB or regularity(middles[is_new], REGULAR) < MOSTLY:
        return []
    return lines


def _alike(lines: Sequence[FollowedLine], others: Sequence[FollowedLine]) -> list[FollowedLine]:
    """Those that lean and are thick as others usually are."""
    leans = _Lean(others)
    thickest = THICKER * float(np.median([each.thickness for each in others])) + 1
    return [each for each in lines if leans.fits(each) and each.thickness <= thickest]


class _Lean:
    """How parallel lines lean: alike, or in a tilted picture the more the farther they are."""

    def __init__(self, lines: Sequence[FollowedLine]) -> None:
        slopes, middles = (
            np.array([getattr(each, of) for each in lines]) for of in ("slope", "middle")
        )
        first, second = np.triu_indices(len(lines), 1)
        apart = middles[second] - middles[first]
        far = np.abs(apart) >= FAR * max(np.ptp(middles), 1.0)
        bends = (slopes[second] - slopes[first])[far] / apart[far]
        enough = len(lines) >= TELLING and np.ptp(middles) > 0
        self._bend = float(np.median(bends)) if enough else 0.0
        self._slope = float(np.median(slopes - self._bend * middles))

    def fits(self, line: FollowedLine) -> bool:
        """Whether a line is parallel to them."""
        return abs(line.slope - self._slope - self._bend * line.middle) < PARALLEL


def _without_thin_lines(ink: np.ndarray) -> np.ndarray:
    """Without straight pieces that are much thinner than the rest: what is left of rules."""
    labels, straight = _straight_pieces(ink)
    if not straight.any():
        return ink
    widths = np.append(0, widths_of(labels)[0])
    rest = np.where(straight, 0, np.bincount(labels.ravel()))
    pen = float((rest * widths)[1:].sum() / max(1, rest[1:].sum()))
    return np.where((straight & (widths < THINNER * pen))[labels], 0, ink).astype(np.uint8)


def _straight_pieces(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(H, W) int32, which pixel is of which piece, and which of the pieces are straight.

    The first of them is the paper; of very many pieces none is said to be straight.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    straight = np.zeros(count, bool)
    for label in range(1, count if count <= MOST_PIECES else 1):
        left, top, wide, high, _ = stats[label]
        own = labels[top : top + high, left : left + wide] == label
        _, sides, _ = cv2.minAreaRect(np.argwhere(own).astype(np.float32))
        straight[label] = max(sides) >= LONG * (min(sides) + 1)
    return labels, straight


def _is_cut_out(rest: np.ndarray, thickness: float) -> bool:
    """Whether a picture is cut so tightly around a digit that its bar reaches from edge to edge.

    Then the rest of the digit reaches an edge, too, and is about as thick; or there is no rest.
    """
    inked = (rest > 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked)
    if len(stats) == 1:
        return True
    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    if max(np.ptp(rows), np.ptp(columns)) < LEAST_REST * max(rest.shape):
        return True
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    left, top, wide, high, area = stats[largest]
    reaches = left == 0 or top == 0 or left + wide == rest.shape[1] or top + high == len(rest)
    inside = cv2.erode(inked, np.ones((3, 3), np.uint8)) * (labels == largest)
    pen = 2 * area / max(1, area - int(inside.sum()))
    return bool(reaches and thickness > THINNER * pen)
