"""Ruled paper: the lines go, the writing stays."""

import cv2
import numpy as np
import pytest

from model.ruling import without_rules
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import draw

SIDE = 800


def digit(wanted: int, brush: float) -> np.ndarray:
    strokes = next(strokes for label, strokes in pen_digits() if label == wanted)
    return draw([np.array(stroke) for stroke in strokes], SIDE, brush, 0.3, (0.4, 0.6))


def ruled(rows: range, columns: tuple[int, int], slope: float, thickness: int = 2) -> np.ndarray:
    lines = np.zeros((SIDE, SIDE), np.uint8)
    for row in rows:
        ends = [(column, round(row + slope * column)) for column in columns]
        cv2.line(lines, *ends, 255, thickness)
    return lines


def kept(ink: np.ndarray, written: np.ndarray) -> tuple[float, float]:
    """What is left of the writing, and what of all else, as shares."""
    left = without_rules(np.maximum(ink, written)) > 0
    other = (ink > 0) & (written == 0)
    return float(left[written > 0].mean()), float(left[other].mean())


@pytest.mark.parametrize("brush", [6, 14])
@pytest.mark.parametrize("slope", [0.0, 0.1])
@pytest.mark.parametrize("columns", [(0, SIDE), (150, 600)], ids=["to the edges", "in a shadow"])
def test_rules_go_wherever_they_end(columns, slope, brush):
    written, rest = kept(ruled(range(40, SIDE, 45), columns, slope), digit(5, brush))
    assert written > 0.92
    assert rest < 0.02


def test_squares_go():
    lines = ruled(range(30, SIDE, 40), (100, 700), 0.05)
    written, rest = kept(np.maximum(lines, lines.T), digit(3, 10))
    assert written > 0.9
    assert rest < 0.02


def test_a_rule_that_leans_too_far_to_be_followed_goes_with_the_others():
    lines = ruled(range(40, SIDE, 45), (0, SIDE), 0.05)
    lines = np.maximum(lines, ruled(range(40, 41), (0, 300), -0.4))
    lines[:, 305:] &= ruled(range(40, SIDE, 45), (0, SIDE), 0.05)[:, 305:]
    written, rest = kept(lines, digit(8, 10))
    assert written > 0.95
    assert rest < 0.05


def test_thin_strokes_of_a_number_are_no_rules():
    written = np.zeros((SIDE, SIDE), np.uint8)
    for column in (150, 250, 350, 450):  # 1111, by a thin pen
        cv2.line(written, (column, 300), (column, 420), 255, 4)
    assert np.array_equal(without_rules(written), written)
    share, rest = kept(ruled(range(40, SIDE, 45), (0, SIDE), 0.03), written)
    assert share > 0.9
    assert rest < 0.02


@pytest.mark.parametrize("wanted", [1, 4, 5, 7])
@pytest.mark.parametrize("brush", [5, 10])
def test_rows_of_the_same_digit_are_no_rules(wanted, brush):
    strokes = next(strokes for label, strokes in pen_digits() if label == wanted)
    one = draw([np.array(stroke) for stroke in strokes], 120, brush, 0.6)
    chance = np.random.default_rng(wanted)  # nobody writes all at the very same height
    rows = [[np.roll(one, chance.integers(-8, 9, 2), (0, 1)) for _ in range(9)] for _ in range(8)]
    page = np.block(rows)
    assert np.array_equal(without_rules(page), page)


def test_three_lines_of_round_digits_are_no_rules():
    """Nine sides of 0s stand below one another, each parallel to the others."""
    page = np.zeros((670, 760), np.uint8)
    for row in (90, 260, 430):
        for column in range(80, 680, 100):
            cv2.ellipse(page, (column + 40, row + 55), (32, 52), 0, 0, 360, 255, 9)
    assert np.array_equal(without_rules(page), page)


@pytest.mark.parametrize("pen", [90, 160])
def test_a_stroke_along_a_rule_stays_where_it_is_stronger(pen):
    lines = np.maximum(each := ruled(range(40, SIDE, 45), (0, SIDE), 0.02), each.T)
    seven = np.zeros((SIDE, SIDE), np.uint8)
    corners = np.array([(300, 406), (380, 408), (330, 500)])  # its bar lies on a rule
    cv2.polylines(seven, [corners], False, 255, 3)
    contrast = np.maximum((lines > 0) * 60.0, (seven > 0) * float(pen)).astype(np.float32)
    ink = np.maximum(lines, seven)
    left = without_rules(ink, contrast) > 0
    assert left[seven > 0].mean() > 0.97 > without_rules(ink)[seven > 0].mean() / 255
    assert left[(lines > 0) & (seven == 0)].mean() < 0.01


def test_what_is_straight_and_as_faint_as_rules_is_one():
    lines = ruled(range(40, SIDE, 45), (0, SIDE), 0.05)
    lines = np.maximum(lines, ruled(range(795, 796), (0, 180), -0.2, 3))  # in a corner
    one = np.zeros((SIDE, SIDE), np.uint8)
    cv2.line(one, (500, 300), (510, 380), 255, 3)
    contrast = np.maximum((lines > 0) * 60.0, (one > 0) * 150.0).astype(np.float32)
    left = without_rules(np.maximum(lines, one), contrast) > 0
    assert left[one > 0].mean() > 0.97
    assert left[(lines > 0) & (one == 0)].mean() < 0.03


def test_rules_of_a_tilted_page_fan_out_and_go():
    written = np.pad(digit(8, 10), ((150, 150), (150, 150)))
    page = written.copy()
    height, width = page.shape
    columns = np.arange(round(0.08 * width), round(0.92 * width))
    for row in range(40, height - 40, 40):
        slope = 0.12 * (row / height - 0.5)
        rows = np.rint(row + slope * (columns - width / 2)).astype(int)
        for thick in range(2):
            page[rows + thick, columns] = 255
    of_digit, of_rest = kept(page, written)
    assert of_digit > 0.9 and of_rest < 0.02
