"""Cells and combs of forms in ink -> ink without them, whatever crosses their lines.

`model.boxes` looks at what hangs together, which may lean; here what lines are is told from where
they meet. Two that have the same ends, and others from one to the other, are cells; one on which
teeth of the same height stand is a comb.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from model.boxes import CRUMB, IN_BOX, LEAST_BOX, LEAST_WIDE
from model.pieces import pen_width
from model.regular import regularity
from model.ruled_lines import erase
from model.straight_sides import Side, along, sides_in

NESTED = 4  # times as large as the picture are all forms that are looked into
MOST_SIDES = 120  # that lie, and that stand: the longest ones are looked at
SLACK = 3  # pixels more than a line is thick: what ends so near another meets it
MEET = 2.0  # times the pen's width and a little more: teeth that end so near a line meet it …
MEET_ENDS = 0.12  # … but not farther than so much of its own length
SAME_ENDS = 0.25  # of its length by which two lines begin and end differently
COVERED = 0.8  # of each of the four sides around cells that is inked
THIN = 13  # times as high as the lines are thick: cells; times as long as thick: a comb's line
THICKER = 1.7  # times as thick as they usually are: it is a stroke
TEETH = 4
CUT = 0.2  # of the teeth's height between two parts of a digit that stands on a comb
HIGHER = 1.3  # times as high as the teeth is what stands on a comb; 1s on a line aren't
ALIKE = 0.2  # of their usual length, by which teeth differ
REGULAR = 0.15  # of their usual distance, by which theirs differ from whole multiples of it


@dataclass(frozen=True)
class Form:
    """The lines of a box, of cells or of a comb.

    Attributes:
        lying: from the top one down, or a comb's only one.
        standing: from left to right; seen from the side, so that their columns are rows.
    """

    lying: Sequence[Side]
    standing: Sequence[Side]

    @property
    def is_comb(self) -> bool:
        """Whether it has a single line that lies."""
        return len(self.lying) == 1

    @property
    def box(self) -> tuple[int, int, int, int]:
        """(top, left, bottom, right) between its outermost lines' ends."""
        top, left = (min(each.first for each in own) for own in (self.standing, self.lying))
        bottom, right = (max(each.last for each in own) for own in (self.standing, self.lying))
        return top, left, bottom, right


def without_forms(ink: np.ndarray) -> np.ndarray:
    """Without the lines of boxes, cells and combs in which something is written.

    Args:
        ink: (H, W) uint8, 0 = paper.

    Returns:
        The same without them; the same array if there is nothing like one.
    """
    pen = pen_width(ink)
    lying = [each for each in sides_in(ink, pen)[:MOST_SIDES] if each.length >= LEAST_BOX]
    if not lying:
        return ink
    standing = sides_in(ink.T, pen)[:MOST_SIDES]
    reach = MEET * pen + SLACK
    forms = [*_cells(lying, standing, reach, ink), *_combs(lying, standing, reach)]
    rest = ink.copy() if forms else ink
    searched = 0
    for form in forms:
        top, left, bottom, right = form.box
        searched += (bottom - top) * (right - left)
        if searched > NESTED * ink.size:
            break
        _take_out(form, rest, round(reach))
    return rest


def _cells(
    lying: Sequence[Side], standing: Sequence[Side], reach: float, ink: np.ndarray
) -> Iterable[Form]:
    """Single boxes, rows of cells and tables, from the top down."""
    lying = sorted(lying, key=lambda each: each.at(each.middle))
    taken: set[int] = set()
    for number, top in enumerate(lying):
        if number in taken:
            continue
        for other in range(len(lying) - 1, number, -1):
            bottom = lying[other]
            if other in taken or not _same_ends(top, bottom):
                continue
            between = _usual_ones(_from_to(standing, top, bottom, reach))
            if not _is_closed(between, top, bottom, ink):
                continue
            outer = [between[0], between[-1]]
            shelves = [
                each for each in range(number + 1, other) if _is_shelf(lying[each], outer, reach)
            ]
            if not _are_regular([lying[each] for each in (number, *shelves, other)]):
                shelves = []
            high = (bottom.at(bottom.first) - top.at(top.first)) / (len(shelves) + 1)
            if not _have_room(between, high, reach):
                between = outer  # strokes, too, go from one line to the other
                if not _have_room(between, high, reach):
                    continue
            own = number, *shelves, other
            taken.update(own)
            yield Form([lying[each] for each in own], between)
            break


