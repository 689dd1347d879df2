"""A dense network's passes in NumPy: small, without TensorFlow, every value in sight.

For one image the forward pass takes less than a millisecond, with any weights: those of a training
that is still running, or of an epoch long past. `Recogniser` is for many images, this is for the
why, and so is the backward pass: how each value on the way changes the logits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from model.network import NetworkSpec

Activation = Callable[[np.ndarray], np.ndarray]

# math.erf takes one number at a time: a third of a second for many images and wide layers.
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


def _gelu_slope(values: np.ndarray) -> np.ndarray:
    density = np.exp(-0.5 * values**2) / math.sqrt(2.0 * math.pi)
    slopes: np.ndarray = 0.5 * (1.0 + _erf(values / math.sqrt(2.0))) + values * density
    return slopes


def _sigmoid_slope(values: np.ndarray) -> np.ndarray:
    share = _sigmoid(values)
    return share * (1.0 - share)


# The derivative of each, at the weighted sum; where there is a corner, that of its left side.
SLOPES: dict[str, Activation] = {
    "sigmoid": _sigmoid_slope,
    "tanh": lambda values: 1.0 - np.tanh(values) ** 2,
    "relu": lambda values: np.where(values > 0.0, 1.0, 0.0),
    "leaky_relu": lambda values: np.where(values > 0.0, 1.0, 0.2),
    "elu": lambda values: np.where(values > 0.0, 1.0, np.exp(np.minimum(values, 0.0))),
    "gelu": _gelu_slope,
    "silu": lambda values: _sigmoid(values) + values * _sigmoid_slope(values),
    "linear": lambda values: np.ones_like(values),
}


def layer_outputs(
    spec: NetworkSpec, weights: Sequence[np.ndarray], images: np.ndarray
) -> list[np.ndarray]:
    """What every layer makes of images.

    Args:
        spec: a dense network.
        weights: its arrays in the order of Keras's `get_weights`: kernel, bias, kernel, bias …
        images: (N, 28, 28), 0 to 255.

    Returns:
        (N, units) float64 for each hidden layer, after its activation, and (N, 10) logits.
    """
    return _forward(spec, weights, images)[1]


def gradients(
    spec: NetworkSpec, weights: Sequence[np.ndarray], images: np.ndarray, targets: np.ndarray
) -> list[np.ndarray]:
    """How a mixture of the logits changes with the pixels and with every hidden output.

    The chain rule, from the logits back to the image.

    Args:
        spec, weights, images: as for `layer_outputs`.
        targets: (N, 10), how much of each logit is in the mixture that belongs to each image; a
            one and nine zeros for a single logit.

    Returns:
        (N, 28, 28) float64, for one grey level of each pixel, and (N, units) for each hidden
        layer, for one unit of its output.
    """
    sums, _ = _forward(spec, weights, images)
    slope = SLOPES[spec.activation]
    changes = [targets @ weights[-2].T]
    for kernel, values in zip(weights[-4::-2], sums[-2::-1], strict=True):
        changes.append((changes[-1] * slope(values)) @ kernel.T)
    pixels = changes.pop().reshape(images.shape)
    return [pixels / 255.0 if spec.scaled else pixels, *reversed(changes)]


def _forward(
    spec: NetworkSpec, weights: Sequence[np.ndarray], images: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The weighted sums of every layer, and what its activation makes of them."""
    values = images.reshape(len(images), -1).astype(np.float64)
    if spec.scaled:
        values = values / 255.0
    activation = ACTIVATIONS[spec.activation]
    sums, outputs = [], []
    kernels, biases = weights[::2], weights[1::2]
    last = len(kernels) - 1
    for number, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        sums.append(values @ kernel + bias)
        values = activation(sums[-1]) if number < last else sums[-1]
        outputs.append(values)
    return sums, outputs


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
    probabilities: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities
