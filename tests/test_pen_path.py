"""How a pen goes when it draws a digit, and that this is told from how it draws a letter."""

import json

import numpy as np
import pytest

from model import library
from model.pen_path import FILE, is_usual, path_of
from pages.shared.pad.pen_digits import pen_digits
from tests.test_letters import arc, joined, line
from training.pretraining.pen_paths import usual_paths
from training.pretraining.strokes import load_strokes

E = [joined(line((0.05, 0.5), (0.95, 0.5)), arc(0.5, 0.5, 0.45, 0.5, 0, -300))]


def test_a_path_says_where_a_pen_begins_and_ends_and_whither_it_goes():
    down = line((0, 0), (0, 1))
    assert path_of([down]) == "11173"  # from the top, down; at the bottom, from above
    assert path_of([down, line((0, 1), (1, 1))]) == "20182"
    assert path_of([down * 7 + 3]) == path_of([down])
    assert path_of([np.zeros((2, 2))]) == path_of([np.ones((2, 2))])


def test_people_draw_digits_as_usual_and_not_as_they_draw_an_e():
    usual = [
        is_usual(digit, [np.array(each) for each in strokes]) for digit, strokes in pen_digits()
    ]
    assert np.mean(usual) > 0.8
    assert not is_usual(9, [each * (-1, 1) for each in E])


@pytest.mark.slow
def test_the_usual_paths_are_those_that_people_drew(pen_digits_path):
    digits = load_strokes(pen_digits_path)
    known = library.card(library.HELD_OUT)["trained_on_sources"]
    chosen = digits.only(known)
    assert usual_paths(chosen) == json.loads(FILE.read_text("utf-8"))
