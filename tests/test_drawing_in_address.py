"""A drawing as the text of a link, and back."""

import base64
import math
import random
import zlib

import pytest

from model.errors import UserError
from pages.shared.pad.drawing import Drawing, Stroke
from pages.shared.pad.drawing_in_address import LONGEST, read, write
from pages.shared.pad.pen_digits import draw_one


def a_spiral(points: int) -> Drawing:
    turns = [(200 + n / 9 * math.cos(n / 7), 200 + n / 9 * math.sin(n / 7)) for n in range(points)]
    return Drawing((Stroke.through(turns, 28),))


def ends(drawing: Drawing) -> list[tuple[float, float]]:
    return [each.path[place][-2:] for each in drawing.strokes for place in (0, -1)]


@pytest.mark.parametrize("seed", range(10))
def test_a_drawing_comes_back_to_a_pixel(seed):
    _, drawing = draw_one(28, random.Random(seed))
    text, thinned = write(drawing)
    back = read(text)
    assert not thinned and len(text) < 1000
    assert [len(each.path) for each in back.strokes] == [len(s.path) for s in drawing.strokes]
    for ours, theirs in zip(drawing.strokes, back.strokes, strict=True):
        assert ours.width == pytest.approx(theirs.width, abs=0.13)
        for one, other in zip(ours.path, theirs.path, strict=True):
            assert one[1:] == pytest.approx(other[1:], abs=0.51)


def test_a_dot_comes_back():
    dot = Drawing.from_canvas(
        {"objects": [{"type": "Path", "strokeWidth": 28, "path": [["M", 5, 6], ["L", 5, 6.01]]}]}
    )
    assert ends(read(write(dot)[0])) == [(5, 6), (5, 6)]


def test_a_long_one_is_thinned_and_ends_where_it_ended():
    drawing = a_spiral(3000)
    text, thinned = write(drawing)
    assert thinned and len(text) <= LONGEST
    for one, other in zip(ends(drawing), ends(read(text)), strict=True):
        assert one == pytest.approx(other, abs=0.51)


def test_a_very_long_one_has_no_text():
    assert write(a_spiral(30_000)) == ("", True)


ENDLESS = base64.urlsafe_b64encode(zlib.compress(b"\2" + b"\xff" * 1000 + b"\2")).decode()
BOMB = "eNrtwQENAAAAwqD3T20ON6AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.parametrize(
    "text", ["", "x", "é" * 50, "AAAA", "=" * 9, "eNoDAAAAAAE", "A" * 10**6, BOMB, ENDLESS]
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(UserError, match="can’t be read"):
        read(text)
