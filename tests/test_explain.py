"""Explanations: sums that add up, slopes that finite differences confirm."""

import numpy as np
import pytest

from model import library
from model.dense import ACTIVATIONS, SLOPES, gradients, layer_outputs
from model.explain import (
    FEATURE_MAPS,
    ConvolutionalExplainer,
    DenseExplainer,
    class_maps,
    explainer,
)
from model.network import NetworkSpec
from model.recogniser import DenseRecogniser, Recogniser

FLOAT32 = 2e-5  # what rounding to float32 costs, relative to the largest value
STEP = 1e-4  # for finite differences
SMOOTH = ("sigmoid", "tanh", "gelu", "silu", "elu", "linear")


def weights_of(spec: NetworkSpec) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    scale = 0.1 if spec.scaled else 0.001
    return [rng.normal(0, scale, shape).astype(np.float32) for shape in spec.shapes]


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    """A slanted line: mostly paper, as drawings are."""
    drawn = np.zeros((28, 28), np.uint8)
    for row in range(5, 23):
        drawn[row, 24 - row : 27 - row] = (120, 255, 90)
    return drawn


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return library.load()


@pytest.fixture(scope="module")
def convolutional(recogniser) -> ConvolutionalExplainer:
    return explainer(recogniser)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_its_slope(activation):
    values = np.array([-3.0, -0.7, 0.4, 2.5])
    change = ACTIVATIONS[activation](values + STEP) - ACTIVATIONS[activation](values - STEP)
    np.testing.assert_allclose(SLOPES[activation](values), change / (2 * STEP), atol=1e-7)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_slopes_are_safe_far_from_zero(activation):
    assert np.isfinite(SLOPES[activation](np.array([-1e4, 0.0, 1e4]))).all()


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("scaled", [True, False])
def test_slopes_of_pixels_are_what_finite_differences_say(activation, scaled, image):
    spec = NetworkSpec("dense", (4, 3), activation, scaled=scaled)
    weights, digit = weights_of(spec), 7
    slopes = DenseExplainer(spec, weights).slopes(image[None].astype(float), digit)[0]

    def logit(changed: np.ndarray) -> float:
        return layer_outputs(spec, weights, changed[None])[-1][0, digit]

    for pixel in ((5, 19), (14, 11), (0, 0), (27, 27)):
        more, less = image.astype(float), image.astype(float)
        more[pixel] += 0.5
        less[pixel] -= 0.5
        assert slopes[pixel] == pytest.approx(logit(more) - logit(less), rel=1e-4, abs=1e-9)


def test_slopes_of_hidden_outputs_are_those_of_the_rest_of_the_network(image):
    spec = NetworkSpec("dense", (4, 3), "tanh")
    weights = weights_of(spec)
    _, first, second = gradients(spec, weights, image[None], np.eye(10)[[2]])
    np.testing.assert_allclose(second[0], weights[4][:, 2])
    hidden = layer_outputs(spec, weights, image[None])[0][0]
    for unit in range(4):
        moved = np.array([hidden, hidden])
        moved[0, unit] += STEP
        moved[1, unit] -= STEP
        logits = np.tanh(moved @ weights[2] + weights[3]) @ weights[4] + weights[5]
        assert first[0, unit] == pytest.approx((logits[0, 2] - logits[1, 2]) / (2 * STEP), rel=1e-5)


@pytest.mark.parametrize("hidden_units", [(6,), (7, 5), (6, 5, 4)])
def test_contributions_and_bias_add_up_to_the_logits_of_the_recogniser(hidden_units, image):
    spec = NetworkSpec("dense", hidden_units, "relu")
    recogniser = DenseRecogniser(spec, weights_of(spec))
    layers = explainer(recogniser).units(image)
    assert [len(layer.activations) for layer in layers] == list(hidden_units)
    assert [layer.is_exact for layer in layers] == [False] * (len(layers) - 1) + [True]
    logits = recogniser.logits(image[None])[0]
    total = layers[-1].contributions.sum(axis=0) + layers[-1].bias
    np.testing.assert_allclose(total, logits, atol=FLOAT32 * np.abs(logits).max())
    np.testing.assert_allclose(
        layers[-1].contributions, layers[-1].activations[:, None] * recogniser.weights[-2]
    )


