"""A server and a browser for all browser tests of a process, and a fresh page for each test.

With xdist each process has its own server, browser and DIGIT_LAB_HOME. The server's trainings are
those of tests/told_worker.py: a run waits for the test, never the other way round.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from benchmarks.browser import (
    ANSWER_LIMIT,
    CHROMIUM_NAMES,
    HEADLESS_NAME,
    ROOT,
    DrawPage,
    chromium,
    environment_path,
    find_chromium,
    running_app,
)
from benchmarks.train_page import TrainPage
from pages.shared.pad.pen_digits import pen_digits
from server.teacher import VARIABLE
from tests.browser.led_run import SETTINGS
from tests.told_worker import TOLD, Lead
from training.pretraining.strokes import load_strokes

HERE = Path(__file__).parent
PEN_DIGITS = ROOT.parent / "shared" / "data" / "pen_digits.npz"
expect.set_options(timeout=ANSWER_LIMIT)

BROWSERS = (HEADLESS_NAME, *CHROMIUM_NAMES)
# Whoever wants little motion is shown the same with fewer frames, each of which takes a processor
# some time: a second for a page of Train. The visitor with a phone is shown all of it.
DESKTOP = {"viewport": {"width": 1280, "height": 720}, "reduced_motion": "reduce"}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
TEACHERS_SECRET = "a secret of these tests"
LEADS = itertools.count(1_000)  # a seed of its own for each test that leads a run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if find_chromium(BROWSERS) is None:
        message = "no Chromium is installed, so the app was not tried in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with chromium(BROWSERS) as running:
        yield running


@pytest.fixture(scope="session")
def app_address(browser: Browser) -> Iterator[str]:
    with running_app(environment=TOLD | {VARIABLE: TEACHERS_SECRET}) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The window of a visitor who has never been here."""
    with new_context(browser) as context:
        yield context


@pytest.fixture
def another_context(browser: Browser) -> Iterator[BrowserContext]:
    """The window of somebody else."""
    with new_context(browser) as context:
        yield context


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """As `context`, on a phone."""
    with new_context(browser, PHONE) as context:
        yield context


@contextmanager
def new_context(browser: Browser, options: dict = DESKTOP) -> Iterator[BrowserContext]:
    """A context of its own, closed at the end with all its pages."""
    context = browser.new_context(**options)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def lead() -> Iterator[Lead]:
    """Leads the runs with its seed; at the end they learn all that they were asked to."""
    lead = Lead(next(LEADS))
    yield lead
    lead.let_go()


@pytest.fixture
def draw_page(context: BrowserContext, app_address: str) -> DrawPage:
    """The Draw page, ready to draw on and to read."""
    page = DrawPage(context.new_page())
    page.open(app_address)
    page.wait_for_network()
    return page


@pytest.fixture(scope="session")
def pen_drawings() -> dict[int, list]:
    """A few pen drawings of each digit: people's where there is the file, else the app's own."""
    path = environment_path("PEN_DIGITS_PATH", PEN_DIGITS)
    drawings: dict[int, list] = {digit: [] for digit in range(10)}
    if not path.is_file():
        for digit, strokes in pen_digits():
            drawings[digit].append(strokes)
        return drawings
    stored = load_strokes(path)
    for index, label in enumerate(stored.labels):
        if all(len(found) == DRAWINGS_EACH for found in drawings.values()):
            break
        if len(drawings[label]) < DRAWINGS_EACH:
            drawings[label].append([stroke.tolist() for stroke in stored[index]])
    return drawings


DRAWINGS_EACH = 3


@pytest.fixture
def train_page(context: BrowserContext) -> TrainPage:
    return TrainPage(context.new_page())


@pytest.fixture
def led_address(app_address: str, lead: Lead) -> str:
    """The Train page, set up for a run of nine epochs that the test leads."""
    return f"{app_address}/train?{SETTINGS}&seed={lead.seed}"
