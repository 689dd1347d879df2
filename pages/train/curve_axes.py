"""The axes that all curves have: accuracy above, loss below it, over the same epochs."""

import math
from collections.abc import Sequence
from typing import Any

from pages.shared.look.chart_layout import SMALL, chart_layout, plain_axis
from training.runs.figures import LOSS, Axis, Figure

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

ZOOMS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.96, 0.98)

TOP, BELOW = 55, 36  # how much of the height the first axis has, and each of the others
BETWEEN = 0.09  # of the height

Rows = Sequence[Sequence[float]]  # for each epoch, the figures on one axis


def layout_of(
    theme: str, last: int, axes: Sequence[Axis], log_loss: bool = False
) -> dict[str, Any]:
    """Plotly's layout; its axes (see `layout_key`) are still without a range.

    Args:
        theme: "light" or "dark".
        last: the last epoch that there is to be room for.
        axes: what is drawn against epochs, from the top.
        log_loss: whether the loss axis is logarithmic.
    """
    places = _places(len(axes))
    axis = plain_axis(theme)
    return {
        **chart_layout(theme),
        "margin": {"l": 56, "r": 16, "t": 12, "b": 40},
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "shapes": [],
        "annotations": [_title(*each) for each in zip(axes, places, strict=True)],
        "xaxis": axis
        | {
            "anchor": f"y{len(axes)}",
            "range": [-0.015 * last, 1.02 * last],
            "tickformat": ",d",
            "nticks": 11,
            "title": {"text": "epochs", "font": SMALL, "standoff": 6},
            "unifiedhovertitle": {"text": "<b>epoch %{x}</b>"},
        }
        | ({"dtick": 1} if last <= 10 else {}),
    } | {
        layout_key(axes, each): axis
        | {"domain": place, "anchor": "x", "type": "log" if log_loss and each is LOSS else "linear"}
        | ({} if each.is_share else {"nticks": 5})
        for each, place in zip(axes, places, strict=True)
    }


def layout_key(axes: Sequence[Axis], axis: Axis) -> str:
    """What Plotly's layout calls an axis."""
    number = axes.index(axis) + 1
    return f"yaxis{number}" if number > 1 else "yaxis"


def trace_axis(axes: Sequence[Axis], figure: Figure) -> str:
    """What Plotly's traces call the axis of a figure that has one."""
    return layout_key(axes, figure.axis).replace("axis", "")


def range_of(
    axis: Axis, rows: Rows, log_loss: bool = False, zoomed: bool = False
) -> dict[str, Any]:
    """What an axis shows.

    Args:
        axis: which it is.
        rows: what is to be seen; the first are of the untrained network.
        log_loss: whether the loss axis is logarithmic.
        zoomed: whether an axis of shares begins just below the curves instead of at zero.
    """
    if not axis.is_share:
        return _number_axis(rows, log_loss and axis is LOSS)
    if not zoomed:
        return WHOLE_ACCURACY
    shares = [value for row in rows[1:] for value in row]
    return {"range": [_zoom(shares), FULL], "tickformat": ".3~%", "nticks": 6}


def _places(count: int) -> list[tuple[float, float]]:
    """From where to where each axis goes, from the top.

    >>> _places(2)
    [(0.45, 1.0), (0.0, 0.36)]
    """
    unit = (1 - BETWEEN * (count - 1)) / (TOP + BELOW * (count - 1))
    places = [(1 - TOP * unit, 1.0)]
    for _ in range(count - 1):
        end = places[-1][0] - BETWEEN
        places.append((end - BELOW * unit, end))
    return [(round(low, 6) + 0.0, round(high, 6)) for low, high in places]


def _title(axis: Axis, place: tuple[float, float]) -> dict[str, Any]:
    """What an axis shows, in the corner that its curve seldom comes to."""
    height, anchor = (place[0], "bottom") if axis.is_share else (place[1], "top")
    return {
        "text": f"<b>{axis.title}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0.97,  # clear of the line at the last epoch that is replayed
        "y": height,
        "xanchor": "right",
        "yanchor": anchor,
        "showarrow": False,
        "font": {"size": 15},
    }


def _number_axis(losses: Rows, log_loss: bool) -> dict[str, Any]:
    """The range of an axis (powers of ten if it is logarithmic), and where it has labels."""
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


def _zoom(accuracies: Sequence[float]) -> float:
    """Where the accuracy axis begins: at a round value below what is to be seen."""
    lowest = min(accuracies, default=0.0)
    return max(start for start in ZOOMS if start <= lowest or start == 0)
