"""Neuron: from the perceptron to hidden units and gradient descent, in six lessons."""

import streamlit as st

from pages.neuron.lesson import CHOOSER
from pages.neuron.lessons import LESSONS, NEURON, SHOW
from pages.shared.words.notices import show_notices


def page() -> None:
    NEURON.follow_address()
    with st.container(key="neuron"):
        lesson()


@st.fragment
def lesson() -> None:
    """The lesson that is shown: it runs again without the rest of the app."""
    show_header()
    show_notices(NEURON.notices)
    SHOW[NEURON[CHOOSER]]()
    NEURON.keep_address()


def show_header() -> None:
    with st.container(key="neuron-header", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "Lesson",
            list(LESSONS),
            required=True,
            wrap=True,
            format_func=lambda name: LESSONS[name].title,
            label_visibility="collapsed",
            **NEURON.control(CHOOSER, initial="default"),
        )
        NEURON.show_share(("This address opens the lesson as it is now.", NEURON.query()))


page()
