"""Plotly charts that change in place; their code is fetched when the first one is shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pages.shared.live.component import component
from server.scripts import PLOTLY, address

_chart = component(
    "live_chart",
    Path(__file__).with_name("live_chart.js"),
    isolate_styles=False,  # Plotly's own styles are the document's
)


def live_chart(figure: Mapping[str, Any], key: str, alt: str) -> None:
    """Show a chart, whose height is that of `.st-key-<key> .dl-chart` in the style sheet.

    Args:
        figure: data and layout as Plotly.js has them, as JSON values.
        key: the chart's key, the same in every run.
        alt: what it shows, for those who can't see it.
    """
    _chart(data={"figure": figure, "alt": alt, "plotly": address(PLOTLY)}, key=key)
