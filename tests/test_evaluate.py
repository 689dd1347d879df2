"""The figures in README are shares of the right things."""

import numpy as np
import pytest

from training.pretraining.evaluate import (
    CONDITIONS,
    best_temperature,
    drawings_report,
    mnist_accuracy,
    reliability,
)
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


def test_answers_with_p_of_which_p_are_right_are_honest():
    confidence = np.array([0.9] * 10 + [0.62] * 100)
    right = np.array([True] * 9 + [False] + [True] * 62 + [False] * 38)
    error, bins = reliability(confidence, right)
    assert error == pytest.approx(0)
    assert [row["answers"] for row in bins] == [100, 10]
    assert bins[1]["right"] == pytest.approx(0.9) and bins[1]["from"] == pytest.approx(13 / 15)


def test_the_calibration_error_is_the_mean_distance_of_the_bins():
    error, bins = reliability(np.array([1.0, 1.0, 0.5, 0.5]), np.array([True, False, True, True]))
    assert error == pytest.approx(0.5)
    assert [(row["confidence"], row["right"]) for row in bins] == [(0.5, 1), (1, 0.5)]
    assert reliability(np.empty(0), np.empty(0, bool)) == (0, [])


@pytest.mark.parametrize("temperature", [0.8, 1.0, 1.5])
def test_the_best_temperature_makes_drawn_answers_honest(temperature):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (20_000, 10))
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(10, p=row) for row in honest])
    told = np.exp(logits * temperature)
    told /= told.sum(axis=1, keepdims=True)
    assert best_temperature(told, labels) == pytest.approx(temperature, abs=0.04)


def test_the_report_says_how_honest_the_answers_are():
    digits = strokes(STANDING, STANDING, LYING, LYING, labels=[1, 7, 1, 3], sources=[0, 1, 1, 1])
    report = drawings_report(BarReader(), digits, None, seed=0)
    # Half of the firm answers, all given with certainty, are wrong.
    assert report["calibration_error"] == 0.5
    assert report["reliability"] == [
        {"from": 0.9333, "to": 1.0, "answers": 10, "confidence": 1.0, "right": 0.5}
    ]
