"""Pure functions that turn data into Plotly figures."""

from collections.abc import Sequence
from typing import Any

from pages.shared.look.style import ACCENT, FAINT, FONT, MUTED, ON_ACCENT, TEXT

DIGITS = tuple(range(10))
CHART_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
SMALLEST_LABEL = 0.005  # a probability below this is a bar too short to see: no number either
ROOM_FOR_LABEL = 0.82  # a bar longer than this carries its number inside

Figure = dict[str, Any]  # as JSON: building it from plotly.graph_objects takes longer


def probability_bars(
    probabilities: Sequence[float] | None, winner: int | None, theme: str
) -> Figure:
    """Ten horizontal bars, always all ten, on a fixed axis from 0 to 100 %.

    Args:
        probabilities: ten numbers from 0 to 1, or None for an empty chart of the same size.
        winner: the digit whose bar carries the accent colour, or None for no winner.
        theme: "light" or "dark".
    """
    values = [0.0] * len(DIGITS) if probabilities is None else [float(p) for p in probabilities]
    text = TEXT[theme]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": values,
                "y": [str(digit) for digit in DIGITS],
                "marker": {
                    "color": [
                        ACCENT[theme] if digit == winner else MUTED[theme] for digit in DIGITS
                    ],
                    "cornerradius": 4,
                },
                "text": [percent(p) if p >= SMALLEST_LABEL else "" for p in values],
                "textposition": ["inside" if p > ROOM_FOR_LABEL else "outside" for p in values],
                "insidetextanchor": "end",
                "textangle": 0,
                "textfont": {"size": 20, "color": text},
                "insidetextfont": {"size": 20, "color": ON_ACCENT[theme]},
                "hovertemplate": [
                    f"{digit}: {100 * p:.3f} %<extra></extra>" for digit, p in enumerate(values)
                ],
                "cliponaxis": False,
            }
        ],
        "layout": {
            "margin": {"l": 34, "r": 26, "t": 0, "b": 28},
            "bargap": 0.28,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": text, "family": FONT},
            "uniformtext": {"minsize": 20, "mode": "show"},
            "xaxis": {
                "range": [0, 1],
                "fixedrange": True,
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "ticktext": ["0 %", "25", "50", "75", "100 %"],
                "tickfont": {"size": 13},
                "gridcolor": FAINT[theme],
                "zeroline": False,
                "automargin": False,
            },
            "yaxis": {
                "type": "category",
                "autorange": "reversed",
                "fixedrange": True,
                "tickfont": {"size": 22},
                "ticks": "outside",
                "ticklen": 7,
                "tickcolor": "rgba(0,0,0,0)",
                "showgrid": False,
                "automargin": False,
            },
        },
    }


def percent(probability: float) -> str:
    """A probability with one decimal; the last word on certainty is left to the hover text.

    >>> percent(0.1234), percent(0.99996)
    ('12.3 %', '> 99.9 %')
    """
    return "> 99.9 %" if probability > 0.9995 else f"{100 * probability:.1f} %"
