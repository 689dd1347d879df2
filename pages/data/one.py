"""One digit: its pixels, the line that they make, its label as one-hot, how it was centred."""

from html import escape

import numpy as np
import streamlit as st

from model.network import CLASSES
from model.preprocess import BOX_SIZE, center_of_mass, ink_box
from pages.data.controls import choose, turn
from pages.data.missing import retry, show_missing
from pages.data.pixels import show_pixels
from pages.data.state import DATA, TEST, change, send
from pages.shared.look.pictures import centring_marks
from pages.shared.networks.menu import title
from pages.shared.networks.readings import Answer, Progress, readings_shelf
from pages.shared.url.setting import one_of
from pages.shared.words.digits import a_digit, place
from pages.shared.words.probability import probability
from pages.shared.words.try_and_notice import show_way_on_to, words
from training.data import Mnist
from training.readings import PARTS, part_of
from training.recipes import recipe

NUMBER = "data-number"
EXAMPLES = (("Test image 0 is a seven", 0), ("Test image 5 is a one", 5))  # those of the books


def show_one(digits: Mnist, network: str) -> bool:
    """Show one digit; whether it still waits for a network's answer."""
    images, labels = part_of(digits, DATA["part"])
    image, label = images[DATA["digit"]], int(labels[DATA["digit"]])
    name = f"{DATA['part'].capitalize()} image {DATA['digit']}, {a_digit(label)}."
    _show_toolbar(len(labels))
    with st.container(key="data-one", horizontal=True, gap=None):
        with st.container(key="data-one-pixels", gap=None):
            centre = center_of_mass(image) if DATA["centred"] and image.any() else None
            marks = centring_marks(square_box(image), centre) if centre else ""
            show_pixels(image, name, DATA["scaled"], marks)
        with st.container(key="data-one-about", gap="small"):
            st.html(f"<h3>{escape(name)}</h3>{one_hot(label)}")
            if centre:
                st.html(_centring(centre))
            answer = readings_shelf().answer(network, DATA["part"], DATA["digit"], digits)
            if isinstance(answer, Answer):
                st.html(_answer_in_words(network, answer, label))
            else:
                show_missing(network, answer, retry(network))
            st.button(
                "Send to the pad",
                icon=":material/draw:",
                key="data-send",
                on_click=send,
                args=(DATA["part"], DATA["digit"]),
                help="Puts this digit on the Draw page’s pad, where you can change it.",
            )
            st.html(
                words(
                    "Point at a pixel, or press the arrow keys. Then lay the rows in a line.",
                    "A network has no rows: it gets 784 numbers, one after the other.",
                )
            )
            if not digits.is_sample:
                _show_examples()
            show_way_on_to(recipe("scaled-inputs"), "See what dividing by 255 changes")
    return isinstance(answer, Progress)


def square_box(image: np.ndarray) -> tuple[int, int]:
    """The (row, column) at which MNIST's box of 20 x 20 begins in an image with some ink.

    The longer side of the ink fills the box, and the shorter one lies in its middle.
    """
    top, left, bottom, right = ink_box(image)
    return top - (BOX_SIZE - (bottom - top)) // 2, left - (BOX_SIZE - (right - left)) // 2


def one_hot(label: int) -> str:
    """A label as ten numbers of which one is 1, as HTML."""
    cells = "".join(
        f"<li{' class=dl-hot' if digit == label else ''}><small>{digit}</small>"
        f"<b>{int(digit == label)}</b></li>"
        for digit in range(CLASSES)
    )
    return (
        f'<ol class="dl-one-hot" aria-label="The label as one-hot">{cells}</ol>'
        f"<p>Its label, <i>one-hot</i>: {a_digit(label)} is a 1 in the {place(label)} place.</p>"
    )


def _show_toolbar(count: int) -> None:
    with st.container(key="data-toolbar", horizontal=True, vertical_alignment="center"):
        choose("part", PARTS, str.capitalize, start=0, digit=0)
        with st.container(key="data-step", horizontal=True, gap=None):
            _step_button("Previous digit", ":material/chevron_left:", DATA["digit"] - 1, count)
            _show_number(DATA["digit"], count)
            _step_button("Next digit", ":material/chevron_right:", DATA["digit"] + 1, count)
        turn("scaled", "Every value divided by 255, as most networks want it.")
        turn("centred", "MNIST’s box of 20 × 20, and the centre of mass.")


def _show_examples() -> None:
    with st.container(key="data-examples", horizontal=True):
        for name, number in EXAMPLES:
            st.button(
                name,
                key=f"data-example-{number}",
                type="tertiary",
                on_click=change,
                kwargs={"part": TEST, "digit": number},
            )


def _step_button(name: str, icon: str, digit: int, count: int) -> None:
    st.button(
        name,
        icon=icon,
        key=f"data-step-{name.partition(' ')[0].lower()}",
        disabled=not 0 <= digit < count,
        on_click=lambda: change(digit=digit),
    )


def _show_number(digit: int, count: int) -> None:
    """The digit's number, to be read and typed in."""
    st.session_state[NUMBER] = str(digit)

    def take() -> None:
        number = one_of(st.session_state.get(NUMBER), count)
        if number is None:
            DATA.correct(f"The number must be a whole number from 0 to {count - 1:,}.")
        else:
            change(digit=number)

    # A form, because a text box by itself sends when it is left: whoever then opened another page
    # would ask for both at once, and see an empty page first (see frame.py). Not a number
    # input: Streamlit itself fails over some things that are no number.
    with st.form("data-number-form", border=False):
        st.text_input(
            "Number of the image",
            key=NUMBER,
            max_chars=len(str(count)),
            label_visibility="collapsed",
        )
        st.form_submit_button("Go", key="data-go", on_click=take)


def _answer_in_words(network: str, answer: Answer, label: int) -> str:
    """What the chosen network makes of a digit, in a sentence."""
    judged = "right" if answer.digit == label else "wrong"
    return (
        f'<p class="dl-read"><b>{escape(title(network))}</b> reads '
        f'<b class="dl-{judged}">{answer.digit}</b> ({probability(answer.probability)}), which is '
        f"{judged}.</p>"
    )


def _centring(centre: tuple[float, float]) -> str:
    row, column = centre
    return (
        "<p>The orange box is 20 × 20: the longer side of the ink fills it, or nearly. Then all "
        "of it was moved until its centre of mass, the cross, was in the middle, to the pixel: "
        f"row {row:.1f}, column {column:.1f} of 28.</p>"
    )
