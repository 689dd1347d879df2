"""Neuron: one neuron in five lessons, from the perceptron to gradient descent."""

import streamlit as st

from pages.neuron import activation as neuron_activation
from pages.neuron import descent as neuron_descent
from pages.neuron import line as neuron_line
from pages.neuron import perceptron as neuron_perceptron
from pages.neuron import softmax as neuron_softmax
from pages.neuron.state import (
    LESSON_KEY,
    follow_address,
    keep_address,
    query,
    sheet,
    turn_to,
)
from pages.shared.url.class_address import page_address
from pages.shared.words.notices import show_notices

MODULES = (neuron_perceptron, neuron_line, neuron_activation, neuron_softmax, neuron_descent)
LESSONS = tuple(each.LESSON for each in MODULES)
SHOW = {each.LESSON.name: each.show for each in MODULES}


def page() -> None:
    follow_address(LESSONS)
    with st.container(key="neuron"):
        lesson()


@st.fragment
def lesson() -> None:
    """The lesson that is shown: it runs again without the rest of the app."""
    show_header()
    show_notices(sheet().notices)
    SHOW[sheet().lesson]()
    keep_address(LESSONS)


def show_header() -> None:
    titles = {each.name: each.title for each in LESSONS}
    st.session_state[LESSON_KEY] = sheet().lesson
    with st.container(key="neuron-header", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "Lesson",
            list(titles),
            required=True,
            wrap=True,
            format_func=titles.get,
            key=LESSON_KEY,
            on_change=lambda: turn_to(st.session_state.get(LESSON_KEY)),
            label_visibility="collapsed",
        )
        # Opening it runs the page again, so that the address is the one of this moment.
        share = st.popover("Share", icon=":material/link:", key="neuron-share", on_change="rerun")
        if share.open:
            share.write("This address opens the lesson as it is now.")
            share.code(shared_address(), language=None, wrap_lines=True)


def shared_address() -> str:
    """The address of the lesson as it is now."""
    asked = query(LESSONS)
    return page_address().partition("?")[0] + (f"?{asked}" if asked else "")


page()
