"""Several digits in one drawing or picture: found, in order, whole, and nothing else."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.paper_kinds import ruled
from benchmarks.paper_numbers import upright
from model import library
from model.digits_in_ink import find_digits
from model.digits_in_picture import read_page
from model.picture_file import picture_from_bytes
from model.recogniser import Recogniser
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.drawings import unit_box
from training.pretraining.strokes import draw

DIGITS = {digit: upright([np.array(s) for s in strokes]) for digit, strokes in pen_digits()}


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return library.load("default")


def written(text: str, gap: float = 0.3, rise: float = 0.0) -> np.ndarray:
    """(400, 400) ink: digits beside one another, each higher than the last by `rise`."""
    strokes, left = [], 0.0
    for number, letter in enumerate(text):
        moved = [stroke + (left, -rise * number) for stroke in DIGITS[int(letter)]]
        left = max(stroke[:, 0].max() for stroke in moved) + gap
        strokes += moved
    brush = 0.09 * 0.9 * 400 / max(left, 1)
    return draw(unit_box(strokes), 400, brush, 0.9)


def sheet_of(*lines: str) -> np.ndarray:
    """Ink with several lines of numbers, an em apart."""
    inks = [written(line) for line in lines]
    rows = [ink[ink.any(axis=1)] for ink in inks]
    spaced = [np.pad(row, ((30, 30), (20, 20))) for row in rows]
    return np.concatenate(spaced)


def texts(ink: np.ndarray, recogniser: Recogniser) -> list[str]:
    lines = find_digits(ink, recogniser.predict)
    return ["".join(str(digit.reading.digit) for digit in line) for line in lines]


@pytest.mark.parametrize("text", ["42", "07", "365", "90210", "1234567", "8888", "11"])
def test_numbers_are_read_from_left_to_right(text, recogniser):
    assert texts(written(text, gap=0.4), recogniser) == [text]


@pytest.mark.parametrize("text", ["42", "365", "8888"])
@pytest.mark.parametrize("tilt", [-0.08, 0.0, 0.08])
@pytest.mark.parametrize("down", [3, 9], ids=["touching", "apart"])
def test_a_line_that_was_drawn_below_numbers_is_none_of_them(text, tilt, down, recogniser):
    page = sheet_of("417", text)
    rows, columns = np.nonzero(page)
    low, left, right = rows.max() + down, columns.min() - 10, columns.max() + 10
    rise = round(tilt * (right - left))
    picture = Image.fromarray(255 - np.pad(page, ((0, 120), (40, 40))))
    line = [left + 40, low + max(0, rise), right + 40, low + max(0, rise) - rise]
    ImageDraw.Draw(picture).line(line, 0, 8)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    page_read = read_page(picture_from_bytes(buffer.getvalue(), "sum"), recogniser.predict)
    assert page_read.texts == ["417", text]


def test_many_digits_are_never_one(recogniser):
    assert texts(sheet_of("61", "42", "41", "68"), recogniser) == ["61", "42", "41", "68"]


@pytest.mark.parametrize("text", ["00", "60", "80", "08"])
def test_round_digits_that_share_a_wall_are_two_on_a_page_of_digits(text, recogniser):
    page = [np.pad(sheet_of(line), ((0, 0), (0, 600))) for line in ("614", "425")]
    touching = written(text, gap=-0.04)
    touching = touching[touching.any(axis=1)]
    page.append(np.pad(touching, ((30, 30), (20, page[0].shape[1] - touching.shape[1] - 20))))
    assert texts(np.concatenate(page), recogniser) == ["614", "425", text]


def test_a_blotch_that_no_pen_drew_is_not_shown_beside_digits(recogniser):
    picture = Image.fromarray(255 - np.pad(sheet_of("614", "425"), ((40, 40), (200, 40))))
    ImageDraw.Draw(picture).ellipse([50, 60, 150, 200], 0)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    page = read_page(picture_from_bytes(buffer.getvalue(), "page"), recogniser.predict)
    assert page.texts == ["614", "425"]


@pytest.mark.parametrize("rise", [-0.12, 0.12])
def test_a_line_may_rise_or_fall(rise, recogniser):
    assert texts(written("52036", rise=rise), recogniser) == ["52036"]


def test_lines_are_read_from_top_to_bottom(recogniser):
    assert texts(sheet_of("417", "206", "835"), recogniser) == ["417", "206", "835"]


def test_boxes_hold_the_digits_and_nothing_else(recogniser):
    ink = written("352", gap=0.4)
    (line,) = find_digits(ink, recogniser.predict)
    total = 0
    for digit in line:
        top, left, bottom, right = digit.box
        assert digit.ink.shape == (bottom - top, right - left)
        assert np.array_equal(ink[top:bottom, left:right], digit.ink)
        total += np.count_nonzero(digit.ink)
    assert total == np.count_nonzero(ink)


@pytest.mark.parametrize("digit", range(10))
def test_one_digit_is_one(digit, recogniser):
    assert texts(draw(DIGITS[digit], 400, 24, 0.6), recogniser) == [str(digit)]


@pytest.mark.parametrize("row", [0.35, 0.55, 0.75])
@pytest.mark.parametrize("digit", [2, 3, 8])
def test_a_broken_stroke_is_one_digit(digit, row, recogniser):
    ink = draw(DIGITS[digit], 400, 24, 0.6).copy()
    rows = np.flatnonzero(ink.any(axis=1))
    at = int(rows[0] + row * len(rows))
    ink[at : at + 8] = 0
    assert texts(ink, recogniser) == [str(digit)]


def test_a_five_keeps_its_bar(recogniser):
    five = [
        np.array([[0.1, 0.1], [0.08, 0.45], [0.4, 0.4], [0.55, 0.65], [0.4, 0.95], [0.05, 0.9]]),
        np.array([[0.24, 0.06], [0.6, 0.04]]),
    ]
    strokes = [*five, *(stroke + (1.0, 0) for stroke in DIGITS[2])]
    assert texts(draw(unit_box(strokes), 400, 14, 0.8), recogniser) == ["52"]


@pytest.mark.parametrize("text", ["30", "86", "25", "63"])
def test_digits_that_touch_are_cut_apart(text, recogniser):
    ink = written(text, gap=0.3).copy()
    columns = np.flatnonzero(ink.any(axis=0))
    gaps = np.setdiff1d(np.arange(columns[0], columns[-1]), columns)
    rows = np.flatnonzero(ink.any(axis=1))
    at = int(np.mean(rows))
    # A short stroke joins them, where the left one ends and the right one begins.
    ink[at - 6 : at + 6, gaps[0] - 30 : gaps[-1] + 30] = 255
    assert texts(ink, recogniser) == [text]


@pytest.mark.parametrize("text", ["30", "96", "04"])
def test_digits_whose_edges_overlap_are_cut_apart(text, recogniser):
    left, right = (DIGITS[int(letter)] for letter in text)
    width = max(stroke[:, 0].max() for stroke in left)
    both = [*left, *(stroke + (width + 0.08, 0) for stroke in right)]
    assert texts(draw(unit_box(both), 400, 26, 0.8), recogniser) == [text]


def test_a_very_wide_zero_is_one_digit(recogniser):
    turn = np.linspace(0, 2 * np.pi, 60)
    ellipse = np.stack([0.5 + 0.5 * np.cos(turn), 0.25 + 0.25 * np.sin(turn)], axis=1)
    strokes = [ellipse * 1.9, *(stroke + (2.3, 0) for stroke in DIGITS[4])]
    assert len(texts(draw(unit_box(strokes), 400, 12, 0.9), recogniser)[0]) == 2


@pytest.mark.parametrize("corner", [(0.97, 1.1), (0.1, -0.25)])
def test_a_dot_beside_a_digit_is_none(corner, recogniser):
    strokes = [*DIGITS[3], np.array([corner[::-1]])]
    assert texts(draw(strokes, 400, 20, 0.6), recogniser) == ["3"]


def test_a_stroke_below_the_numbers_is_none(recogniser):
    ink = np.pad(written("318", gap=0.4)[100:300], ((0, 40), (0, 0)))
    ink[215:222, 10:390] = 255
    assert texts(ink, recogniser) == ["318"]


@pytest.mark.parametrize(("gap", "text"), [(4, "41"), (40, "111")])
def test_lines_that_nearly_touch_are_one_digit_and_others_are_two(gap, text):
    """An open 4 is two lines, each of which might be a 1: how far they are apart decides."""
    ink = np.zeros((220, 400), np.uint8)
    ink[10:210, 20:40] = ink[190:210, 20:90] = 255  # the 4's first line
    for left in (90 + gap, 340):
        ink[10:210, left : left + 40] = 255

    def read(images: np.ndarray) -> np.ndarray:
        wide = images.any(axis=1).sum(axis=1) > 8  # columns: wider than the first line
        return np.eye(10, dtype=np.float32)[np.where(wide, 4, 1)]

    (line,) = find_digits(ink, read)
    assert "".join(str(digit.reading.digit) for digit in line) == text


def test_no_ink_holds_no_digits(recogniser):
    assert find_digits(np.zeros((200, 200), np.uint8), recogniser.predict) == []


def test_boxes_are_in_the_pictures_own_pixels(recogniser):
    ink = written("47", gap=0.4)
    large = np.asarray(Image.fromarray(255 - ink).resize((3200, 3200)))
    buffer = io.BytesIO()
    Image.fromarray(np.pad(large, ((0, 0), (800, 0)), constant_values=255)).save(buffer, "PNG")
    page = read_page(picture_from_bytes(buffer.getvalue(), "picture"), recogniser.predict)
    assert page.size == (4000, 3200) and page.texts == ["47"] and page.is_number
    columns = np.flatnonzero(ink.any(axis=0))
    assert page.digits[0].box[1] == pytest.approx(800 + 8 * columns[0], abs=12)
    assert page.digits[1].box[3] == pytest.approx(800 + 8 * (columns[-1] + 1), abs=12)


@pytest.mark.parametrize("seed", range(3))
def test_lines_on_ruled_paper_are_read(seed, recogniser):
    picture = ruled(sheet_of("2074", "913"), np.random.default_rng(seed))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    page = read_page(picture_from_bytes(buffer.getvalue(), "picture"), recogniser.predict)
    assert page.texts == ["2074", "913"]
