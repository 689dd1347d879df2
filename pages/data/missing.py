"""What the Data page says where a network's readings are missing."""

from collections.abc import Callable
from html import escape

import streamlit as st

from model.loading import Failure
from pages.shared.networks.menu import title
from pages.shared.networks.readings import Progress, readings_shelf
from pages.shared.words.notices import show_notices


def show_missing(network: str, readings: Progress | Failure, on_retry: Callable[[], None]) -> None:
    """How far the reading of all the digits has come, or why there is none."""
    if isinstance(readings, Failure):
        show_notices([readings.sentence])
        st.button("Try again", key="data-retry", on_click=on_retry)
        return
    share = readings.done / readings.total
    st.html(
        f'<div class="dl-wait"><p>{escape(title(network))} reads {readings.total:,} digits …</p>'
        f'<div role="progressbar" aria-label="Digits read" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{100 * share:.0f}">'
        f'<i style="width:{share:.0%}"></i></div></div>'
    )


def retry(network: str) -> Callable[[], None]:
    """What the button does that tries a network again."""
    return lambda: readings_shelf().retry(network)
