"""One neuron: a weighted sum, what is made of it, and two ways for its weights to learn.

Browsers learn by pages/neuron/line_rule.js, which is tested against this, bit for bit.

1. F. Rosenblatt, "The perceptron", Psychological Review 65 (1958): a unit fires when its sum
   reaches the threshold, and learns from its mistakes.
2. J. Krohn, G. Beyleveld and A. Bassens, Deep Learning Illustrated (2019), chapter 6: the hot-dog
   detector, and the curves that replaced the threshold.
3. M. Minsky and S. Papert, Perceptrons (1969): what no single neuron can tell apart, as XOR.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.dense import ACTIVATIONS, SLOPES, Activation

# What switches are to give, in the order of `binary_inputs`: two of them, from (0, 0) to (1, 1), or
# ketchup, mustard and bun: a hot dog has the bun and at least one sauce.
GATES = {
    "hotdog": (False, False, False, True, False, True, False, True),
    "and": (False, False, False, True),
    "or": (False, True, True, True),
    "xor": (False, True, True, False),
}


def weighted_sum(inputs: Sequence[float], weights: Sequence[float]) -> float:
    """Each input times its weight, added up.

    >>> weighted_sum((1, 0, 1), (3, 2, 6))
    9
    """
    return sum(each * weight for each, weight in zip(inputs, weights, strict=True))


def fires(inputs: Sequence[float], weights: Sequence[float], threshold: float) -> bool:
    """Whether the weighted sum reaches the threshold."""
    return weighted_sum(inputs, weights) >= threshold


def binary_inputs(count: int) -> list[tuple[int, ...]]:
    """Everything that `count` switches can be set to, from all off to all on."""
    return list(itertools.product((0, 1), repeat=count))


@dataclass(frozen=True)
class Line:
    """A neuron with two inputs. Where w1 · x + w2 · y + b = 0, it divides the plane by a line."""

    w1: float
    w2: float
    b: float

    def sums(self, points: np.ndarray) -> np.ndarray:
        """(N, 2) points -> (N,) weighted sums with the bias: above 0 on one side of the line."""
        # Not by a matrix product: it may add up in another way than a browser does (line_rule.js).
        sums: np.ndarray = points[:, 0] * self.w1 + points[:, 1] * self.w2 + self.b
        return sums

    def outputs(self, points: np.ndarray) -> np.ndarray:
        """(N, 2) points -> (N,) 1.0 where the neuron fires with a step, 0.0 elsewhere."""
        return step(self.sums(points))

    def shares(self, points: np.ndarray) -> np.ndarray:
        """(N, 2) points -> (N,) what the sigmoid makes of the sums, 0 to 1."""
        return ACTIVATIONS["sigmoid"](self.sums(points))

    def moved(self, change: np.ndarray) -> Line:
        """The line after (3,) changes of w1, w2 and b."""
        return Line(*(np.array([self.w1, self.w2, self.b]) + change).tolist())

    @property
    def is_flat(self) -> bool:
        """Whether there is no line, because the neuron doesn't look at its inputs."""
        return self.w1 == 0 and self.w2 == 0


@dataclass(frozen=True)
class Update:
    """One step of learning.

    Attributes:
        before, after: the weights.
        rate: the learning rate.
        point: the row of the point that it learned from; None if it was all of them.
        pull: (3,) what is added to w1, w2 and b, before the rate makes it smaller or larger.
    """

    before: Line
    after: Line
    rate: float
    point: int | None
    pull: np.ndarray


def mistakes(line: Line, points: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """(N,) bool: which points are on the wrong side.

    Args:
        line: the neuron.
        points: (N, 2).
        targets: (N,) 1.0 for what it shall fire at, 0.0 for the others.
    """
    wrong: np.ndarray = line.outputs(points) != targets
    return wrong


def worst_mistake(line: Line, points: np.ndarray, targets: np.ndarray) -> int | None:
    """The row of the point that is farthest on the wrong side; None if none is."""
    wrong = mistakes(line, points, targets)
    if not wrong.any():
        return None
    return int(np.argmax(np.where(wrong, np.abs(line.sums(points)), -1.0)))


def learn_from_mistake(
    line: Line, points: np.ndarray, targets: np.ndarray, rate: float
) -> Update | None:
    """One update by Rosenblatt's rule: w += rate · (target - output) · input, b likewise.

    Any order of the mistakes finds a line if there is one; this takes the worst one first.

    Args:
        line, points, targets: as for `mistakes`.
        rate: the learning rate, above 0.

    Returns:
        None if there is no mistake to learn from.
    """
    row = worst_mistake(line, points, targets)
    if row is None:
        return None
    error = targets[row] - line.outputs(points[row : row + 1])[0]
    pull = error * np.array([*points[row], 1.0])
    return Update(line, line.moved(rate * pull), rate, row, pull)


def learn_by_gradient(
    line: Line, points: np.ndarray, targets: np.ndarray, rate: float
) -> Update | None:
    """One step down the mean cross-entropy of a sigmoid neuron (logistic regression).

    Its slope for w is the mean of (output - target) · input: the same as in Rosenblatt's rule,
    but every point pulls, by how far its share is from what it should be.

    Returns:
        None if there are no points.
    """
    if not len(points):
        return None
    errors = targets - line.shares(points)
    pulls = errors[:, None] * np.column_stack([points, np.ones(len(points))])
    pull = np.add.accumulate(pulls)[-1] / len(points)  # one by one, as in a browser
    return Update(line, line.moved(rate * pull), rate, None, pull)


def cross_entropy(line: Line, points: np.ndarray, targets: np.ndarray) -> float:
    """The mean loss of a sigmoid neuron; 0 is perfect, log 2 = 0.69 is what guessing costs."""
    sums = line.sums(points)
    return float(np.mean(np.logaddexp(0.0, sums) - targets * sums))


def step(values: np.ndarray) -> np.ndarray:
    """1.0 from 0 on, 0.0 below: what a perceptron makes of its sum minus its threshold."""
    return np.where(np.asarray(values) >= 0.0, 1.0, 0.0)


def activation(name: str) -> Activation:
    """What a neuron can make of its sum: "step", or by Keras's name."""
    return step if name == "step" else ACTIVATIONS[name]


def slope(name: str) -> Activation:
    """The derivative of `activation(name)`. At a corner it is the one on the left."""
    return np.zeros_like if name == "step" else SLOPES[name]
