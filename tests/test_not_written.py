"""Thumbs, pens, bindings and rings are no digits; what resembles them and is one, stays."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from model import library
from model.digits_in_picture import read_picture
from model.not_written import without_not_written
from model.picture_file import Picture
from model.pieces import pieces_of
from pages.shared.pad.pen_digits import pen_digits
from tests.inked import inked
from training.pretraining.strokes import draw

DIGITS = {digit: [np.array(stroke) for stroke in strokes] for digit, strokes in pen_digits()}


def sheet_with(digit: int) -> np.ndarray:
    """(600, 500) uint8: a digit in the middle of a sheet, 150 pixels high."""
    sheet = np.zeros((600, 500), np.uint8)
    sheet[160:440, 110:390] = draw(DIGITS[digit], brush=12, fraction=0.5)
    return sheet


def left_of(ink: np.ndarray) -> np.ndarray:
    """What is left of the ink."""
    return inked(without_not_written(pieces_of(ink), ink.shape), ink.shape)


def a_thumb(sheet: np.ndarray) -> None:
    cv2.ellipse(sheet, (420, 600), (60, 140), 10, 0, 360, 255, -1)


def a_spiral(sheet: np.ndarray) -> None:
    for row in range(30, 580, 42):
        cv2.ellipse(sheet, (30, row), (14, 9), 0, 0, 360, 255, 3)


def holes_with_wires(sheet: np.ndarray) -> None:
    """Three of a spiral's holes, and one that the picture cuts."""
    for row in (70, 250, 430, 590):
        cv2.circle(sheet, (70, row), 50, 255, -1)
        cv2.rectangle(sheet, (0, row - 6), (70, row + 6), 0, -1)


def a_staple(sheet: np.ndarray) -> None:
    cv2.line(sheet, (40, 60), (110, 30), 255, 7)


def a_pen_beside_it(sheet: np.ndarray) -> None:
    cv2.line(sheet, (440, 80), (448, 460), 255, 12)


def a_thick_pen_beside_it(sheet: np.ndarray) -> None:
    cv2.line(sheet, (60, 150), (50, 450), 255, 30)


def the_edge_of_the_sheet(sheet: np.ndarray) -> None:
    cv2.fillPoly(sheet, [np.array([(499, 0), (499, 599), (486, 599)])], 255)


def a_ring(sheet: np.ndarray) -> None:
    cv2.ellipse(sheet, (250, 300), (130, 150), 8, 0, 360, 255, 9)


def the_teeth_of_a_comb(sheet: np.ndarray) -> None:
    for column in range(60, 460, 50):
        cv2.line(sheet, (column, 500), (column, 540), 255, 4)


@pytest.mark.parametrize(
    "add",
    [
        *(a_thumb, a_spiral, holes_with_wires, a_staple, the_teeth_of_a_comb),
        *(a_pen_beside_it, a_thick_pen_beside_it, the_edge_of_the_sheet, a_ring),
    ],
)
@pytest.mark.parametrize("digit", [3, 8])
def test_what_nobody_wrote_goes(add, digit):
    ink, sheet = sheet_with(digit), sheet_with(digit)
    add(sheet)
    assert np.array_equal(left_of(sheet) > 0, ink > 0)


@pytest.mark.parametrize("add", [a_spiral, holes_with_wires, a_staple, the_teeth_of_a_comb])
def test_the_digit_beside_it_is_read(add):
    sheet = sheet_with(8)
    add(sheet)
    colours = np.where(sheet[:, :, None] > 0, (50, 60, 90), (235, 232, 225)).astype(np.uint8)
    page = read_picture(Picture(colours, None, (500, 600)), library.load("default").predict)
    assert page.texts == ["8"]


@pytest.mark.parametrize("digit", [1, 8])
def test_the_same_digit_several_times_is_writing(digit):
    row = np.concatenate([draw(DIGITS[digit], 120, brush=8, fraction=0.6)] * 5, axis=1)
    sheet = np.pad(row, ((200, 200), (20, 20)))
    assert np.array_equal(left_of(sheet), sheet)


