"""axe-core finds nothing serious on what the app shows, in both themes.

Its script comes with the package axe-playwright-python; nothing is fetched. The pages
themselves are looked at in test_geometry.py, too, every time.
"""

from collections.abc import Callable, Iterable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.browser import ANSWER_LIMIT
from tests.browser.conftest import DESKTOP, TEACHERS_SECRET, new_context
from tests.browser.screens import (
    View,
    classroom,
    data,
    finished_run,
    lessons,
    pages,
    panels,
    train,
    violations,
)

PARTS: dict[str, Callable[[], Iterable[View]]] = {
    "pages": pages,
    "panels": panels,
    "data": data,
    "lessons": lessons,
    "class": lambda: classroom(TEACHERS_SECRET),
}


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab in each of the themes."""
    with new_context(browser, DESKTOP | {"color_scheme": request.param}) as context:
        page = context.new_page()
        page.set_default_timeout(ANSWER_LIMIT)
        yield page


def look_at(page: Page, server: str, views: Iterable[View]) -> list[str]:
    """What axe-core finds on all of these, where."""
    found = []
    for view in views:
        view.open(page, server)
        found += [f"{view.name}: {each}" for each in violations(page)]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_nothing_that_is_shown_has_a_serious_fault(page, app_address, part):
    assert look_at(page, app_address, PARTS[part]()) == []


@pytest.mark.slow
def test_a_run_has_no_serious_fault(page, app_address):
    assert look_at(page, app_address, train(finished_run(page, app_address))) == []
