"""Which digit an explanation is about: the network's best guess, or the one that is asked for."""

import streamlit as st

from model.network import CLASSES
from pages.shared.url.address import OneOf
from pages.shared.url.kept import Kept

WHY = Kept(OneOf("why", "", tuple(str(digit) for digit in range(CLASSES))))


def choose_digit(label: str, best_guess: int) -> int:
    """Show the choice of a digit; without one, it is the network's best guess.

    Args:
        label: what is done with the digit.
        best_guess: the network's.
    """
    with st.container(key="inside-why", horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="dl-label" aria-hidden="true">{label}</span>', width="content")
        asked = st.pills(
            label,
            WHY.parameter.choices,
            wrap=True,
            label_visibility="collapsed",
            **WHY.control(),
        )
        digit = best_guess if asked is None else int(asked)
        whose = "the network’s best guess" if asked is None else "your choice"
        st.html(f'<span class="dl-why">{digit}, {whose}</span>', width="content")
    return digit
