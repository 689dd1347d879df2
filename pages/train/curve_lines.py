"""Figures of epochs as Plotly's lines, each on the axis that it was declared for."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pages.train.curve_axes import trace_axis
from training.runs.figures import Axis, Digits, Figure, axes_of
from training.runs.run import Epoch

MARK = 6  # pixels
BESIDE = {"width": 1.25}  # a further figure on an axis, such as another kind of accuracy


def lines(
    epochs: Sequence[Epoch],
    figures: Iterable[Figure],
    axes: Sequence[Axis],
    name: str,
    style: dict[str, Any],
) -> list[dict[str, Any]]:
    """A line for each figure; a second one on the same axis is thinner.

    Args:
        epochs: what was measured.
        figures: what of it is shown; each has an axis.
        axes: those of the chart, from the top.
        name: whose figures they are, for the label under the pointer.
        style: "mode", and "line" as of the first figure on each axis.
    """
    traces, used = [], set()
    for figure in figures:
        line = style["line"] | (BESIDE if figure.axis in used else {})
        used.add(figure.axis)
        traces.append(
            {
                "type": "scatter",
                **style,
                "line": line,
                "marker": {"size": MARK},
                "name": name,
                "x": [each.epoch for each in epochs] or [None],
                "y": column(epochs, figure) or [None],
                "yaxis": trace_axis(axes, figure),
                "hovertemplate": _hover(name, figure),
            }
        )
    return traces


def drawn(figures: Sequence[Figure], digits: Digits) -> list[Figure]:
    """Those of some figures that have a curve and are measured on these digits, from the top."""
    own = [each for each in figures if each.digits is digits]
    return [each for axis in axes_of(own) for each in own if each.axis is axis]


def column(epochs: Iterable[Epoch], figure: Figure) -> list[float | None]:
    """One figure of all epochs, as JSON can hold it."""
    return [finite(getattr(each, figure.name)) for each in epochs]


def rows_of(epochs: Iterable[Epoch], figures: Iterable[Figure], axis: Axis) -> list[list[float]]:
    """For each epoch, the figures on an axis, as far as they are numbers."""
    names = [each.name for each in figures if each.axis is axis]
    values = ([finite(getattr(each, name)) for name in names] for each in epochs)
    return [[value for value in row if value is not None] for row in values]


def finite(value: float | None) -> float | None:
    """A number that JSON can hold; None, which is a gap in a line, for any other."""
    return value if value is not None and math.isfinite(value) else None


def _hover(name: str, figure: Figure) -> str:
    number = "%{y:.2%}" if figure.axis and figure.axis.is_share else "%{y:.4~f}"
    return f"{name} {figure.title} <b>{number}</b><extra></extra>"
