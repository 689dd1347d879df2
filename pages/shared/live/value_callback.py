"""What a component in the browser has sent, handed to whoever takes it."""

from collections.abc import Callable
from typing import Any

import streamlit as st


def value_callback(take: Callable[[Any], None], key: str, name: str) -> Callable[[], None]:
    """A callback for a component's `on_<name>_change`.

    Args:
        take: called with what was sent; a browser may send anything.
        key: the component's.
        name: of the value that it sends.
    """

    def receive() -> None:
        # Whoever turns to another page at the same moment has left nothing under this key.
        sent = st.session_state.get(key)
        if sent is not None:
            take(sent[name])

    return receive
