"""A box that is written over goes, and what is written stays; a digit is no box."""

import cv2
import numpy as np
import pytest

from model import library
from model.digits_in_picture import read_page, read_picture
from model.picture_file import Picture
from model.recogniser import Recogniser
from model.written_over import without_box_written_over
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import draw

DIGITS = {digit: [np.array(stroke) for stroke in strokes] for digit, strokes in pen_digits()}


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return library.load("default")


def box(leans: int = 0) -> np.ndarray:
    """(400, 400) uint8: a box, 150 pixels wide and 180 high."""
    sheet = np.zeros((400, 400), np.uint8)
    corners = np.array([(120, 100), (270, 100 + leans), (270 - leans, 280 + leans), (120, 280)])
    return cv2.polylines(sheet, [corners], True, 255, 5)


def written(digit: int, down: int, right: int) -> np.ndarray:
    """(400, 400) uint8: a digit as high as the box, so far from its middle."""
    sheet = np.zeros((400, 400), np.uint8)
    top, left = 90 + down, 95 + right
    sheet[top : top + 200, left : left + 200] = draw(DIGITS[digit], 200, 11, 0.85)
    return sheet


def without_box(ink: np.ndarray, contrast: np.ndarray | None = None) -> np.ndarray:
    levels = ink.astype(np.float32) if contrast is None else contrast
    return without_box_written_over(ink, ink > 0, levels)


@pytest.mark.parametrize("digit", [2, 3, 5, 6, 8, 9])
@pytest.mark.parametrize(("down", "right"), [(25, 0), (-20, 25), (0, -35)])
@pytest.mark.parametrize("leans", [0, 6])
def test_its_sides_go_and_what_crosses_them_stays(digit, down, right, leans):
    ink, lines = written(digit, down, right), box(leans)
    left = without_box(ink | lines) > 0
    assert (left & (ink == 0)).sum() < 0.2 * (lines > 0).sum()
    assert (left & (ink > 0)).sum() > 0.88 * (ink > 0).sum()


def test_a_stroke_along_a_paler_side_stays():
    ink, lines = np.zeros((400, 400), np.uint8), box()
    cv2.line(ink, (150, 101), (270, 101), 255, 5)  # a 7, whose bar lies on the box's top
    cv2.line(ink, (270, 101), (180, 320), 255, 5)
    contrast = np.where(ink > 0, 150, np.where(lines > 0, 70, 0)).astype(np.float32)
    left = without_box(ink | lines, contrast) > 0
    assert left[101, 160:265].all() and not left[130:270, 120].any()


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_no_box(digit):
    ink = written(digit, 0, 0)
    assert without_box(ink) is ink


def test_an_empty_box_stays():
    assert np.array_equal(without_box(box()), box())


@pytest.mark.parametrize("digit", [3, 5, 8])
@pytest.mark.parametrize("way", [read_picture, read_page])
def test_a_digit_over_a_box_is_read(digit, way, recogniser):
    ink, lines = written(digit, 20, -25), box()
    plane = np.where(ink > 0, 60, np.where(lines > 0, 90, 235)).astype(np.uint8)
    plane = cv2.GaussianBlur(cv2.resize(plane, (800, 800)), (5, 5), 0)
    page = way(Picture(np.dstack([plane] * 3), None, (800, 800)), recogniser.predict)
    assert page.texts == [str(digit)]


def test_cells_of_a_form_and_several_boxes_stay():
    cells = written(3, 0, 0) | box()
    cv2.line(cells, (195, 100), (195, 280), 255, 5)
    several = np.concatenate([written(5, 0, 0) | box(), box()], axis=1)
    for ink in (cells, several):
        assert without_box(ink) is ink