def _same_ends(one: Side, other: Side) -> bool:
    far = SAME_ENDS * max(one.length, other.length) + 2
    return max(abs(one.first - other.first), abs(one.last - other.last)) <= far


def _from_to(standing: Sequence[Side], top: Side, bottom: Side, reach: float) -> list[Side]:
    """Those that stand and go from one that lies to another one below it."""
    first, last = min(top.first, bottom.first), max(top.last, bottom.last)
    low, high = top.at(top.middle), bottom.at(bottom.middle)
    return [
        each
        for each in standing
        if abs(each.length - (high - low)) <= 3 * reach  # most don't, which is soon told
        and first <= each.at(each.middle) + reach
        and each.at(each.middle) - reach <= last
        and abs(each.first - top.at(each.at(each.first))) <= 1.5 * top.thickness + SLACK
        and abs(each.last - bottom.at(each.at(each.last))) <= 1.5 * bottom.thickness + SLACK
    ]


def _near(side: Side, reach: float) -> float:
    """How far what seems to end at a side's end may be from it, in pixels."""
    return min(reach, MEET_ENDS * side.length + 2)


def _usual_ones(sides: Sequence[Side]) -> list[Side]:
    """Those that are about as thick as they usually are, from left to right."""
    thickest = THICKER * float(np.median([each.thickness for each in sides] or [0])) + 1
    usual = [each for each in sides if each.thickness <= thickest]
    return sorted(usual, key=lambda each: each.at(each.middle))


def _have_room(standing: Sequence[Side], high: float, reach: float) -> bool:
    """Whether there is room for a digit between two lines that stand, in a row of this height."""
    steps = np.diff([each.at(each.middle) for each in standing])
    steps = steps[steps > reach]
    return bool(len(steps) and np.median(steps) >= LEAST_WIDE * high)


def _is_closed(standing: Sequence[Side], top: Side, bottom: Side, ink: np.ndarray) -> bool:
    """Whether lines are sides of something that they go all around, and thin ones."""
    if len(standing) < 2:
        return False
    high = bottom.at(bottom.first) - top.at(top.first)
    least = max(LEAST_BOX, THIN * float(np.median([each.thickness for each in standing])))
    if high < least:
        return False
    left, right = standing[0], standing[-1]
    return (
        _is_inked(top, left.at(left.first), right.at(right.first), ink)
        and _is_inked(bottom, left.at(left.last), right.at(right.last), ink)
        and _is_inked(left, top.at(top.first), bottom.at(bottom.first), ink.T)
        and _is_inked(right, top.at(top.last), bottom.at(bottom.last), ink.T)
    )


def _is_inked(side: Side, first: float, last: float, plane: np.ndarray) -> bool:
    """Whether there is ink along a side and in both corners, where a round digit has none."""
    columns = np.arange(max(0, round(first)), min(plane.shape[1], round(last) + 1))
    far = round(side.thickness / 2) + 1
    rows = np.rint(side.at(columns)).astype(int) + np.arange(-far, far + 1)[:, None]
    inked = (plane[np.clip(rows, 0, len(plane) - 1), columns] > 0).any(axis=0)
    corners = inked[: far + 1], inked[-far - 1 :]
    return len(inked) > 0 and inked.mean() >= COVERED and all(each.any() for each in corners)


def _is_shelf(side: Side, standing: Sequence[Side], reach: float) -> bool:
    """Whether a line that lies goes from the first that stands to the last."""
    row = side.at(side.middle)
    first, last = standing[0].at(row), standing[-1].at(row)
    far = _near(side, reach)
    return bool(max(abs(side.first - first), abs(side.last - last)) <= far)


