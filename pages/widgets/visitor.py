"""Who is there: a random name for each browser, so that it finds its own trainings again.

It is kept in a cookie for a year and says nothing about the person. Streamlit reads cookies but
can't set them, which a few lines in the browser do.
"""

import re
import secrets
from pathlib import Path

import streamlit as st

COOKIE = "digit_lab_visitor"
KEY = "visitor"
_COMPONENT = "visitor-cookie"

_NAME = re.compile(r"[A-Za-z0-9_-]{22,64}")  # what a cookie holds may have been forged

_remember = st.components.v2.component(
    "digit_lab_visitor", js=Path(__file__).with_name("visitor.js").read_text("utf-8")
)


def visitor() -> str:
    """The random name of this visitor's browser."""
    if KEY not in st.session_state:
        kept = str(st.context.cookies.get(COOKIE, ""))
        st.session_state[KEY] = kept if _NAME.fullmatch(kept) else secrets.token_urlsafe(24)
    return st.session_state[KEY]


def remember_visitor() -> None:
    """Have the browser keep its name; once on every page."""
    _remember(data={"cookie": COOKIE, "name": visitor()}, key=_COMPONENT, on_kept_change=_adopt)


def _adopt() -> None:
    """Take the name that another tab of this browser kept first."""
    kept = str((st.session_state.get(_COMPONENT) or {}).get("kept", ""))
    if _NAME.fullmatch(kept):
        st.session_state[KEY] = kept
