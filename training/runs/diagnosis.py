"""What a training came to, in one sentence: how well it reads, and what the gap means."""

from __future__ import annotations

from training.runs.run import Outcome, Run, Status

# Points of accuracy between the images that the weights were fitted to and the test set.
NO_GAP = 0.003  # differences of this size are luck
LITTLE = 0.02
CLEAR = 0.05

CHANCE = 0.1  # the accuracy of guessing
HARDLY = 0.2  # a test accuracy below this is hardly more
GOOD = 0.9  # below this, and without a gap, there is more to learn

LOST = {
    Status.DIVERGED: "Its loss grew and grew, and nothing was learnt.",
    Status.FAILED: "The program that trained it ended unexpectedly.",
    Status.INTERRUPTED: "The server ended before this training did.",
}


def what_happened(run: Run) -> str:
    """How a run ended, in a sentence or a few; empty while it is live."""
    outcome = run.outcome
    if outcome is None:
        return ""
    if outcome.status is Status.FINISHED:
        accuracies = _accuracies(outcome)
        return f"Learned to {accuracies}" if accuracies else outcome.sentence
    if outcome.status is Status.STOPPED:
        return _stopped(run, outcome)
    words = [outcome.sentence or LOST[outcome.status]]
    accuracies = _accuracies(outcome)
    if accuracies:
        words.append(f"What it had learned by then: {accuracies}")
    return " ".join(words)


def gap_in_words(training: float, test: float) -> str:
    """What the difference between training and test accuracy means, without a full stop."""
    gap = training - test
    if gap > CLEAR:
        return "strong overfitting, it knows its training digits by heart"
    if gap > LITTLE:
        return "clear overfitting"
    if test < HARDLY:
        return f"hardly more than guessing, which gives {percentage(CHANCE, 0)}"
    if test < GOOD:
        return "no overfitting, and more to learn"
    return "a little overfitting" if gap > NO_GAP else "no overfitting"


def percentage(share: float, decimals: int = 1) -> str:
    """A share of 1 as a percentage.

    >>> percentage(0.97912), percentage(1.0), percentage(0.1, 0)
    ('97.9 %', '100.0 %', '10 %')
    """
    return f"{100 * share:.{decimals}f} %"


def _accuracies(outcome: Outcome) -> str:
    """What was measured, in words; empty if nothing was."""
    training, test = outcome.training_accuracy, outcome.test_accuracy
    if training is None or test is None:
        return ""
    return (
        f"{percentage(test)} on digits it never saw; {percentage(training)} on those it trained "
        f"on: {gap_in_words(training, test)}."
    )


def _stopped(run: Run, outcome: Outcome) -> str:
    done = run.epochs[-1].epoch if run.epochs else 0
    when = (
        f"Stopped after epoch {done} of {run.config.epochs}"
        if done
        else "Stopped before its first epoch was over"
    )
    accuracies = _accuracies(outcome)
    measured = f"{when}: {accuracies}" if accuracies else f"{when}."
    return f"{measured} {outcome.sentence}".strip()
