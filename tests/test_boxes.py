"""Boxes and cells of forms go, whatever touches them; digits that look like boxes stay."""

import cv2
import numpy as np
import pytest

from model.boxes import without_boxes
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import draw

DIGITS = {digit: [np.array(stroke) for stroke in strokes] for digit, strokes in pen_digits()}
INK = (255,)


def form_with(digit: int, down: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A digit on (400, 400) of paper, and the same in a leaning box, so far below its middle."""
    alone = np.zeros((400, 400), np.uint8)
    alone[130 + down : 270 + down, 130:270] = draw(DIGITS[digit], 140, brush=8, fraction=0.6)
    boxed = alone.copy()
    corners = np.array([[112, 120], [290, 126], [286, 290], [108, 284]])
    cv2.polylines(boxed, [corners], isClosed=True, color=INK, thickness=3)
    return alone, boxed


@pytest.mark.parametrize("digit", range(10))
def test_a_box_goes_and_the_digit_in_it_stays(digit):
    alone, boxed = form_with(digit)
    assert np.array_equal(without_boxes(boxed) > 0, alone > 0)


@pytest.mark.parametrize("digit", [2, 3, 5, 8])
def test_a_digit_that_touches_the_box_stays(digit):
    alone, boxed = form_with(digit, down=40)
    left = without_boxes(boxed) > 0
    assert cv2.connectedComponents(boxed)[0] == 2  # they do touch
    assert (left & (alone > 0)).sum() > 0.9 * (alone > 0).sum()
    assert (left & (alone == 0)).sum() < 0.1 * (alone > 0).sum()


def test_the_cells_of_a_comb_go():
    sheet = np.zeros((200, 600), np.uint8)
    for column in range(60, 541, 80):
        cv2.line(sheet, (column, 50), (column, 150), INK, 3)
    for row in (50, 150):
        cv2.line(sheet, (60, row), (540, row), INK, 3)
    alone = np.zeros_like(sheet)
    alone[70:130, 150:210] = draw(DIGITS[7], 60, brush=5, fraction=0.7)
    assert np.array_equal(without_boxes(sheet | alone) > 0, alone > 0)


def test_an_empty_box_stays():
    sheet = np.zeros((400, 400), np.uint8)
    cv2.rectangle(sheet, (100, 100), (300, 300), INK, 3)
    assert np.array_equal(without_boxes(sheet), sheet)


@pytest.mark.parametrize("digit", [0, 4, 6, 8, 9])
@pytest.mark.parametrize("brush", [8, 20, 40])
def test_a_digit_is_no_box(digit, brush):
    ink = draw(DIGITS[digit], brush=brush, fraction=0.8)
    assert np.array_equal(without_boxes(ink), ink)


def test_a_boxy_0_with_a_slash_is_a_digit():
    sheet = np.zeros((400, 400), np.uint8)
    cv2.rectangle(sheet, (150, 100), (240, 300), INK, 8)
    cv2.line(sheet, (165, 280), (225, 120), INK, 8)
    assert np.array_equal(without_boxes(sheet), sheet)
