"""Which letters a drawing of a digit looks like, too: some shapes are honestly both.

A plain 0 is an O, and a 1 without a flag is an l. Where a digit has something that the letter
hasn't (a slash, a flag, a loop), nothing is said. The browser decides it by the same rules, in
pages/shared/live/letters.js: in whole numbers, on the image that the network sees.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.preprocess import IMAGE_SIZE, ink_box

INKED = 128  # grey levels: what counts as ink
ROUND = 7  # tenths of the height that an O is wide at least
# How far the ink is from a corner of its box, in pixels along the edges.
NEAR = 2  # in a corner
TWO_CORNERS = 3  # in two corners, together
FAR = 5  # a tail that comes at least so near to a corner turns that way


@dataclass(frozen=True, eq=False)
class _Shape:
    """What the rules ask about.

    Attributes:
        inked: (h, w) bool, the ink's box.
        holes: how many places the ink surrounds.
    """

    inked: np.ndarray
    holes: int

    @property
    def height(self) -> int:
        return len(self.inked)

    @property
    def width(self) -> int:
        return len(self.inked[0])

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """How far the ink is from each corner of its box, in pixels along the edges.

        In the order top left, top right, bottom left, bottom right.
        """
        y, x = np.nonzero(self.inked)
        down, across = self.height - 1 - y, self.width - 1 - x
        distances = (y + x, y + across, down + x, down + across)
        top_left, top_right, bottom_left, bottom_right = (int(each.min()) for each in distances)
        return top_left, top_right, bottom_left, bottom_right

    @property
    def is_line(self) -> bool:
        """Whether there is nothing beside one stroke from top to bottom."""
        widths = self.inked.sum(axis=1)
        runs = np.diff(self.inked, axis=1, prepend=False, append=False).sum(axis=1)
        usual = int(np.sort(widths)[self.height // 2])
        return bool((runs == 2).all()) and 2 * int(widths.max()) <= 3 * usual + 2


def _is_o(shape: _Shape) -> bool:
    return shape.holes == 1 and 10 * shape.width >= ROUND * shape.height


def _is_l(shape: _Shape) -> bool:
    return shape.holes == 0 and shape.is_line


def _is_z(shape: _Shape) -> bool:
    top_left, top_right, _, _ = shape.corners
    return shape.holes == 0 and top_left + top_right <= TWO_CORNERS


def _is_s(shape: _Shape) -> bool:
    top_left, top_right, _, _ = shape.corners
    return shape.holes == 0 and min(top_left, top_right) >= NEAR


def _is_small_b(shape: _Shape) -> bool:
    return shape.holes == 1 and shape.corners[0] <= NEAR


def _is_b(shape: _Shape) -> bool:
    top_left, _, bottom_left, _ = shape.corners
    return shape.holes == 2 and top_left + bottom_left <= TWO_CORNERS


def _is_q(shape: _Shape) -> bool:
    _, _, bottom_left, bottom_right = shape.corners
    return shape.holes == 1 and bottom_right <= NEAR and bottom_left > FAR


def _is_g(shape: _Shape) -> bool:
    return shape.holes == 1 and shape.corners[2] <= FAR


LETTERS: dict[int, tuple[tuple[str, Callable[[_Shape], bool]], ...]] = {
    0: (("O", _is_o),),
    1: (("l", _is_l), ("I", _is_l)),
    2: (("Z", _is_z),),
    5: (("S", _is_s),),
    6: (("b", _is_small_b),),
    8: (("B", _is_b),),
    9: (("q", _is_q), ("g", _is_g)),
}


def letters_like(image: np.ndarray, digit: int) -> str:
    """The letters that a digit looks like, too: "O", "lI", or none.

    Args:
        image: (28, 28) uint8, in MNIST's form.
        digit: what it is read as.
    """
    inked = image >= INKED
    box = ink_box(inked)
    if digit not in LETTERS or box is None:
        return ""
    top, left, bottom, right = box
    shape = _Shape(inked[top:bottom, left:right], _holes(inked))
    return "".join(letter for letter, is_so in LETTERS[digit] if is_so(shape))


def _holes(inked: np.ndarray) -> int:
    """How many connected pieces of paper there are beside the one around the ink."""
    side = IMAGE_SIZE + 2  # with paper all around
    paper = np.ones((side, side), bool)
    paper[1:-1, 1:-1] = ~inked
    left = set(np.flatnonzero(paper).tolist())
    pieces = 0
    while left:
        pieces += 1
        waiting = [left.pop()]
        while waiting:
            place = waiting.pop()
            for step in (-side, -1, 1, side):
                if place + step in left:
                    left.remove(place + step)
                    waiting.append(place + step)
    return pieces - 1
