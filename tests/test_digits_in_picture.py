"""The lines of a page as text: numbers side by side are told apart, digits of one aren't."""

import numpy as np
import pytest

from model.digits_in_picture import PageReading
from model.piece_reader import FoundDigit
from model.recogniser import judge

HIGH = 100


def line(numbers: str, gap: float, pitch: float = 0.0) -> list[FoundDigit]:
    """Digits of which a 1 is narrow.

    Args:
        numbers: with spaces, each of which is 0.9 of the height.
        gap: between two digits, in heights.
        pitch: from the middle of one to that of the next, in heights, as in squares of paper;
            0 if they stand as near each other as they may.
    """
    digits, left = [], 50.0
    for each in numbers:
        if each == " ":
            left += 0.9 * HIGH
            continue
        width = HIGH * (0.12 if each == "1" else 0.6)
        begin = left - width / 2 if pitch else left
        box = 10, round(begin), 10 + HIGH, round(begin + width)
        one = np.eye(10, dtype=np.float32)[int(each)]
        digits.append(FoundDigit(box, np.ones((1, 1), np.uint8), np.zeros((28, 28)), judge(one)))
        left += pitch * HIGH if pitch else width + gap * HIGH
    return digits


def text(digits: list[FoundDigit]) -> str:
    return PageReading((2000, 200), [digits]).texts[0]


@pytest.mark.parametrize("numbers", ["12 34", "030 1234567", "1 4711", "5 61 7", "11 11"])
@pytest.mark.parametrize("gap", [0.15, 0.3])
def test_numbers_side_by_side_have_a_space_between_them(numbers, gap):
    assert text(line(numbers, gap)) == numbers


@pytest.mark.parametrize("number", ["4711", "1111", "2026", "81", "11", "7", "101010"])
@pytest.mark.parametrize(("gap", "pitch"), [(0.1, 0), (0.5, 0), (0, 1.4), (0, 2.0)])
def test_digits_of_one_number_have_none(number, gap, pitch):
    assert text(line(number, gap, pitch)) == number


def test_two_digits_far_apart_are_two_numbers():
    assert text(line("5   6", 0.2)) == "5 6"


def test_a_line_without_digits_is_empty():
    assert PageReading((10, 10), [[]]).texts == [""]
