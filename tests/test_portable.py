"""A network's file for the browser, read back and run by hand."""

import json

import numpy as np
import pytest

from model.dense import softmax
from model.network import BLOCKS, NetworkSpec, build
from model.portable import portable
from model.recogniser import DenseRecogniser


def opened(file: bytes) -> tuple[dict, np.ndarray]:
    """The header, and all numbers in one row."""
    length = int.from_bytes(file[:4], "little")
    assert length % 4 == 0
    header = json.loads(file[4 : 4 + length])
    return header, np.frombuffer(file[4 + length :], header["numbers"])


@pytest.mark.parametrize("hidden_units", [(), (7,), (6, 5, 4)])
def test_a_dense_network_is_in_it(hidden_units):
    spec = NetworkSpec(hidden_units=hidden_units, activation="tanh")
    rng = np.random.default_rng(0)
    weights = [rng.normal(0, 0.3, shape).astype(np.float32) for shape in spec.shapes]
    header, numbers = opened(portable(spec, weights))
    image = rng.integers(0, 256, (1, 28, 28), dtype=np.uint8)
    values = image.reshape(1, -1) * header["scale"]
    for layer in header["layers"]:
        size = layer["inputs"] * layer["outputs"]
        kernel, bias, numbers = np.split(numbers, [size, size + layer["outputs"]])
        values = values @ kernel.reshape(layer["inputs"], -1) + bias
        values = np.tanh(values) if layer["activation"] == "tanh" else values
    assert numbers.size == 0 and layer["activation"] == "linear"
    expected = DenseRecogniser(spec, weights).predict(image)
    np.testing.assert_allclose(softmax(values), expected, atol=1e-5)


def test_raw_inputs_stay_raw():
    spec = NetworkSpec(hidden_units=(), scaled=False)
    weights = [np.zeros(shape, np.float32) for shape in spec.shapes]
    assert opened(portable(spec, weights))[0]["scale"] == 1


def test_a_convolution_has_its_normalization_in_it():
    """Numbers that stand for what Keras computes are compared in a browser; here is their shape."""
    spec = NetworkSpec(kind="convolutional", hidden_units=())
    network = build(spec)
    weights = network.get_weights()
    rng = np.random.default_rng(0)
    weights = [rng.uniform(0.5, 1.5, array.shape).astype(np.float32) for array in weights]
    header, numbers = opened(portable(spec, weights))
    layers = header["layers"]
    assert [layer["outputs"] for layer in layers[: len(BLOCKS)]] == [b.filters for b in BLOCKS]
    sizes = [
        (9 if layer["kind"] == "convolution" else 1) * layer["inputs"] * layer["outputs"]
        + layer["outputs"]
        for layer in layers
    ]
    assert sum(sizes) == numbers.size
    kernel, gain, offset, mean, variance = weights[:5]
    factor = gain / np.sqrt(variance + 1e-3)
    np.testing.assert_allclose(numbers[: kernel.size], (kernel * factor).ravel(), rtol=1e-3)
    np.testing.assert_allclose(numbers[kernel.size : sizes[0]], offset - mean * factor, atol=2e-3)


def test_a_prediction_takes_few_multiplications():
    spec = NetworkSpec(kind="convolutional", hidden_units=())
    header, _ = opened(portable(spec, build(spec).get_weights()))
    width, count = 28, 0
    for layer in header["layers"]:
        size = layer["inputs"] * layer["outputs"]
        if layer["kind"] == "convolution":
            width = -(-width // layer["stride"])
            size *= 9 * width**2
        count += size
    assert count <= 2_500_000