def test_a_digit_that_reaches_the_border_is_writing():
    sheet = draw(DIGITS[4], brush=14, fraction=0.95)
    assert np.array_equal(left_of(sheet), sheet)
    cut = sheet_with(5)[210:]
    cut[200:260, 20:40] = 255
    assert np.array_equal(left_of(cut), cut)


def test_a_dot_stays_if_nothing_else_is_there():
    sheet = np.zeros((300, 300), np.uint8)
    cv2.circle(sheet, (150, 150), 60, 255, -1)
    assert np.array_equal(left_of(sheet), sheet)


@pytest.mark.parametrize(
    ("start", "end"), [((40, 60), (60, 10)), ((130, 200), (180, 150)), ((100, 270), (190, 270))]
)
def test_an_upright_bar_and_one_near_a_digit_stay(start, end):
    sheet = sheet_with(5)
    cv2.line(sheet, start, end, 255, 7)
    assert np.array_equal(left_of(sheet) > 0, sheet > 0)


@pytest.mark.parametrize("digit", [0, 1, 3, 7, 8])
@pytest.mark.parametrize("pen", [8, 12, 20])
def test_the_same_digit_three_times_with_a_felt_pen_above_thin_ones_is_writing(digit, pen):
    """Of all digits these have the most of a disc or a bar."""
    ink = np.zeros((420, 700), np.uint8)
    for column in range(3):
        ink[40:180, 40 + 200 * column :][:, :140] |= draw(DIGITS[digit], 140, pen, 0.8)
    for column, each in enumerate((2, 4, 7)):
        ink[240:380, 40 + 200 * column :][:, :140] |= draw(DIGITS[each], 140, 4, 0.8)
    assert np.array_equal(left_of(ink) > 0, ink > 0)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_1_that_leans_and_stands_alone_is_writing(width):
    sheet = np.zeros((500, 900), np.uint8)
    cv2.line(sheet, (150, 330), (150 + width, 170), 255, 8)
    sheet[150:350, 600:800] = draw(DIGITS[5], 200, 8, 0.8)
    assert np.array_equal(left_of(sheet) > 0, sheet > 0)


def column(numbers: Sequence[str], high: int = 90) -> np.ndarray:
    """Numbers below one another at the left, as regularly as by a machine."""
    ink = np.zeros((60 + 2 * high * len(numbers), 1000), np.uint8)
    for row, number in enumerate(numbers):
        for place, digit in enumerate(number):
            cell = ink[40 + 2 * high * row :, 40 + high * place :][:high, :high]
            cell |= draw(DIGITS[int(digit)], high, 8, 0.9)
    return ink


@pytest.mark.parametrize(
    "numbers", [[f"{tens}0" for tens in range(1, 10)], ["28", "48", "38", "78"], list("79856984")]
)
def test_a_column_of_numbers_is_no_binding(numbers):
    ink = column(numbers)
    assert np.array_equal(left_of(ink), ink)


@pytest.mark.parametrize("beside", ["a comma", "its lower half", "another 1"])
def test_a_1_is_no_pen_beside_what_is_low(beside):
    sheet = np.zeros((600, 500), np.uint8)
    cv2.line(sheet, (200, 150), (200, 350), 255, 14)
    if beside == "a comma":
        cv2.line(sheet, (240, 340), (230, 385), 255, 14)
    elif beside == "its lower half":
        cv2.line(sheet, (200, 372), (203, 440), 255, 14)
    else:
        cv2.line(sheet, (260, 150), (262, 310), 255, 14)
    assert np.array_equal(left_of(sheet), sheet)


@pytest.mark.parametrize("inside", ["a slash", "a dot"])
def test_a_0_with_something_in_it_is_no_ring(inside):
    sheet = np.zeros((600, 500), np.uint8)
    a_ring(sheet)
    if inside == "a slash":
        cv2.line(sheet, (200, 380), (300, 220), 255, 9)
    else:
        cv2.circle(sheet, (250, 300), 20, 255, -1)
    assert np.array_equal(left_of(sheet), sheet)
