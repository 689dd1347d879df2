"""Where nothing is read at first, a picture is looked at in other ways; but never for long."""

import cv2
import numpy as np
import pytest
from PIL import Image

from model import library
from model.digits_in_picture import read_page, read_picture
from model.errors import UserError
from model.paper import Ink
from model.picture_file import Picture
from model.piece_reader import FoundDigit
from model.recogniser import Recogniser, judge
from model.surest import MOST_AGAIN, See, surest
from tests.test_paper import DIGITS
from training.pretraining.strokes import draw

PAPER, FAINT = 225, 150


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return library.load("default")


def sheet_with(digit: int, pen: int = 60, brush: float = 5) -> np.ndarray:
    """(700, 500) uint8: a small digit to the right of the middle."""
    sheet = np.full((700, 500), PAPER, np.uint8)
    ink = draw(DIGITS[digit], 160, brush=brush, fraction=0.85)
    sheet[300:460, 260:420][ink > 127] = pen
    return cv2.GaussianBlur(sheet, (3, 3), 0)


def picture_of(plane: np.ndarray) -> Picture:
    return Picture(np.dstack([plane] * 3), None, plane.shape[::-1])


def read(plane: np.ndarray, recogniser: Recogniser) -> list[str]:
    return read_picture(picture_of(plane), recogniser.predict).texts


@pytest.mark.parametrize("digit", [2, 3, 8])
def test_a_thumb_does_not_hide_a_thin_pale_digit(digit, recogniser):
    sheet = sheet_with(digit, FAINT, brush=3)
    cv2.ellipse(sheet, (0, 420), (150, 90), 0, 0, 360, 60, -1)
    assert read(sheet, recogniser) == [str(digit)]


@pytest.mark.parametrize("digit", [2, 6, 8])
def test_keys_that_are_cut_off_by_the_picture_are_no_part_of_a_digit(digit, recogniser):
    sheet = sheet_with(digit, brush=9)
    for row, key in ((330, "E"), (480, "Q")):
        cv2.putText(sheet, key, (455, row), cv2.FONT_HERSHEY_SIMPLEX, 3, 50, 9)
    assert read(sheet, recogniser) == [str(digit)]


@pytest.mark.parametrize("digit", [3, 5, 6])
@pytest.mark.parametrize("way", [read_picture, read_page])
def test_an_envelopes_flap_is_no_1s(digit, way, recogniser):
    sheet = sheet_with(digit, 40)
    cv2.line(sheet, (20, 40), (250, 230), 185, 2)
    cv2.line(sheet, (480, 40), (250, 230), 185, 2)
    assert way(picture_of(sheet), recogniser.predict).texts == [str(digit)]


def test_a_1_as_dark_as_the_others_stays(recogniser):
    sheet = sheet_with(5, 40)
    cv2.line(sheet, (200, 310), (195, 455), 40, 5)
    assert read(sheet, recogniser) == ["15"]


@pytest.mark.parametrize("grey", [140, 160, 175])
@pytest.mark.parametrize("way", [read_picture, read_page])
def test_a_pencils_1_beside_an_ink_pens_digits_stays(grey, way, recogniser):
    sheet = sheet_with(5, 40)
    cv2.line(sheet, (230, 315), (226, 450), grey, 4)
    assert way(picture_of(sheet), recogniser.predict).texts == ["15"]


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("sides", ["tblr", "l"])
def test_a_small_picture_of_a_digit_that_fills_it_is_read_as_it_is(digit, sides, recogniser):
    ink = draw(DIGITS[digit], 84, brush=6, fraction=0.75)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    top, left = (each[0] if side in sides else 0 for each, side in ((rows, "t"), (columns, "l")))
    bottom, right = (
        each[-1] + 1 if side in sides else 84 for each, side in ((rows, "b"), (columns, "r"))
    )
    picture = np.where(ink[top:bottom, left:right] > 127, 40, PAPER).astype(np.uint8)
    assert read(picture, recogniser) == [str(digit)]


def test_a_digit_that_is_cut_off_is_read_if_it_is_all_there_is(recogniser):
    ink = draw(DIGITS[5], 160, brush=12, fraction=0.85)
    rows = np.flatnonzero(ink.any(axis=1))
    cut = np.where(np.pad(ink, ((0, 0), (60, 60)))[rows[0] + 6 :], 40, PAPER).astype(np.uint8)
    assert read(cut, recogniser) == ["5"]


def found(box: tuple[int, int, int, int], digit: int | None) -> FoundDigit:
    """Something in a box that is surely a digit, or none."""
    probabilities = np.full(10, 0.1, np.float32)
    if digit is not None:
        probabilities = np.eye(10, dtype=np.float32)[digit]
    size = box[2] - box[0], box[3] - box[1]
    ink, image = np.ones(size, np.uint8), np.zeros((28, 28), np.uint8)
    return FoundDigit(box, ink, image, judge(probabilities))


