"""Runs as Plotly figures: accuracy above, loss below, over the same epochs."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pages.shared.look.style import ACCENT, FAINT, FONT, TEXT
from training.recipes import Recipe
from training.runs.comparison import followed_recipe, most_telling
from training.runs.run import Epoch, Run

Figure = dict[str, Any]  # as JSON: building it from plotly.graph_objects takes longer

VALIDATION = "#E69F00"  # Okabe and Ito's orange, on light and on dark ground
QUIET = {"light": "#566475", "dark": "#A3B0BE"}
HOVER = {"light": "#FFFFFF", "dark": "#171E27"}

# For runs over one another: Okabe and Ito's colours that stand out from the ground, and a dash
# for each besides.
RUN_COLORS = {
    "light": ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"),
    "dark": ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00"),
}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MOST_OVERLAID = len(DASHES)

EMPTY_EPOCHS = 10  # the axis while there is no run
FEW = 25  # up to here each epoch gets a mark on the line
FULL = 1.015  # the accuracy axis goes a little above 100 %, so that a line there can be seen
WHOLE_ACCURACY = {
    "range": [0, FULL],
    "tickvals": [0, 0.25, 0.5, 0.75, 1],
    "ticktext": ["0 %", "25", "50", "75", "100 %"],
}
ZOOMS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.96, 0.98)
MOST_LABELS = 6  # on the logarithmic loss axis
LOSS_ROOM = 1.06  # how much higher than the highest loss its axis is
FIRST_TOO_HIGH = 8.0  # times all later losses: then the untrained network's is left out of view

ACCURACY_PLACE, LOSS_PLACE = (0.45, 1.0), (0.0, 0.36)


def learning_curves(
    run: Run | None,
    theme: str,
    log_loss: bool = False,
    zoomed: bool = False,
    cursor: float | None = None,
) -> Figure:
    """Accuracy and loss of a run, training against validation.

    Args:
        run: None for the empty place of the curves.
        theme: "light" or "dark".
        log_loss: whether each tenth of the loss gets as much room as the one before.
        zoomed: whether the accuracy axis begins just below the curves instead of at zero.
        cursor: the epoch that is looked at, marked by a line; None for no line.
    """
    epochs = run.epochs if run else ()
    last = run.config.epochs if run else EMPTY_EPOCHS
    shown = _Epochs(epochs)
    marks = "lines+markers" if last <= FEW or len(epochs) < 3 else "lines"
    training = {"color": ACCENT[theme], "width": 2.5}
    validation = {"color": VALIDATION, "width": 2.5, "dash": "6px,4px"}
    data = [
        *_pair(shown, "training", "", marks, training),
        *_pair(shown, "validation", "validation_", marks, validation),
        *_under_way(run, theme),
    ]
    layout = _layout(theme, last, log_loss)
    recipe = followed_recipe(run) if run else None
    if recipe:
        data += _published(recipe, theme)
        layout["shapes"].append(_published_line(recipe, theme))
    accuracies = [each.accuracy for each in epochs[1:]]
    accuracies += [each.validation_accuracy for each in epochs[1:]]
    if zoomed:
        layout["yaxis"] |= {"range": [_zoom(accuracies), FULL], "tickformat": ".3~%", "nticks": 6}
    else:
        layout["yaxis"] |= WHOLE_ACCURACY
    losses = [(each.loss, each.validation_loss) for each in epochs]
    layout["yaxis2"] |= _loss_axis(losses, log_loss)
    if cursor is not None:
        layout["shapes"].append(_cursor(cursor, theme))
    return {"data": data, "layout": layout}


def overlaid_curves(
    runs: Sequence[Run], names: Sequence[str], theme: str, log_loss: bool
) -> Figure:
    """The validation curves of a few runs over one another, in the colours of RUN_COLORS."""
    data = []
    for run, name, color, dash in zip(runs, names, RUN_COLORS[theme], DASHES, strict=False):
        line = {"color": color, "width": 2.5, "dash": dash}
        data += _pair(_Epochs(run.epochs), name, "validation_", "lines", line)
    layout = _layout(theme, max(map(_length, runs), default=EMPTY_EPOCHS), log_loss)
    layout["yaxis"] |= WHOLE_ACCURACY
    losses = [(each.validation_loss,) for run in runs for each in run.epochs if each.epoch]
    layout["yaxis2"] |= _loss_axis(losses, log_loss)
    return {"data": data, "layout": layout}


def _length(run: Run) -> int:
    """How many epochs the axis must have room for."""
    if run.status.is_live or not run.epochs:
        return run.config.epochs
    return max(run.epochs[-1].epoch, 1)


class _Epochs:
    """Epochs as columns of numbers that JSON can hold."""

    def __init__(self, epochs: Iterable[Epoch]) -> None:
        self._epochs = tuple(epochs)
        self.numbers: list[float | None] = [each.epoch for each in self._epochs]

    def column(self, name: str) -> list[float | None]:
        return [_finite(getattr(each, name)) for each in self._epochs]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _pair(
    epochs: _Epochs, name: str, prefix: str, mode: str, line: dict[str, Any]
) -> list[dict[str, Any]]:
    """One curve in the upper and one in the lower half."""
    common = {"type": "scatter", "mode": mode, "line": line, "marker": {"size": 6}, "name": name}
    return [
        common
        | {
            "x": epochs.numbers or [None],
            "y": epochs.column(f"{prefix}{measure}") or [None],
            "yaxis": axis,
            "hovertemplate": _hover(name, measure),
        }
        for measure, axis in (("accuracy", "y"), ("loss", "y2"))
    ]


def _hover(name: str, measure: str) -> str:
    number = "%{y:.2%}" if measure == "accuracy" else "%{y:.4~f}"
    return f"{name} {measure} <b>{number}</b><extra></extra>"


def _under_way(run: Run | None, theme: str) -> list[dict[str, Any]]:
    """The epoch that has not ended yet: a thin line to a hollow mark."""
    progress = run.progress if run else None
    if progress is None or not progress.batch:
        return []
    before = next((each for each in run.epochs if each.epoch == progress.epoch - 1), None)
    place = progress.epoch - 1 + progress.batch / progress.batches
    traces = []
    for measure, axis in (("accuracy", "y"), ("loss", "y2")):
        now = _finite(getattr(progress, measure))
        # Epoch 0 is no mean of a training epoch, so no line leads away from it.
        start = _finite(getattr(before, measure)) if before and before.epoch else None
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [progress.epoch - 1, place],
                "y": [start, now],
                "yaxis": axis,
                "line": {"color": ACCENT[theme], "width": 1.5, "dash": "dot"},
                "marker": {
                    "size": [0, 9],
                    "color": HOVER[theme],
                    "line": {"width": 2, "color": ACCENT[theme]},
                },
                "hoverinfo": "skip",
            }
        )
    return traces


def _published_line(recipe: Recipe, theme: str) -> dict[str, Any]:
    """A thin line where the recipe's published figures end, to grow towards."""
    height = most_telling(recipe.published).accuracy
    return {
        "type": "line",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": height,
        "y1": height,
        "layer": "below",
        "line": {"color": QUIET[theme], "width": 1, "dash": "dot"},
    }


