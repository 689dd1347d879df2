"""A popover whose content is only sent while it is open.

Streamlit 1.67 tells a control in a closed one of a change, but forgets that until it is opened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st


@contextmanager
def popover(label: str, key: str, **options: Any) -> Iterator[bool]:
    """A popover to be filled if what is yielded, whether it is open, is true.

    Args:
        label: what its button says.
        key: of the popover; whether it is open is kept under it.
        options: others of `st.popover`.
    """
    made = st.popover(label, key=key, on_change="rerun", **options)
    with made:
        yield bool(made.open)
