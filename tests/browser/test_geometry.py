"""All that the app shows, on every screen: nothing overlaps, is cut off, too small or too wide.

Where DIGIT_LAB_PICTURES names a folder, the whole walk leaves a picture of each there.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.browser import ANSWER_LIMIT
from tests.browser.conftest import TEACHERS_SECRET, new_context
from tests.browser.screens import (
    LAPTOP,
    PHONE,
    SCREENS,
    Screen,
    View,
    classroom,
    data,
    faults,
    finished_run,
    lessons,
    pages,
    panels,
    show_on,
    train,
    violations,
)

PICTURES = "DIGIT_LAB_PICTURES"
PARTS: dict[str, Callable[[], Iterable[View]]] = {
    "pages": pages,
    "panels": panels,
    "data": data,
    "lessons": lessons,
    "class": lambda: classroom(TEACHERS_SECRET),
}


def walk(page: Page, server: str, views: Iterable[View], screens: Iterable[Screen]) -> list[str]:
    """Look at all of these on all of these; returns what is wrong, where."""
    found = []
    for view in views:
        show_on(page, LAPTOP)
        view.open(page, server)
        for screen in screens:
            show_on(page, screen)
            found += [f"{view.name}, {screen}: {fault}" for fault in faults(page)]
            keep_picture(page, f"{view.name} {screen}")
    return found


def keep_picture(page: Page, name: str) -> None:
    folder = os.environ.get(PICTURES)
    if folder:
        theme = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        file = re.sub(r"\W+", "-", f"{name}{' dark' * theme}").lower()
        page.screenshot(path=Path(folder) / f"{file}.png")


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterable[Page]:
    """A tab in each of the themes."""
    options = {"color_scheme": request.param, "reduced_motion": "reduce"}
    with new_context(browser, options) as context:
        page = context.new_page()
        page.set_default_timeout(ANSWER_LIMIT)
        yield page


def test_the_pages_fit_on_a_phone_and_on_a_laptop_and_hinder_nobody(context, app_address):
    page, found = context.new_page(), []
    for view in pages():
        found += walk(page, app_address, [view], (PHONE, LAPTOP))
        found += [f"{view.name}: {each}" for each in violations(page)]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_all_that_is_shown_fits_on_every_screen(page, app_address, part):
    assert walk(page, app_address, PARTS[part](), SCREENS) == []


@pytest.mark.slow
def test_a_run_fits_on_every_screen(page, app_address):
    run = finished_run(page, app_address)
    assert walk(page, app_address, train(run), SCREENS) == []


# What geometry must find, each on a screen where it is wrong, and what it must let pass.
WRONG = {
    "text of 11.0 px": '<p style="font-size: 11px">small</p>',
    "overlap": '<p style="margin: 0">one</p><p style="margin: -1.2em 0 0">another</p>',
    "cut off": '<p style="width: 4em; overflow: hidden; white-space: nowrap">cut off here</p>',
    "beyond the screen": '<p style="position: absolute; left: -9px">outside</p>',
    "is wider by": '<p style="width: 120vw">wide</p>',
    "sticks over": '<p style="position: sticky; bottom: 0; height: 300px">sticky</p>',
    "target of": '<button style="height: 30px; width: 60px">low</button>',
}
RIGHT = """
<p style="height: 60px; overflow: auto; line-height: 40px">what<br>can<br>be<br>scrolled to</p>
<label style="display: block; padding: 12px"><input type="checkbox"> a label that is large</label>
<p>A link <a href="#">in a sentence</a> is as high as its line.</p>
<p style="position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)">
for readers</p>
"""
FRAME = '<body style="margin: 0"><div class="stApp"><div class="stMain">{}</div></div></body>'


def test_geometry_finds_what_is_wrong_and_lets_pass_what_can_be_used(context):
    page = context.new_page()
    show_on(page, PHONE)
    for fault, content in WRONG.items():
        page.set_content(FRAME.format(content))
        assert any(fault in each for each in faults(page, tries=1)), fault
    page.set_content(FRAME.format(RIGHT))
    assert faults(page, tries=1) == []
