"""A first look tells dark ink from light ink, whatever the light and the rules."""

import cv2
import numpy as np
import pytest

from model.first_look import look_at


def squared(step: int, grey: int, wide: int) -> np.ndarray:
    """(700, 900) uint8: a 5 on squared paper."""
    sheet = np.full((700, 900), 238, np.uint8)
    for at in range(20, 900, step):
        sheet[at : at + wide] = sheet[:, at : at + wide] = grey
    return cv2.putText(sheet, "5", (400, 400), cv2.FONT_HERSHEY_SIMPLEX, 4, 110, 6)


def in_slanting_light(sheet: np.ndarray, falls: float) -> np.ndarray:
    """The same, darker by this share towards the right and the bottom."""
    rows, columns = np.mgrid[-0.5:0.5:700j, -0.5:0.5:900j]
    light = 1 - falls * (0.8 * columns + 0.6 * rows + 0.7) / 1.4
    return cv2.GaussianBlur((sheet * light).astype(np.uint8), (0, 0), 1)


@pytest.mark.parametrize(
    ("step", "grey", "wide", "falls"),
    [(60, 200, 4, 0.3), (60, 170, 2, 0.5), (40, 125, 2, 0.7), (90, 125, 1, 0.3)],
)
def test_squares_of_paper_in_a_slanting_light_are_no_light_ink(step, grey, wide, falls):
    assert look_at(in_slanting_light(squared(step, grey, wide), falls)).dark


@pytest.mark.parametrize("falls", [0.0, 0.3, 0.6])
def test_chalk_is_light_ink(falls):
    board = np.full((700, 900), 60, np.uint8)
    board = cv2.putText(board, "5", (300, 500), cv2.FONT_HERSHEY_SIMPLEX, 10, 220, 20)
    assert not look_at(in_slanting_light(board, falls)).dark
