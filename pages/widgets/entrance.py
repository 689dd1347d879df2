"""The way into every page leads through app.py, and no page stays empty.

Streamlit knows two kinds of apps with several pages. Until app.py has run for the first time
it takes this one for the older kind, because there is a folder named pages, and when the first
visitor of a server asks for a page by name (or comes back to it after a restart), it runs that
page alone, without app.py's frame.

And if a message for a fragment of one page arrives just after another page was asked for (Back,
within a tenth of a second of a click), Streamlit shows neither: it runs a fragment that is gone
on the page that was left. The browser then asks again for the page that its address names.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

_never_empty = st.components.v2.component(
    "digit_lab_never_empty", js=Path(__file__).with_name("never_empty.js").read_text("utf-8")
)


def enter() -> None:
    """Begin again from app.py, if Streamlit has passed it by, and watch that something is shown."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False  # what st.navigation does, only earlier
        st.rerun()
    _never_empty(key="never-empty")
