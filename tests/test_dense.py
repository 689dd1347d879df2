"""The NumPy forward pass against Keras."""

import numpy as np
import pytest

from model.dense import ACTIVATIONS, layer_outputs, probabilities, softmax
from model.keras_file import keras_file
from model.network import NetworkSpec, build
from model.recogniser import DenseRecogniser, Recogniser
from training.config import allowed

FLOAT32 = 2e-5  # what rounding to float32 costs on the way through some layers


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)


def weights_of(spec: NetworkSpec) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    scale = 0.1 if spec.scaled else 0.001
    return [rng.normal(0, scale, shape).astype(np.float32) for shape in spec.shapes]


def test_every_activation_of_a_training_is_there():
    assert set(ACTIVATIONS) == set(allowed("activation").values)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scaled", [True, False])
def test_it_computes_what_keras_does(activation, scaled, images):
    spec = NetworkSpec("dense", (7, 5), activation, scaled=scaled)
    network = build(spec)
    network.set_weights(weights_of(spec))
    expected = np.asarray(network(images.astype(np.float32)))
    outputs = layer_outputs(spec, weights_of(spec), images)
    assert [output.shape for output in outputs] == [(5, 7), (5, 5), (5, 10)]
    np.testing.assert_allclose(outputs[-1], expected, atol=FLOAT32 * np.abs(expected).max())


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_are_safe_far_from_zero(activation):
    values = ACTIVATIONS[activation](np.array([-1e4, 0.0, 1e4]))
    assert np.isfinite(values).all()


def test_a_network_without_hidden_layers_is_one_sum(images):
    spec = NetworkSpec("dense", (), scaled=False)
    kernel, bias = weights_of(spec)
    (logits,) = layer_outputs(spec, (kernel, bias), images)
    np.testing.assert_allclose(logits, images.reshape(5, 784) @ kernel.astype(float) + bias)


def test_probabilities_add_up_to_one_however_large_the_logits():
    shares = softmax(np.array([[1e4, 0, -1e4], [0, 0, 0]]))
    np.testing.assert_allclose(shares, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])


def test_both_recognisers_say_the_same(images):
    spec = NetworkSpec("dense", (6,), "tanh")
    slow, quick = (kind(spec, weights_of(spec)) for kind in (Recogniser, DenseRecogniser))
    np.testing.assert_allclose(quick.predict(images), slow.predict(images), atol=FLOAT32)
    assert quick.predict(images).dtype == np.float32


def test_a_keras_file_is_the_same_network_for_others(images, tmp_path):
    import keras

    spec = NetworkSpec("dense", (6,), "relu", dropout=0.5, l2=0.01)
    path = tmp_path / "digits.keras"
    path.write_bytes(keras_file(spec, weights_of(spec)))
    model = keras.models.load_model(path)
    np.testing.assert_allclose(
        model.predict(images.astype(np.float32), verbose=0),
        probabilities(spec, weights_of(spec), images),
        atol=FLOAT32,
    )
