"""The figures in README are shares of the right things."""

import numpy as np
import pytest

from training.pretraining.evaluate import CONDITIONS, drawings_report, mnist_accuracy
from training.pretraining.strokes import StrokeSet

ANSWERS = {True: np.eye(10, dtype=np.float32)[1], False: np.full(10, 0.1, np.float32)}


class BarReader:
    """Says 1 with certainty to what is tall and thin, and doesn't know about anything else."""

    def predict(self, images: np.ndarray) -> np.ndarray:
        ink = images > 0
        thin = ink.any(axis=1).sum(axis=1) < ink.any(axis=2).sum(axis=1) / 2
        return np.stack([ANSWERS[bool(each)] for each in thin])


def strokes(*lines: list, labels: list[int], sources: list[int]) -> StrokeSet:
    return StrokeSet(
        np.array([point for line in lines for point in line], np.int16),
        np.cumsum([len(line) for line in lines]),
        np.arange(1, len(lines) + 1),
        np.array(labels, np.uint8),
        np.array(sources, np.uint8),
        ("first", "second", "empty"),
    )


STANDING = [[500, 0], [500, 1000]]
LYING = [[0, 500], [1000, 500]]


def test_digits_and_letters_are_counted_by_condition_and_source():
    digits = strokes(STANDING, STANDING, LYING, LYING, labels=[1, 1, 1, 3], sources=[0, 1, 1, 1])
    letters = strokes(STANDING, LYING, LYING, LYING, labels=[73] * 4, sources=[0] * 4)
    report = drawings_report(BarReader(), digits, letters, seed=0)
    assert report["mean_accuracy"] == 0.5
    assert report["digits_refused"] == 0.5
    assert report["letters_accepted"] == 0.25
    assert set(report["conditions"]) == {condition.name for condition in CONDITIONS}
    assert report["conditions"]["small"]["accuracy"] == 0.5
    # A small bar on the whole pad, squashed, is still tall and thin.
    assert report["conditions"]["small"]["uncentred_accuracy"] == 0.5
    assert report["sources"] == {
        "first": {"digits": 1, "accuracy": 1},
        "second": {"digits": 3, "accuracy": pytest.approx(0.3333)},
    }


def test_without_letters_none_are_accepted_or_refused():
    digits = strokes(STANDING, LYING, labels=[1, 1], sources=[0, 0])
    assert drawings_report(BarReader(), digits, None, seed=0)["letters_accepted"] is None


def test_mnist_accuracy_is_the_share_of_right_best_guesses():
    class Mnist:
        x_test = np.zeros((4, 28, 28), np.uint8)
        y_test = np.array([1, 1, 1, 3], np.uint8)

    Mnist.x_test[:, 4:24, 13:15] = 255
    assert mnist_accuracy(BarReader(), Mnist) == 0.75
