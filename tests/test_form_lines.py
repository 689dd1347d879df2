"""Cells and combs go, however broken their lines and whatever crosses them; digits stay."""

import time

import cv2
import numpy as np
import pytest

from model.form_lines import without_forms
from tests.test_boxes import DIGITS, INK
from training.pretraining.strokes import draw

PLACE = (slice(130, 290), slice(210, 370))


def writing(digit: int, down: int = 0) -> np.ndarray:
    """(400, 640) uint8 with a digit in it."""
    alone = np.zeros((400, 640), np.uint8)
    alone[130 + down : 290 + down, 210:370] = draw(DIGITS[digit], 160, brush=9, fraction=0.7)
    return alone


def cells(count: int = 3) -> np.ndarray:
    """(400, 640) uint8 with a row of cells, the second of which is around the digit."""
    sheet = np.zeros((400, 640), np.uint8)
    for number in range(count + 1):
        cv2.line(sheet, (40 + 170 * number, 100), (44 + 170 * number, 310), INK, 4)
    for row in (100, 310):
        cv2.line(sheet, (40, row), (40 + 170 * count, row + 3), INK, 4)
    return sheet


def comb() -> np.ndarray:
    """(400, 640) uint8 with a line and seven teeth on it."""
    sheet = np.zeros((400, 640), np.uint8)
    cv2.line(sheet, (30, 320), (606, 320), INK, 4)
    for column in range(30, 607, 96):
        cv2.line(sheet, (column, 270), (column, 320), INK, 4)
    return sheet


def broken(sheet: np.ndarray) -> np.ndarray:
    """The same with gaps in its lines, beside those that stand and elsewhere."""
    sheet = sheet.copy()
    for column in (60, 220, 300, 450):
        sheet[:, column : column + 9] = 0
    sheet[180:190] = 0
    return sheet


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize(
    "form", [cells(), broken(cells()), comb()], ids=["whole", "broken", "comb"]
)
def test_the_lines_go_and_the_digit_stays(digit, form):
    alone = writing(digit)
    left = without_forms(form | alone) > 0
    assert (left & (alone == 0)).sum() < 0.02 * (alone > 0).sum()
    assert (left & (alone > 0)).sum() > 0.97 * (alone > 0).sum()


@pytest.mark.parametrize("digit", [1, 2, 3, 4, 7, 8])
def test_a_digit_that_crosses_a_line_stays(digit):
    form, alone = cells(), writing(digit, down=60)
    assert (form & alone).any()
    left = without_forms(form | alone) > 0
    assert (left & (alone > 0)).sum() > 0.9 * (alone > 0).sum()
    assert (left & (alone == 0)).sum() < 0.1 * (alone > 0).sum()


@pytest.mark.parametrize("form", [cells(), cells(1), comb()], ids=["cells", "box", "comb"])
def test_an_empty_form_stays(form):
    assert np.array_equal(without_forms(form), form)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("brush", [4, 8, 20, 40])
def test_digits_are_no_forms(digit, brush):
    ink = np.hstack([draw(DIGITS[each], 200, brush, 0.8) for each in (digit, 0, 1, 1, 1, 8)])
    assert np.array_equal(without_forms(ink), ink)


def test_1111_on_a_line_of_its_own_stays():
    sheet = np.zeros((300, 640), np.uint8)
    for column in (100, 190, 300, 380, 490):
        cv2.line(sheet, (column, 60), (column - 8, 200), INK, 8)
    cv2.line(sheet, (40, 240), (600, 240), INK, 5)
    assert np.array_equal(without_forms(sheet), sheet)


def numbers(*ones: tuple[int, int, int]) -> np.ndarray:
    """(400, 640) uint8 with 1s: (column, first row, last row)."""
    sheet = np.zeros((400, 640), np.uint8)
    for column, first, last in ones:
        cv2.line(sheet, (column + 2, first), (column - 2, last), INK, 6)
    return sheet


