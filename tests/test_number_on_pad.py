"""Several digits on the pad: found in order, each with its own ink; one digit stays one."""

import random
from functools import partial

import cv2
import numpy as np
import pytest

from model import library
from model.digits_in_ink import is_number
from model.number_on_pad import MOST_PIECES, read_several
from model.pieces import heights_of, pieces_of
from pages.shared.pad.drawing import MAX_STROKES, PAD_SIZE
from pages.shared.pad.pen_digits import pen_digits
from pages.shared.pad.redrawing import Line, ink_of
from training.pretraining.strokes import draw


@pytest.fixture(scope="module")
def read():
    return library.load(library.DEFAULT).predict


def strokes_of(text: str, gap: float = 0.3, seed: int = 1) -> list[np.ndarray]:
    """Digits beside one another, with `gap` of their height between them."""
    chance = random.Random(seed)
    strokes, left = [], 0.0
    for digit in text:
        lines = chance.choice([lines for label, lines in pen_digits() if label == int(digit)])
        strokes += [np.array(line) + (left, 0) for line in lines]
        left = max(line[:, 0].max() for line in strokes) + gap
    return strokes


def written(text: str, gap: float = 0.3, seed: int = 1) -> np.ndarray:
    return drawn(strokes_of(text, gap, seed), 14)


def drawn(strokes: list[np.ndarray], brush: float) -> np.ndarray:
    side = max(np.ptp(np.concatenate(strokes), axis=0))
    return draw([line / side for line in strokes], PAD_SIZE, brush, 0.85, (0.5, 0.5))


def one_by_one(strokes: list[np.ndarray], brush: float) -> list[np.ndarray]:
    """The ink of each stroke alone, where it is in the drawing of all."""
    points = np.concatenate(strokes)
    scale = 0.8 * PAD_SIZE / max(np.ptp(points, axis=0))
    placed = [(each - points.min(axis=0)) * scale + brush for each in strokes]
    return [ink_of([Line(each, brush)]) for each in placed]


def said(digits) -> str:
    return "".join(str(each.reading.digit) for each in digits)


@pytest.mark.parametrize("text", ["42", "10", "2026", "1 3"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_number_is_read_digit_by_digit(read, text, seed):
    wide = 0.8 if " " in text else 0.3
    digits = read_several(written(text.replace(" ", ""), wide, seed), read)
    assert said(digits) == text.replace(" ", "")
    assert is_number(digits)
    lefts = [each.box[1] for each in digits]
    assert lefts == sorted(lefts)


def test_each_digit_has_its_own_ink_where_it_was(read):
    ink = written("47")
    digits = read_several(ink, read)
    parts = [each.alone(ink.shape) for each in digits]
    assert np.array_equal(np.maximum(*parts), ink)
    assert not np.logical_and(*parts).any()


@pytest.mark.parametrize("text", ["28", "33", "605", "57"])
def test_digits_that_touch_are_told_apart_by_their_strokes(read, text):
    """A thick pen makes one blob of them: nothing else says that they are several."""
    inks = one_by_one(strokes_of(text, gap=0.06), 36)
    blob = np.maximum.reduce(inks)
    assert len(heights_of(blob)) == 1 and read_several(blob, read) == []
    digits = read_several(blob, read, lambda: inks)
    assert said(digits) == text and is_number(digits)
    # Together they are all that was drawn, though the browser's pen is a little wider.
    wide = cv2.dilate(blob, np.ones((3, 3), np.uint8))
    digits = read_several(wide, read, lambda: inks)
    assert said(digits) == text
    assert np.array_equal(np.maximum.reduce([each.alone(wide.shape) for each in digits]), wide)


def test_no_digit_is_taken_apart_where_the_pen_was_lifted(read):
    several = [lines for _, lines in pen_digits() if len(lines) > 1]
    for lines in several:
        for brush in (14, 40):
            strokes = [np.array(line) for line in lines]
            inks = one_by_one(strokes, brush)
            assert read_several(np.maximum.reduce(inks), read, partial(list, inks)) == []


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


def test_what_is_in_more_pieces_than_a_drawing_has_strokes_is_not_read():
    ink = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    ink[:300, ::3] = ink[310:, ::3] = 255

    def read(images: np.ndarray) -> np.ndarray:
        raise AssertionError(f"{len(images)} pieces were read")

    assert len(pieces_of(ink)) > MOST_PIECES == MAX_STROKES
    assert read_several(ink, read) == []
