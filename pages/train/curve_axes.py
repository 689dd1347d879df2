"""The axes that all curves have: accuracy above, loss below, over the same epochs."""

import math
from collections.abc import Sequence
from typing import Any

from pages.shared.look.style import FAINT, FONT, TEXT

HOVER = {"light": "#FFFFFF", "dark": "#171E27"}

EMPTY_EPOCHS = 10  # the axis while there is no run
FULL = 1.015  # the accuracy axis goes a little above 100 %, so that a line there can be seen
WHOLE_ACCURACY = {
    "range": [0, FULL],
    "tickvals": [0, 0.25, 0.5, 0.75, 1],
    "ticktext": ["0 %", "25", "50", "75", "100 %"],
}
MOST_LABELS = 6  # on the logarithmic loss axis
LOSS_ROOM = 1.06  # how much higher than the highest loss its axis is
FIRST_TOO_HIGH = 8.0  # times all later losses: then the untrained network's is left out of view

ACCURACY_PLACE, LOSS_PLACE = (0.45, 1.0), (0.0, 0.36)


def layout_of(theme: str, last: int, log_loss: bool) -> dict[str, Any]:
    """Plotly's layout, whose "yaxis" (accuracy) and "yaxis2" (loss) are still without a range.

    Args:
        theme: "light" or "dark".
        last: the last epoch that there is to be room for.
        log_loss: whether the loss axis is logarithmic.
    """
    text, grid = TEXT[theme], FAINT[theme]
    small = {"size": 14}
    axis = {
        "fixedrange": True,
        "automargin": False,
        "gridcolor": grid,
        "zeroline": False,
        "tickfont": small,
    }
    return {
        "margin": {"l": 56, "r": 16, "t": 12, "b": 40},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverlabel": {"bgcolor": HOVER[theme], "bordercolor": grid, "font": {"size": 14}},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": text, "family": FONT},
        "shapes": [],
        "annotations": [
            _title("accuracy", ACCURACY_PLACE[0], "bottom"),
            _title("loss", LOSS_PLACE[1], "top"),
        ],
        "xaxis": axis
        | {
            "anchor": "y2",
            "range": [-0.015 * last, 1.02 * last],
            "tickformat": ",d",
            "nticks": 11,
            "title": {"text": "epochs", "font": small, "standoff": 6},
            "unifiedhovertitle": {"text": "<b>epoch %{x}</b>"},
        }
        | ({"dtick": 1} if last <= 10 else {}),
        "yaxis": axis | {"domain": ACCURACY_PLACE},
        "yaxis2": axis
        | {
            "domain": LOSS_PLACE,
            "nticks": 5,
            "type": "log" if log_loss else "linear",
            "anchor": "x",
        },
    }


def _title(text: str, height: float, anchor: str) -> dict[str, Any]:
    """What a half of the figure shows, in the corner that its curve seldom comes to."""
    return {
        "text": f"<b>{text}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0.99,
        "y": height,
        "xanchor": "right",
        "yanchor": anchor,
        "showarrow": False,
        "font": {"size": 15},
    }


def loss_axis(losses: Sequence[tuple[float, ...]], log_loss: bool) -> dict[str, Any]:
    """The range of the loss axis (powers of ten if it is logarithmic), and where it has labels."""
    rows = [[value for value in row if math.isfinite(value) and value > 0] for row in losses]
    rows = [row for row in rows if row]
    values = [value for row in rows for value in row] or [1.0]
    if log_loss:
        low, high = _third(min(values), math.floor), _third(max(values), math.ceil)
        high = max(high, low + 2 / 3)
        labels = _log_labels(low, high)
        return {
            "range": [low, high],
            "tickvals": labels,
            "ticktext": [f"{value:g}" for value in labels],
        }
    later = [value for row in rows[1:] for value in row]
    highest = max(values)
    if later and highest > FIRST_TOO_HIGH * max(later):
        highest = max(later)
    return {"range": [0, LOSS_ROOM * highest]}


def _log_labels(low: float, high: float) -> list[float]:
    """Round numbers between two powers of ten: as many of 1, 2 and 5 as there is room for."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        numbers = [step * 10.0**power for power in powers for step in steps]
        inside = [value for value in numbers if low <= math.log10(value) <= high]
        if len(inside) <= MOST_LABELS:
            return inside
    return inside[:: -(-len(inside) // MOST_LABELS)]


def _third(value: float, rounding: Any) -> float:
    """A power of ten near a value, in steps of a third, so that the axis seldom moves."""
    return rounding(3 * math.log10(value)) / 3
