"""Who is there: the random name of a browser, which the server keeps in a cookie of it."""

import streamlit as st

from server.visitor import COOKIE, is_name, new_name

KEY = "visitor"


def visitor() -> str:
    """The random name of this visitor's browser.

    A browser that keeps no cookie has another one in every tab, until it is reloaded.
    """
    if KEY not in st.session_state:
        kept = str(st.context.cookies.get(COOKIE, ""))
        st.session_state[KEY] = kept if is_name(kept) else new_name()
    return st.session_state[KEY]
