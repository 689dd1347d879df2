"""What moves in the browser by itself, in a lesson: it is drawn and played there (parts.js)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pages.shared.live.component import component
from pages.shared.live.value_callback import value_callback


class Moving:
    """A script that draws in several places of a page; each is a part, shown by `show`."""

    def __init__(self, name: str) -> None:
        """
        Args:
            name: of the script beside this file, and of the component; unique in the app.
        """
        script = Path(__file__).with_name(f"{name}.js")
        self._component = component(name, script, isolate_styles=False)

    def show(
        self,
        part: str,
        key: str,
        data: dict[str, Any] | None = None,
        on_reached: Callable[[Any], None] | None = None,
        on_placed: Callable[[Any], None] | None = None,
    ) -> None:
        """Show a part of it.

        Args:
            part: which one, as the script calls it.
            key: the same in every run.
            data: what the script is to know, with the part that holds the picture.
            on_reached: called with what was reached; a browser may send anything.
            on_placed: called with [x, y], 0 to 1, where the picture was pressed; the same.
        """
        handlers = {}
        if on_reached:
            handlers["on_reached_change"] = value_callback(on_reached, key, "reached")
        if on_placed:
            handlers["on_placed_change"] = value_callback(on_placed, key, "placed")
        self._component(data={"part": part, **(data or {})}, key=key, **handlers)
