"""A network as one file for the browser, where `network.js` runs it.

The file is a header's length (four bytes, little-endian), the header in JSON, and all numbers
(little-endian): kernel and bias of each layer, in the layers' order. What only training needs is
gone: dropout is left out, and a batch normalization is multiplied into its filters.

The numbers of a dense network are float32, those of the convolutional one float16: that halves its
bytes, and changes no probability by more than 0.0015 (`python -m benchmarks.browser_reading`). With
raw inputs, from 0 to 255, float16 would change them by up to 0.006.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from model.network import BLOCKS, NORMAL_EPSILON, NetworkSpec
from model.preprocess import INK

Layer = tuple[dict[str, Any], np.ndarray, np.ndarray]  # what it is, kernel, bias


def portable(spec: NetworkSpec, weights: Sequence[np.ndarray]) -> bytes:
    """The file of a network.

    Args:
        spec: the architecture.
        weights: its arrays, in the order of Keras's `get_weights`.
    """
    kind = _dense if spec.kind == "dense" else _convolutional
    layers = list(kind(spec, weights))
    numbers = "float32" if spec.kind == "dense" else "float16"
    described = {
        "numbers": numbers,
        "scale": 1 / INK if spec.scaled else 1.0,
        "layers": [about for about, *_ in layers],
    }
    header = json.dumps(described).encode()
    header += b" " * (-len(header) % 4)  # the numbers begin at a multiple of their size
    kind_of_number = np.dtype(numbers).newbyteorder("<")
    packed = [array.astype(kind_of_number).tobytes() for _, *arrays in layers for array in arrays]
    return b"".join([len(header).to_bytes(4, "little"), header, *packed])


def _dense(spec: NetworkSpec, weights: Sequence[np.ndarray]) -> Iterator[Layer]:
    last = len(weights) // 2 - 1
    for number, (kernel, bias) in enumerate(zip(weights[::2], weights[1::2], strict=True)):
        yield _dense_layer(kernel, bias, spec.activation if number < last else "linear")


def _convolutional(spec: NetworkSpec, weights: Sequence[np.ndarray]) -> Iterator[Layer]:
    numbers = iter(weights)
    for block in BLOCKS:
        kernel, gain, offset, mean, variance = (next(numbers) for _ in range(5))
        factor = gain / np.sqrt(variance + NORMAL_EPSILON)
        about = {
            "kind": "convolution",
            "inputs": kernel.shape[2],
            "outputs": kernel.shape[3],
            "activation": "relu",
            "stride": block.stride,
            "adds": block.adds,
        }
        yield about, kernel * factor, offset - mean * factor
    yield _dense_layer(next(numbers), next(numbers), "relu")
    yield _dense_layer(next(numbers), next(numbers), "linear")


def _dense_layer(kernel: np.ndarray, bias: np.ndarray, activation: str) -> Layer:
    inputs, outputs = kernel.shape
    about = {"kind": "dense", "inputs": inputs, "outputs": outputs, "activation": activation}
    return about, kernel, bias
