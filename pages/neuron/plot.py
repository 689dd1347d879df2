"""A plane with numbers on its edges, as SVG: the lessons' pictures are drawn in it.

SVG rather than Plotly: a few lines and dots answer at once, nothing blinks, and where the plane
was pressed can be told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pages.shared.words.numbers import plain


@dataclass(frozen=True)
class Plane:
    """A rectangle of numbers within a picture.

    Attributes:
        name: no other plane on the page has it.
        x, y: the lowest and the highest number on either axis.
        width, height: of the picture, in its own units; text is 13 of them high.
        left, bottom, top, right: the room for numbers around the plane.
    """

    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    width: float = 400
    height: float = 400
    left: float = 34
    bottom: float = 28
    top: float = 24
    right: float = 8

    def across(self, x: float) -> float:
        """Where a number lies from left to right."""
        low, high = self.x
        return self.left + (x - low) / (high - low) * (self.width - self.left - self.right)

    def down(self, y: float) -> float:
        """Where a number lies from top to bottom."""
        low, high = self.y
        return self.top + (high - y) / (high - low) * (self.height - self.top - self.bottom)

    def numbers_at(self, x: float, y: float) -> tuple[float, float]:
        """The numbers at a place of the picture, given as shares of its width and height."""
        across = (x * self.width - self.left) / (self.width - self.left - self.right)
        down = (y * self.height - self.top) / (self.height - self.top - self.bottom)
        (left, right), (low, high) = self.x, self.y
        return left + across * (right - left), high - down * (high - low)

    def numbers_pressed(self, place: Any) -> tuple[float, float] | None:
        """The same for what a browser says was pressed, which may be anything.

        Returns:
            None if it is no place.
        """
        if not isinstance(place, (list, tuple)) or len(place) != 2:
            return None
        # A little beside the picture is meant for its edge; anything else was never pressed.
        if not all(isinstance(each, (int, float)) and -0.1 <= each <= 1.1 for each in place):
            return None
        return self.numbers_at(*place)

    def place(self, x: float, y: float) -> str:
        """A place as SVG paths want it."""
        return f"{_limited(self.across(x)):.1f} {_limited(self.down(y)):.1f}"

    def path(self, places: Iterable[tuple[float, float]]) -> str:
        """A line through places, for the attribute d of a path."""
        return "M" + "L".join(self.place(x, y) for x, y in places)

    def picture(self, content: str, alt: str, over: str = "") -> str:
        """The whole picture.

        Args:
            content: SVG that is cut off at the plane's edges.
            alt: what the picture shows, in words.
            over: SVG that is not cut off.
        """
        x0, y0 = self.left, self.top
        width, height = self.width - self.left - self.right, self.height - self.top - self.bottom
        return (
            f'<svg class="dl-plane dl-{self.name}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{alt}">'
            f'<clipPath id="{self.name}-edges"><rect x="{x0:g}" y="{y0:g}" width="{width:g}" '
            f'height="{height:g}"/></clipPath>'
            f'<rect class="dl-ground" x="{x0:g}" y="{y0:g}" width="{width:g}" '
            f'height="{height:g}"/>'
            f'<g clip-path="url(#{self.name}-edges)">{content}</g>{over}</svg>'
        )

    def moving(self, ground: str, labels: str) -> dict[str, Any]:
        """The plane for a picture that moves in the browser (plane.js).

        Args:
            ground: SVG that never moves, below what does.
            labels: SVG that is not cut off at the plane's edges.
        """
        return asdict(self) | {"ground": ground, "labels": labels}

    def grid(self, x_numbers: Sequence[float], y_numbers: Sequence[float], places: int = 0) -> str:
        """Lines at round numbers."""
        lines = [f"M{self.place(x, self.y[0])}L{self.place(x, self.y[1])}" for x in x_numbers]
        lines += [f"M{self.place(self.x[0], y)}L{self.place(self.x[1], y)}" for y in y_numbers]
        return f'<path class="dl-gridlines" d="{"".join(lines)}"/>'

    def labels(
        self, x_numbers: Sequence[float], y_numbers: Sequence[float], x_name: str, y_name: str
    ) -> str:
        """The numbers at the lines, and what the axes are called."""
        texts = [
            text(self.across(x), self.height - self.bottom + 20, _short(x), "middle")
            for x in x_numbers
        ]
        texts += [text(self.left - 7, self.down(y) + 4.5, _short(y), "end") for y in y_numbers]
        x_place = self.width - self.right - 5, self.height - self.bottom - 7
        texts.append(text(*x_place, x_name, "end", "dl-axis dl-axis-name"))
        texts.append(text(self.left, self.top - 8, y_name, "start"))
        return "".join(texts)


def text(x: float, y: float, words: str, anchor: str, kind: str = "dl-axis") -> str:
    """Words in a picture; `words` must be safe as HTML."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def dot(plane: Plane, x: float, y: float, radius: float, kind: str) -> str:
    """A round mark."""
    return (
        f'<circle class="{kind}" cx="{_limited(plane.across(x)):.1f}" '
        f'cy="{_limited(plane.down(y)):.1f}" r="{radius:g}"/>'
    )


def _limited(value: float) -> float:
    """Far outside is far enough: browsers draw nothing where numbers are huge."""
    return min(max(value, -5000.0), 5000.0)


def _short(value: float) -> str:
    places = 0 if value == round(value) else 1
    return plain(value, places)
