"""What people bring: pictures on ruled paper, in a shadow, with a frame … are read all the same.

Each kind is drawn with several parameters, from digits that the network reads on blank paper.
"""

import io
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.paper_kinds import KINDS, on_paper, placed
from model import library
from model.digits_in_picture import read_picture
from model.errors import UserError
from model.paper import ink_in
from model.picture_file import Picture, picture_from_bytes
from model.recogniser import Recogniser, Verdict
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import draw

DIGITS = {digit: [np.array(stroke) for stroke in strokes] for digit, strokes in pen_digits()}


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return library.load("default")


def drawn(digit: int, brush: float = 16, fraction: float = 0.55) -> np.ndarray:
    return draw(DIGITS[digit], brush=brush, fraction=fraction)


def read(image: Image.Image, recogniser: Recogniser, kind: str = "PNG") -> str:
    """The digit that is read, as the command line reads; "?" if it isn't firm."""
    buffer = io.BytesIO()
    image.save(buffer, kind)
    page = read_picture(picture_from_bytes(buffer.getvalue(), "picture"), recogniser.predict)
    (digit,) = page.digits
    return str(digit.reading.digit) if digit.reading.verdict is Verdict.DIGIT else "?"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_read(kind, recogniser):
    rng = np.random.default_rng(sum(map(ord, kind)))
    for number, digit in enumerate((0, 2, 3, 4, 5, 7, 8)):
        ink = drawn(digit, (10, 16, 24)[number % 3], (0.45, 0.6, 0.75)[number % 3])
        assert read(KINDS[kind](ink, rng), recogniser) == str(digit)


@pytest.mark.parametrize("digit", [8, 0, 2])
@pytest.mark.parametrize("turned", [False, True])
def test_a_stroke_that_fades_is_ink_to_its_end(digit, turned, recogniser):
    ink = drawn(digit, 14)
    pen = np.linspace(60, 200, ink.shape[0]).astype(int)[:, None]
    picture = on_paper(ink, 245, pen.T if turned else pen)
    assert read(picture.filter(ImageFilter.GaussianBlur(1)), recogniser) == str(digit)


def test_a_speck_far_from_a_digit_is_left_out(recogniser):
    sheet = placed(drawn(4, 10, 0.5), (1000, 1000), (60, 80))
    sheet[900:904, 880:884] = 255
    assert read(on_paper(sheet), recogniser) == "4"


@pytest.mark.parametrize(("grey", "is_ink"), [(195, False), (100, True)])
def test_what_is_low_is_the_rest_of_a_rule_if_it_is_faint_enough(grey, is_ink):
    sheet = np.full((300, 400, 3), 245, np.uint8)
    sheet[100:200, 100:110] = sheet[100:200, 150:160] = 40
    low = slice(110, 175), slice(300, 306)
    sheet[low] = grey
    assert ink_in(Picture(sheet, None, (400, 300))).ink[low].any() == is_ink


@pytest.mark.parametrize("digit", [2, 6, 8])
def test_a_pale_stamp_is_left_out_where_nothing_else_is_read(digit, recogniser):
    picture = on_paper(np.pad(drawn(digit), 60))
    stamp = Image.new("L", picture.size)
    pen = ImageDraw.Draw(stamp)
    for inset in (30, 55):
        pen.ellipse((inset, inset, 400 - inset, 400 - inset), outline=255, width=5)
    for spoke in range(0, 360, 20):
        pen.arc((38, 38, 362, 362), spoke, spoke + 9, fill=255, width=12)
    picture = Image.fromarray(
        np.minimum(np.asarray(picture), np.where(np.asarray(stamp) > 0, 190, 255)).astype(np.uint8)
    )
    assert read(picture, recogniser) == str(digit)


@pytest.mark.parametrize("inside", [0, 14])
def test_a_frame_is_no_ink(inside, recogniser):
    picture = on_paper(np.pad(drawn(3), 20))
    width, height = picture.size
    corners = [inside, inside, width - 1 - inside, height - 1 - inside]
    ImageDraw.Draw(picture).rectangle(corners, outline=0)
    assert read(picture, recogniser) == "3"


@pytest.mark.parametrize("thick", [3, 20, 40])
def test_bars_above_and_below_are_no_ink(thick, recogniser):
    picture = np.asarray(on_paper(np.pad(drawn(5), 40))).copy()
    picture[:thick] = picture[-thick:] = 0
    assert read(Image.fromarray(picture), recogniser) == "5"


@pytest.mark.parametrize("dark", [0.4, 0.5, 0.7])
@pytest.mark.parametrize("edge", [0.35, 0.5, 0.65])
def test_a_shadow_is_no_ink(dark, edge, recogniser):
    picture = np.asarray(on_paper(drawn(7), 225, 40)).astype(float)
    picture[:, int(edge * picture.shape[1]) :] *= dark
    assert read(Image.fromarray(picture.astype(np.uint8)), recogniser) == "7"


@pytest.mark.parametrize(
    "colours", [((200, 40, 40), (60, 130, 60)), ((60, 130, 60), (200, 40, 40))]
)
def test_colours_of_the_same_brightness_differ(colours, recogniser):
    ink = drawn(6)[:, :, None] > 0
    assert read(Image.fromarray(np.where(ink, *colours).astype(np.uint8)), recogniser) == "6"


def test_the_shades_of_transparent_ink_do_not_matter(recogniser):
    ink = drawn(7)
    rgba = np.zeros((*ink.shape, 4), np.uint8)
    rgba[:, :, :3] = np.linspace(0, 255, len(ink)).astype(np.uint8)[:, None, None]
    rgba[:, :, 3] = ink
    assert read(Image.fromarray(rgba), recogniser) == "7"


@pytest.mark.parametrize("most", [20, 60, 127])
def test_ink_that_is_hardly_opaque_is_ink(most, recogniser):
    alpha = (drawn(2) > 0) * np.uint8(most)
    image = Image.merge("LA", [Image.new("L", alpha.shape[::-1]), Image.fromarray(alpha)])
    assert read(image, recogniser) == "2"


@pytest.mark.parametrize("quality", [5, 30])
def test_a_bad_jpeg_is_read(quality, recogniser):
    picture = on_paper(drawn(9))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    assert read(Image.open(buffer).convert("RGB"), recogniser) == "9"


@pytest.mark.parametrize(
    ("pixels", "complaint"),
    [
        (np.full((300, 400), 200), "blank"),
        (np.linspace(150, 250, 400)[None] * np.ones((300, 1)), "blank"),
        (np.random.default_rng(0).normal(200, 6, (300, 400)), "blank"),
        (250 - 7 * (drawn(8) > 0), "too faint"),
        (255 - 255 * (np.arange(400) % 8 < 4) * (np.arange(400)[:, None] % 8 < 4), "too much"),
    ],
    ids=["one colour", "a slope of light", "grain", "faint", "specks"],
)
def test_what_can_not_be_read_is_refused_in_a_sentence(pixels, complaint, recogniser):
    with pytest.raises(UserError, match=complaint):
        read(Image.fromarray(pixels.astype(np.uint8)), recogniser)


@pytest.mark.parametrize("shape", [(1, 1), (1, 1200), (1200, 1), (2, 3), (1, 6000), (6000, 1)])
@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "PNG"), ("RGB", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("L", "JPEG"), ("RGB", "JPEG")],
)
def test_no_shape_of_picture_is_too_odd(shape, mode, kind, recogniser):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 4), dtype=np.uint8)
    image = Image.fromarray(pixels).convert(mode)
    with suppress(UserError):  # a sentence is right, too; any other error isn't
        assert read(image, recogniser, kind)
