"""What can be set on the Data page, and what of it is to be shown elsewhere."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from model.library import DEFAULT
from model.network import CLASSES
from pages.shared.networks.menu import NETWORK, NetworkChoice
from pages.shared.pad.misread import Row, remember
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf, Switch, Whole
from training.data import TEST_IMAGES, TRAIN_IMAGES
from training.readings import PARTS

VIEWS = {
    "digits": "Digits",
    "one": "One digit",
    "mistakes": "Mistakes",
    "classes": "Classes",
    "shapes": "Shapes",
}
ANSWERS = {"all": "All", "right": "Right", "wrong": "Wrong"}
TRAINING, TEST = PARTS
HALF_A_CELL = "“actual” and “read_as” name a cell of the table together, so one alone is left out."

DATA = PageState(
    "data",
    (
        NetworkChoice(NETWORK, DEFAULT, goes_along=True),
        OneOf("view", "digits", tuple(VIEWS), title="What to look at"),
        OneOf("part", TRAINING, PARTS, title="Images"),
        # In the grid: the only digit to show, those that are read so, many small ones instead of
        # a dozen large ones, and the first of them.
        Whole("label", None, 0, CLASSES - 1, title="Digit"),
        OneOf("answer", "all", tuple(ANSWERS), title="Read by the network"),
        Switch("many", title="Many"),
        Whole("start", 0, 0, TRAIN_IMAGES - 1),
        # One digit: its number, its values from 0 to 1, and how MNIST centred it.
        Whole("digit", 0, 0, TRAIN_IMAGES - 1, title="The number"),
        Switch("scaled", title="0 to 1"),
        Switch("centred", title="Centring"),
        # The open cell of the confusion matrix, and the first of the digits beside it, of which
        # the surest answer is 0.
        Whole("actual", None, 0, CLASSES - 1),
        Whole("read_as", None, 0, CLASSES - 1),
        Whole("rank", 0, 0, TEST_IMAGES - 1),
    ),
)

_SENT = "data-sent"


def open_cell() -> tuple[int, int] | None:
    """The open cell of the confusion matrix: (digit, answer)."""
    cell = DATA["actual"], DATA["read_as"]
    return None if None in cell else cell


def correct(sizes: Mapping[str, int]) -> None:
    """Replace what can't be shown: there may be fewer digits than there were.

    Args:
        sizes: how many images each part has.
    """
    part, count = DATA["part"], sizes[DATA["part"]]
    if DATA["digit"] >= count:
        DATA.correct(
            f"There is no {part} image {DATA['digit']:,}: the {count:,} that are here have the "
            f"numbers 0 to {count - 1:,}. This is the first one.",
            digit=0,
        )
    if (DATA["actual"] is None) != (DATA["read_as"] is None):
        DATA.correct(HALF_A_CELL, actual=None, read_as=None)


def change(**values: Any) -> None:
    """Show something else, as a control asks for."""
    DATA.set(values)


def send(part: str, number: int, row: Row | None = None) -> None:
    """Have an image put on the pad.

    Args:
        part: "training" or "test".
        number: of the image.
        row: the digits that it is one of, through which the pad leads.
    """
    remember(row)
    st.session_state[_SENT] = (part, number)


def take_sent() -> tuple[str, int] | None:
    """The part and the number of the image that was to be put on the pad; only once."""
    return st.session_state.pop(_SENT, None)


def outside_the_view() -> tuple[Any, ...]:
    """What of the state shows elsewhere on the page, or leads away from it."""
    return DATA["view"], tuple(DATA.notices), st.session_state.get(_SENT)
