"""Figures of epochs as Plotly's lines: one in the half of the accuracy, one in that of the loss."""

import math
from collections.abc import Iterable
from typing import Any

from training.runs.run import Epoch


class Columns:
    """Epochs as columns of numbers that JSON can hold."""

    def __init__(self, epochs: Iterable[Epoch]) -> None:
        self._epochs = tuple(epochs)
        self.numbers: list[float | None] = [each.epoch for each in self._epochs]

    def column(self, name: str) -> list[float | None]:
        """One figure of all epochs, by the name of its field."""
        return [finite(getattr(each, name)) for each in self._epochs]


def lines(
    epochs: Columns, name: str, prefix: str, mode: str, line: dict[str, Any]
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


def finite(value: float) -> float | None:
    """A number that JSON can hold; None, which is a gap in a line, for any other."""
    return value if math.isfinite(value) else None


def _hover(name: str, measure: str) -> str:
    number = "%{y:.2%}" if measure == "accuracy" else "%{y:.4~f}"
    return f"{name} {measure} <b>{number}</b><extra></extra>"
