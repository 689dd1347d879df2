"""A drawing drawn again: turned, mirrored, moved, larger, thinner or filled; and its ink."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.preprocess import INK
from pages.shared.pad.drawing import PAD_SIZE, Command, Drawing, Stroke
from pages.shared.pad.image_to_strokes import covering

CURVE = (0.25, 0.5, 0.75, 1.0)  # where a curve is cut into straight lines
_OVERLAP = np.ones((5, 5), np.uint8)  # a filling reaches 2 pixels into the lines: no seam is seen
MOST_STROKES = 30  # that are drawn one by one; a number has fewer
FRACTIONS = 4  # bits of a pixel that a line's ends are told to

# The quadratic Bézier curve's weights of its begin, its control point and its end.
_WEIGHTS = np.array([((1 - t) ** 2, 2 * t * (1 - t), t**2) for t in CURVE])


@dataclass(frozen=True, eq=False)
class Line:
    """Where the pen went without being lifted.

    Attributes:
        points: (P, 2) x and y in pixels of the pad, which may lie outside it; P is at least 2.
        width: the pen's, in pixels.
    """

    points: np.ndarray
    width: float


@dataclass(frozen=True, eq=False)
class Change:
    """What is done to a drawing.

    Attributes:
        matrix: (2, 2), which every point is multiplied with, …
        shift: … and (2,), what is added then, in pixels.
        brush: the widest that a line may be afterwards, in pixels; None for any.
    """

    matrix: np.ndarray
    shift: np.ndarray
    brush: float | None = None

    def points(self, points: np.ndarray) -> np.ndarray:
        """(P, 2) -> (P, 2)."""
        return points @ self.matrix.T + self.shift

    def width(self, width: float) -> float:
        """How wide a line is afterwards."""
        return width if self.brush is None else min(width, self.brush)

    def lines(self, lines: Sequence[Line]) -> list[Line]:
        """Lines, changed."""
        return [Line(self.points(line.points), self.width(line.width)) for line in lines]

    def drawing(self, drawing: Drawing) -> Drawing:
        """A drawing, changed."""
        return Drawing(
            tuple(
                Stroke(
                    round(self.width(stroke.width), 2),
                    tuple(self._command(command) for command in stroke.path),
                )
                for stroke in drawing.strokes
            )
        )

    def _command(self, command: Command) -> Command:
        letter, *numbers = command
        moved = self.points(np.array(numbers, float).reshape(-1, 2))
        return (letter, *(round(float(each), 2) for each in moved.ravel()))


@dataclass(frozen=True, eq=False)
class Filling:
    """What is drawn over a drawing, its own lines staying as they are.

    Attributes:
        stroke: that.
    """

    stroke: Stroke

    def lines(self, lines: Sequence[Line]) -> list[Line]:
        """Lines, filled."""
        return [*lines, *lines_of(Drawing((self.stroke,)))]

    def drawing(self, drawing: Drawing) -> Drawing:
        """A drawing, filled."""
        return Drawing((*drawing.strokes, self.stroke))


def lines_of(drawing: Drawing) -> list[Line]:
    """A drawing as straight lines."""
    lines = []
    for stroke in drawing.strokes:
        points: list[tuple[float, float]] = []
        for letter, *numbers in stroke.path:
            if letter == "M":
                lines += _line(points, stroke.width)
                points = [tuple(numbers)]
            elif letter == "L" or not points:
                points.append(tuple(numbers[-2:]))
            else:
                curve = np.array([points[-1], numbers[:2], numbers[2:]])
                points += map(tuple, (_WEIGHTS @ curve).tolist())
        lines += _line(points, stroke.width)
    return lines


def _line(points: Sequence[tuple[float, float]], width: float) -> list[Line]:
    if not points:
        return []
    # A dot is a line from a place to itself.
    return [Line(np.array(points if len(points) > 1 else [*points, *points], float), width)]


def box_of(lines: Sequence[Line]) -> np.ndarray:
    """(2, 2): the least and the largest x and y of all ink, on the pad or beside it.

    Args:
        lines: at least one.
    """
    low = np.min([line.points.min(axis=0) - line.width / 2 for line in lines], axis=0)
    high = np.max([line.points.max(axis=0) + line.width / 2 for line in lines], axis=0)
    return np.stack([low, high])


def placed(lines: Sequence[Line], matrix: np.ndarray, brush: float | None = None) -> Change:
    """Multiply a drawing with a matrix where it is, and move it only as far as the pad asks for.

    What is larger than the pad afterwards is shrunk, too; its lines stay as wide as they are.

    Args:
        lines: the drawing, at least one.
        matrix: (2, 2).
        brush: see `Change`.
    """
    middle = box_of(lines).mean(axis=0)
    change = Change(matrix, middle - matrix @ middle, brush)
    changed = change.lines(lines)
    low, high = box_of(changed)
    pen = max(line.width for line in changed)
    share = float(np.min((PAD_SIZE - pen) / np.maximum(high - low - pen, PAD_SIZE - pen)))
    if share < 1:
        matrix = share * matrix
        change = Change(matrix, middle - matrix @ middle, brush)
        low, high = box_of(change.lines(lines))
    move = np.maximum(0, -low) - np.maximum(0, high - PAD_SIZE)
    return Change(matrix, change.shift + move, brush)


def filling(lines: Sequence[Line]) -> Filling | None:
    """Fill the largest paper that the lines enclose; None if they enclose none.

    Where a digit was drawn as an outline, that is the digit's body.
    """
    import cv2  # late: see `ink_of`

    # Around the pad there is paper, too: whatever hangs together with that isn't enclosed. Where
    # lines touch with a corner alone, they still enclose.
    paper = np.pad(ink_of(lines) == 0, 1, constant_values=True).astype(np.uint8)
    _, places, statistics, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    sizes = statistics[:, cv2.CC_STAT_AREA]
    sizes[[0, places[0, 0]]] = 0  # the lines, and the paper around
    largest = int(sizes.argmax())
    if not sizes[largest]:
        return None
    body = (places == largest)[1:-1, 1:-1].astype(np.uint8)
    return Filling(covering(cv2.dilate(body, _OVERLAP)))


def ink_of(lines: Sequence[Line]) -> np.ndarray:
    """Draw lines with round ends and joints, as the pad does.

    Returns:
        (PAD_SIZE, PAD_SIZE) uint8 of 0 and 255.
    """
    import cv2  # late: it isn't needed before a drawing is drawn again

    ink = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    for line in lines:
        # OpenCV counts from the middle of a pixel, the pad from its edge.
        ends = np.rint((line.points - 0.5) * 2**FRACTIONS).astype(np.int32)
        cv2.polylines(ink, [ends], False, INK, thickness=max(1, round(line.width)), shift=FRACTIONS)
    return ink


def stroke_inks(drawing: Drawing) -> list[np.ndarray]:
    """What each stroke of a drawing draws, alone; nothing of more than `MOST_STROKES`.

    The rest as for `ink_of`.
    """
    if len(drawing.strokes) > MOST_STROKES:
        return []
    return [ink_of(lines_of(Drawing((stroke,)))) for stroke in drawing.strokes]
