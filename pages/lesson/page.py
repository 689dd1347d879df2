"""Lesson: what to open, what to do there and what is seen then, step by step."""

import streamlit as st

from pages.lesson.state import LESSON, MINUTES, STEP, shown
from pages.lesson.steps_html import steps_html
from pages.shared.live.live_html import live_html
from pages.shared.url.setting import one_of
from pages.shared.words.notices import show_notices

WORDS = (
    "A way through all that is here, for a class or for one alone. Open a step: its page comes "
    "with everything set, and a bar leads from step to step."
)


def page() -> None:
    LESSON.follow_address()
    with st.container(key="lesson"):
        lesson()


@st.fragment
def lesson() -> None:
    """All of the page: it runs again without the rest of the app."""
    with st.container(key="lesson-header", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            MINUTES.title,
            MINUTES.choices,
            required=True,
            format_func=lambda minutes: f"{minutes} minutes",
            label_visibility="collapsed",
            **LESSON.control(MINUTES.name, lambda: {STEP.name: 1}, initial="default"),
        )
        st.html(f'<p class="dl-lesson-about">{WORDS}</p>')
        LESSON.show_share(("This address opens the lesson at this step.", LESSON.query()))
    show_notices(LESSON.notices)
    chosen, number = shown()
    live_html(steps_html(chosen, number), key="lesson-steps", on_press=_turn)
    LESSON.keep_address()


def _turn(press: object) -> None:
    """Show another step, by its number; a browser may send anything."""
    chosen, _ = shown()
    place = one_of(press, len(chosen.steps) + 1)
    if place:
        LESSON.set({STEP.name: place})


page()
