"""Trainings that go wrong for good: when that is so, the likely reason, and what to try."""

from __future__ import annotations

import math

from training.config import DEFAULT_LEARNING_RATES, TrainingConfig

# A loss this large, and this many times the loss of the untrained network, doesn't come back.
# Raw pixels alone may begin at a hundred.
EXPLODED = 1_000.0
TIMES_THE_START = 20.0

HIGH_RATE = 5.0  # times the usual rate of the optimizer


def has_diverged(loss: float, first_loss: float) -> bool:
    """Whether a loss is no longer a number, or has exploded.

    Args:
        loss: the mean over some batches.
        first_loss: that of the untrained network.
    """
    if not math.isfinite(loss):
        return True
    return loss > EXPLODED and loss > TIMES_THE_START * first_loss


def why_diverged(config: TrainingConfig, learning_rate: float) -> str:
    """The likely reason, and what to try, in two or three sentences.

    Args:
        config: what was asked for.
        learning_rate: the one that was in use.
    """
    usual = DEFAULT_LEARNING_RATES[config.optimizer]
    too_high = learning_rate > HIGH_RATE * usual
    what = "The loss exploded: the updates of the weights became larger instead of smaller."
    if too_high and not config.scaled:
        why = (
            f"A learning rate of {learning_rate:g} is too high for raw pixels of 0 to 255. "
            f"Scale the inputs first, then try {usual:g}."
        )
    elif too_high:
        why = (
            f"A learning rate of {learning_rate:g} is probably too high; "
            f"{usual:g} is usual for this optimizer."
        )
    elif not config.scaled:
        why = (
            "Raw pixels of 0 to 255 make every update about 255 times as large. Scale the inputs, "
            f"or try a learning rate of {learning_rate / 100:g}."
        )
    elif config.activation == "linear" and config.hidden_units:
        why = (
            "Hidden neurons without a curved activation let numbers grow without limit. "
            f"Try ReLU, or a learning rate of {learning_rate / 10:g}."
        )
    else:
        why = f"Try a learning rate of {learning_rate / 10:g}."
    return f"{what} {why}"
