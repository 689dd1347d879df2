"""The way into every page leads through app.py, on a fresh server, too.

Streamlit knows two kinds of apps with several pages. Until app.py has run for the first time
it takes this one for the older kind, because there is a folder named pages, and when the first
visitor of a server asks for a page by name (or comes back to it after a restart), it runs that
page alone, without app.py's frame.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def enter() -> None:
    """Begin again from app.py, if Streamlit has passed it by."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False  # what st.navigation does, only earlier
        st.rerun()
