"""One run as a Plotly figure: training against validation, and the published figures."""

from collections.abc import Sequence
from typing import Any

from pages.shared.look.chart_layout import HOVER
from pages.shared.look.style import ACCENT
from pages.train.curve_axes import EMPTY_EPOCHS, layout_key, layout_of, range_of, trace_axis
from pages.train.curve_lines import drawn, finite, lines, rows_of
from training.recipes import Recipe
from training.runs.comparison import followed_recipe, most_telling
from training.runs.figures import Axis, Digits, axes_of, figures_of
from training.runs.run import Epoch, Run

Chart = dict[str, Any]  # data and layout, as Plotly.js has them

VALIDATION = "#E69F00"  # Okabe and Ito's orange, on light and on dark ground
QUIET = {"light": "#566475", "dark": "#A3B0BE"}

FEW = 25  # up to here each epoch gets a mark on the line


def learning_curves(
    run: Run | None,
    theme: str,
    log_loss: bool = False,
    zoomed: bool = False,
) -> Chart:
    """Accuracy and loss of a run, training against validation.

    Args:
        run: None for the empty place of the curves.
        theme: "light" or "dark".
        log_loss: whether each tenth of the loss gets as much room as the one before.
        zoomed: whether the accuracy axis begins just below the curves instead of at zero.
    """
    epochs = run.epochs if run else ()
    figures = run.figures if run else figures_of(Epoch)
    axes = axes_of(figures)
    last = run.config.epochs if run else EMPTY_EPOCHS
    marks = "lines+markers" if last <= FEW or len(epochs) < 3 else "lines"
    data = []
    for digits, line in _line_styles(theme).items():
        style = {"mode": marks, "line": line}
        data += lines(epochs, drawn(figures, digits), axes, digits, style)
    data += _under_way(run, axes, theme)
    layout = layout_of(theme, last, axes, log_loss)
    recipe = followed_recipe(run) if run else None
    if recipe:
        data += _published(recipe, theme)
        layout["shapes"].append(_published_line(recipe, theme))
    for axis in axes:
        rows = rows_of(epochs, figures, axis)
        layout[layout_key(axes, axis)] |= range_of(axis, rows, log_loss, zoomed)
    return {"data": data, "layout": layout}


def _line_styles(theme: str) -> dict[Digits, dict[str, Any]]:
    return {
        Digits.TRAINING: {"color": ACCENT[theme], "width": 2.5},
        Digits.VALIDATION: {"color": VALIDATION, "width": 2.5, "dash": "6px,4px"},
    }


def _under_way(run: Run | None, axes: Sequence[Axis], theme: str) -> list[dict[str, Any]]:
    """The epoch that has not ended yet: for each figure, a thin line to a hollow mark."""
    progress = run.progress if run else None
    if progress is None or not progress.batch:
        return []
    before = next((each for each in run.epochs if each.epoch == progress.epoch - 1), None)
    place = progress.epoch - 1 + progress.batch / progress.batches
    traces = []
    for figure in drawn(run.figures, Digits.TRAINING):
        now = finite(getattr(progress, figure.name, None))
        # Epoch 0 is no mean of a training epoch, so no line leads away from it.
        start = finite(getattr(before, figure.name)) if before and before.epoch else None
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [progress.epoch - 1, place],
                "y": [start, now],
                "yaxis": trace_axis(axes, figure),
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
