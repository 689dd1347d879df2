"""The figures of an epoch: each declared once, beside its field, for everything that shows it.

From here the curves, the CSV file and the words for screen readers know what there is. To add a
figure, give `Epoch` a field with a default (old runs haven't measured it) and a `declared` one,
and measure it in `training/workers/trainer.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_DECLARATION = "figure"


class Digits(StrEnum):
    """Which digits a figure is measured on."""

    TRAINING = "training"
    VALIDATION = "validation"


@dataclass(frozen=True)
class Axis:
    """What figures that can be compared are drawn against.

    Attributes:
        title: what it says.
        is_share: whether it is 0 to 1 and shown as a percentage; otherwise any number above zero.
    """

    title: str
    is_share: bool = False


ACCURACY = Axis("accuracy", is_share=True)
LOSS = Axis("loss")


@dataclass(frozen=True)
class Figure:
    """A figure of an epoch.

    Attributes:
        name: its field in `Epoch`, and its column in a CSV file.
        title: what people call it; the same for training and validation.
        axis: where its curve is drawn; None if it has no curve.
        digits: what it is measured on; None if on no digits.
    """

    name: str
    title: str
    axis: Axis | None = None
    digits: Digits | None = None


def declared(
    title: str,
    axis: Axis | None = None,
    digits: Digits | None = None,
    default: Any = dataclasses.MISSING,
) -> Any:
    """A field of a dataclass of figures; for what the arguments mean, see `Figure`."""
    declaration = {"title": title, "axis": axis, "digits": digits}
    return dataclasses.field(default=default, metadata={_DECLARATION: declaration})


def figures_of(epoch: type) -> tuple[Figure, ...]:
    """The figures of a dataclass, in the order of its fields, each of which must be `declared`."""
    return tuple(
        Figure(each.name, **each.metadata[_DECLARATION]) for each in dataclasses.fields(epoch)
    )


def axes_of(figures: Iterable[Figure]) -> tuple[Axis, ...]:
    """The axes that some figures need, each once, from the top: those of shares come first."""
    axes = dict.fromkeys(each.axis for each in figures if each.axis)
    return tuple(sorted(axes, key=lambda axis: not axis.is_share))
