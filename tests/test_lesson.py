"""The lessons' steps: what they say, the page, the document, and what the bar is told."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from pages.data.state import DATA
from pages.draw.state import DRAW
from pages.lesson.in_markdown import FILE, with_steps
from pages.lesson.plan import LESSONS, PLAN, STEPS, Step, named
from pages.lesson.state import LESSON
from pages.lesson.steps_html import for_the_bar, steps_html
from pages.neuron.lessons import NEURON
from pages.shared.url import page_state
from pages.train.state import TRAIN

PAGES = {"": DRAW, "train": TRAIN, "data": DATA, "neuron": NEURON}
EACH = pytest.mark.parametrize("step", STEPS, ids=lambda each: each.name)


def test_a_lesson_takes_as_long_as_it_says_and_every_step_is_in_one():
    assert [each.minutes for each in LESSONS] == [20, 45, 90]
    for lesson in LESSONS:
        assert sum(each.minutes for each in lesson.steps) == lesson.minutes
    assert {step.name for lesson in LESSONS for step in lesson.steps} == {s.name for s in STEPS}


@EACH
def test_a_step_says_what_to_do_see_and_ask_and_names_something(step: Step):
    for text in (*step.do, step.see, step.ask, step.hint):
        assert text.count("*") % 2 == 0 and "!" not in text.replace("Done!", "")
    assert step.do and step.see and step.ask
    assert named(" ".join((*step.do, step.see)))


def test_the_document_has_the_steps_as_they_are():
    text = FILE.read_text("utf-8")
    assert text == with_steps(text), "run python -m pages.lesson.in_markdown"


def test_no_page_takes_the_parameters_of_a_lesson_and_a_projector_for_a_misspelt_setting():
    for page in (*PAGES.values(), LESSON):
        for name in (PLAN, "projector"):
            assert name not in page.names
            assert not page_state._misspelt([name], page.names)


def test_the_bar_is_told_every_step_and_where_it_is():
    told = json.loads(for_the_bar())
    assert {minutes: len(steps) for minutes, steps in told.items()} == {
        str(each.minutes): len(each.steps) for each in LESSONS
    }
    third = told["45"][2]
    assert dict(parse_qsl(urlsplit(third["address"]).query))[PLAN] == "45-3"
    assert "<b>bun</b>" in third["words"]


def test_a_step_is_shown_with_the_ways_to_its_neighbours():
    lesson = LESSONS[0]
    first, last = steps_html(lesson, 1), steps_html(lesson, len(lesson.steps))
    assert ">Next</button>" in first and ">Back</button>" not in first
    assert ">Back</button>" in last and ">Next</button>" not in last
    assert 'href="./data?view=one&amp;plan=20-5"' in last


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file("../pages/lesson/page.py", default_timeout=30)


def test_the_page_opens_at_the_step_of_its_address_or_at_the_last_that_there_is(page):
    page.query_params.update({"minutes": "45", "step": "12"})
    page.run()
    assert not page.exception
    (told,) = [
        json.loads(each.proto.json)["html"]
        for each in page.get("bidi_component")
        if "dl-lesson-page" in each.proto.json
    ]
    assert "Step 9 of 9" in told and "What it gets wrong" in told
