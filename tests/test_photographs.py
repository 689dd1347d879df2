"""Photographs of a digit on paper, in the light that there is."""

import numpy as np
import pytest
from PIL import Image

from benchmarks.outcomes import outcome, png
from benchmarks.photograph_kinds import KINDS, photograph
from model import library
from model.digits_in_picture import read_page
from model.first_look import look_at
from model.picture_file import picture_from_bytes
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import draw

DIGITS = {digit: [np.array(stroke) for stroke in strokes] for digit, strokes in pen_digits()}
QUICK = ("a small digit on it",)
HARD = ("a small digit, ruled, in a shadow",)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in KINDS
        if name not in HARD
    ],
)
def test_most_are_read_and_none_is_read_wrong(kind):
    recogniser = library.load("default")
    rng = np.random.default_rng(len(kind))
    seen = [
        outcome(photograph(DIGITS[digit], KINDS[kind], rng), digit, recogniser)
        for digit in (2, 3, 4, 5, 8)
    ]
    assert seen.count("right") >= 4
    assert "firmly_wrong" not in seen


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("brush", [4, 12, 40])
def test_which_side_is_ink_is_seen_whatever_the_pen(dark, brush):
    ink = draw(DIGITS[8], brush=brush)
    look = look_at(np.where((ink > 0) == dark, 40, 220).astype(np.uint8))
    assert look.dark == dark
    assert np.array_equal(look.ink, ink > 0)


def test_a_shadow_with_soft_edges_is_no_ink():
    ink = draw(DIGITS[4], 320, brush=8, fraction=0.3)
    columns = np.arange(320)
    shade = 1 - 0.5 / (1 + np.exp((columns - 160) / 12))
    look = look_at((np.where(ink > 0, 60, 230) * shade).astype(np.uint8))
    assert look.dark
    assert (look.ink & (ink > 0)).sum() > 0.8 * (ink > 0).sum()
    assert not (look.ink & (ink == 0)).any()


def test_a_stain_far_from_the_digit_is_left_out():
    ink = draw(DIGITS[7], 280, brush=12, fraction=0.5, position=(0.1, 0.1))
    pixels = np.where(np.pad(ink, ((0, 300), (0, 300))) > 0, 30, 240).astype(np.uint8)
    pixels[430:470, 380:500] = 60
    recogniser = library.load("default")
    assert outcome(Image.fromarray(pixels), 7, recogniser) == "right"
    picture = picture_from_bytes(png(Image.fromarray(pixels)), "picture")
    assert read_page(picture, recogniser.predict).texts == ["7"]
