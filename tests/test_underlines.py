"""A line below a digit goes; what is a part of one, or something else, stays."""

import cv2
import numpy as np
import pytest

from model.pieces import pieces_of
from model.underlines import without_underlines
from pages.shared.pad.pen_digits import pen_digits
from tests.inked import inked
from training.pretraining.strokes import draw

DIGITS = {digit: [np.array(stroke) for stroke in strokes] for digit, strokes in pen_digits()}


def sheet_with(digit: int) -> np.ndarray:
    """(400, 400) uint8: a digit, from row 100 to row 260 at most."""
    sheet = np.zeros((400, 400), np.uint8)
    sheet[80:280, 100:300] = draw(DIGITS[digit], 200, 10, 0.75)
    return sheet


def left_of(sheet: np.ndarray) -> np.ndarray:
    return inked(without_underlines(pieces_of(sheet)), sheet.shape)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("fall", [0, 25])
def test_a_line_below_a_single_digit_goes(digit, fall):
    ink, sheet = sheet_with(digit), sheet_with(digit)
    cv2.line(sheet, (95, 300), (305, 300 + fall), 255, 8)
    assert np.array_equal(left_of(sheet), ink)


@pytest.mark.parametrize(
    ("start", "end"), [((150, 300), (250, 300)), ((95, 180), (110, 180)), ((95, 60), (305, 60))]
)
def test_a_foot_a_dash_and_a_line_above_stay(start, end):
    """Under a digit as wide as the foot; beside one; above one, as of a fraction."""
    sheet = sheet_with(2)
    cv2.line(sheet, start, end, 255, 8)
    assert np.array_equal(left_of(sheet), sheet)


def test_a_line_alone_stays():
    sheet = np.zeros((300, 300), np.uint8)
    cv2.line(sheet, (50, 150), (250, 150), 255, 8)
    assert np.array_equal(left_of(sheet), sheet)
