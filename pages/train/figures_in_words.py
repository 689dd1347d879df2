"""What was measured in an epoch, in words, for those who can't see its curves."""

from collections.abc import Iterable, Sequence

from training.runs.diagnosis import percentage
from training.runs.figures import Figure, axes_of
from training.runs.run import Epoch


def figures_in_words(epoch: Epoch, figures: Sequence[Figure]) -> str:
    """All figures with a curve, those of an axis after one another, without a full stop.

    >>> from training.runs.figures import figures_of
    >>> figures_in_words(Epoch(3, 0.3, 0.9, 0.32, 0.89, 1.0, 0.01), figures_of(Epoch))
    'accuracy is 90.0 % in training and 89.0 % in validation, loss is 0.3 in training and 0.32 in \
validation'
    """
    titles = dict.fromkeys(
        each.title for axis in axes_of(figures) for each in figures if each.axis is axis
    )
    return ", ".join(
        f"{title} is {_values(epoch, [each for each in figures if each.title == title])}"
        for title in titles
    )


def _values(epoch: Epoch, figures: Iterable[Figure]) -> str:
    return " and ".join(_value(getattr(epoch, each.name), each) for each in figures)


def _value(value: float | None, figure: Figure) -> str:
    if value is None:
        number = "unknown"
    else:
        number = percentage(value) if figure.axis and figure.axis.is_share else f"{value:.3g}"
    return f"{number} in {figure.digits}" if figure.digits else number
