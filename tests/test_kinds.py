"""Unusual digits, and what is no digit: each kind draws ink, stays in range, and repeats."""

import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.errors import UserError
from training.pretraining import digit_shapes, doodles, glyphs, kinds, sketch_templates, sketches
from training.pretraining.lines import arc, curve, dense, path, with_gaps
from training.pretraining.strokes import StrokeSet
from training.pretraining.training_images import of_kinds

# A Hershey glyph of two lines that cross, for every sign of ASCII.
CROSS = "12345  7JZKKYY RYKKY"


@pytest.fixture(scope="module")
def fonts(tmp_path_factory) -> glyphs.Fonts:
    """The font that Pillow carries, and one of lines."""
    from PIL import ImageFont

    folder = tmp_path_factory.mktemp("fonts")
    carried = ImageFont.load_default(20)
    (folder / "Carried-Bold.ttf").write_bytes(carried.font_bytes)
    (folder / "rowmans.jhf").write_text("\n".join([CROSS] * 96))
    (folder / "symbolic.jhf").write_text("\n".join([CROSS] * 96))
    return glyphs.find_fonts([folder])


@pytest.fixture(scope="module")
def materials(fonts) -> kinds.Materials:
    """A three and a seven of one line each, and MNIST of bars."""
    points = np.array(
        [[0, 0], [600, 300], [0, 500], [600, 800], [0, 1000], [0, 0], [600, 0], [200, 999]]
    )
    strokes = StrokeSet(
        points.astype(np.int16),
        np.array([5, 8]),
        np.array([1, 2]),
        np.array([3, 7], np.uint8),
        np.zeros(2, np.uint8),
        ("here",),
    )
    x = np.zeros((10, 28, 28), np.uint8)
    x[:, 5:23, 8:12] = 255
    x[:, 5:9, 8:20] = 200
    return kinds.Materials(strokes, x, np.arange(10, dtype=np.uint8), fonts)


def made(name: str, materials: kinds.Materials, count: int = 12, seed: int = 3) -> np.ndarray:
    names = np.full(count, name)
    return kinds.make(names, materials, 0, count, np.random.default_rng(seed))


def some_at_once(names: Collection[str]) -> list[Any]:
    """Kinds by name; most sketches, which one rule draws, only at night."""
    drawn = [*kinds.SKETCHES, *kinds.OTHER_SKETCHES]
    late = set(drawn) - set(drawn[::10])
    return [pytest.param(name, marks=pytest.mark.slow) if name in late else name for name in names]


@pytest.mark.parametrize("name", some_at_once(kinds.KINDS))
def test_a_kind_draws_ink_and_repeats(materials, name):
    rows = made(name, materials)
    if name == "symbols of fonts" and not len(rows):
        pytest.skip("the font that Pillow carries has no symbols")
    assert rows.dtype == np.uint8 and rows.shape[1] == 28 * 28 + 1
    assert len(rows) == 12
    assert (rows[:, :-1].max(axis=1) == 255).all()
    assert np.array_equal(rows, made(name, materials))
    assert not np.array_equal(rows, made(name, materials, seed=4))
    images = {row[:-1].tobytes() for row in rows}
    assert len(images) > 6, "its parameters hardly vary"


@pytest.mark.parametrize("name", kinds.DIGIT_KINDS)
def test_an_unusual_digit_has_a_digits_label(materials, name):
    assert (made(name, materials)[:, -1] < kinds.NO_DIGIT).all()


@pytest.mark.parametrize("name", some_at_once([*kinds.NON_DIGIT_KINDS, *kinds.HELD_OUT_KINDS]))
def test_what_is_no_digit_is_labelled_so(materials, name):
    assert (made(name, materials)[:, -1] == kinds.NO_DIGIT).all()


@pytest.mark.parametrize("name", digit_shapes.SHAPES)
def test_a_shape_is_labelled_with_its_digit(materials, name):
    digit = int(next(part for part in name.split() if part.isdigit()))
    assert (made(name, materials)[:, -1] == digit).all()


@pytest.mark.parametrize("shape", [
    *[shape for _, shape in digit_shapes.SHAPES.values()],
    *doodles.THINGS.values(), *doodles.OTHER_THINGS.values(), sketches.symmetric,
], ids=lambda shape: shape.__name__)  # fmt: skip
def test_strokes_are_finite_and_of_a_sensible_size(shape):
    rng = np.random.default_rng(0)
    for _ in range(60):
        strokes = shape(rng)
        points = np.concatenate(strokes)
        assert np.isfinite(points).all() and points.shape[1] == 2
        assert 0.3 < np.ptp(points, axis=0).max() < 8


@pytest.mark.parametrize("name", sketches.NAMES)
def test_a_sketch_is_drawn_differently_each_time_in_a_box_of_about_one(name):
    rng = np.random.default_rng(0)
    first, second = (sketches.sketch(name, rng) for _ in range(2))
    for strokes in (first, second):
        points = np.concatenate(strokes)
        assert np.isfinite(points).all() and points.shape[1] == 2
        assert 0.5 < np.ptp(points, axis=0).max() < 2.5
    assert not np.array_equal(np.concatenate(first)[:2], np.concatenate(second)[:2])


def test_mixed_sketches_have_parts_of_two_or_three():
    rng = np.random.default_rng(0)
    for _ in range(60):
        strokes = sketches.mixed(["bird", "chair"], rng)
        assert 4 <= len(strokes) <= 12
        assert np.ptp(np.concatenate(strokes), axis=0).max() < 4


