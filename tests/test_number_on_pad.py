"""Several digits on the pad: found in order, each with its own ink; one digit stays one."""

import random

import numpy as np
import pytest

from model import library
from model.digits_in_ink import is_number
from model.number_on_pad import read_several
from pages.shared.pad.drawing import PAD_SIZE
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import draw


@pytest.fixture(scope="module")
def read():
    return library.load(library.DEFAULT).predict


def written(text: str, gap: float = 0.3, seed: int = 1) -> np.ndarray:
    """Digits beside one another, with `gap` of their height between them."""
    chance = random.Random(seed)
    strokes, left = [], 0.0
    for digit in text:
        lines = chance.choice([lines for label, lines in pen_digits() if label == int(digit)])
        strokes += [np.array(line) + (left, 0) for line in lines]
        left = max(line[:, 0].max() for line in strokes) + gap
    side = max(np.ptp(np.concatenate(strokes), axis=0))
    return draw([line / side for line in strokes], PAD_SIZE, 14, 0.85, (0.5, 0.5))


@pytest.mark.parametrize("text", ["42", "10", "2026", "1 3"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_number_is_read_digit_by_digit(read, text, seed):
    wide = 0.8 if " " in text else 0.3
    digits = read_several(written(text.replace(" ", ""), wide, seed), read)
    assert "".join(str(each.reading.digit) for each in digits) == text.replace(" ", "")
    assert is_number(digits)
    lefts = [each.box[1] for each in digits]
    assert lefts == sorted(lefts)


def test_each_digit_has_its_own_ink_where_it_was(read):
    ink = written("47")
    digits = read_several(ink, read)
    parts = [each.alone(ink.shape) for each in digits]
    assert np.array_equal(np.maximum(*parts), ink)
    assert not np.logical_and(*parts).any()


@pytest.mark.parametrize("digit", range(10))
def test_one_digit_is_no_number(read, digit):
    for seed in range(3):
        assert read_several(written(str(digit), seed=seed), read) == []


def test_a_dot_beside_a_digit_is_no_second_one(read):
    ink = written("3").copy()
    ink[190:215, 360:385] = 255
    assert read_several(ink, read) == []


def test_several_that_are_no_digits_are_no_number(read):
    """Two crosses: the page can say that it looks like more than one."""
    ink = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    for left in (60, 230):
        for step in range(100):
            ink[150 + step : 160 + step, left + step : left + step + 10] = 255
            ink[150 + step : 160 + step, left + 100 - step : left + 110 - step] = 255
    found = read_several(ink, read)
    assert len(found) == 2 and not is_number(found)


def test_blank_paper_is_none(read):
    assert read_several(np.zeros((PAD_SIZE, PAD_SIZE), np.uint8), read) == []
