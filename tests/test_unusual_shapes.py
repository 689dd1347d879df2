"""The default network on shapes that are clear to a person and were once read wrong."""

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model import library
from model.preprocess import to_mnist
from model.recogniser import Verdict

Lines = list[list[tuple[float, float]]]


def ring(centre: tuple[float, float], radii: tuple[float, float]) -> list[tuple[float, float]]:
    angles = [turn / 30 * 2 * math.pi for turn in range(31)]
    return [
        (centre[0] + radii[0] * math.cos(a), centre[1] + radii[1] * math.sin(a)) for a in angles
    ]


DIGITS: list[tuple[str, int, int, Lines]] = [
    ("closed 4", 4, 14, [[(170, 250), (170, 55), (90, 100), (170, 100)]]),
    ("slanted open 4", 4, 12, [[(132, 50), (90, 130), (135, 90)], [(177, 50), (107, 240)]]),
    (
        "wavy crossed 7",
        7,
        8,
        [
            [(145, 75), (140, 105), (180, 120), (210, 100), (235, 45), (125, 240), (155, 235)],
            [(130, 165), (230, 150)],
        ],
    ),
    ("0 with a bar", 0, 12, [ring((140, 140), (55, 90)), [(85, 140), (195, 140)]]),
    ("boxy 6", 6, 14, [[(90, 50), (90, 230), (190, 230), (190, 140), (90, 140)]]),
]
DOT = [(140, 215), (141, 216)]
NO_DIGITS: list[tuple[str, int, Lines]] = [
    ("?", 14, [[(100, 90), (110, 60), (140, 50), (170, 65), (172, 95), (140, 145), (140, 175)],
               DOT]),
    ("!", 14, [[(140, 50), (140, 170)], DOT]),
    (">", 14, [[(90, 70), (190, 140), (90, 210)]]),
    ("clock", 10, [ring((140, 140), (90, 90)), [(140, 140), (140, 80)], [(140, 140), (185, 140)]]),
    ("house", 10, [[(80, 220), (80, 120), (140, 60), (200, 120), (200, 220), (80, 220)],
                   [(125, 220), (125, 165), (155, 165), (155, 220)]]),
    ("y", 12, [[(90, 70), (140, 150)], [(195, 70), (110, 230)]]),
    ("d", 12, [ring((120, 175), (40, 40)), [(160, 50), (160, 220)]]),
]  # fmt: skip


def read(lines: Lines, width: int, shift: tuple[int, int] = (0, 0)):
    image = Image.new("L", (280, 280))
    pen = ImageDraw.Draw(image)
    for line in lines:
        moved = [(x + shift[0], y + shift[1]) for x, y in line]
        pen.line(moved, fill=255, width=width, joint="curve")
        for x, y in moved:
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return library.load().read(to_mnist(np.asarray(image)))


@pytest.mark.parametrize(
    ("digit", "width", "lines"), [case[1:] for case in DIGITS], ids=[case[0] for case in DIGITS]
)
@pytest.mark.parametrize("change", [-2, 0, 2])
def test_it_is_the_digit(digit, width, lines, change):
    reading = read(lines, width + change)
    assert (reading.verdict, reading.digit) == (Verdict.DIGIT, digit)


@pytest.mark.parametrize(
    ("width", "lines"), [case[1:] for case in NO_DIGITS], ids=[case[0] for case in NO_DIGITS]
)
@pytest.mark.parametrize("change", [-2, 0, 2])
def test_it_is_never_firmly_a_digit(width, lines, change):
    assert read(lines, width + change).verdict is not Verdict.DIGIT
