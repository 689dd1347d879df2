"""Straight lines in ink: found with a Hough transform, followed through all columns, taken out.

Where a stroke crosses a line or lies along it, the stroke stays whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

LOOK = 640  # pixels, longer side, in which lines are looked for
TILT = np.radians(12)  # how far a line may lean
ANGLES = np.radians(0.25)  # between two angles that are tried
VOTES = 0.35  # of the picture's width that a line is inked, at least, and thin
NEARLY_ALL = 0.65  # of the same, if it reaches only one edge
LEAST = 0.15  # of the same, for one that is parallel to others
AT_THE_EDGE = 0.03  # of its width (or height): a line that comes so near an edge runs through it
COVERED = 0.5  # of the width that ink lies on a line, or a stroke across it
MOST_THICK = 0.06  # of the picture's height that a line may be thick
THICKER = 1.5  # times a line's thickness: what is thicker is a stroke
MOST_LINES = 120  # in one direction
SUREST = 12  # of them, which are followed first
DRIFT = 3  # pixels that a line may stray from straight
GAP = 1.2  # of its thickness, and …
LEAST_GAP = 4  # pixels more: a shorter gap is the paper's grain
DASHES = 2  # gaps, and …
GAPS = 0.25  # of its length in them: it is dashed


@dataclass(frozen=True)
class Line:
    """A line that leans a little: at column x it lies at row `start + slope * x`."""

    start: float
    slope: float


@dataclass(frozen=True)
class FollowedLine:
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


def lines_in(ink: np.ndarray) -> list[Line]:
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
    lines: list[Line] = []
    for distance, angle in found[:, 0, :2].astype(float):
        line = Line(shrink * distance / np.sin(angle), -1 / np.tan(angle))
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


def follow(line: Line, ink: np.ndarray, reach: int | None = None) -> FollowedLine:
    """Follow a line through all columns, and tell where it is only a line and where a stroke.

    Args:
        line: roughly where it is.
        ink: (H, W) uint8, 0 = paper.
        reach: rows above and below it that are looked at; a fiftieth of all if it isn't said.
    """
    height, width = ink.shape
    reach = max(8, height // 50) if reach is None else reach
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
        return FollowedLine(line.slope, 0.0, [])
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
    return FollowedLine(
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


def surest_through(ink: np.ndarray) -> list[FollowedLine]:
    """Of the surest lines, those that run from the left edge to the right one."""
    followed = [follow(line, ink) for line in lines_in(ink)[:SUREST]]
    return [each for each in followed if each.runs_through]


def erase(lines: Sequence[FollowedLine], usual: float, ink: np.ndarray) -> None:
    """Take lines out of ink, where it is no thicker than they usually are."""
    for each in lines:
        for column, top, bottom in each.pieces:
            if bottom - top <= THICKER * usual + 1:  # else a stroke lies along a line
                ink[top:bottom, column] = 0
