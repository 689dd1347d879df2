"""A network of one hidden layer on two inputs, small enough to be seen through, and how it learns.

Browsers learn by pages/neuron/network_rule.js, which is tested against this.

1. D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by back-propagating
   errors", Nature 323 (1986): how the error finds its way to the hidden units.
2. D. Smilkov and S. Carter, TensorFlow Playground (2016), playground.tensorflow.org: such networks
   to be watched while they learn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.dense import ACTIVATIONS, SLOPES

DECIMALS = 4  # of first weights, which travel to browsers


@dataclass(frozen=True, eq=False)
class HiddenLayer:
    """Hidden units, each a line in the plane, and a sigmoid neuron that reads them.

    Attributes:
        inputs: (H, 3) each unit's weights for x and y, and its bias.
        outputs: (H + 1,) the output's weight for each unit, and its bias.
        activation: of the hidden units, by Keras's name.
    """

    inputs: np.ndarray
    outputs: np.ndarray
    activation: str

    def sums(self, points: np.ndarray) -> np.ndarray:
        """(N, 2) points -> (N,) the output's weighted sums: at least 0 where it says square."""
        hidden = ACTIVATIONS[self.activation](_with_one(points) @ self.inputs.T)
        sums: np.ndarray = _with_one(hidden) @ self.outputs
        return sums


def first_weights(units: int, activation: str, seed: int) -> HiddenLayer:
    """A network that has learnt nothing yet; each weight is from -1 to 1.

    Args:
        units: of the hidden layer, from 1.
        activation: by Keras's name.
        seed: the same one gives the same weights.
    """
    random = np.random.default_rng(seed)
    inputs, outputs = random.uniform(-1, 1, (units, 3)), random.uniform(-1, 1, units + 1)
    return HiddenLayer(inputs.round(DECIMALS), outputs.round(DECIMALS), activation)


def cross_entropy(network: HiddenLayer, points: np.ndarray, targets: np.ndarray) -> float:
    """The mean loss; log 2 = 0.69 is what guessing costs.

    Args:
        network: the network.
        points: (N, 2).
        targets: (N,) 1.0 for squares, 0.0 for circles.
    """
    sums = network.sums(points)
    return float(np.mean(np.logaddexp(0.0, sums) - targets * sums))


def learn(
    network: HiddenLayer, points: np.ndarray, targets: np.ndarray, rate: float
) -> HiddenLayer:
    """One step down the mean cross-entropy of all points.

    Args:
        network, points, targets: as for `cross_entropy`.
        rate: the learning rate, above 0.
    """
    sums = _with_one(points) @ network.inputs.T  # (N, H)
    hidden = ACTIVATIONS[network.activation](sums)
    shares = ACTIVATIONS["sigmoid"](_with_one(hidden) @ network.outputs)
    errors = (shares - targets) / len(points)  # the loss's slope for each output's sum
    blame = np.outer(errors, network.outputs[:-1]) * SLOPES[network.activation](sums)  # (N, H)
    return HiddenLayer(
        network.inputs - rate * blame.T @ _with_one(points),
        network.outputs - rate * errors @ _with_one(hidden),
        network.activation,
    )


def _with_one(values: np.ndarray) -> np.ndarray:
    """(N, n) -> (N, n + 1): a column of ones, for the bias."""
    return np.column_stack([values, np.ones(len(values))])
