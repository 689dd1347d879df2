"""Small pictures of what happens to a drawing, as HTML with text for those who can't see them.

They travel inside the page instead of as files of their own, so that picture, verdict and bars
change at the same moment and nothing flickers.
"""

import base64
from html import escape

import numpy as np

from model.images import png_bytes
from model.preprocess import BOX_SIZE, IMAGE_SIZE, Trace


def picture(image: np.ndarray, alt: str, marks: str = "") -> str:
    """An (H, W) uint8 image, enlarged without smoothing, with marks laid over it."""
    data = base64.b64encode(png_bytes(image)).decode("ascii")
    return (
        f'<div class="dl-picture"><img alt="{escape(alt)}" '
        f'src="data:image/png;base64,{data}">{marks}</div>'
    )


def empty_picture(alt: str) -> str:
    """The place of a picture that isn't there yet, of the same size."""
    return f'<div class="dl-picture" role="img" aria-label="{escape(alt)}"></div>'


def step_pictures(trace: Trace | None) -> str:
    """The four steps from a drawing to its MNIST image, each a picture and a sentence."""
    pictures = _step_pictures(trace) if trace else [empty_picture("Nothing drawn yet.")] * 4
    steps = zip(pictures, STEPS, strict=True)
    return '<div class="dl-steps">' + "".join(_step(*step) for step in steps) + "</div>"


STEPS = (
    ("1. Find the ink", "The orange box is the tightest one around all of your ink."),
    (
        "2. Shrink it to 20 × 20",
        "The box is made square and shrunk until its longer side is 20 pixels. "
        "A pixel that is only partly covered turns grey.",
    ),
    (
        "3. Find its centre of mass",
        "The orange cross is where the digit would balance if its ink had weight.",
    ),
    (
        "4. Place it in 28 × 28",
        "The digit is moved until its centre of mass is in the middle. "
        "Every digit in MNIST was placed like this.",
    ),
)


def _step_pictures(trace: Trace) -> list[str]:
    height, width = trace.ink.shape
    top, left, bottom, right = trace.box
    row, column = trace.centre
    down, across = trace.offset
    placed = _frame(across, down, BOX_SIZE, BOX_SIZE, IMAGE_SIZE, IMAGE_SIZE, "dl-faint")
    middle = _cross(across + column, down + row, IMAGE_SIZE)
    return [
        picture(
            trace.ink,
            f"Your drawing; its ink lies in a box of {right - left} by {bottom - top} pixels.",
            _frame(left, top, right - left, bottom - top, width, height),
        ),
        picture(trace.small, "The digit, shrunk to 20 by 20 pixels."),
        picture(
            trace.small,
            f"Its centre of mass: {column:.1f} pixels from the left, {row:.1f} from the top.",
            _cross(column, row, BOX_SIZE),
        ),
        picture(
            trace.image,
            "The digit in 28 by 28 pixels with its centre of mass in the middle.",
            placed + middle,
        ),
    ]


def centring_marks(box: tuple[int, int], centre: tuple[float, float]) -> str:
    """Marks to lay over an MNIST image: its box of 20 x 20 and its centre of mass.

    Args:
        box: (row, column) of the box's top left corner, in pixels.
        centre: (row, column), in edge coordinates.
    """
    (top, left), (row, column) = box, centre
    frame = _frame(left, top, BOX_SIZE, BOX_SIZE, IMAGE_SIZE, IMAGE_SIZE)
    return frame + _cross(column, row, IMAGE_SIZE)


def _step(picture_html: str, words: tuple[str, str]) -> str:
    title, sentence = words
    return f'<div class="dl-step">{picture_html}<strong>{title}</strong><p>{sentence}</p></div>'


def _frame(
    left: float, top: float, width: float, height: float, across: float, down: float, look: str = ""
) -> str:
    """A box over a picture that is `across` wide and `down` high."""
    place = (
        f"left:{left / across:.2%};top:{top / down:.2%};"
        f"width:{width / across:.2%};height:{height / down:.2%}"
    )
    return f'<span class="dl-frame {look}" style="{place}"></span>'


def _cross(x: float, y: float, size: float) -> str:
    """A cross over a square picture that is `size` wide."""
    return f'<span class="dl-cross" style="left:{x / size:.2%};top:{y / size:.2%}"></span>'
