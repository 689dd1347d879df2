"""Turning the pages of many digits."""

import streamlit as st

from pages.data.state import change


def first_shown(asked: int, count: int, size: int) -> int:
    """Where the page begins that is shown: the asked one, or the last if there are fewer.

    Args:
        asked: the first digit to show, from 0.
        count: how many there are.
        size: how many are shown at once.
    """
    return min(asked, max(0, count - 1) // size * size)


def show_pager(field: str, start: int, count: int, size: int) -> None:
    """Show Back, More and where one is.

    Args:
        field: the setting that holds the first digit that is shown.
        start: which that is, from 0.
        count: how many there are.
        size: how many are shown at once.
    """
    end = min(start + size, count)
    with st.container(key=f"data-pager-{field}", horizontal=True, vertical_alignment="center"):
        st.button(
            "Back",
            icon=":material/chevron_left:",
            key=f"data-back-{field}",
            disabled=start == 0,
            on_click=lambda: change(**{field: max(0, start - size)}),
        )
        st.button(
            "More",
            icon=":material/chevron_right:",
            key=f"data-more-{field}",
            disabled=end >= count,
            on_click=lambda: change(**{field: start + size}),
        )
        place = f"{start + 1:,} to {end:,} of {count:,}" if count else "None are like this."
        st.html(f'<p class="dl-count" role="status">{place}</p>')
