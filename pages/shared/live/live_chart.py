"""Plotly charts that change in place, without the blink of Streamlit's own."""

from pathlib import Path
from typing import Any

import streamlit as st

from pages.shared.live.component import component

CHART_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

_in_place = component("live_chart", Path(__file__).with_name("live_chart.js"))


def live_chart(figure: Any, key: str, **options: Any) -> None:
    """Show a figure as `st.plotly_chart` does, with its options, but without a blink.

    The style sheet gives it its height: that of `.st-key-<key>-holder`.

    Args:
        figure: the figure, as JSON or as a plotly.graph_objects.Figure.
        key: the chart's key, the same in every run.
    """
    holder = f"{key}-holder"
    with st.container(key=holder, gap=None):
        st.plotly_chart(
            figure, key=key, config=CHART_CONFIG, theme=None, height="stretch", **options
        )
    _in_place(data={"key": holder}, key=f"{key}-in-place")
