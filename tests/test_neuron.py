"""One neuron: sums, updates and slopes that were worked out by hand, or otherwise."""

import itertools
import math

import numpy as np
import pytest

from model.descent import BOWL, HOLLOWS, LANDSCAPES, VALLEY, Outcome, descend
from model.neuron import (
    GATES,
    Line,
    activation,
    binary_inputs,
    cross_entropy,
    fires,
    learn_by_gradient,
    learn_from_mistake,
    mistakes,
    slope,
    weighted_sum,
    worst_mistake,
)
from pages.neuron import points as sets
from pages.neuron.activation_picture import NAMES
from pages.neuron.line import Weights
from pages.neuron.line_plane import PLANE
from pages.neuron.perceptron import TASKS, USUAL
from pages.neuron.perceptron_picture import rows_right
from pages.neuron.points import MOST, Point, PointSet, decode, encode

HOT_DOG = ((3, 2, 6), 4)  # ketchup, mustard, bun; Krohn's weights and threshold
SQUARE, CIRCLE = 1.0, 0.0

BEFORE = Weights("before", None)


@pytest.mark.parametrize(
    ("inputs", "total", "fired"),
    [((1, 0, 1), 9, True), ((1, 1, 0), 5, True), ((1, 0, 0), 3, False), ((0, 1, 0), 2, False)],
)
def test_the_hot_dog_detector_adds_up_weights_and_compares(inputs, total, fired):
    weights, threshold = HOT_DOG
    assert weighted_sum(inputs, weights) == total
    assert fires(inputs, weights, threshold) is fired


def test_a_sum_that_just_reaches_the_threshold_fires():
    assert fires((1, 1), (1, 1), 2)
    assert not fires((1, 0), (1, 1), 2)


@pytest.mark.parametrize("task", TASKS)
def test_no_task_is_solved_before_it_was_tried(task):
    (weights, threshold), wanted = USUAL[task], GATES[task]
    inputs = 3 if len(wanted) == 8 else 2
    assert rows_right(weights[:inputs], threshold, wanted) < len(wanted)


@pytest.mark.parametrize(
    ("task", "weights", "threshold"),
    [("hotdog", (2, 2, 4), 6), ("and", (1, 1), 2), ("or", (1, 1), 1)],
)
def test_all_but_xor_can_be_solved(task, weights, threshold):
    assert rows_right(weights, threshold, GATES[task]) == len(GATES[task])


def test_no_weights_at_all_get_all_rows_of_xor_right():
    most = 0
    for w1, w2, threshold in itertools.product(range(-6, 7), range(-6, 7), range(-12, 13)):
        answers = [fires(row, (w1, w2), threshold) for row in binary_inputs(2)]
        right = sum(a == b for a, b in zip(answers, GATES["xor"], strict=True))
        most = max(most, right)
    assert most == 3


def test_rosenblatts_rule_step_by_step():
    points, targets = np.array([[0.5, -0.25], [-0.5, 0.25]]), np.array([SQUARE, CIRCLE])
    # Without weights every sum is 0 and fires, so the circle is misread: its place is taken away.
    first = learn_from_mistake(Line(0, 0, 0), points, targets, rate=0.2)
    assert first.point == 1
    assert first.pull.tolist() == [0.5, -0.25, -1.0]
    assert first.after == Line(0.1, -0.05, -0.2)
    # The square's sum is 0.05 + 0.0125 - 0.2 < 0: its place is added.
    second = learn_from_mistake(first.after, points, targets, rate=0.2)
    assert second.point == 0
    after = second.after
    assert (after.w1, after.w2, after.b) == pytest.approx((0.2, -0.1, 0.0))
    # 0.1 + 0.025 fires, -0.125 doesn't.
    assert learn_from_mistake(second.after, points, targets, rate=0.2) is None


def test_the_mistake_farthest_on_the_wrong_side_is_the_worst():
    points, targets = np.array([[0.2, 0.0], [0.9, 0.0], [-1.0, 0.0]]), np.zeros(3)
    assert worst_mistake(Line(1, 0, 0), points, targets) == 1
    assert worst_mistake(Line(0, 0, -1), points, targets) is None


