"""The app's colours and sizes, and the style sheets that every page uses."""

from pathlib import Path

import streamlit as st

_PAGES = Path(__file__).parents[2]
_FIRST, _LAST = (Path(__file__).with_name(name) for name in ("style.css", "projector.css"))
# What is for a projector comes last: it changes what the pages' own say.
STYLE_SHEETS = [_FIRST, *sorted({*_PAGES.rglob("*.css")} - {_FIRST, _LAST}), _LAST]

# One blue, from Okabe and Ito's colour-blind-safe set; lighter on dark ground.
ACCENT = {"light": "#0072B2", "dark": "#56A9DC"}
MUTED = {"light": "#B9C4D0", "dark": "#4A5866"}
ON_ACCENT = {"light": "#FFFFFF", "dark": "#0B1016"}
TEXT = {"light": "#16202C", "dark": "#EEF2F7"}
FAINT = {"light": "#DDE4EC", "dark": "#2A343F"}
INK = {"light": "#16202C", "dark": "#F4F7FA"}
FONT = "'Source Sans', 'Source Sans 3', sans-serif"  # Streamlit's own


def apply_style() -> None:
    """Add the style sheets to the page."""
    for sheet in STYLE_SHEETS:
        st.html(sheet)


def theme() -> str:
    """The theme that the browser shows: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"