def test_1s_under_a_number_and_over_the_line_of_a_sum_stay():
    sheet = numbers(*((140 + 100 * place, 190, 300) for place in range(4)))
    cv2.line(sheet, (136, 306), (444, 306), INK, 6)
    for place, digit in enumerate((2, 3, 5, 7)):
        sheet[20:130, 90 + 100 * place : 200 + 100 * place] = draw(DIGITS[digit], 110, 6, 0.8)
    assert np.array_equal(without_forms(sheet), sheet)


def test_11811_underlined_stays():
    sheet = numbers(*((column, 115, 225) for column in (150, 265, 495, 610)))
    sheet[110:230, 320:440] = draw(DIGITS[8], 120, 7, 0.9)
    cv2.line(sheet, (140, 238), (620, 238), INK, 6)
    assert np.array_equal(without_forms(sheet), sheet)


def test_a_tall_1_divides_no_cell():
    alone = numbers((282, 124, 256))
    sheet = alone.copy()
    for column in (70, 210, 350, 490):
        cv2.line(sheet, (column, 110), (column, 270), INK, 3)
    for row in (110, 270):
        cv2.line(sheet, (70, row), (490, row), INK, 3)
    assert np.array_equal(without_forms(sheet), alone)


def test_what_is_small_and_no_rest_of_a_line_stays():
    sheet = cells(1) | numbers((120, 170, 250))
    cv2.circle(sheet, (160, 200), 5, INK, -1)  # a point
    cv2.line(sheet, (232, 200), (400, 200), INK, 5)  # … and what goes on outside
    rest = without_forms(sheet)
    assert rest[200, 160] and rest[200, 232:400].all() and not rest[150, 42]


def test_a_form_without_room_is_none():
    sheet = np.zeros((30, 420), np.uint8)
    cv2.rectangle(sheet, (20, 0), (96, 29), INK, 1)
    for column in (200, 250, 300, 350):
        sheet[:, column : column + 30] = 255
    assert np.array_equal(without_forms(sheet), sheet)


@pytest.mark.parametrize("columns", [(60, 240, 420, 600), (60, 168, 276, 384, 492, 600)])
def test_a_table_goes_with_what_divides_it(columns):
    alone, sheet = writing(5), np.zeros((400, 640), np.uint8)
    for row in (20, 114, 208, 302):
        cv2.line(sheet, (60, row), (600, row), INK, 3)
    for column in columns:
        cv2.line(sheet, (column, 20), (column, 302), INK, 3)
    small = np.zeros_like(alone)
    small[125:198, 290:363] = cv2.resize(alone[PLACE], (73, 73), interpolation=cv2.INTER_AREA)
    left = without_forms(sheet | small)
    assert np.array_equal(left > 0, small > 0)


def test_thousands_of_lines_take_no_time():
    sheet = np.zeros((3000, 4000), np.uint8)
    for row in range(10, 3000, 60):
        for column in range(10, 3900, 200):
            cv2.rectangle(sheet, (column, row), (column + 150, row + 40), INK, 2)
    grid = np.zeros((3000, 4000), np.uint8)
    for at in range(20, 3000, 26):
        cv2.line(grid, (20, at), (3000, at), INK, 2)
        cv2.line(grid, (at, 20), (at, 3000), INK, 2)
    hatching = np.zeros((3000, 4000), np.uint8)
    for row in range(-1000, 3000, 12):
        cv2.line(hatching, (0, row), (4000, row + 1100), INK, 3)
    dashes = np.zeros((3000, 4000), np.uint8)
    for row in range(4, 2990, 8):
        dashes[row] = 255
        for column in range(0, 4000, 24):
            dashes[row : row + 3, column : column + 12] = 255
    boxes = np.zeros((3000, 4000), np.uint8)
    for at in range(10, 310, 5):
        cv2.rectangle(boxes, (at, at), (4000 - at, 3000 - at), INK, 1)
    cv2.line(boxes, (1500, 800), (1500, 2000), INK, 2)
    joined = hatching.copy()
    joined[:, :12] = 255
    full = np.full((3000, 4000), 255, np.uint8)
    start = time.process_time()
    for each in (sheet, grid, hatching, joined, dashes, boxes, full):
        without_forms(each)
    assert time.process_time() - start < 10