@pytest.mark.parametrize("rate", [0.05, 1.0, 5.0])
def test_rosenblatts_rule_finds_a_line_where_there_is_one(rate):
    line, points = Line(-1.0, 0.6, 0.2), sets.DATA_SETS["separable"]
    places, targets = sets.places(points), sets.targets(points)
    for _ in range(500):
        update = learn_from_mistake(line, places, targets, rate)
        if update is None:
            break
        line = update.after
    assert not mistakes(line, places, targets).any()


@pytest.mark.parametrize("rule", [learn_from_mistake, learn_by_gradient])
def test_no_rule_finds_a_line_for_xor(rule):
    line, points = Line(-1.0, 0.6, 0.2), sets.DATA_SETS["xor"]
    places, targets = sets.places(points), sets.targets(points)
    for _ in range(300):
        update = rule(line, places, targets, 0.5)
        line = update.after
        assert mistakes(line, places, targets).any()


def test_a_gradient_step_by_hand():
    points, targets = np.array([[1.0, -0.5], [-1.0, 0.0]]), np.array([SQUARE, CIRCLE])
    line = Line(0, 0, 0)
    assert cross_entropy(line, points, targets) == pytest.approx(math.log(2))
    # Both shares are 1/2, so the square pulls by 1/2 and the circle by -1/2; then the mean.
    update = learn_by_gradient(line, points, targets, rate=2.0)
    assert update.pull.tolist() == [0.5, -0.125, 0.0]
    assert update.after == Line(1.0, -0.25, 0.0)
    assert cross_entropy(update.after, points, targets) < math.log(2)


def test_the_pull_is_the_slope_of_the_loss():
    generator = np.random.default_rng(7)
    points, targets = generator.uniform(-1, 1, (9, 2)), generator.integers(0, 2, 9).astype(float)
    line, tiny = Line(0.7, -1.3, 0.2), 1e-6
    pull = learn_by_gradient(line, points, targets, rate=1.0).pull
    for number in range(3):
        change = np.zeros(3)
        change[number] = tiny
        ahead, behind = line.moved(change), line.moved(-change)
        rise = cross_entropy(ahead, points, targets) - cross_entropy(behind, points, targets)
        assert -pull[number] == pytest.approx(rise / (2 * tiny), abs=1e-8)


def test_the_loss_of_a_very_sure_neuron_is_a_number():
    points = np.array([[1.0, 1.0]])
    assert cross_entropy(Line(1e6, 0, 0), points, np.array([CIRCLE])) == pytest.approx(1e6)
    assert cross_entropy(Line(1e6, 0, 0), points, np.array([SQUARE])) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_slope_is_how_fast_the_output_changes(name):
    sums, tiny = np.array([-8.0, -3.1, -0.7, 0.4, 2.2, 8.0]), 1e-6
    rise = activation(name)(sums + tiny) - activation(name)(sums - tiny)
    np.testing.assert_allclose(slope(name)(sums), rise / (2 * tiny), atol=1e-8)


def test_what_saturates_and_what_dies():
    far = np.array([-8.0])
    assert slope("sigmoid")(far)[0] == pytest.approx(0.000335, abs=1e-6)
    assert slope("relu")(far)[0] == 0
    assert slope("leaky_relu")(far)[0] == 0.2
    assert slope("sigmoid")(np.array([0.0]))[0] == 0.25


@pytest.mark.parametrize("landscape", LANDSCAPES.values(), ids=LANDSCAPES)
def test_a_landscapes_slope_is_that_of_its_loss(landscape):
    place, tiny = np.array([0.8, -1.1][: landscape.weights]), 1e-6
    for number in range(landscape.weights):
        change = np.zeros(landscape.weights)
        change[number] = tiny
        rise = landscape.loss(place + change) - landscape.loss(place - change)
        assert landscape.slope(place)[number] == pytest.approx(rise / (2 * tiny), rel=1e-6)


