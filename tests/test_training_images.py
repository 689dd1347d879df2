"""The images that the default recogniser learns from."""

from dataclasses import replace

import numpy as np
import pytest

from training.pretraining.drawings import add_national_shape, scribble, unit_box, vary
from training.pretraining.evaluate import CONDITIONS, drawn_images
from training.pretraining.parallel import CHUNK, make_images
from training.pretraining.strokes import StrokeSet
from training.pretraining.training_images import (
    NO_DIGIT,
    mnist_variants,
    non_digits,
    pen_digits,
    soft_targets,
)


@pytest.fixture
def strokes() -> StrokeSet:
    """A zero, a plain one and a seven."""
    angle = np.linspace(0, 2 * np.pi, 30)
    zero = np.stack([300 + 300 * np.cos(angle), 500 + 500 * np.sin(angle)], axis=1)
    one = np.array([[0, 0], [0, 500], [0, 1000]])
    seven = np.array([[0, 0], [600, 0], [400, 400], [250, 700], [200, 1000]])
    shapes = [zero, one, seven]
    ends = np.cumsum([len(shape) for shape in shapes])
    points = np.concatenate(shapes).astype(np.int16)
    labels = np.array([0, 1, 7], np.uint8)
    return StrokeSet(points, ends, np.arange(1, 4), labels, np.zeros(3, np.uint8), ("here",))


def numbers(start: int, stop: int, rng: np.random.Generator) -> np.ndarray:
    return np.stack([np.full(2, i) + rng.random(2) for i in range(start, stop)])


def test_many_processes_make_the_same_images_as_one():
    many = make_images(numbers, 2 * CHUNK + 7, seed=5)
    assert many.shape == (2 * CHUNK + 7, 2)
    assert np.array_equal(many.astype(int)[:, 0], np.arange(2 * CHUNK + 7))
    one = np.concatenate(
        [
            numbers(start, min(start + CHUNK, len(many)), np.random.default_rng(seed))
            for start, seed in zip(
                range(0, len(many), CHUNK), np.random.SeedSequence(5).spawn(3), strict=True
            )
        ]
    )
    assert np.array_equal(many, one)


def test_another_seed_makes_other_images(strokes):
    first, again, other = (pen_digits(strokes, 4, seed).images for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_pen_digits_keep_their_labels(strokes):
    drawn = pen_digits(strokes, 3, seed=1)
    assert drawn.images.shape == (9, 28, 28) and drawn.images.dtype == np.uint8
    assert drawn.labels.tolist() == [0, 1, 7] * 3
    assert (drawn.images.max(axis=(1, 2)) == 255).all()


def test_mnist_is_followed_by_its_variants():
    rng = np.random.default_rng(0)
    x = np.zeros((5, 28, 28), np.uint8)
    x[:, 6:22, 11:17] = rng.integers(100, 256, (5, 16, 6))
    variants = mnist_variants(x, np.arange(5, dtype=np.uint8), rounds=2, seed=1)
    assert np.array_equal(variants.images[:5], x)
    assert len(variants) == 15 and variants.labels.tolist() == [0, 1, 2, 3, 4] * 3
    assert not np.array_equal(variants.images[5:10], variants.images[10:])


@pytest.mark.parametrize("with_strokes", [True, False])
def test_non_digits_need_no_stroke_file(strokes, with_strokes):
    with_a_four = replace(strokes, labels=np.array([0, 1, 4], np.uint8))
    given = with_a_four if with_strokes else None
    made = non_digits(given, given, 60, seed=1)
    assert (made.labels == NO_DIGIT).all()
    assert (made.images.max(axis=(1, 2)) == 255).all()


def test_a_non_digit_asks_for_one_tenth_everywhere():
    targets = soft_targets(np.array([3, NO_DIGIT], np.uint8))
    assert targets[0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert targets[1] == pytest.approx(np.full(10, 0.1))


def test_national_shapes_are_added_now_and_then(strokes):
    rng = np.random.default_rng(0)
    for index, label in enumerate(strokes.labels):
        counts = [len(add_national_shape(strokes[index], int(label), rng)) for _ in range(400)]
        plain = counts.count(1) / len(counts)
        assert 0.6 < plain < 0.95, f"{label} is plain in {plain:.0%}"


def test_a_slash_runs_through_the_zero(strokes):
    rng = np.random.default_rng(0)
    slashed = next(s for _ in range(100) if len(s := add_national_shape(strokes[0], 0, rng)) == 2)
    begin, end = slashed[1]
    assert abs(end[0] - begin[0]) > 0.3 and abs(end[1] - begin[1]) > 0.5


def test_varying_keeps_the_strokes_and_their_points(strokes):
    varied = vary(strokes[0], np.random.default_rng(0))
    assert [len(stroke) for stroke in varied] == [30]
    assert not np.allclose(varied[0], strokes[0][0])


def test_a_unit_box_starts_at_zero_and_is_one_long():
    boxed = np.concatenate(unit_box([np.array([[3.0, 5.0], [4.0, 9.0]])]))
    assert boxed.min(axis=0).tolist() == [0, 0]
    assert boxed.max() == 1


def test_scribbles_are_finite_and_drawn():
    rng = np.random.default_rng(0)
    for _ in range(200):
        points = np.concatenate(unit_box(scribble(rng)))
        assert np.isfinite(points).all() and points.max() <= 1 + 1e-9


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
def test_conditions_draw_at_random_places_that_centring_undoes(strokes, condition):
    ones = strokes.select(np.ones(20, int))
    centred, squashed = drawn_images(ones, condition, seed=3)
    assert centred.shape == squashed.shape == (20, 28, 28)
    columns = squashed.max(axis=1).argmax(axis=1)
    assert np.ptp(columns) > 1
    assert (np.abs(centred.astype(int).sum(axis=1).argmax(axis=1) - 14) <= 2).all()