def _published(recipe: Recipe, theme: str) -> list[dict[str, Any]]:
    """The recipe's published accuracies, as diamonds."""
    traces = []
    for kinds, color in ((("training",), ACCENT[theme]), (("validation", "test"), VALIDATION)):
        figures = [each for each in recipe.published if each.measured_on in kinds]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [each.epoch for each in figures],
                "y": [each.accuracy for each in figures],
                "yaxis": "y",
                "marker": {
                    "symbol": "diamond",
                    "size": 12,
                    "color": HOVER[theme],
                    "line": {"width": 2.5, "color": color},
                },
                "cliponaxis": False,
                "customdata": [each.measured_on for each in figures],
                "hovertemplate": "published, %{customdata} <b>%{y:.2%}</b><extra></extra>",
            }
        )
    return [trace for trace in traces if trace["x"]]


def _zoom(accuracies: Sequence[float]) -> float:
    """Where the accuracy axis begins: at a round value below what is to be seen."""
    lowest = min(accuracies, default=0.0)
    return max(start for start in ZOOMS if start <= lowest or start == 0)


def _loss_axis(losses: Sequence[tuple[float, ...]], log_loss: bool) -> dict[str, Any]:
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


def _cursor(epoch: float, theme: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": epoch,
        "x1": epoch,
        "y0": 0,
        "y1": 1,
        "line": {"color": QUIET[theme], "width": 2},
    }


def _layout(theme: str, last: int, log_loss: bool) -> dict[str, Any]:
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
