"""The picture of From paper as HTML: what it says of what was found."""

import re

import numpy as np
import pytest

from model.digits_in_picture import PageReading
from model.piece_reader import FoundDigit
from model.recogniser import Verdict, judge
from pages.draw.paper_picture import PRESS_ONE, WHERE_NONE, Shown, page_html

# The probabilities of the two likeliest digits.
READINGS = {Verdict.DIGIT: (0.97, 0.01), Verdict.UNSURE: (0.5, 0.45), Verdict.NO_DIGIT: (0.2, 0.2)}


def found(verdict: Verdict) -> FoundDigit:
    probabilities = np.full(10, (1 - sum(READINGS[verdict])) / 8)
    probabilities[:2] = READINGS[verdict]
    reading = judge(probabilities)
    assert reading.verdict is verdict
    blank = np.zeros((28, 28), np.uint8)
    return FoundDigit((0, 0, 28, 28), blank, blank, reading)


@pytest.mark.parametrize(
    ("verdicts", "count", "advice"),
    [
        ([Verdict.NO_DIGIT], "no digit", WHERE_NONE),
        ([Verdict.NO_DIGIT] * 3, "no digit", WHERE_NONE),
        ([Verdict.DIGIT], "one digit", PRESS_ONE),
        ([Verdict.UNSURE, Verdict.NO_DIGIT], "one digit", PRESS_ONE),
        ([Verdict.DIGIT, Verdict.NO_DIGIT, Verdict.UNSURE], "2 digits", PRESS_ONE),
    ],
)
def test_only_digits_are_counted_and_all_can_be_pressed(verdicts, count, advice):
    page = PageReading((100, 100), [[found(verdict) for verdict in verdicts]])
    html = page_html(Shown("data:,", page, "Some network"), "light")
    assert f"<p>Some network finds {count}. {advice}</p>" in html
    assert f'alt="Your picture, with {count}"' in html
    assert len(re.findall('class="dl-paper-digit" data-press', html)) == len(verdicts)
