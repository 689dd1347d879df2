"""A drawing as the strokes on the pad, and its form as a Fabric.js canvas.

The pad's canvas speaks Fabric.js JSON. All of it comes from a browser, so nothing of it is
believed before `Drawing.from_canvas` has checked it, and only the strokes are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from model.errors import UserError

PAD_SIZE = 400  # pixels of the canvas; on the screen it is as wide as there is room
BRUSH_RANGE = (12, 52)  # pixels of the pad: 3 to 13 % of its width
DEFAULT_BRUSH = 28  # 7 %, a felt pen
MAX_STROKES = 200
MAX_NUMBERS = 40_000  # path coordinates in a whole drawing: minutes of scribbling
MAX_COORDINATE = 4_000  # pixels; a pen may leave the pad, but not by this much
MAX_WIDTH = 200  # pixels
COMMAND_LENGTHS = {"M": 2, "L": 2, "Q": 4}  # all that a free-hand line is made of

TOO_LONG = "This drawing has too many strokes to send. Your last state is safe: undo or clear."
UNREADABLE = "The pad sent something that is not a drawing. What you drew before is safe."

Command = tuple[str | float, ...]  # ("M", x, y), ("L", x, y) or ("Q", cx, cy, x, y)
Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """One line of the pen: its width and its path, in pixels of the pad."""

    width: float
    path: tuple[Command, ...]

    @classmethod
    def through(cls, points: Sequence[Point], width: float) -> "Stroke":
        """A smooth stroke near the given points, curved as the pad curves a pen's path."""
        first, *rest = points
        path: list[Command] = [("M", *first)]
        for control, following in pairwise(rest):
            middle = ((control[0] + following[0]) / 2, (control[1] + following[1]) / 2)
            path.append(("Q", *control, *middle))
        path.append(("L", *points[-1]))
        return cls(round(width, 2), tuple(_rounded(command) for command in path))


@dataclass(frozen=True)
class Drawing:
    """What is on the pad: strokes in the order in which they were drawn."""

    strokes: tuple[Stroke, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.strokes)

    @cached_property
    def size(self) -> int:
        """How many letters and numbers its paths have: what `MAX_NUMBERS` limits."""
        return sum(len(command) for stroke in self.strokes for command in stroke.path)

    @classmethod
    def from_canvas(cls, canvas: Any) -> "Drawing":
        """The strokes of a canvas in Fabric.js JSON.

        Raises:
            UserError: it is no such JSON, has other things than strokes, or is too large.
        """
        objects = canvas.get("objects") if isinstance(canvas, dict) else None
        if not isinstance(objects, list):
            raise UserError(UNREADABLE)
        if len(objects) > MAX_STROKES:
            raise UserError(TOO_LONG)
        return EMPTY.followed_by(tuple(_checked_stroke(item) for item in objects))

    @classmethod
    def from_stored(cls, strokes: Any) -> "Drawing":
        """The inverse of `to_stored`.

        Raises:
            UserError: it is no such list.
        """
        if not isinstance(strokes, list) or not all(
            isinstance(item, list) and len(item) == 2 for item in strokes
        ):
            raise UserError(UNREADABLE)
        objects = [{"type": "Path", "strokeWidth": item[0], "path": item[1]} for item in strokes]
        return cls.from_canvas({"objects": objects})

    def followed_by(self, strokes: tuple[Stroke, ...]) -> "Drawing":
        """The same with strokes drawn on it.

        Raises:
            UserError: those are too many for one drawing.
        """
        drawing = Drawing(self.strokes + strokes)
        if len(drawing.strokes) > MAX_STROKES or drawing.size > MAX_NUMBERS:
            raise UserError(TOO_LONG)
        return drawing

    def to_stored(self) -> list[list[Any]]:
        """The strokes as short JSON, for the browser to keep."""
        return [
            [stroke.width, [list(command) for command in stroke.path]] for stroke in self.strokes
        ]

    def to_canvas(self, color: str) -> dict[str, Any]:
        """The same strokes for the pad, in one colour."""
        return {
            "objects": [
                {
                    "type": "Path",
                    "path": [list(command) for command in stroke.path],
                    "stroke": color,
                    "strokeWidth": stroke.width,
                    "strokeLineCap": "round",
                    "strokeLineJoin": "round",
                    "fill": None,
                }
                for stroke in self.strokes
            ]
        }

    def looks_as_in(self, canvas: dict[str, Any], color: str) -> bool:
        """Whether a canvas that holds these strokes shows them as `to_canvas` would.

        Args:
            canvas: in Fabric.js JSON, with exactly these strokes.
            color: as for `to_canvas`.
        """
        pairs = zip(self.to_canvas(color)["objects"], canvas["objects"], strict=True)
        return all(own.items() <= (its | {"path": own["path"]}).items() for own, its in pairs)


EMPTY = Drawing()


def _checked_stroke(item: Any) -> Stroke:
    if not isinstance(item, dict) or item.get("type") != "Path":
        raise UserError(UNREADABLE)
    width, path = item.get("strokeWidth"), item.get("path")
    if not _is_number(width, MAX_WIDTH) or width <= 0 or not isinstance(path, list):
        raise UserError(UNREADABLE)
    return Stroke(round(float(width), 2), tuple(_checked_command(command) for command in path))


def _checked_command(command: Any) -> Command:
    if not isinstance(command, list) or not command or not isinstance(command[0], str):
        raise UserError(UNREADABLE)
    letter, *numbers = command
    if len(numbers) != COMMAND_LENGTHS.get(letter) or not all(map(_is_coordinate, numbers)):
        raise UserError(UNREADABLE)
    return _rounded((letter, *numbers))


def _is_number(value: Any, most: float) -> bool:
    """Whether it is one from -most to most: neither infinite nor NaN, nor too large for a float."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= most


def _is_coordinate(value: Any) -> bool:
    return _is_number(value, MAX_COORDINATE)


def _rounded(command: Command) -> Command:
    # A hundredth of a pixel: the same drawing stays equal on its way through the browser.
    return (command[0], *(round(float(number), 2) for number in command[1:]))