def _combs(lying: Sequence[Side], standing: Sequence[Side], reach: float) -> Iterable[Form]:
    for line in lying:
        above = [each for each in standing if _stands_on(each, line, reach)]
        if len(above) < TEETH or line.length < THIN * line.thickness:
            continue
        usual = float(np.median([each.length for each in above]))
        teeth = [each for each in above if abs(each.length - usual) <= ALIKE * usual + 2]
        teeth = _usual_ones(teeth)
        if len(teeth) >= TEETH and _are_regular(teeth) and _end_it(teeth, line, reach):
            longer = [each.upwards(usual) for each in above if each.length > usual]
            yield Form([line], [*teeth, *(each for each in longer if _are_regular([*teeth, each]))])


def _stands_on(side: Side, line: Side, reach: float) -> bool:
    foot, far = side.at(side.last), _near(side, reach)
    on_line = line.first - far <= foot <= line.last + far
    return bool(on_line and abs(side.last - line.at(foot)) <= far)


def _end_it(teeth: Sequence[Side], line: Side, reach: float) -> bool:
    """Whether the first and the last of a comb's teeth stand on its line's ends."""
    first, last = (each.at(each.last) for each in (teeth[0], teeth[-1]))
    far = _near(line, reach)
    return bool(max(abs(first - line.first), abs(last - line.last)) <= far)


def _are_regular(sides: Sequence[Side]) -> bool:
    """Whether parallel lines are equally far apart, or several times as far."""
    places = np.array([each.at(each.last) for each in sides])
    usual = np.median(np.diff(np.sort(places)))
    return bool(usual >= LEAST_BOX / 2) and regularity(places, REGULAR) == 1


def _take_out(form: Form, ink: np.ndarray, reach: int) -> None:
    """Remove a form's lines from the ink, unless nothing is written in it."""
    top, left, bottom, right = form.box
    margin = 2 * reach
    window = (
        slice(max(0, top - margin), bottom + margin),
        slice(max(0, left - margin), right + margin),
    )
    before = ink[window].copy()
    for sides, plane in ((form.lying, ink), (form.standing, ink.T)):
        for side in sides:
            _erase(side, plane, reach)
    thickness = float(np.median([each.thickness for each in (*form.lying, *form.standing)]))
    _clear_crumbs(ink[window], before, CRUMB * thickness + 2)
    if not _is_written_in(form, ink, reach // 2):
        ink[window] = before


def _clear_crumbs(ink: np.ndarray, before: np.ndarray, largest: float) -> None:
    """Remove small pieces that are left of larger ones."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    _, earlier, whole, _ = cv2.connectedComponentsWithStats((before > 0).astype(np.uint8))
    left, top, wide, high = (stats[:, column] for column in range(4))
    # What goes on beyond the window only seems to be small.
    inner = (left > 0) & (top > 0) & (left + wide < ink.shape[1]) & (top + high < len(ink))
    small = inner & (np.maximum(wide, high) <= largest)
    were = np.zeros(len(stats), int)  # of which pieces they were
    were[labels[ink > 0]] = earlier[ink > 0]
    crumbs = small & (stats[:, cv2.CC_STAT_AREA] < whole[were, cv2.CC_STAT_AREA])
    crumbs[0] = False
    ink[crumbs[labels]] = 0


def _is_written_in(form: Form, ink: np.ndarray, inset: int) -> bool:
    """Whether something is left in a form, or on a comb: that is higher than its teeth."""
    top, left, bottom, right = form.box
    high = bottom - top
    if form.is_comb:
        above = max(0, top - 3 * high)
        rows, least, gap = top - above, HIGHER * high, max(1, round(CUT * high))
        # The comb's lines may have cut what is written.
        kernel = np.ones((gap, gap), np.uint8)
        inside = cv2.morphologyEx(ink[above:bottom, left:right], cv2.MORPH_CLOSE, kernel)
    else:
        inside = ink[top + inset : max(0, bottom - inset), left + inset : max(0, right - inset)]
        rows, least = 0, IN_BOX * high / (len(form.lying) - 1)
    if not inside.size:
        return False
    stats = cv2.connectedComponentsWithStats((inside > 0).astype(np.uint8))[2][1:]
    first, heights = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    return bool(((heights >= least) & (first + heights > rows)).any())


def _erase(side: Side, plane: np.ndarray, reach: int) -> None:
    """Take a side out of a plane in which it lies, where it is a line and no stroke."""
    part, followed = along(side, (side.first, side.last), reach, SLACK, plane)
    erase([followed], side.thickness, plane[part])
