"""No page stays empty.

If a message for a fragment of one page arrives just after another page was asked for (Back,
within a tenth of a second of a click), Streamlit 1.67 shows neither: it runs a fragment that is
gone on the page that was left. The browser then asks again for the page that its address names.
"""

from pathlib import Path

import streamlit as st

_never_empty = st.components.v2.component(
    "digit_lab_never_empty", js=Path(__file__).with_name("never_empty.js").read_text("utf-8")
)


def never_empty() -> None:
    """Watch, in the browser, that something is shown; once, in the frame of every page."""
    _never_empty(key="never-empty")
