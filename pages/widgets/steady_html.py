"""HTML that changes in place: bars glide, and pictures don't blink."""

from pathlib import Path

import streamlit as st

_steady_html = st.components.v2.component(
    "digit_lab_steady_html",
    js=Path(__file__).with_name("steady_html.js").read_text("utf-8"),
    isolate_styles=False,  # the app's style sheet is for it, too
)


def steady_html(html: str, key: str) -> None:
    """Show HTML as `st.html` does, but let what stays the same stay where it is.

    Args:
        html: written by this app; nothing in it may come from a user without being escaped.
        key: the same in every run.
    """
    _steady_html(data={"html": html}, key=key)
