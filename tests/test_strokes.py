"""Stroke files, and strokes drawn on a canvas."""

import numpy as np
import pytest

from model.errors import UserError
from model.preprocess import ink_box
from training.pretraining.strokes import draw, load_strokes

TWO_DIGITS = {
    # A seven of one stroke, then a plus of two.
    "points": np.array(
        [[0, 0], [600, 0], [200, 1000], [0, 500], [1000, 500], [500, 0], [500, 1000]], np.int16
    ),
    "stroke_ends": np.array([3, 5, 7], np.int32),
    "digit_ends": np.array([1, 3], np.int32),
    "labels": np.array([7, 4], np.uint8),
    "sources": np.array([1, 0], np.uint8),
    "source_names": np.array(["here", "there"]),
}


@pytest.fixture
def stroke_file(tmp_path):
    def write(**changes):
        path = tmp_path / "strokes.npz"
        np.savez(path, **(TWO_DIGITS | changes))
        return path

    return write


def test_strokes_come_back_as_they_were_written(stroke_file):
    strokes = load_strokes(stroke_file())
    assert len(strokes) == 2
    assert [stroke.tolist() for stroke in strokes[0]] == [[[0, 0], [0.6, 0], [0.2, 1]]]
    assert [len(stroke) for stroke in strokes[1]] == [2, 2]


def test_selecting_keeps_strokes_labels_and_sources(stroke_file):
    strokes = load_strokes(stroke_file())
    chosen = strokes.only({"here"})
    assert len(chosen) == 1
    assert chosen.labels.tolist() == [4]
    assert [s.tolist() for s in chosen[0]] == [s.tolist() for s in strokes[1]]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"stroke_ends": np.array([3, 5, 9])}, "don't fit together"),
        ({"digit_ends": np.array([3, 1])}, "don't fit together"),
        ({"labels": np.array([7], np.uint8)}, "don't fit together"),
        ({"sources": np.array([1, 2], np.uint8)}, "don't fit together"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(stroke_file, changes, complaint):
    with pytest.raises(UserError, match=complaint):
        load_strokes(stroke_file(**changes))


def test_other_files_are_refused_by_name(tmp_path):
    with pytest.raises(UserError, match="no stroke file at"):
        load_strokes(tmp_path / "none.npz")
    text = tmp_path / "text.npz"
    text.write_text("not an archive")
    with pytest.raises(UserError, match="text.npz"):
        load_strokes(text)
    cut = tmp_path / "cut.npz"
    np.savez(cut, **TWO_DIGITS)
    cut.write_bytes(cut.read_bytes()[:-50])
    with pytest.raises(UserError, match="cut.npz"):
        load_strokes(cut)
    other = tmp_path / "other.npz"
    np.savez(other, x=np.zeros(3))
    with pytest.raises(UserError, match="lacks points"):
        load_strokes(other)


@pytest.mark.parametrize(("brush", "fraction"), [(8, 0.6), (36, 0.7), (16, 0.25), (20, 0.9)])
@pytest.mark.parametrize("position", [(0, 0), (1, 0), (0.5, 0.5), (1, 1)])
def test_a_drawing_has_its_size_and_stays_on_the_canvas(brush, fraction, position):
    line = [np.array([[0.0, 0.0], [0.3, 1.0]])]
    ink = draw(line, brush=brush, fraction=fraction, position=position)
    top, left, bottom, right = ink_box(ink)
    assert bottom - top == pytest.approx(280 * fraction + brush, abs=2)
    assert right - left == pytest.approx(280 * fraction * 0.3 + brush, abs=2)
    assert 0 <= top and bottom <= 280 and 0 <= left and right <= 280


def test_caps_and_joins_are_round():
    corner = [np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])]
    ink = draw(corner, brush=40, fraction=0.5)
    top, left, _, right = ink_box(ink)
    assert ink[top + 20, left] and not ink[top, left]
    assert not ink[top, right - 1]
