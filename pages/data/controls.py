"""The Data page's controls, for its settings."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.data.state import DATA


def choose(name: str, options: Sequence[Any], names: Callable[[Any], str], **reset: Any) -> None:
    """A row of options.

    Args:
        name: the setting's.
        options: its values.
        names: what is shown for each.
        reset: other settings that change with it.
    """
    st.segmented_control(
        DATA.by_key[name].title,
        options,
        required=True,
        format_func=names,
        wrap=True,
        **DATA.control(name, lambda: reset, initial="default"),
    )


def turn(name: str, text: str, **reset: Any) -> None:
    """A switch; `text` is its help, and the other arguments are those of `choose`."""
    st.toggle(DATA.by_key[name].title, help=text, **DATA.control(name, lambda: reset))
