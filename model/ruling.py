"""Ruled lines, margins, tables and frames in ink -> ink without them.

A line is looked for with a Hough transform, followed through all its columns, and taken out where
it is no thicker than a line: where a stroke crosses it, the stroke stays whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from model.pieces import means_of, widths_of

LOOK = 640  # pixels, longer side, in which lines are looked for
TILT = np.radians(12)  # how far a line may lean
ANGLES = np.radians(0.25)  # between two angles that are tried
VOTES = 0.35  # of the picture's width that a line is inked, at least, and thin
NEARLY_ALL = 0.65  # of the same, if it reaches only one edge
LEAST = 0.15  # of the same, for one that is parallel to others
PARALLEL = 0.02  # rows in each column: lines whose slopes differ by less are parallel …
TELLING, FAR = 6, 0.3  # … to what so many lines, so far apart (of all), lean like in that place
AT_THE_EDGE = 0.03  # of its width (or height): a line that comes so near an edge runs through it
COVERED = 0.5  # of the width that ink lies on a line, or a stroke across it
WHOLE = 0.95  # of the width: ink lies on all of it
LEAST_REST = 0.05  # of the picture's longer side: less is nothing that was ruled
MOST_THICK = 0.06  # of the picture's height that a line may be thick
THINNER = 0.6  # of the pen's width: a line of less is no stroke
THICKER = 1.5  # times a line's thickness: what is thicker is a stroke
MOST_LINES = 120  # in one direction
SUREST = 12  # of them, which are followed first
DRIFT = 3  # pixels that a line may stray from straight
WRITTEN = 0.002  # of the ink that must be left without lines
RULED = 12  # lines from edge to edge (some found twice or more) are no strokes of a digit
COMB = 6  # parallel lines or more are ruled, wherever they end
GAP = 1.2  # of its thickness, and …
LEAST_GAP = 4  # pixels more: a shorter gap is the paper's grain
DASHES = 3  # gaps, and …
GAPS = 0.25  # of its length in them: it is dashed
AS_LONG = 0.6  # as long as the longest of them
AGAIN = 2  # times that more of them are looked for
LONG = 6  # times as long as wide: a straight piece
STRONGER = 1.3  # times as strong as the rules are: strokes can be told from them …
STROKE = 0.5  # … by what is so far on the way from a rule's contrast to theirs
STRONG = 0.15  # of what is left must be so strong for that
MOST_PIECES = 2000  # that are looked at one by one
FRAME = 0.8  # of width and height that a frame fills
ENCLOSED = 0.15  # of the frame's height that something in it must have to be framed
BESIDE = 0.06  # of its sides, within which all of a frame's own ink lies


@dataclass(frozen=True)
class _Line:
    """A line that leans a little: at column x it lies at row `start + slope * x`."""

    start: float
    slope: float


@dataclass(frozen=True)
class _Followed:
    """A line as it was found in the ink.

    Attributes:
        slope: rows that it falls in each column.
        thickness: in pixels.
        pieces: (column, first row, row after the last): where it is a line and no stroke.
        middle: its row in the picture's middle column.
        covered: of the picture's width that ink lies on it.
        is_line: it is long enough for one, and not dashed.
        begins_at_edge: it begins at the left edge or at the right one, too …
        runs_through: … or goes from one to the other, or nearly.
    """

    slope: float
    thickness: float
    pieces: list[tuple[int, int, int]]
    middle: float = 0.0
    covered: float = 0.0
    is_line: bool = False
    begins_at_edge: bool = False
    runs_through: bool = False


def without_rules(ink: np.ndarray, contrast: np.ndarray | None = None) -> np.ndarray:
    """Take out ruled lines, the sides of tables and cells, and frames.

    Args:
        ink: (H, W) uint8, 0 = paper.
        contrast: (H, W) float32, how much each pixel differs from the paper, if that is known: a
            stroke that lies along a fainter rule then stays.

    Returns:
        The same with paper in their place; grey levels are kept.
    """
    cleaned = _without_frames(ink).copy()
    # A line that lies, then one that stands: the same, seen from the side.
    taken = [_take_out_lines(cleaned), _take_out_lines(cleaned.T)]
    thickest = max(thickness for _, thickness in taken)
    is_ruled = any(lines >= RULED for lines, _ in taken)
    is_left = np.count_nonzero(cleaned) > WRITTEN * np.count_nonzero(ink)
    if not thickest:
        return _without_frames(cleaned)
    if not (is_left and (is_ruled or not _is_cut_out(cleaned, thickest))):
        return ink
    cleaned = _without_thin_lines(cleaned)
    if contrast is not None:
        cleaned = _by_contrast(cleaned, ink, contrast)
    return _without_frames(cleaned)


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
    lines = _lines(ink)
    followed = [_follow(line, ink) for line in lines[:SUREST]]
    if not any(each.runs_through for each in followed) and not _comb(followed):
        return 0, 0.0  # the lines with the most votes would
    followed += [_follow(line, ink) for line in lines[SUREST:]]
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
    _erase(through, usual, ink)
    for _ in range(AGAIN if comb else 0):  # those that were hidden by what is gone
        rest = [_follow(line, ink) for line in _lines(ink)]
        rest = _alike([each for each in rest if each.is_line], comb)
        if not rest:
            break
        _erase(rest, usual, ink)
    return len(through), max(each.thickness for each in through)


def without_line_across(ink: np.ndarray) -> np.ndarray:
    """Take out one line that goes from the left edge to the right one in a stroke.

    Args:
        ink: (H, W) uint8, 0 = paper, with room above and below what may touch the line.

    Returns:
        The same without the line that is whole; the same array if there is none.
    """
    followed = [_follow(line, ink) for line in _lines(ink)[:SUREST]]
    whole = [each for each in followed if each.runs_through and each.covered >= WHOLE]
    if not whole:
        return ink
    line = max(whole, key=lambda each: len(each.pieces))
    rest = ink.copy()
    _erase([line], line.thickness, rest)
    return rest


def _erase(lines: Sequence[_Followed], usual: float, ink: np.ndarray) -> None:
    for each in lines:
        for column, top, bottom in each.pieces:
            if bottom - top <= THICKER * usual + 1:  # else a stroke lies along a line
                ink[top:bottom, column] = 0


def _comb(followed: Sequence[_Followed]) -> list[_Followed]:
    """Many lines that are parallel and equally thick, wherever they begin and end; or none."""
    lines = [each for each in followed if each.is_line]
    if len(lines) < COMB:
        return []
    # What leans otherwise and crosses many seems to be a line, but is a shorter one.
    longest = max(len(each.pieces) for each in lines)
    lines = _alike(lines, [each for each in lines if len(each.pieces) >= AS_LONG * longest])
    thickness = float(np.median([each.thickness for each in lines])) if lines else 0.0
    middles = np.sort([each.middle for each in lines])
    apart = np.count_nonzero(np.diff(middles) > 3 * thickness + 4)  # else they are the same line
    return lines if apart + 1 >= COMB else []


def _alike(lines: Sequence[_Followed], others: Sequence[_Followed]) -> list[_Followed]:
    """Those that lean and are thick as others usually are."""
    leans = _Lean(others)
    thickest = THICKER * float(np.median([each.thickness for each in others])) + 1
    return [each for each in lines if leans.fits(each) and each.thickness <= thickest]


class _Lean:
    """How parallel lines lean: alike, or in a tilted picture the more the farther they are."""

    def __init__(self, lines: Sequence[_Followed]) -> None:
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

    def fits(self, line: _Followed) -> bool:
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


def _lines(ink: np.ndarray) -> list[_Line]:
    """Straight lines, of which many may be the same one, the surest first."""
    height, width = ink.shape
    shrink = max(1, -(-max(height, width) // LOOK))
    small = _pooled(ink > 0, shrink)
    votes = max(12, int(LEAST * small.shape[1]))
    # Of the normal: a line that lies has one that points down.
    found = cv2.HoughLines(
        small, 1, ANGLES, votes, min_theta=np.pi / 2 - TILT, max_theta=np.pi / 2 + TILT
    )
    if found is None:
        return []
    lines: list[_Line] = []
    for distance, angle in found[:, 0, :2].astype(float):
        line = _Line(shrink * distance / np.sin(angle), -1 / np.tan(angle))
        middle = line.start + line.slope * width / 2
        # Votes for one line are spread over its neighbours.
        if all(
            abs(middle - each.start - each.slope * width / 2) > 2 * shrink + 2 for each in lines
        ):
            lines.append(line)
        if len(lines) == MOST_LINES:
            break
    return lines


def _pooled(mask: np.ndarray, side: int) -> np.ndarray:
    """(H, W) bool -> uint8, each pixel 255 if any of side × side was set."""
    if side == 1:
        return mask.astype(np.uint8) * 255
    height, width = (-(-length // side) * side for length in mask.shape)
    padded = np.zeros((height, width), bool)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    blocks = padded.reshape(height // side, side, width // side, side)
    return np.where(blocks.any(axis=(1, 3)), 255, 0).astype(np.uint8)


def _follow(line: _Line, ink: np.ndarray) -> _Followed:
    """Follow a line through all columns, and tell where it is only a line and where a stroke."""
    height, width = ink.shape
    reach = max(8, height // 50)
    columns = np.arange(width)
    rows = np.rint(line.start + line.slope * columns).astype(int)
    places = rows + np.arange(-reach, reach + 1)[:, None]  # (2 reach + 1, W)
    within = (places >= 0) & (places < height)
    strip = (ink[np.clip(places, 0, height - 1), columns] > 0) & within
    nearest, tops, bottoms = _runs_at_the_middle(strip)
    covered = nearest <= DRIFT + max(ink.shape) // LOOK
    # What leaves the strip is a stroke, or another line that crosses.
    whole = covered & (tops > 0) & (bottoms < len(strip))
    if whole.sum() < LEAST * width:
        return _Followed(line.slope, 0.0, [])
    thickness = float(np.median((bottoms - tops)[whole]))
    thin = whole & (bottoms - tops <= THICKER * thickness + 1)
    first, last = np.flatnonzero(covered)[[0, -1]]
    edge = AT_THE_EDGE * width + 1
    ends = int(first <= edge) + int(last >= width - 1 - edge)
    # One end may hide under a margin, or under the writing.
    enough = VOTES if ends == 2 else NEARLY_ALL
    long = thickness <= MOST_THICK * height + 2 and thin.mean() >= LEAST
    long = long and not _is_dashed(covered[first : last + 1], thickness)
    tops, bottoms = (np.clip(each + rows - reach, 0, height) for each in (tops, bottoms))
    return _Followed(
        line.slope,
        thickness,
        [(int(at), int(tops[at]), int(bottoms[at])) for at in np.flatnonzero(thin)],
        line.start + line.slope * width / 2,
        float(covered.mean()),
        is_line=bool(long),
        begins_at_edge=bool(long and ends),
        runs_through=bool(long and ends and thin.mean() >= enough and covered.mean() >= COVERED),
    )


def _is_dashed(covered: np.ndarray, thickness: float) -> bool:
    """Whether a line has gaps like those between strokes: 1s that stand under one another."""
    lengths = np.diff(np.flatnonzero(covered)) - 1
    gaps = lengths[lengths > GAP * thickness + LEAST_GAP]
    return bool(len(gaps) >= DASHES and gaps.sum() >= GAPS * len(covered))


def _runs_at_the_middle(strip: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each column of a strip, the run of ink that is nearest its middle.

    Args:
        strip: (2 reach + 1, W) bool.

    Returns:
        Three (W,) int arrays: how far from the middle it is, and the rows where it begins and
        where it has ended.
    """
    rows, width = strip.shape
    middle = rows // 2
    offsets = np.abs(np.arange(rows) - middle)[:, None]
    distance = np.where(strip, offsets, rows)
    at = distance.argmin(axis=0)
    columns = np.arange(width)
    row = np.arange(rows)[:, None]
    paper_above = np.where(~strip & (row <= at), row, -1).max(axis=0)
    paper_below = np.where(~strip & (row >= at), row, rows).min(axis=0)
    return distance[at, columns], paper_above + 1, paper_below


def _without_frames(ink: np.ndarray) -> np.ndarray:
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