def dotted(count: int) -> np.ndarray:
    """(200, 600) uint8 with so many bars, the first of which reaches the border."""
    ink = np.zeros((200, 600), np.uint8)
    for number in range(count):
        row, column = (20 * (number // 50) + 4, 10 * (number % 50) + 4) if number else (0, 0)
        ink[row : row + 12, column : column + 3] = 255
    return ink


def ink_of(ink: np.ndarray) -> Ink:
    return Ink(ink, ink, (0.0, 0.0), 1.0)


def ways(*inks: Ink) -> list[See]:
    return [lambda ink=ink: ink for ink in inks]


def reader(image: np.ndarray) -> np.ndarray:
    return np.full((len(image), 10), 0.1, np.float32)


@pytest.mark.parametrize(("digit", "is_enough"), [(1, False), (7, True)])
def test_where_one_looks_again_a_bar_is_not_enough(digit, is_enough):
    looks = ink_of(dotted(3)), ink_of(dotted(4))
    again = [[found((50, 50, 90, 70), digit)]]
    ink, _ = surest(lambda pieces: again if len(pieces) == 4 else [[]], ways(*looks), reader)
    assert ink is looks[is_enough]


def test_what_reaches_the_border_counts_if_nothing_else_is_read():
    looks = ink_of(dotted(3)), ink_of(dotted(4))
    first = [[found((0, 50, 90, 70), 7)]]
    ink, lines = surest(lambda pieces: first if len(pieces) == 3 else [[]], ways(*looks), reader)
    assert ink is looks[0] and lines is first


@pytest.mark.parametrize(("gap", "is_enough"), [(3, False), (40, True)])
def test_a_stroke_that_the_picture_cuts_off_is_not_left_out_of_its_digit(gap, is_enough):
    """A 6 without its top would be a 0."""
    ink = np.zeros((200, 600), np.uint8)
    ink[:40, 50:60] = 255
    ink[40 + gap : 140, 50:60] = 255
    below = [[found((40 + gap, 50, 140, 60), 0)]]
    whole = [[found((0, 50, 140, 60), None)]]
    _, lines = surest(
        lambda pieces: below if len(pieces) == 1 else whole, ways(ink_of(ink)), reader
    )
    assert lines is (below if is_enough else whole)


def test_a_crowd_is_looked_at_once():
    asked = []
    looks = ways(ink_of(dotted(MOST_AGAIN + 20)), ink_of(dotted(MOST_AGAIN + 2)))
    surest(lambda pieces: asked.append(len(pieces)) or [[]], looks, reader)
    assert asked == [MOST_AGAIN + 20]


def test_what_was_wrong_at_first_is_told():
    blank, crowd = ink_of(np.zeros((200, 600), np.uint8)), ink_of(np.tile(dotted(500), (2, 1)))
    for looks, words in (([blank, crowd], "blank"), ([crowd, blank], "too much")):
        with pytest.raises(UserError, match=words):
            surest(lambda pieces: [[]], ways(*looks), reader)


def test_what_is_too_faint_at_first_is_looked_at_in_other_ways():
    def too_faint() -> Ink:
        raise UserError("too faint")

    seven = [[found((50, 50, 90, 70), 7)]]
    ways_to_see = [too_faint, *ways(ink_of(dotted(3)))]
    assert surest(lambda pieces: seven, ways_to_see, reader)[1] is seven
    with pytest.raises(UserError, match="too faint"):
        surest(lambda pieces: [[]], [too_faint], reader)


@pytest.mark.parametrize("digit", [2, 3, 5, 8])
@pytest.mark.parametrize("way", [read_picture, read_page])
def test_a_dim_pencil_in_the_grain_of_a_bad_light_is_read(digit, way, recogniser):
    chance = np.random.default_rng(digit)
    sheet = np.full((900, 1200), 70.0)
    sheet[250:650, 400:800] -= 16 * (draw(DIGITS[digit], 400, 18, 0.85) / 255)
    grain = chance.normal(0, 9, sheet.shape)
    plane = np.clip(cv2.GaussianBlur(sheet, (0, 0), 2) + grain, 0, 255).astype(np.uint8)
    assert way(picture_of(plane), recogniser.predict).texts == [str(digit)]


@pytest.mark.parametrize("digit", [2, 3, 5, 8])
def test_dots_of_a_printer_are_grey_from_afar(digit, recogniser):
    ink = draw(DIGITS[digit], 900, 50, 0.5)
    grey = Image.fromarray(np.where(ink > 127, 110, 225).astype(np.uint8))
    assert read(np.asarray(grey.convert("1").convert("L")), recogniser) == [str(digit)]
