"""A picture of digits as HTML: a box around each, the numbers, and what the network sees."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from model.recogniser import Reading, Verdict
from pages.shared.look.pictures import picture as small_picture
from pages.shared.words.probability import probability

if TYPE_CHECKING:  # these import OpenCV
    from model.digits_in_picture import PageReading
    from model.picture_file import Picture
    from model.piece_reader import FoundDigit

WIDEST = 1_000  # pixels of the picture as it is shown
PAPER = 255
PRESS_ONE = "Press one, and it goes to the pad."
WHERE_NONE = (
    "More light, darker ink, or a picture from nearer, of the digits alone, may help. What is here "
    "goes to the pad all the same when you press it."
)


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture that was read, as the page shows it.

    Attributes:
        url: the picture, reduced, as a data URL.
        page: what is in it.
        network: the title of the network that read it.
    """

    url: str
    page: PageReading
    network: str


def shown_picture(picture: Picture, page: PageReading, network: str) -> Shown:
    """A picture and what was found in it, ready to be shown.

    Args:
        picture: the picture.
        page: what is in it.
        network: the title of the network that read it.
    """
    colours = picture.colours
    if picture.alpha is not None:
        share = picture.alpha[:, :, None] / 255
        colours = (colours * share + PAPER * (1 - share)).astype(np.uint8)
    image = Image.fromarray(colours)
    image.thumbnail((WIDEST, WIDEST))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    encoded = base64.b64encode(file.getvalue()).decode("ascii")
    return Shown(f"data:image/jpeg;base64,{encoded}", page, network)


def page_html(shown: Shown, look: str) -> str:
    """The picture with its boxes, and the digits line by line; each can be pressed.

    Args:
        shown: the picture.
        look: "light" or "dark"; a dialog lies outside of what has the page's.
    """
    number = 0
    boxes, lines = [], []
    for digits, text in zip(shown.page.lines, shown.page.texts, strict=True):
        cards = []
        for digit in digits:
            boxes.append(_box(digit, number, shown.page.size))
            cards.append(_card(digit, number))
            number += 1
        lines.append(
            f'<div class="dl-paper-line"><strong>{escape(text)}</strong>'
            f'<div class="dl-paper-digits">{"".join(cards)}</div></div>'
        )
    found, what_to_do = _finding(shown.page)
    return (
        f'<div class="dl-paper" style="color-scheme:{look}"><div class="dl-paper-picture">'
        f'<img alt="Your picture, with {found}" src="{shown.url}">{"".join(boxes)}</div>'
        f'<div class="dl-paper-lines"><p>{escape(shown.network)} finds {found}. {what_to_do}</p>'
        f"{''.join(lines)}</div></div>"
    )


def _finding(page: PageReading) -> tuple[str, str]:
    """How many digits there are, those that are unsure among them, and what to do with them."""
    count = sum(digit.reading.verdict is not Verdict.NO_DIGIT for digit in page.digits)
    if count == 0:
        return "no digit", WHERE_NONE
    return "one digit" if count == 1 else f"{count} digits", PRESS_ONE


def _box(digit: FoundDigit, number: int, size: tuple[int, int]) -> str:
    (top, left, bottom, right), (width, height) = digit.box, size
    place = (
        f"left:{left / width:.2%};top:{top / height:.2%};"
        f"width:{(right - left) / width:.2%};height:{(bottom - top) / height:.2%}"
    )
    # The cards below are for the keyboard and for screen readers.
    return (
        f'<button class="dl-paper-box" data-press="{number}" tabindex="-1" aria-hidden="true" '
        f'data-kind="{digit.reading.verdict}" style="{place}"><span>'
        f"{_short(digit.reading)}</span></button>"
    )


def _card(digit: FoundDigit, number: int) -> str:
    words = _in_words(digit.reading)
    return (
        f'<button class="dl-paper-digit" data-press="{number}" title="Put this on the pad" '
        f'data-kind="{digit.reading.verdict}">{small_picture(digit.image, "")}'
        f"<span>{words}</span></button>"
    )


def _short(reading: Reading) -> str:
    return "?" if reading.verdict is Verdict.NO_DIGIT else f"{reading.digit}"


def _in_words(reading: Reading) -> str:
    """What a digit is read as, in a few words.

    >>> from model.recogniser import judge
    >>> _in_words(judge(np.array([0, 0, 0, 0.97, 0, 0, 0, 0, 0.03, 0])))
    '<b>3</b> 97 %'
    """
    if reading.verdict is Verdict.DIGIT:
        return f"<b>{reading.digit}</b> {probability(reading.probability)}"
    if reading.verdict is Verdict.UNSURE:
        return f"<b>{reading.digit}</b> or <b>{reading.second}</b>"
    return "<b>?</b> no digit"
