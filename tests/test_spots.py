"""Punched holes are no writing, however thin the pen; digits and lonely dots are no holes."""

import cv2
import numpy as np
import pytest

from model import library
from model.digits_in_picture import read_picture
from model.picture_file import Picture
from model.spots import spots_in
from tests.test_boxes import DIGITS
from training.pretraining.strokes import draw


def sheet_with(digit: int, brush: float = 4) -> np.ndarray:
    """(600, 500) uint8: a digit in the middle of a sheet."""
    sheet = np.zeros((600, 500), np.uint8)
    sheet[160:440, 110:390] = draw(DIGITS[digit], brush=brush, fraction=0.4)
    return sheet


def punched(sheet: np.ndarray, radius: int = 24) -> np.ndarray:
    """The same with two holes, one of which the edge cuts."""
    sheet = sheet.copy()
    for row in (200, 590):
        cv2.circle(sheet, (60, row), radius, 255, -1)
    return sheet


@pytest.mark.parametrize("radius", [10, 24, 40])
def test_holes_are_spots_and_the_digit_is_none(radius):
    alone = sheet_with(5) > 0
    spots = spots_in(punched(sheet_with(5), radius) > 0)
    assert spots is not None
    assert not (spots & alone).any()
    assert not ((punched(sheet_with(5), radius) > 0) & ~spots & ~alone).any()


def test_a_digit_close_beside_a_hole_is_whole():
    seen = np.zeros((320, 320), bool)
    cv2.circle(sheet := np.zeros((320, 320), np.uint8), (120, 120), 60, 255, -1)
    digit = draw(DIGITS[5], 120, brush=5, fraction=0.98) > 0
    digit = digit[:, np.flatnonzero(digit.any(axis=0))[0] :]
    seen[60:180, 184 : 184 + digit.shape[1]] = digit
    spots = spots_in(seen | (sheet > 0))
    assert spots is not None and not (spots & seen).any()


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("brush", [3, 12, 40])
def test_digits_are_no_spots(digit, brush):
    ink = np.hstack([draw(DIGITS[each], 200, brush, 0.8) for each in (digit, 0, 8)])
    assert spots_in(ink > 0) is None


def test_a_dot_stays_if_hardly_anything_else_is_there():
    sheet = np.zeros((300, 300), np.uint8)
    cv2.circle(sheet, (150, 150), 60, 255, -1)
    assert spots_in(sheet > 0) is None
    sheet[20:30, 20:24] = 255
    assert spots_in(sheet > 0) is None


@pytest.mark.parametrize("digit", [0, 4, 8])
def test_a_digit_of_a_thin_pen_is_read_beside_large_holes(digit):
    ink = punched(sheet_with(digit), 40)
    colours = np.where(ink[:, :, None] > 0, (50, 60, 90), (235, 232, 225)).astype(np.uint8)
    page = read_picture(Picture(colours, None, (500, 600)), library.load("default").predict)
    assert page.texts == [str(digit)]
