"""Which digit an explanation is about: the network's best guess, or the one that is asked for."""

import streamlit as st

from model.network import CLASSES
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf

WHY = OneOf("why", None, tuple(str(digit) for digit in range(CLASSES)))
ASKED = "why-"  # what is sent when a digit's key is pressed, before the digit (pad_keys.js)


def choose_digit(state: PageState, label: str, best_guess: int) -> int:
    """Show the choice of a digit; without one, it is the network's best guess.

    Args:
        state: the page's.
        label: what is done with the digit.
        best_guess: the network's.
    """
    with st.container(key="inside-why", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<span class="dl-label" aria-hidden="true" title="The keys 0 to 9 choose, too.">'
            f"{label}</span>",
            width="content",
        )
        asked = st.pills(
            label,
            WHY.choices,
            wrap=True,
            label_visibility="collapsed",
            **state.control(WHY.name, initial="default"),
        )
        digit = best_guess if asked is None else int(asked)
        whose = "the network’s best guess" if asked is None else "your choice"
        st.html(f'<span class="dl-why">{digit}, {whose}</span>', width="content")
    return digit
