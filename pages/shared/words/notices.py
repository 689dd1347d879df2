"""What could not be used or done, said in sentences, the same way on every page."""

from collections.abc import Sequence
from html import escape

import streamlit as st


def show_notices(sentences: Sequence[str]) -> None:
    """Show sentences, read out by screen readers; without any, show nothing."""
    if sentences:
        st.html(notices_html(sentences))


def notices_html(sentences: Sequence[str]) -> str:
    """The same as HTML."""
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f'<div class="dl-notice" role="alert">{lines}</div>'
