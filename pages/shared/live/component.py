"""Components whose script is a file beside them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from server.scripts import address

_LOADER = """
const code = import(new URL("{address}", document.baseURI))
export default (given) => void code.then((script) => script.default(given))
"""


def component(name: str, script: Path, **options: Any) -> Callable[..., Any]:
    """A component of Streamlit's.

    Args:
        name: unique in the app.
        script: its JavaScript, which is loaded once.
        options: those of `st.components.v2.component`.
    """
    loader = _LOADER.format(address=address(script))
    return st.components.v2.component(f"digit_lab_{name}", js=loader, **options)
