"""Digits of MNIST that a network misread, on the pad one after the other, to be mended there.

Which digits these are, the network's name and the cell of its table say. So the browser can keep it
with the drawing, and a reload leads on to the next mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from model.errors import UserError
from model.network import CLASSES
from pages.shared.networks.readings import readings_shelf
from pages.shared.pad.image_to_strokes import image_to_strokes
from pages.shared.pad.pad import Pad
from pages.shared.words.digits import a_numeral
from training import data
from training.confusion import behind, mistakes
from training.readings import PARTS, Readings, part_of

NEXT = "next-mistake"  # what is sent when the button is pressed
_, TEST = PARTS
_STATE = "misread"


@dataclass(frozen=True)
class Row:
    """A row of test digits, of which one after the other comes on the pad.

    Attributes:
        network: the name of the one that read them.
        cell: of its confusion matrix, (digit, answer); None for all mistakes.
    """

    network: str
    cell: tuple[int, int] | None

    def numbers(self, labels: np.ndarray, readings: Readings) -> np.ndarray:
        """The numbers of the images, the surest answer first."""
        if self.cell is None:
            return mistakes(labels, readings)
        return behind(labels, readings, *self.cell)


@dataclass(frozen=True, eq=False)
class Digits:
    """What is known of a row's digits: the numbers of the images, what they are, what was read."""

    numbers: list[int]
    labels: list[int]
    answers: list[int]


@dataclass
class Misread:
    """The row that the pad leads through.

    Attributes:
        row: the row.
        places: which of its digits a stroke on the pad is, by its hash: Undo leads back to any.
    """

    row: Row
    places: dict[int, int] = field(default_factory=dict)

    def place_on(self, pad: Pad) -> int | None:
        """Which of them is on the pad, whatever was added to it; None if none is."""
        strokes = pad.drawing.strokes
        return self.places.get(hash(strokes[0])) if strokes else None


def put_image(pad: Pad, part: str, number: int) -> None:
    """Put an image of MNIST on the pad, as strokes that are read as the same image."""
    drawing, ink = image_to_strokes(part_of(data.load_mnist(wait=False), part)[0][number])
    pad.offer(drawing, ink)
    misread = _misread()
    digits = _digits(misread) if misread and part == TEST else None
    if misread and digits and number in digits.numbers and drawing:
        misread.places[hash(drawing.strokes[0])] = digits.numbers.index(number)


def remember(row: Row | None) -> None:
    """From now on the pad leads through these digits, or through none."""
    st.session_state[_STATE] = row and Misread(row)


def put_next(pad: Pad) -> None:
    """Put the digit on the pad that comes after the one that is there."""
    here = _here(pad)
    digits = _digits(here[0]) if here else None
    if here and digits and (place := here[1]) + 1 < len(digits.numbers):
        put_image(pad, TEST, digits.numbers[place + 1])


def misread_html(pad: Pad) -> str:
    """What the digit on the pad was and what it was read as, and the way to the next one."""
    here = _here(pad)
    digits = _digits(here[0]) if here else None
    if here is None or digits is None:
        return ""
    place = here[1]
    label, answer, count = digits.labels[place], digits.answers[place], len(digits.numbers)
    last = " disabled" if place + 1 == count else ""
    return (
        f'<div class="dl-misread"><p role="status">This was <b>{a_numeral(label)}</b>, read as '
        f"<b>{a_numeral(answer)}</b>. <small>{place + 1:,} of {count:,}</small></p>"
        f'<button class="dl-button" data-press="{NEXT}"{last}>'
        f"Next {'mistake' if label != answer else 'one'}</button></div>"
    )


def to_keep(pad: Pad) -> dict[str, Any] | None:
    """What the browser keeps with the drawing, for `restore`."""
    here = _here(pad)
    if here is None:
        return None
    misread, place = here
    return {"network": misread.row.network, "cell": misread.row.cell, "place": place}


def restore(kept: Any) -> None:
    """Take what the browser kept while the page was reloaded; it may send anything.

    It counts only while the drawing is that of the digit that it names.
    """
    match kept:
        case {"network": str(network), "cell": None | [int(), int()] as cell, "place": int(place)}:
            pass
        case _:
            return
    if cell and not all(0 <= each < CLASSES for each in cell):
        return
    misread = Misread(Row(network, tuple(cell) if cell else None))
    digits = _digits(misread)
    if _misread() or digits is None or not 0 <= place < len(digits.numbers):
        return
    images, _ = part_of(data.load_mnist(wait=False), TEST)
    drawing, _ = image_to_strokes(images[digits.numbers[place]])
    misread.places[hash(drawing.strokes[0])] = place
    st.session_state[_STATE] = misread


def _digits(misread: Misread) -> Digits | None:
    """Its digits; None where MNIST or what the network reads in it isn't there (yet)."""
    try:
        mnist = data.load_mnist(wait=False)
    except UserError:
        return None
    readings = readings_shelf().get(misread.row.network, TEST, mnist)
    if not isinstance(readings, Readings):
        return None
    numbers = misread.row.numbers(mnist.y_test, readings)
    return Digits(
        numbers.tolist(), mnist.y_test[numbers].tolist(), readings.digits[numbers].tolist()
    )


def _here(pad: Pad) -> tuple[Misread, int] | None:
    """The row, and the place in it of what is on the pad; None if that is none of its digits."""
    misread = _misread()
    place = misread.place_on(pad) if misread else None
    return None if misread is None or place is None else (misread, place)


def _misread() -> Misread | None:
    return st.session_state.get(_STATE)
