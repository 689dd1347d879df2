"""What all charts have in common: Plotly's layout without the axes' own."""

from typing import Any

from pages.shared.look.style import FAINT, FONT, TEXT

HOVER = {"light": "#FFFFFF", "dark": "#171E27"}
SMALL = {"size": 14}  # type


def chart_layout(theme: str) -> dict[str, Any]:
    """The layout of a chart without a legend that can't be dragged.

    Args:
        theme: "light" or "dark".
    """
    text, grid = TEXT[theme], FAINT[theme]
    return {
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": HOVER[theme], "bordercolor": grid, "font": SMALL},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": text, "family": FONT},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": text, "activecolor": text},
    }


def plain_axis(theme: str) -> dict[str, Any]:
    """An axis that keeps its place."""
    return {
        "fixedrange": True,
        "automargin": False,
        "gridcolor": FAINT[theme],
        "zeroline": False,
        "tickfont": SMALL,
    }
