"""A dense network as a .keras file, for people to take home."""

import tempfile
from pathlib import Path

import numpy as np

from model import backend
from model.network import NetworkSpec, build


def keras_file(spec: NetworkSpec, weights: list[np.ndarray]) -> bytes:
    """The content of a .keras file that `keras.models.load_model` reads.

    Its model takes (N, 28, 28) images, 0 to 255, and gives (N, 10) probabilities. Nothing here
    ever loads such a file: it may carry code.

    Args:
        spec: the network.
        weights: its arrays, in the order of Keras's `get_weights`.
    """
    backend.tensorflow()
    import keras

    network = build(spec)
    network.set_weights(weights)
    probabilities = keras.layers.Softmax(name="probabilities")(network.output)
    model = keras.Model(network.input, probabilities, name="digits")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digits.keras"
        model.save(path)
        return path.read_bytes()
