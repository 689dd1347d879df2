"""Trainings that go wrong: when that is for good, the likely reason, and what to try.

A large loss alone isn't it: without a hidden layer, with SGD at a rate of 0.1 and raw pixels, Keras
reaches 89 % with a loss of more than a thousand.
"""

from __future__ import annotations

import math

from training.config import DEFAULT_LEARNING_RATES, TrainingConfig

# A loss this large, and this many times the loss of the untrained network, deserves a warning.
# Raw pixels alone may begin at a hundred.
LARGE = 1_000.0
TIMES_THE_START = 20.0

GROWING = 3  # epochs in a row with a larger loss than the one before …
AT_CHANCE = 0.15  # … and an accuracy of no more: nothing is being learnt

HIGH_RATE = 5.0  # times the usual rate of the optimizer

NO_NUMBER = (
    "The loss is no longer a number: the updates made the weights larger and larger, until they "
    "were too large to compute with."
)
GREW = (
    f"The loss has grown for {GROWING} epochs, and the network reads no better than by guessing: "
    "the updates make it worse instead of better."
)


class LossWatch:
    """Looks at a training's loss, and tells when it is lost, and when it is only large.

    Args:
        first_loss: that of the untrained network.
    """

    def __init__(self, first_loss: float) -> None:
        self._first_loss = first_loss
        self._before = math.inf
        self._grown = 0
        self._has_warned = False

    def is_lost(self, loss: float) -> bool:
        """Whether a loss, the mean over some batches, is no longer a number."""
        return not math.isfinite(loss)

    def has_grown_for_long(self, loss: float, accuracy: float) -> bool:
        """Whether nothing is being learnt any more; to be asked once after each epoch.

        Args:
            loss: the mean over the epoch.
            accuracy: the share of its images that were read right, 0 to 1.
        """
        worse = loss > self._before and accuracy <= AT_CHANCE and self._is_large(loss)
        self._grown = self._grown + 1 if worse else 0
        self._before = loss
        return self._grown >= GROWING

    def warns_of(self, loss: float) -> bool:
        """Whether a loss is large enough to be pointed out; true once."""
        if self._has_warned or not self._is_large(loss):
            return False
        self._has_warned = True
        return True

    def _is_large(self, loss: float) -> bool:
        return loss > LARGE and loss > TIMES_THE_START * self._first_loss


def why_diverged(config: TrainingConfig, learning_rate: float, what: str = NO_NUMBER) -> str:
    """What happened, the likely reason, and what to try, in a few sentences.

    Args:
        config: what was asked for.
        learning_rate: the one that was in use.
        what: `NO_NUMBER` or `GREW`.
    """
    return f"{what} {_what_to_try(config, learning_rate)}"


def large_loss(config: TrainingConfig, learning_rate: float) -> str:
    """A warning for a run whose loss is large, but which may learn all the same."""
    return (
        "The loss is very large; the network may learn all the same. "
        f"{_what_to_try(config, learning_rate)}"
    )


def _what_to_try(config: TrainingConfig, learning_rate: float) -> str:
    usual = DEFAULT_LEARNING_RATES[config.optimizer]
    too_high = learning_rate > HIGH_RATE * usual
    if too_high and not config.scaled:
        return (
            f"A learning rate of {learning_rate:g} is probably too high for raw pixels of 0 to "
            f"255. Scale the inputs first, then try {usual:g}."
        )
    if too_high:
        return (
            f"A learning rate of {learning_rate:g} is probably too high; "
            f"{usual:g} is usual for this optimizer."
        )
    if not config.scaled:
        return (
            "Raw pixels of 0 to 255 make the gradients of the first layer about 255 times as "
            f"large. Scale the inputs, or try a learning rate of {learning_rate / 100:g}."
        )
    if config.activation == "linear" and config.hidden_units:
        return (
            "Hidden neurons with a linear activation pass on numbers of any size. Try sigmoid, "
            f"whose outputs stay between 0 and 1, or a learning rate of {learning_rate / 10:g}."
        )
    return f"Try a learning rate of {learning_rate / 10:g}."
