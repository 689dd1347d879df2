"""A dense network's forward pass in NumPy: small, without TensorFlow, every value in sight.

For one image it takes less than a millisecond, with any weights: those of a training that is
still running, or of an epoch long past. `Recogniser` is for many images, this is for the why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from model.network import NetworkSpec

Activation = Callable[[np.ndarray], np.ndarray]

# math.erf takes one number at a time; a layer has at most some thousand.
_erf = np.vectorize(math.erf, otypes=[np.float64])


def _sigmoid(values: np.ndarray) -> np.ndarray:
    # By way of tanh, which doesn't overflow far below zero.
    return 0.5 * (1.0 + np.tanh(0.5 * values))


# By Keras's names, with Keras's constants.
ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda values: np.maximum(values, 0.0),
    "leaky_relu": lambda values: np.where(values > 0.0, values, 0.2 * values),
    "elu": lambda values: np.where(values > 0.0, values, np.expm1(np.minimum(values, 0.0))),
    "gelu": lambda values: 0.5 * values * (1.0 + _erf(values / math.sqrt(2.0))),
    "silu": lambda values: values * _sigmoid(values),
    "linear": lambda values: values,
}


def layer_outputs(
    spec: NetworkSpec, weights: Sequence[np.ndarray], images: np.ndarray
) -> list[np.ndarray]:
    """What every layer makes of images.

    Args:
        spec: a dense network.
        weights: its arrays in the order of Keras's `get_weights`: kernel, bias, kernel, bias …
        images: (N, 28, 28) uint8.

    Returns:
        (N, units) float64 for each hidden layer, after its activation, and (N, 10) logits.
    """
    values = images.reshape(len(images), -1).astype(np.float64)
    if spec.scaled:
        values = values / 255.0
    activation = ACTIVATIONS[spec.activation]
    outputs = []
    kernels, biases = weights[::2], weights[1::2]
    last = len(kernels) - 1
    for number, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        values = values @ kernel + bias
        if number < last:
            values = activation(values)
        outputs.append(values)
    return outputs


def probabilities(
    spec: NetworkSpec, weights: Sequence[np.ndarray], images: np.ndarray
) -> np.ndarray:
    """Read images with a dense network.

    Args:
        spec, weights, images: as for `layer_outputs`.

    Returns:
        (N, 10) float64; each row adds up to 1.
    """
    return softmax(layer_outputs(spec, weights, images)[-1])


def softmax(logits: np.ndarray) -> np.ndarray:
    """(…, 10) logits -> probabilities of the same shape, adding up to 1 along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