def test_contributions_of_the_convolutional_network_add_up_too(recogniser, convolutional, image):
    (hidden,) = convolutional.units(image)
    logits = recogniser.logits(image[None])[0]
    total = hidden.contributions.sum(axis=0) + hidden.bias
    np.testing.assert_allclose(total, logits, atol=FLOAT32 * np.abs(logits).max())


def test_earlier_layers_of_a_linear_network_add_up_but_for_the_biases(image):
    spec = NetworkSpec("dense", (6, 5), "linear")
    weights = weights_of(spec)
    first, second = DenseExplainer(spec, weights).units(image)
    through_biases = weights[3] @ weights[4]
    np.testing.assert_allclose(
        first.contributions.sum(axis=0) + through_biases, second.contributions.sum(axis=0)
    )


def test_the_most_influential_unit_comes_first(image):
    spec = NetworkSpec("dense", (6,), "tanh")
    (layer,) = DenseExplainer(spec, weights_of(spec)).units(image)
    order = layer.by_influence(4)
    influence = np.abs(layer.contributions[order, 4])
    assert sorted(order) == list(range(6)) and (np.diff(influence) <= 0).all()


def test_every_feature_map_is_there_and_nothing_is_below_zero(convolutional, image):
    maps = convolutional.feature_maps(image)
    assert [layer.name for layer in maps] == list(FEATURE_MAPS)
    assert [layer.maps.shape for layer in maps][::3] == [(28, 28, 8), (7, 7, 32), (4, 4, 64)]
    assert all((layer.maps >= 0).all() for layer in maps)


@pytest.mark.parametrize("scaled", [True, False])
def test_class_maps_of_a_linear_network_reproduce_its_logits(scaled, image):
    spec = NetworkSpec("dense", (), scaled=scaled)
    weights = weights_of(spec)
    recogniser = DenseRecogniser(spec, weights)
    inputs = image / 255 if scaled else image
    sums = (class_maps(weights) * inputs).sum(axis=(1, 2)) + weights[1]
    np.testing.assert_allclose(sums, recogniser.logits(image[None])[0], rtol=1e-4, atol=1e-5)


def test_ink_evidence_of_a_linear_network_is_pixel_times_weight(image):
    spec = NetworkSpec("dense", ())
    weights = weights_of(spec)
    evidence = DenseExplainer(spec, weights).ink_evidence(image, 3)
    np.testing.assert_allclose(evidence, class_maps(weights)[3] * image / 255, atol=1e-12)


def evidence_and_change(network: DenseRecogniser | Recogniser, image, digit) -> tuple[float, float]:
    evidence = explainer(network).ink_evidence(image, digit)
    assert (evidence[image == 0] == 0).all()
    drawn, blank = network.logits(np.stack([image, np.zeros_like(image)]))
    return evidence.sum(), drawn[digit] - blank[digit]


@pytest.mark.parametrize("activation", SMOOTH)
def test_ink_evidence_adds_up_to_what_the_ink_changes(activation, image):
    spec = NetworkSpec("dense", (9, 8), activation)
    total, change = evidence_and_change(DenseRecogniser(spec, weights_of(spec)), image, 5)
    assert total == pytest.approx(change, rel=1e-3, abs=1e-3)


def test_ink_evidence_of_the_convolutional_network_adds_up_roughly(recogniser, image):
    total, change = evidence_and_change(recogniser, image, 1)
    assert total == pytest.approx(float(change), rel=0.08, abs=0.3)


def test_the_convolutional_slopes_are_what_finite_differences_say(recogniser, convolutional, image):
    slopes = convolutional.slopes(image[None], 1)[0]
    pixel = np.unravel_index(np.abs(slopes).argmax(), slopes.shape)
    more = image.astype(float)
    less = more.copy()
    more[pixel] += 1.0
    less[pixel] -= 1.0
    change = np.subtract(
        *(convolutional.units(each)[0].contributions.sum(0)[1] for each in (more, less))
    )
    assert slopes[pixel] == pytest.approx(change / 2, rel=0.05)
