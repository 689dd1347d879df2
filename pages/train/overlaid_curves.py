"""A few runs over one another, as a Plotly figure."""

from collections.abc import Sequence

from pages.train.curve_axes import EMPTY_EPOCHS, WHOLE_ACCURACY, layout_of, loss_axis
from pages.train.curve_lines import Columns, lines
from pages.train.curves import Figure
from training.runs.run import Run

# Okabe and Ito's colours that stand out from the ground, and a dash for each besides.
RUN_COLORS = {
    "light": ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"),
    "dark": ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00"),
}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MOST_OVERLAID = len(DASHES)


def overlaid_curves(
    runs: Sequence[Run], names: Sequence[str], theme: str, log_loss: bool
) -> Figure:
    """The validation curves of a few runs over one another, in the colours of RUN_COLORS."""
    data = []
    for run, name, color, dash in zip(runs, names, RUN_COLORS[theme], DASHES, strict=False):
        line = {"color": color, "width": 2.5, "dash": dash}
        data += lines(Columns(run.epochs), name, "validation_", "lines", line)
    layout = layout_of(theme, max(map(_length, runs), default=EMPTY_EPOCHS), log_loss)
    layout["yaxis"] |= WHOLE_ACCURACY
    losses = [(each.validation_loss,) for run in runs for each in run.epochs if each.epoch]
    layout["yaxis2"] |= loss_axis(losses, log_loss)
    return {"data": data, "layout": layout}


def _length(run: Run) -> int:
    """How many epochs the axis must have room for."""
    if run.status.is_live or not run.epochs:
        return run.config.epochs
    return max(run.epochs[-1].epoch, 1)
