"""Components whose script is a file beside them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from server.scripts import address

_LOADER = """
const code = import(new URL("ADDRESS", document.baseURI))
export default (given) => {
  const end = code.then((script) => script.default(given))
  return async () => (await end)?.()
}
"""  # short, because it comes with every message


def component(name: str, script: Path, **options: Any) -> Callable[..., Any]:
    """A component of Streamlit's.

    Args:
        name: unique in the app.
        script: its JavaScript, which is loaded once.
        options: those of `st.components.v2.component`.
    """
    loader = _LOADER.replace("ADDRESS", address(script))
    return st.components.v2.component(f"digit_lab_{name}", js=loader, **options)
