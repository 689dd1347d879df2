"""A panel that was just opened comes into sight, on a screen where it isn't."""

from pathlib import Path

from pages.shared.live.component import component

_into_sight = component("panel_into_sight", Path(__file__).with_name("panel_into_sight.js"))


def bring_into_sight(panel: str | None) -> None:
    """Have the browser scroll to the open panel, if it wasn't open before."""
    _into_sight(data={"open": panel or ""}, key="panel-into-sight")
