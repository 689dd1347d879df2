"""What is said about a training that has ended."""

from dataclasses import replace

import pytest

from tests.fake_trainings import a_run
from training.runs.diagnosis import gap_in_words, what_happened
from training.runs.run import Outcome, Run, Status


def ended(status: Status, training: float | None, test: float | None, sentence: str = "") -> Run:
    run = a_run(3, status)
    return replace(run, outcome=Outcome(status, sentence, training, test, 10.0))


def test_a_finished_run_says_both_accuracies_and_what_the_gap_means():
    assert what_happened(ended(Status.FINISHED, 0.99, 0.9791)) == (
        "Learned to 97.9 % on digits it never saw; 99.0 % on those it trained on: "
        "a little overfitting."
    )


@pytest.mark.parametrize(
    ("training", "test", "words"),
    [
        (0.95, 0.951, "no overfitting"),
        (0.98, 0.978, "no overfitting"),
        (0.99, 0.975, "a little overfitting"),
        (0.99, 0.96, "clear overfitting"),
        (1.0, 0.7, "strong overfitting, it knows its training digits by heart"),
        (0.6, 0.61, "no overfitting, and more to learn"),
        (0.38, 0.37, "no overfitting, and more to learn"),
        (0.11, 0.11, "hardly more than guessing, which gives 10 %"),
    ],
)
def test_the_gap_in_words(training, test, words):
    assert gap_in_words(training, test) == words


def test_a_stopped_run_says_how_far_it_came():
    told = what_happened(ended(Status.STOPPED, 0.92, 0.91))
    assert told.startswith("Stopped after epoch 3 of 5: 91.0 % on digits it never saw;")


def test_a_run_that_was_stopped_at_once_claims_nothing():
    run = replace(ended(Status.STOPPED, None, None), epochs=())
    assert what_happened(run) == "Stopped before its first epoch was over."


def test_why_a_run_diverged_or_failed_comes_from_the_training():
    why = "The loss exploded. Try a learning rate of 0.01."
    assert what_happened(ended(Status.DIVERGED, None, None, why)) == why


@pytest.mark.parametrize("status", [Status.DIVERGED, Status.FAILED, Status.INTERRUPTED])
def test_every_end_has_words_and_what_was_learnt_is_said(status):
    assert what_happened(ended(status, None, None))
    assert "90.0 % on digits it never saw" in what_happened(ended(status, 0.9, 0.9))


def test_nothing_is_said_while_a_run_is_live():
    assert what_happened(a_run(2, Status.RUNNING)) == ""