@pytest.mark.parametrize("landscape", LANDSCAPES.values(), ids=LANDSCAPES)
def test_hollows_are_flat_at_their_bottom_and_the_first_is_the_deepest(landscape):
    losses = [landscape.loss(np.array(bottom)) for bottom in landscape.hollows]
    assert losses == sorted(losses) and losses[0] >= 0
    for bottom in landscape.hollows:
        np.testing.assert_allclose(landscape.slope(np.array(bottom)), 0, atol=1e-3)


def test_the_first_steps_down_the_bowl_by_hand():
    # The slope is 2 w, so with a rate of 0.1 each step leaves 0.8 of w.
    path = descend(BOWL, np.array([2.0]), 0.1, 3)
    np.testing.assert_allclose(path.weights[:, 0], [2.0, 1.6, 1.28, 1.024])
    np.testing.assert_allclose(path.losses, [4.0, 2.56, 1.6384, 1.048576])
    np.testing.assert_allclose(path.slopes[:, 0], [4.0, 3.2, 2.56, 2.048])
    assert path.outcome is Outcome.ROLLING
    assert path.needed == math.ceil(math.log(0.05 / 2.0) / math.log(0.8))


@pytest.mark.parametrize(
    ("landscape", "start", "rate", "outcome"),
    [
        (BOWL, (2.0,), 0.5, Outcome.ARRIVED),
        (BOWL, (2.0,), 0.95, Outcome.JUMPING),
        (BOWL, (2.0,), 1.05, Outcome.ESCAPED),
        (BOWL, (2.0,), 0.001, Outcome.ROLLING),
        (HOLLOWS, (2.4,), 0.1, Outcome.TRAPPED),
        (HOLLOWS, (-2.4,), 0.1, Outcome.ARRIVED),
        (VALLEY, (2.4, 1.5), 0.16, Outcome.JUMPING),
        (VALLEY, (2.4, 1.5), 0.2, Outcome.ESCAPED),
    ],
)
def test_what_becomes_of_a_ball(landscape, start, rate, outcome):
    assert descend(landscape, np.array(start), rate, 20).outcome is outcome


def test_a_jump_is_a_step_to_the_other_side():
    assert descend(BOWL, np.array([2.0]), 0.95, 3).jumps == [1, 2, 3]
    assert descend(BOWL, np.array([2.0]), 0.1, 3).jumps == []


def test_a_ball_that_never_rests_is_not_waited_for():
    path = descend(BOWL, np.array([2.0]), 1.0, 4)
    assert path.needed is None and path.steps == 4
    assert descend(BOWL, np.array([2.0]), 0.1, 0).outcome is Outcome.WAITING


def test_points_survive_the_address():
    points = (Point(True, 0.12, -0.4), Point(False, -1.0, 1.0), Point(True, 0.0, 0.0))
    assert encode(points) == "s12_-40.c-100_100.s0_0"
    assert decode(encode(points)) == points
    for name, each in sets.DATA_SETS.items():
        assert encode(each) == name and decode(name) == each


@pytest.mark.parametrize(
    "text",
    ["", "s", "s1_2_3", "t1_2", "s101_0", "s1_2.", "s٣_1", "s1e1_2", "s-_1", "s0_0." * 9999]
    + [".".join(["s1_1"] * (MOST + 1))],
)
def test_points_that_can_not_be_are_refused(text):
    with pytest.raises(ValueError, match="must be separable"):
        PointSet("points", ()).read(text)


def test_weights_survive_the_address():
    for line in (None, Line(0.5, -1.0, 0.25), Line(-10.0, 10.0, 0.0001)):
        assert BEFORE.read(BEFORE.write(line)) == line


@pytest.mark.parametrize(
    "text", ["1_2", "1_2_3_4", "nan_0_0", "11_0_0", "1e1_0_0", "1__2_3", "٣_1_1"]
)
def test_weights_that_can_not_be_are_refused(text):
    with pytest.raises(ValueError, match="must be three numbers"):
        BEFORE.read(text)


def test_a_place_in_the_picture_is_a_place_in_the_plane():
    across, down = PLANE.across(0.3), PLANE.down(-0.7)
    assert PLANE.numbers_at(across / PLANE.width, down / PLANE.height) == pytest.approx((0.3, -0.7))
