"""What is said beside what a page shows: what to try, what to notice, and where it goes on."""

from collections.abc import Mapping

import streamlit as st

from pages.shared.url.training_address import settings_address
from training.recipes import Recipe


def words(try_this: str, notice: str) -> str:
    """Two sentences, both written by this app, as HTML."""
    return f'<div class="dl-try"><p><b>Try</b> {try_this}</p><p><b>Notice</b> {notice}</p></div>'


def show_words(title: str, try_this: str, notice: str) -> None:
    """The same with a title, and each sentence by itself, so that a picture may come between."""
    st.html(f'<div class="dl-try"><h2>{title}</h2><p><b>Try</b> {try_this}</p></div>')
    st.html(f'<div class="dl-try dl-try-notice"><p><b>Notice</b> {notice}</p></div>')


def show_way_on(label: str, settings: Mapping[str, str]) -> None:
    """A link to the Train page with some of its settings, as its address says them."""
    st.page_link(
        "train/page.py",
        label=label,
        icon=":material/arrow_forward:",
        query_params=dict(settings),
    )


def show_way_on_to(recipe: Recipe, label: str) -> None:
    """A link to the settings of a recipe, which it names."""
    show_way_on(f"{label}: {recipe.title}", settings_address(recipe.config))
