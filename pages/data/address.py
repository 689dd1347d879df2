"""What is shown on the Data page: one `Choice`, in the controls and in the address.

The controls never hold the truth: in every run of the page they are set to what was accepted.
The address is followed when the page opens, and when the browser goes back or forward.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from model.network import CLASSES
from pages.shared.url.address import OneOf, Parameter, Whole, problems, switch
from pages.shared.url.history import went_through_history
from training.data import TEST_IMAGES, TRAIN_IMAGES
from training.readings import PARTS

VIEWS = ("digits", "one", "mistakes", "classes", "shapes")
ANSWERS = ("all", "right", "wrong")
TRAINING, TEST = PARTS

# A parameter's name is also that of a field of `Choice`.
VIEW = OneOf("view", "digits", VIEWS)
PART = OneOf("part", TRAINING, PARTS)
LABEL = Whole("label", "", 0, CLASSES - 1)
ANSWER = OneOf("answer", "all", ANSWERS)
MANY = switch("many")
START = Whole("start", "0", 0, TRAIN_IMAGES - 1)
DIGIT = Whole("digit", "0", 0, TRAIN_IMAGES - 1)
SCALED = switch("scaled")
CENTRED = switch("centred")
ACTUAL = Whole("actual", "", 0, CLASSES - 1)
READ_AS = Whole("read_as", "", 0, CLASSES - 1)
RANK = Whole("rank", "0", 0, TEST_IMAGES - 1)
PARAMETERS = (
    *(VIEW, PART, LABEL, ANSWER, MANY, START),
    *(DIGIT, SCALED, CENTRED),
    *(ACTUAL, READ_AS, RANK),
)
NAMES = frozenset(each.name for each in PARAMETERS)

_STATE = "data"


@dataclass(frozen=True)
class Choice:
    """What one visitor looks at.

    Attributes:
        view: one of `VIEWS`.
        part: the images that are looked at: "training" or "test".
        label: the only digit to show in the grid, or None for all.
        answer: the images to show in the grid: all, or those that the network reads right or
            wrong.
        many: whether the grid shows many small digits instead of a dozen large ones.
        start: the first of the digits in the grid, counted among those to show.
        digit: the number of the image that is looked at pixel by pixel.
        scaled: whether its values are shown as 0 to 1.
        centred: whether it is shown how MNIST centred it.
        actual, read_as: the cell of the confusion matrix that is open; None for none.
        rank: the first of the digits beside the matrix, where the surest answer is 0.
    """

    view: str = "digits"
    part: str = TRAINING
    label: int | None = None
    answer: str = "all"
    many: bool = False
    start: int = 0
    digit: int = 0
    scaled: bool = False
    centred: bool = False
    actual: int | None = None
    read_as: int | None = None
    rank: int = 0

    @property
    def cell(self) -> tuple[int, int] | None:
        """The open cell of the confusion matrix: (digit, answer)."""
        if self.actual is None or self.read_as is None:
            return None
        return self.actual, self.read_as


@dataclass
class Here:
    """One visitor's state of the page.

    Attributes:
        choice: what is shown.
        written: what the address says about it, as far as known here.
        unwritten: whether the address doesn't say yet what is shown.
        notices: sentences about what can't be shown.
        follow: whether more than the part that was used has to change.
        waiting: whether something is being computed that the page shows when it is there.
        sent: the part and the number of the image to put on the pad, or None.
    """

    choice: Choice = field(default_factory=Choice)
    written: dict[str, str] | None = None
    unwritten: bool = False
    notices: tuple[str, ...] = ()
    follow: bool = False
    waiting: bool = False
    sent: tuple[str, int] | None = None


def here() -> Here:
    """This visitor's state of the page."""
    return st.session_state.setdefault(_STATE, Here())


def follow_address(newly_opened: bool, sizes: Mapping[str, int]) -> None:
    """Take what to show from the address.

    Args:
        newly_opened: whether the visitor wasn't on this page a moment ago.
        sizes: how many images each part has.
    """
    state = here()
    asked = {name: text for name, text in st.query_params.to_dict().items() if name in NAMES}
    if newly_opened and state.written and not asked:
        state.unwritten = True  # back from another page, to what was shown here
    elif (
        newly_opened or state.written is None or (asked != state.written and went_through_history())
    ):
        state.written = asked
        state.choice, state.notices = read(asked, sizes)
    elif asked != state.written:
        # The browser asked for this run of the page before it heard of its new address.
        _write(state)
    if state.choice.digit >= sizes[state.choice.part]:  # there were more digits before
        state.choice, state.notices = read(as_text(state.choice), sizes)


def settle_address() -> None:
    """Put what is shown into the address, if it isn't there yet.

    At the end of a run of the page, never from a callback: who leaves a control for another page
    causes both in one run, which is that of the other page, and its address isn't ours.
    """
    state = here()
    if state.unwritten:
        _write(state)


def read(asked: Mapping[str, str], sizes: Mapping[str, int]) -> tuple[Choice, tuple[str, ...]]:
    """What an address asks for, and sentences about what can't be had.

    Args:
        asked: the values in the address, by `PARAMETERS`' names.
        sizes: how many images each part has.
    """
    sentences = problems(asked, PARAMETERS)
    usable = {
        each.name: _value(each, asked[each.name])
        for each in PARAMETERS
        if each.name in asked and each.allows(asked[each.name])
    }
    choice = Choice(**usable)
    count = sizes[choice.part]
    if choice.digit >= count:
        sentences.append(
            f"There is no {choice.part} image {choice.digit:,}: the {count:,} that are here have "
            f"the numbers 0 to {count - 1:,}. This is the first one."
        )
        choice = replace(choice, digit=0)
    if (choice.actual is None) != (choice.read_as is None):
        sentences.append(
            "“actual” and “read_as” name a cell of the table together, so one alone is left out."
        )
        choice = replace(choice, actual=None, read_as=None)
    return choice, tuple(sentences)


def change(**values: Any) -> None:
    """Show something else, as a control asks for; `settle_address` is to follow.

    Args:
        values: fields of `Choice`.
    """
    state = here()
    before = state.choice
    state.choice = replace(before, **values)
    state.notices = ()
    if state.choice.view != before.view:
        state.follow = True
    state.unwritten = True


def follow_if_asked() -> None:
    """In a part of the page: run all of it again if what was used there changed more."""
    state = here()
    if state.follow or state.sent is not None:
        state.follow = False
        st.rerun()


def as_text(choice: Choice) -> dict[str, str]:
    """A choice as values for the address; what is usual is left out."""
    values = {each.name: _text(getattr(choice, each.name)) for each in PARAMETERS}
    usual = {each.name: each.default for each in PARAMETERS}
    return {name: text for name, text in values.items() if text != usual[name]}


def whole(text: Any, count: int) -> int | None:
    """The number of one of `count` images, from a browser; None if it is none."""
    parameter = Whole("number", "", 0, count - 1)
    return int(text) if isinstance(text, str) and parameter.allows(text) else None


def _write(state: Here) -> None:
    others = {name: text for name, text in st.query_params.to_dict().items() if name not in NAMES}
    state.written, state.unwritten = as_text(state.choice), False
    st.query_params.from_dict(others | state.written)


def _value(parameter: Parameter, text: str) -> Any:
    if isinstance(parameter, Whole):
        return int(text)
    if parameter.default == "false":
        return text.casefold() == "true"
    return text.casefold()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
