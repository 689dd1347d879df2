"""Digits drawn in a real browser, as people draw them, and what is read."""

from collections.abc import Callable

import pytest

from benchmarks.browser import DrawPage, Strokes, pen_strokes
from model.library import card
from pages.shared.pad.drawing import BRUSH_RANGE

MIDDLE = (0.5, 0.5)
CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))
ALL_DIGITS = {digit: [digit] for digit in range(10)}

# Letters, as (x, y) from 0 to 1; the second pen drawing of each pair closes its strokes.
LETTERS = {
    "K": [
        [(0, 0), (0, 0.5), (0, 1)],
        [(0.62, 0), (0.3, 0.3), (0.02, 0.52)],
        [(0.05, 0.48), (0.35, 0.75), (0.68, 1)],
    ],
    "A": [
        [(0, 1), (0.2, 0.5), (0.4, 0)],
        [(0.4, 0), (0.6, 0.5), (0.8, 1)],
        [(0.16, 0.62), (0.64, 0.62)],
    ],
    "M": [
        [(0, 1), (0.02, 0.5), (0.05, 0)],
        [(0.05, 0), (0.25, 0.4), (0.45, 0.75)],
        [(0.45, 0.75), (0.65, 0.4), (0.85, 0)],
        [(0.85, 0), (0.88, 0.5), (0.9, 1)],
    ],
}


def read_all(page: DrawPage, drawing_of: Callable[[int], Strokes]) -> dict[int, list[int]]:
    """Draw every digit on an empty pad and collect the answers."""
    answers = {}
    for digit in range(10):
        page.draw(drawing_of(digit))
        answers[digit] = page.digits()
        page.clear()
    return answers


@pytest.mark.slow
def test_every_digit_is_read_in_the_middle(draw_page, pen_drawings):
    def drawing(digit):
        return pen_strokes(pen_drawings[digit][0], 0.6, MIDDLE)

    assert read_all(draw_page, drawing) == ALL_DIGITS


@pytest.mark.slow
def test_every_digit_is_read_tiny_in_a_corner(draw_page, pen_drawings):
    def drawing(digit):
        return pen_strokes(pen_drawings[digit][1], 0.25, CORNERS[digit % len(CORNERS)])

    assert read_all(draw_page, drawing) == ALL_DIGITS


@pytest.mark.slow
def test_every_digit_is_read_with_the_thickest_brush(draw_page, app_address, pen_drawings):
    draw_page.open(f"{app_address}/?brush={BRUSH_RANGE[1]}")
    draw_page.wait_for_network()

    def drawing(digit):
        return pen_strokes(pen_drawings[digit][0], 0.75, MIDDLE, margin=0.1)

    assert read_all(draw_page, drawing) == ALL_DIGITS


def test_letters_are_not_taken_for_digits(draw_page):
    for letter, strokes in LETTERS.items():
        draw_page.draw(pen_strokes(strokes, 0.6, MIDDLE))
        assert draw_page.verdict() in ("unsure", "no-digit"), letter
        draw_page.clear()


def test_a_digit_drawn_for_the_user_is_read_and_can_be_drawn_on(draw_page):
    draw_page.click("Draw one for me")
    draw_page.page.locator('[data-strokes]:not([data-strokes="0"])').wait_for()
    assert draw_page.verdict() == "digit"
    strokes = draw_page.strokes_read()
    draw_page.draw([[(0.02, 0.02), (0.03, 0.05)]])
    assert draw_page.strokes_read() == strokes + 1


@pytest.mark.parametrize("name", ["ten-lines", "first-network"])
def test_another_network_reads_the_same_drawing(draw_page, pen_drawings, name):
    draw_page.draw(pen_strokes(pen_drawings[3][0], 0.6, MIDDLE))
    draw_page.choose_network(card(name)["title"])
    assert draw_page.network() == name
    assert draw_page.strokes_read() == len(pen_drawings[3][0])
    draw_page.page.wait_for_url(f"**/*network={name}*")
    assert draw_page.verdict() != "blank"
