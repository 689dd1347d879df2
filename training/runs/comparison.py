"""A run beside the published figures of the recipe that it follows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.errors import UserError
from training.recipes import Published, Recipe, recipe
from training.runs.run import Epoch, Run, Status

# Which figure counts where one epoch has several: the one that says most about new digits.
_WEIGHT = {"training": 0, "validation": 1, "test": 2}
_SAME_RATE = 1e-5  # a training keeps its learning rate in 32 bits


@dataclass(frozen=True)
class Comparison:
    """A published figure, and what this run measured in the same way.

    Attributes:
        source: who published it.
        theirs: the published figure.
        yours: the same measure in this run, 0 to 1; None before its first epoch is over.
        epoch: the one that `yours` was measured after; differs from `theirs.epoch` only if
            this run hasn't come that far.
        rate_changed: whether the learning rate was changed on the way.
    """

    source: str
    theirs: Published
    yours: float | None
    epoch: int | None
    rate_changed: bool


def followed_recipe(run: Run) -> Recipe | None:
    """The recipe whose published figures a run can be compared with.

    None if it has other settings (but for the seed), or less than all of MNIST.
    """
    if run.recipe is None or run.is_sample:
        return None
    try:
        found = recipe(run.recipe)
    except UserError:
        return None  # of a version of this app that had other recipes
    return found if replace(found.config, seed=run.config.seed) == run.config else None


def most_telling(figures: Sequence[Published]) -> Published:
    """The latest of some published figures, and of its epoch the one that says most."""
    return max(figures, key=lambda figure: (figure.epoch, _WEIGHT[figure.measured_on]))


def compare(run: Run, until: float | None = None) -> Comparison | None:
    """The published figure for the latest epoch that a run has come to, and its own.

    Args:
        until: look at the run as it was after this epoch; None for all that there is.
    """
    found = followed_recipe(run)
    if found is None:
        return None
    epochs = [each for each in run.epochs if until is None or each.epoch <= until]
    done = epochs[-1].epoch if epochs else 0
    reached = [figure for figure in found.published if figure.epoch <= done]
    if reached:
        theirs = most_telling(reached)
    else:
        theirs = min(found.published, key=lambda figure: figure.epoch)
    own = next((each for each in epochs if each.epoch == theirs.epoch), None)
    if own is None and done:
        own = epochs[-1]
    return Comparison(
        source=found.source,
        theirs=theirs,
        yours=None if own is None else _measure(run, own, theirs),
        epoch=None if own is None else own.epoch,
        rate_changed=not all(
            math.isclose(each.learning_rate, run.config.learning_rate, rel_tol=_SAME_RATE)
            for each in epochs
        ),
    )


def _measure(run: Run, own: Epoch, theirs: Published) -> float:
    if theirs.measured_on == "training":
        return own.accuracy
    # The recipes validate on the test set, so that both are the same measure.
    outcome = run.outcome
    if outcome and outcome.status is Status.FINISHED and own is run.epochs[-1]:
        return outcome.test_accuracy or own.validation_accuracy
    return own.validation_accuracy
