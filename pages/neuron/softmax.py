"""Lesson: softmax. Evidence for each digit becomes probabilities that add up to 1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from model.dense import softmax
from model.network import CLASSES
from pages.neuron.lesson import Lesson
from pages.neuron.softmax_picture import softmax_table, what_one_more_did
from pages.neuron.tasks import Task, show_tasks
from pages.shared.live.live_html import live_html
from pages.shared.url.page_state import showing
from pages.shared.url.setting import OneOf, Setting, Whole, decimal
from pages.shared.words.try_and_notice import show_way_on, show_words

MOST = 6.0  # evidence for or against a digit
EVEN = 0.01  # how far from one half a share may be to count as one half
FEW, ALL = "3", str(CLASSES)
NOBODY = -1  # no digit got one more

_NUMBER = re.compile(r"-?\d(?:\.\d{1,4})?", re.ASCII)


@dataclass(frozen=True)
class Evidence(Setting):
    """Ten numbers."""

    @property
    def allowed(self) -> str:
        return f"{CLASSES} numbers from {-MOST:g} to {MOST:g} with _ between them"

    def parse(self, text: str) -> tuple[float, ...]:
        parts = text.split("_", CLASSES)
        if len(parts) != CLASSES or not all(map(_NUMBER.fullmatch, parts)):
            raise ValueError
        if max(abs(float(each)) for each in parts) > MOST:
            raise ValueError
        return tuple(float(each) + 0.0 for each in parts)

    def write(self, value: tuple[float, ...]) -> str:
        return "_".join(map(decimal, value))


LESSON = Lesson(
    "softmax",
    "Softmax",
    (
        OneOf("digits", FEW, (FEW, ALL), title="How many digits"),
        Evidence("evidence", (1.0, 2.0, 0.5, 0.0, -1.0, 0.5, -2.0, 1.5, 0.0, -0.5)),
        # Which digit got one more unit of evidence last, so that the page can say what that did.
        Whole("more", NOBODY, NOBODY, CLASSES - 1),
    ),
)


def show() -> None:
    """Show the lesson."""
    values = LESSON.values
    count, more = int(values["digits"]), values["more"]
    evidence = values["evidence"][:count]
    show_words(
        LESSON.title,
        "Give one digit one more unit of evidence with its +&nbsp;1. Then push all sliders up by "
        "the same amount.",
        "One more unit multiplies e to the power of the evidence by 2.718. The shares always add "
        "up to 1, so what one digit wins, the others lose.",
    )
    show_task(evidence)
    with st.container(key="neuron-softmax", gap=None):
        with st.container(key="neuron-softmax-top", horizontal=True, vertical_alignment="center"):
            st.segmented_control(
                "How many digits",
                [FEW, ALL],
                required=True,
                format_func=lambda each: f"{each} digits",
                label_visibility="collapsed",
                **LESSON.control("digits", also=forget_more, initial="default"),
            )
            st.button("All to 0", key="neuron-level", on_click=level)
            with st.container(key="neuron-softmax-on", width="content"):
                show_way_on("Ten evidences from 784 pixels: train it", {"recipe": "ten-lines"})
        with st.container(key="neuron-softmax-rows", horizontal=True, gap=None):
            with st.container(key="neuron-evidence", gap=None):
                st.html('<p class="dl-column-head">Evidence for each digit</p>')
                for digit in range(count):
                    show_slider(digit, evidence[digit])
            with st.container(key="neuron-shares", gap=None):
                live_html(
                    softmax_table(evidence, MOST), key="neuron-softmax-table", on_press=one_more
                )
        live_html(what_one_more_did(evidence, more), key="neuron-softmax-words")


def show_task(evidence: Sequence[float]) -> None:
    """What is to be reached, and the two largest shares."""
    best, second = sorted(softmax(np.array(evidence)), reverse=True)[:2]
    even = all(abs(each - 0.5) <= EVEN for each in (best, second))
    stand = f"now {100 * best:.0f} : {100 * second:.0f}"
    show_tasks(Task("softmax", "Make two digits share it all, 50 : 50.", even, stand))


def show_slider(digit: int, value: float) -> None:
    """The evidence for one digit."""
    key = LESSON.key(f"evidence-{digit}")
    st.slider(
        f"{digit}",
        -MOST,
        MOST,
        step=0.1,
        format="%.1f",
        **showing(key, value),
        on_change=lambda: change(digit, st.session_state.get(key)),
    )


def change(digit: int, value: Any) -> None:
    """Change the evidence for one digit; `value` may be anything."""
    if not isinstance(value, (int, float)) or not -MOST <= value <= MOST:
        return
    evidence = list(LESSON.values["evidence"])
    evidence[digit] = value
    LESSON.set(evidence=tuple(evidence), more=NOBODY)


def one_more(pressed: Any) -> None:
    """Give the digit whose button was pressed one more unit; `pressed` may be anything."""
    count = int(LESSON.values["digits"])
    if pressed not in [str(digit) for digit in range(count)]:
        return
    evidence = list(LESSON.values["evidence"])
    if evidence[int(pressed)] + 1 <= MOST:
        evidence[int(pressed)] += 1
        LESSON.set(evidence=tuple(evidence), more=int(pressed))


def level() -> None:
    """No evidence for any digit."""
    LESSON.set(evidence=(0.0,) * CLASSES, more=NOBODY)


def forget_more() -> dict[str, Any]:
    """What changes besides when other digits are shown."""
    return {"more": NOBODY}
