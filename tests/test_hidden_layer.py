"""A small network: its slopes, what it can learn, and what a lesson says of it."""

import itertools

import numpy as np
import pytest

from model.hidden_layer import HiddenLayer, cross_entropy, first_weights, learn
from pages.neuron import points as sets
from pages.neuron.hidden import ACTIVATIONS, ENOUGH, FEW, LESSON, LONG

XOR, RING = (
    (sets.places(sets.DATA_SETS[name]), sets.targets(sets.DATA_SETS[name]))
    for name in ("xor", "ring")
)


def misread(network: HiddenLayer, points: np.ndarray, targets: np.ndarray) -> int:
    return int(((network.sums(points) >= 0) != (targets > 0)).sum())


def learnt(units: int, seed: int, steps: int, where: tuple = XOR, rate: float = 1.0) -> HiddenLayer:
    network = first_weights(units, "tanh", seed)
    for _ in range(steps):
        network = learn(network, *where, rate)
    return network


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_step_goes_down_the_slope_of_the_loss(activation):
    network, tiny, (points, targets) = first_weights(3, activation, 5), 1e-6, RING
    after = learn(network, points, targets, rate=1.0)
    for name in ("inputs", "outputs"):
        weights = getattr(network, name)
        for place in itertools.product(*map(range, weights.shape)):
            losses = []
            for side in (tiny, -tiny):
                changed = {"inputs": network.inputs.copy(), "outputs": network.outputs.copy()}
                changed[name][place] += side
                losses.append(cross_entropy(HiddenLayer(**changed, activation=activation), *RING))
            slope = (losses[0] - losses[1]) / (2 * tiny)
            step = getattr(after, name)[place] - weights[place]
            assert -step == pytest.approx(slope, abs=1e-8)


def test_a_seed_is_a_start():
    one, same, other = (first_weights(2, "tanh", seed) for seed in (1, 1, 2))
    assert one.inputs.tolist() == same.inputs.tolist() != other.inputs.tolist()
    assert (
        np.abs(one.inputs).max() <= 1 and one.inputs.shape == (2, 3) and one.outputs.shape == (3,)
    )


def test_xor_by_hand():
    # One line on either side of the middle; a square lies beyond one of them.
    inputs = np.array([[20.0, -20.0, -12.0], [-20.0, 20.0, -12.0]])
    network = HiddenLayer(inputs, np.array([5.0, 5.0, 5.0]), "tanh")
    assert misread(network, *XOR) == 0


def test_the_lessons_first_start_solves_xor_and_others_get_stuck():
    first = {each.name: each.default for each in LESSON.settings}["seed"]
    assert misread(learnt(2, first, 300), *XOR) == 0
    assert any(misread(learnt(2, seed, LONG), *XOR) for seed in range(2, 6))


def test_one_unit_never_does():
    assert all(misread(learnt(1, seed, ENOUGH), *XOR) for seed in range(1, 4))


def test_a_few_units_part_the_circles_from_the_ring():
    assert min(misread(learnt(FEW, seed, 1_000, RING), *RING) for seed in range(1, 4)) == 0
