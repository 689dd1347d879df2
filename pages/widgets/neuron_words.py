"""What every lesson of the Neuron page has: what to try, what to notice, and where to go on."""

from collections.abc import Mapping

import streamlit as st


def show_words(title: str, try_this: str, notice: str) -> None:
    """The lesson's title and its two sentences; all of them written by this app."""
    st.html(f'<div class="dl-neuron-words"><h2>{title}</h2><p><b>Try</b> {try_this}</p></div>')
    # By itself, because on a phone it comes after the picture.
    st.html(
        f'<div class="dl-neuron-words dl-neuron-words-notice"><p><b>Notice</b> {notice}</p></div>'
    )


def show_way_on(label: str, settings: Mapping[str, str]) -> None:
    """A link to the Train page with some of its settings."""
    st.page_link(
        "pages/train.py",
        label=label,
        icon=":material/arrow_forward:",
        query_params=dict(settings),
    )
