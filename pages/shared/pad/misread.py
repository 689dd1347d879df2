"""Digits of MNIST that a network misread, on the pad one after the other, to be mended there."""

from dataclasses import dataclass, field

import streamlit as st

from pages.shared.pad.image_to_strokes import image_to_strokes
from pages.shared.pad.pad import Pad
from pages.shared.words.digits import a_numeral
from training import data
from training.readings import part_of

NEXT = "next-mistake"  # what is sent when the button is pressed

_STATE = "misread"


@dataclass
class Misread:
    """A row of digits, of which one after the other comes on the pad.

    Attributes:
        part: "training" or "test".
        numbers: of the images.
        answers: what the network reads in each of them.
        places: which of them a stroke on the pad is, by its hash: Undo leads back to any.
    """

    part: str
    numbers: tuple[int, ...]
    answers: tuple[int, ...]
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
    if misread and misread.part == part and number in misread.numbers and drawing:
        misread.places[hash(drawing.strokes[0])] = misread.numbers.index(number)


def remember(part: str, numbers: tuple[int, ...], answers: tuple[int, ...]) -> None:
    """From now on the pad leads through these digits; without any, through none."""
    st.session_state[_STATE] = Misread(part, numbers, answers) if numbers else None


def put_next(pad: Pad) -> None:
    """Put the digit on the pad that comes after the one that is there."""
    misread = _misread()
    place = misread.place_on(pad) if misread else None
    if misread and place is not None and place + 1 < len(misread.numbers):
        put_image(pad, misread.part, misread.numbers[place + 1])


def misread_html(pad: Pad) -> str:
    """What the digit on the pad was and what it was read as, and the way to the next one."""
    misread = _misread()
    place = misread.place_on(pad) if misread else None
    if misread is None or place is None:
        return ""
    labels = part_of(data.load_mnist(wait=False), misread.part)[1]
    label, answer = int(labels[misread.numbers[place]]), misread.answers[place]
    count = len(misread.numbers)
    last = " disabled" if place + 1 == count else ""
    return (
        f'<div class="dl-misread"><p role="status">This was <b>{a_numeral(label)}</b>, read as '
        f"<b>{a_numeral(answer)}</b>. <small>{place + 1:,} of {count:,}</small></p>"
        f'<button class="dl-button" data-press="{NEXT}"{last}>'
        f"Next {'mistake' if label != answer else 'one'}</button></div>"
    )


def _misread() -> Misread | None:
    return st.session_state.get(_STATE)
