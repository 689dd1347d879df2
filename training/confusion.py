"""How well a network reads a part of MNIST: in one figure, by class, and mistake by mistake."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.network import CLASSES
from training.readings import Readings

Z = 1.959964  # standard deviations on either side of the mean that hold 95 % of a normal curve


@dataclass(frozen=True)
class Share:
    """So many of so many.

    Attributes:
        right: how many.
        total: of how many, at least 0.
    """

    right: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; of nothing, 0."""
        return self.right / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share of all digits like these lies, with 95 % confidence: Wilson's interval.

        Unlike "plus or minus two standard deviations", it stays between 0 and 1 and is right
        near them, too (Wilson, 1927).

        >>> [round(end, 3) for end in Share(9, 10).interval]
        [0.596, 0.982]
        """
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def accuracy(labels: np.ndarray, readings: Readings) -> Share:
    """How many of all images are read right."""
    return Share(int((readings.digits == labels).sum()), len(labels))


def confusion(labels: np.ndarray, readings: Readings) -> np.ndarray:
    """(10, 10) int64: row d, column a is how many images of the digit d are read as a."""
    places = labels.astype(np.int64) * CLASSES + readings.digits
    return np.bincount(places, minlength=CLASSES**2).reshape(CLASSES, CLASSES)


def by_class(matrix: np.ndarray) -> list[Share]:
    """How many images of each digit are read right, from a confusion matrix."""
    return [Share(int(row[digit]), int(row.sum())) for digit, row in enumerate(matrix)]


def behind(labels: np.ndarray, readings: Readings, digit: int, answer: int) -> np.ndarray:
    """The indices of the images behind one cell of the matrix, the surest answer first."""
    return _surest(readings, (labels == digit) & (readings.digits == answer))


def mistakes(labels: np.ndarray, readings: Readings) -> np.ndarray:
    """The indices of all images that are read wrong, the surest answer first."""
    return _surest(readings, readings.digits != labels)


def _surest(readings: Readings, chosen: np.ndarray) -> np.ndarray:
    places = np.flatnonzero(chosen)
    return places[np.argsort(-readings.probabilities[places], kind="stable")]
