"""Digits that are letters, too, and those that aren't."""

import numpy as np
import pytest

from model.letters import LETTERS, letters_like
from model.preprocess import to_mnist
from training.pretraining.strokes import draw


def arc(x: float, y: float, width: float, height: float, begin: float, end: float) -> np.ndarray:
    """A part of an ellipse, in degrees, clockwise from the right."""
    angle = np.radians(np.linspace(begin, end, 40))
    return np.stack([x + width * np.cos(angle), y + height * np.sin(angle)], axis=1)


def line(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, float)


def joined(*parts: np.ndarray) -> np.ndarray:
    return np.concatenate(parts)


LOOP = arc(0.3, 0.3, 0.3, 0.3, 0, -360)
BOTH = {
    "O": (0, [arc(0.5, 0.5, 0.45, 0.5, -90, 270)]),
    "lI": (1, [line((0, 0), (0, 1))]),
    "Z": (2, [line((0, 0), (0.75, 0), (0, 1), (0.75, 1))]),
    "S": (
        5,
        [joined(arc(0.35, 0.25, 0.33, 0.25, -20, -270), arc(0.35, 0.75, 0.33, 0.25, -90, 160))],
    ),
    "b": (6, [joined(line((0, 0), (0, 0.7)), arc(0.3, 0.7, 0.3, 0.3, 180, -180))]),
    "B": (
        8,
        [
            line((0, 0), (0, 1)),
            joined(line((0, 0)), arc(0.3, 0.25, 0.3, 0.25, -90, 90), line((0, 0.5))),
            joined(line((0, 0.5)), arc(0.3, 0.75, 0.33, 0.25, -90, 90), line((0, 1))),
        ],
    ),
    "q": (9, [joined(LOOP, line((0.6, 0.3), (0.6, 1)))]),
    "g": (9, [joined(LOOP, line((0.6, 0.3), (0.6, 0.8)), arc(0.3, 0.8, 0.3, 0.2, 0, 170))]),
}
DIGITS = {
    "a slashed 0": (0, [*BOTH["O"][1], line((0.1, 0.95), (0.9, 0.05))]),
    "a narrow 0": (0, [arc(0.5, 0.5, 0.25, 0.5, -90, 270)]),
    "a 1 with a flag": (1, [line((0, 0.3), (0.3, 0), (0.3, 1))]),
    "a 1 with a foot": (1, [line((0.3, 0), (0.3, 1)), line((0, 1), (0.6, 1))]),
    "a round 2": (2, [joined(arc(0.35, 0.3, 0.35, 0.3, -160, 40), line((0, 1), (0.75, 1)))]),
    "a 3": (3, [joined(arc(0.3, 0.25, 0.3, 0.25, -150, 90), arc(0.3, 0.75, 0.33, 0.25, -90, 150))]),
    "an edged 5": (
        5,
        [joined(line((0.7, 0), (0.05, 0), (0, 0.45)), arc(0.3, 0.68, 0.35, 0.32, -120, 150))],
    ),
    "a bent 6": (
        6,
        [joined(arc(0.55, 0.6, 0.5, 0.6, -80, -180), arc(0.3, 0.7, 0.3, 0.3, 180, -180))],
    ),
    "a round 8": (8, [arc(0.3, 0.24, 0.25, 0.24, 0, 360), arc(0.3, 0.74, 0.3, 0.26, 0, 360)]),
}


def image(strokes: list[np.ndarray]) -> np.ndarray:
    return to_mnist(draw(strokes, brush=18))


@pytest.mark.parametrize("letters", BOTH)
def test_a_plain_digit_looks_like_its_letter(letters):
    digit, strokes = BOTH[letters]
    assert letters_like(image(strokes), digit) == letters


@pytest.mark.parametrize("name", DIGITS)
def test_what_a_letter_has_not_makes_it_a_digit_only(name):
    digit, strokes = DIGITS[name]
    assert letters_like(image(strokes), digit) == ""


@pytest.mark.parametrize("digit", LETTERS)
def test_paper_and_ink_without_form_look_like_no_letter(digit):
    assert letters_like(np.zeros((28, 28), np.uint8), digit) == ""
    letters_like(np.full((28, 28), 255, np.uint8), digit)
