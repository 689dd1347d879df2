"""What a lesson says beside what it shows: what to try, what to notice, and where it goes on."""

from collections.abc import Mapping
from html import escape

import streamlit as st


def words(try_this: str, notice: str) -> str:
    """A lesson's two sentences, as HTML."""
    return (
        f'<div class="dl-lesson"><p><b>Try</b> {escape(try_this)}</p>'
        f"<p><b>Notice</b> {escape(notice)}</p></div>"
    )


def show_way_on(label: str, settings: Mapping[str, str]) -> None:
    """A link to the Train page with some of its settings."""
    st.page_link(
        "pages/train.py",
        label=label,
        icon=":material/arrow_forward:",
        query_params=dict(settings),
    )
