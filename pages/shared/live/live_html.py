"""HTML that changes in place: bars glide, and pictures don't blink. It can be pressed, too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pages.shared.live.component import component
from pages.shared.live.value_callback import value_callback

_live_html = component(
    "live_html",
    Path(__file__).with_name("live_html.js"),
    isolate_styles=False,  # the app's style sheet is for it, too
)


def live_html(html: str, key: str, on_press: Callable[[Any], None] | None = None) -> None:
    """Show HTML as `st.html` does, but let what stays the same stay where it is.

    Args:
        html: written by this app; nothing in it may come from a user without being escaped.
        key: the same in every run.
        on_press: called with the data-press of what was pressed; a browser may send anything.
    """
    handlers = {}
    if on_press:
        handlers["on_pressed_change"] = value_callback(on_press, key, "pressed")
    _live_html(data={"html": html}, key=key, **handlers)
