"""Which telling a canvas shows: written on its paper, where nobody sees it.

Server and canvas talk past each other for some hundredths of a second: a stroke may be on its way
while the server tells the canvas to show something else. What a canvas sends are strokes and a
picture, which don't say whether they were drawn before or after that. So with each telling the
paper gets another colour. All of them are transparent; the canvas keeps their text, and sends it
along with every stroke.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Any

LAST_NUMBER = 2**31 - 1

_COLOR = re.compile(r"rgba\(([0-9]{1,10}), ([0-9]{1,3}), 0, 0\)")


@dataclass(frozen=True)
class Paper:
    """The paper under a drawing.

    Attributes:
        number: of the telling, 0 to `LAST_NUMBER`.
        told: how many strokes the canvas was told; those after them were drawn on it.
    """

    number: int
    told: int

    @classmethod
    def new(cls, told: int) -> "Paper":
        """Another paper than any before, of this server or of one before it."""
        return cls(1 + secrets.randbelow(LAST_NUMBER), told)

    @classmethod
    def of(cls, canvas: Any) -> "Paper | None":
        """The paper of a canvas in Fabric.js JSON; None if it says nothing of it."""
        color = canvas.get("background") if isinstance(canvas, dict) else None
        found = _COLOR.fullmatch(color) if isinstance(color, str) else None
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def color(self) -> str:
        """In CSS: a transparent colour, whose other parts don't matter."""
        return f"rgba({self.number}, {self.told}, 0, 0)"


BLANK_PAPER = Paper(0, 0)  # of a canvas that was told nothing so far, by whichever server
