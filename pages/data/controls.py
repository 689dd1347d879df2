"""The Data page's controls: each is set to the visitor's choice and writes into it."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.data.address import change, here


def choose(
    field: str,
    label: str,
    options: Sequence[Any],
    names: Callable[[Any], str],
    **reset: Any,
) -> None:
    """A row of options for one field of the choice.

    Args:
        field: its name.
        label: what the row is called.
        options: its values.
        names: what is shown for each.
        reset: other fields that have to be set when this one is changed.
    """
    key = control_key(field)
    st.session_state[key] = getattr(here().choice, field)

    def take() -> None:
        asked = st.session_state.get(key)
        if asked in options:
            change(**{field: asked}, **reset)

    st.segmented_control(
        label,
        options,
        required=True,
        format_func=names,
        key=key,
        on_change=take,
        wrap=True,
    )


def turn(field: str, label: str, text: str, **reset: Any) -> None:
    """A switch for one field of the choice; the arguments are those of `choose`."""
    key = control_key(field)
    st.session_state[key] = getattr(here().choice, field)
    st.toggle(
        label,
        key=key,
        help=text,
        on_change=lambda: change(**{field: bool(st.session_state.get(key))}, **reset),
    )


def control_key(field: str) -> str:
    """The key of a field's control."""
    return f"data-{field}"
