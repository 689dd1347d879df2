"""What a page's address may ask for."""

import pytest

from pages.shared.url.address import Number, OneOf, Whole, problems, switch, with_values

BRUSH = Whole("brush", "28", 12, 52)
ANGLE = Number("angle", "0", -1.5, 1.5)
PART = OneOf("part", "", ("Training", "Test"))
OFF = switch("off")
ALL = (BRUSH, ANGLE, PART, OFF)


@pytest.mark.parametrize(
    ("parameter", "text"),
    [(BRUSH, "12"), (BRUSH, "52"), (ANGLE, "-1.5"), (ANGLE, "1e-3"), (PART, "test"), (OFF, "True")],
)
def test_what_a_parameter_may_be_is_no_problem(parameter, text):
    assert problems({parameter.name: text}, ALL) == []


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        *((BRUSH, text) for text in ("", "11", "53", "-28", "2_8", "²", "28.0")),
        *((BRUSH, text) for text in ("9" * 5000, "0" * 5000, "0" * 9 + "39")),
        *((ANGLE, text) for text in ("", "2", "nan", "inf", "1_0", "٣", "0x1", "1e999")),
        *((PART, text) for text in ("Tests", "Training, Test")),
        *((OFF, text) for text in ("maybe", "1")),
    ],
)
def test_anything_else_gets_a_sentence_that_says_what_would_be_right(parameter, text):
    (sentence,) = problems({parameter.name: text}, ALL)
    assert parameter.allowed in sentence and len(sentence) < 200


def test_what_belongs_to_others_is_not_mentioned():
    assert problems({"utm_source": "school"}, ALL) == []


def test_an_address_leaves_out_what_is_the_default_anyway():
    url = "http://10.0.0.1:8501/data?old=1#part"
    assert with_values(url, {"brush": "28", "part": ""}, ALL) == "http://10.0.0.1:8501/data"
    assert with_values(url, {"brush": "40"}, ALL) == "http://10.0.0.1:8501/data?brush=40"
