"""Specs and the networks built from them."""

import numpy as np
import pytest

from model.errors import UserError
from model.network import NetworkSpec, build


@pytest.mark.parametrize(
    ("hidden_units", "parameters"),
    # 784 * 64 + 64 + 64 * 10 + 10, and so on; the first two are the published figures.
    [((64,), 50_890), ((10,), 7_960), ((), 7_850), ((32, 16), 784 * 32 + 32 + 32 * 16 + 16 + 170)],
)
def test_parameters_are_counted_as_keras_counts_them(hidden_units, parameters):
    spec = NetworkSpec(hidden_units=hidden_units)
    assert spec.parameters == parameters
    assert build(spec).count_params() == parameters


def test_a_spec_survives_json():
    spec = NetworkSpec(hidden_units=(30, 20), activation="tanh", scaled=False, dropout=0.2, l2=0.01)
    assert NetworkSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize(
    "fields", [{}, {"hidden_units": [3], "colour": "red"}, {"hidden_units": [3], "kind": "magic"}]
)
def test_a_damaged_spec_is_refused(fields):
    with pytest.raises(UserError):
        NetworkSpec.from_json(fields)


@pytest.mark.parametrize("scaled", [True, False])
def test_a_dense_network_is_a_matrix_product(scaled):
    network = build(NetworkSpec(hidden_units=(), scaled=scaled))
    weights, bias = network.get_weights()
    image = np.random.default_rng(0).integers(0, 256, (1, 28, 28)).astype(np.float32)
    values = image.reshape(1, 784) / (255 if scaled else 1)
    assert np.asarray(network(image)) == pytest.approx(values @ weights + bias, rel=1e-4, abs=1e-3)


def test_the_convolutional_network_gives_ten_logits():
    network = build(NetworkSpec(kind="convolutional", hidden_units=()))
    assert network.output_shape == (None, 10)