def test_without_materials_only_what_needs_none_is_made():
    empty = kinds.Materials()
    for name in ("printed digits", *kinds.PRINT, *kinds.LINE_SIGNS, *kinds.FALSE_DIGITS):
        assert len(made(name, empty)) == 0
    for name in ("heart", "closed 4", "hollow digits", "strokes with gaps"):
        assert len(made(name, empty)) == 12


def test_the_twin_is_measured_on_things_that_it_never_sees():
    assert not set(kinds.OTHER_THINGS) & {*kinds.NON_DIGIT_KINDS, *kinds.DIGIT_KINDS}
    assert not set(kinds.OTHER_SKETCHES) & {*kinds.NON_DIGIT_KINDS, *kinds.DIGIT_KINDS}
    assert {"mushroom", "calculator", "car", "ampersand"} <= set(kinds.OTHER_THINGS)
    assert set(sketch_templates.HELD_OUT) <= set(kinds.OTHER_SKETCHES) & set(sketches.NAMES)
    assert not {*doodles.THINGS, *doodles.OTHER_THINGS} & set(sketches.NAMES)


def test_every_share_is_of_a_kind():
    assert set(kinds.SHARES) <= set(kinds.KINDS)
    names = kinds.how_many(["tiny", "heart"], 10)
    assert names.tolist() == ["tiny"] * 15 + ["heart"] * 10


def test_signs_of_lines_are_drawn_from_the_rows_that_are_no_digits(fonts):
    lines = glyphs.line_sign(fonts, np.random.default_rng(0))
    assert [line.tolist() for line in lines] == [[[-7, -7], [7, 7]], [[7, -7], [-7, 7]]]
    assert not {16, 17, 47} & set(glyphs.SIGN_ROWS["astrology"])  # 0, 1, O
    assert not {3, 35, 49, 75, 140, 157} & set(glyphs.SIGN_ROWS["japanese"])  # 日 う ち る フ ロ


def test_many_kinds_make_training_images(materials):
    images = of_kinds(["heart", "open 8"], materials, 5, seed=1)
    assert images.images.shape == (10, 28, 28)
    assert images.labels.tolist() == [kinds.NO_DIGIT] * 5 + [8] * 5


def test_what_honestly_looks_like_a_digit_is_not_taught_as_none():
    for ambiguous in "OolI|ZzSsBgqQDbG0123456789/\\()":
        assert ambiguous not in glyphs.LETTERS + glyphs.PUNCTUATION + glyphs.LINE_LETTERS
    # ⌀ ⊖ ∅ ● ○ ∣ ⁄ and the digits among the dingbats
    for ambiguous in "⌀⊖∅●○∣⁄➀➉⓪":
        assert ambiguous not in glyphs.SYMBOLS


def test_fonts_are_found_by_family_and_held_out_whole(tmp_path):
    for name in ("Lato-Thin.ttf", "Lato-Bold.ttf", "DejaVuSans.ttf", "rowmans.jhf", "music.jhf"):
        (tmp_path / name).touch()
    fonts = glyphs.find_fonts([tmp_path])
    assert fonts.families == ["DejaVuSans", "Lato", "rowmans"]
    assert fonts.without(["Lato"]).families == ["DejaVuSans", "rowmans"]
    assert [each.name for each in fonts.only(["Lato"]).outlines] == [
        "Lato-Bold.ttf",
        "Lato-Thin.ttf",
    ]


def test_no_folder_means_no_fonts_and_a_wrong_one_is_named(tmp_path):
    assert glyphs.find_fonts([]).families == []
    with pytest.raises(UserError, match="no folder of fonts"):
        glyphs.find_fonts([Path("/nowhere/at/all")])
    with pytest.raises(UserError, match="no fonts"):
        glyphs.find_fonts([tmp_path])


def test_a_hershey_letter_is_its_lines(fonts):
    lines = glyphs.line_letter(fonts, np.random.default_rng(0))
    assert [line.tolist() for line in lines] == [[[-7, -7], [7, 7]], [[7, -7], [-7, 7]]]


def test_a_curve_goes_through_its_points():
    line = curve((0, 0), (1, 2), (3, 1))
    for point in ((0, 0), (1, 2), (3, 1)):
        assert np.abs(line - point).sum(axis=1).min() < 1e-9


def test_an_arc_is_a_part_of_an_ellipse():
    line = arc((1, 2), (3, 4), 0, math.pi / 2)
    assert line[0] == pytest.approx((4, 2)) and line[-1] == pytest.approx((1, 6))


def test_a_dense_line_has_no_long_steps():
    line = dense(path((0, 0), (1, 0), (1, 1)), 0.1)
    assert np.hypot(*np.diff(line, axis=0).T).max() <= 0.1 + 1e-9
    assert line[-1].tolist() == [1, 1]
    assert len(dense(path((2, 2), (2, 2)), 0.1)) == 1


def test_gaps_take_pieces_out_and_leave_the_rest():
    line = path((0, 0), (1, 0))
    pieces = with_gaps([line], np.random.default_rng(0), gap=0.2, count=1)
    assert len(pieces) == 2
    assert pieces[1][0, 0] - pieces[0][-1, 0] == pytest.approx(0.2, abs=0.03)
    assert np.concatenate(pieces).shape[0] < len(dense(line, 0.01))
