"""Two digits on the pad."""

import numpy as np
import pytest

from model.two_digits import looks_like_two
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.drawings import unit_box
from training.pretraining.strokes import CANVAS, draw

DIGITS = [(digit, [np.array(stroke) for stroke in strokes]) for digit, strokes in pen_digits()]


@pytest.mark.parametrize(("digit", "strokes"), DIGITS)
def test_one_digit_is_one(digit, strokes):
    assert not looks_like_two(draw(strokes, CANVAS, 16, 0.6))


@pytest.mark.parametrize("gap", [0.2, 0.5])
def test_two_digits_are_two(gap):
    for (_, left), (_, right) in zip(DIGITS, DIGITS[3:] + DIGITS[:3], strict=True):
        width = max(stroke[:, 0].max() for stroke in left)
        both = [*left, *(stroke + [width + gap, 0.04] for stroke in right)]
        assert looks_like_two(draw(unit_box(both), CANVAS, 12, 0.85))


def test_a_dot_beside_a_digit_is_no_second_one():
    ink = np.zeros((100, 100), np.uint8)
    ink[10:90, 20:30] = 255
    ink[45:55, 60:70] = 255
    assert not looks_like_two(ink)


def test_blank_paper_is_none():
    assert not looks_like_two(np.zeros((50, 50), np.uint8))
