"""Ink taken to pieces: as many as there are, or none if that would be too many."""

import tracemalloc

import numpy as np
import pytest

from model import digits_in_picture
from model.digits_in_picture import read_page
from model.errors import UserError
from model.paper import Ink
from model.picture_file import Picture
from model.pieces import TooManyPiecesError, pieces_of, usual_height

SIDE = 1_600


def hatching(period: int) -> np.ndarray:
    """Ink of slanting strokes side by side, from edge to edge."""
    rows, columns = np.indices((SIDE, SIDE))
    return np.where((rows + columns) % period < period // 2, 255, 0).astype(np.uint8)


def dots(count: int) -> np.ndarray:
    ink = np.zeros((20, 20 * count), np.uint8)
    ink.reshape(20, count, 20)[5:15, :, 5:15] = 255
    return ink


def test_as_many_pieces_as_asked_for_are_taken_and_no_more():
    assert len(pieces_of(dots(30))) == len(pieces_of(dots(30), most=30)) == 30
    with pytest.raises(TooManyPiecesError):
        pieces_of(dots(31), most=30)


def test_digits_that_hang_together_do_not_make_all_others_small():
    ink = np.pad(dots(8), ((0, 80), (0, 40)))
    assert usual_height(pieces_of(ink)) == 10
    ink[5:85, -30:-26] = 255
    assert usual_height(pieces_of(ink)) == 10


@pytest.mark.parametrize("period", [4, 8, 40])
def test_hatching_is_refused_before_memory_is_taken_for_its_strokes(period, monkeypatch):
    ink = hatching(period)
    monkeypatch.setattr(
        digits_in_picture, "looks_at", lambda picture: [lambda: Ink(ink, ink, (0, 0), 1)]
    )
    picture = Picture(np.zeros((SIDE, SIDE, 3), np.uint8), None, (SIDE, SIDE))
    tracemalloc.start()
    with pytest.raises(UserError, match="too much in it"):
        read_page(picture, lambda images: np.full((len(images), 10), 0.1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 2**20
