"""A few runs over one another, as a Plotly figure."""

from collections.abc import Sequence

from pages.train.curve_axes import EMPTY_EPOCHS, layout_key, layout_of, range_of
from pages.train.curve_lines import drawn, lines, rows_of
from pages.train.curves import Chart
from training.runs.figures import Axis, Digits, Figure, axes_of, figures_of
from training.runs.run import Epoch, Run

# Okabe and Ito's colours that stand out from the ground, and a dash for each besides.
RUN_COLORS = {
    "light": ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"),
    "dark": ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00"),
}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MOST_OVERLAID = len(DASHES)


def overlaid_curves(runs: Sequence[Run], names: Sequence[str], theme: str, log_loss: bool) -> Chart:
    """The validation curves of a few runs over one another, in the colours of RUN_COLORS."""
    figures = _compared(runs[0].figures if runs else figures_of(Epoch))
    axes = axes_of(figures)
    data = []
    for run, name, color, dash in zip(runs, names, RUN_COLORS[theme], DASHES, strict=False):
        line = {"color": color, "width": 2.5, "dash": dash}
        data += lines(run.epochs, figures, axes, name, {"mode": "lines", "line": line})
    layout = layout_of(theme, max(map(_length, runs), default=EMPTY_EPOCHS), axes, log_loss)
    trained = [each for run in runs for each in run.epochs if each.epoch]
    for axis in axes:
        rows = rows_of(trained, figures, axis)
        layout[layout_key(axes, axis)] |= range_of(axis, rows, log_loss)
    return {"data": data, "layout": layout}


def _compared(figures: Sequence[Figure]) -> list[Figure]:
    """The first validation figure on each axis: with more, nobody could tell the lines apart."""
    first: dict[Axis | None, Figure] = {}
    for each in drawn(figures, Digits.VALIDATION):
        first.setdefault(each.axis, each)
    return list(first.values())


def _length(run: Run) -> int:
    """How many epochs the axis must have room for."""
    if run.status.is_live or not run.epochs:
        return run.config.epochs
    return max(run.epochs[-1].epoch, 1)
