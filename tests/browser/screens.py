"""Every screen that people hold or look at, and everything that the app shows on it.

What is shown comes from the app's own lists, so that a new panel, lesson, view or page is looked
at as soon as it is there.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from benchmarks.browser import LOAD_LIMIT, DrawPage, wait_until_idle
from benchmarks.train_page import TrainPage
from pages.data.state import VIEWS
from pages.draw.look_inside import PANELS
from pages.neuron.lessons import LESSONS
from pages.shared.pad import drawing_in_address
from pages.shared.pad.drawing import Drawing, Stroke
from pages.shared.pad.pen_digits import pen_digits
from server.teacher import ADDRESS as CLASS
from server.teacher import PARAMETER as SECRET
from server.unknown_address import PAGES

GEOMETRY = Path(__file__).with_name("geometry.js").read_text(encoding="utf-8")
SMALLEST_TEXT = 12  # pixels
SMALLEST_TARGET = 40  # pixels, for a finger
AXE = "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"
TRIES = 5  # a chart that was just made wider is drawn anew a moment later
PAUSE = 250  # milliseconds between them
DENSE = "&network=no-hidden-layer"


class Screen(NamedTuple):
    """What a page is shown on; lengths in CSS pixels. A page that is zoomed has fewer of them."""

    width: int
    height: int
    touch: bool = False

    def __str__(self) -> str:
        return f"{self.width}x{self.height}{' touch' * self.touch}"


PHONE = Screen(390, 844, touch=True)
LAPTOP = Screen(1280, 720)
SCREENS = (
    Screen(360, 740, touch=True),
    PHONE,
    Screen(844, 390, touch=True),
    Screen(768, 1024),
    Screen(820, 1180, touch=True),
    Screen(1024, 768),
    LAPTOP,
    Screen(1920, 1080),
    # The laptop at 50, 150 and 200 %, and the projector at 200 %.
    Screen(2560, 1440),
    Screen(853, 480),
    Screen(640, 360),
    Screen(960, 540),
)


class View(NamedTuple):
    """Something that the app shows: its name, its address, and when it is all there.

    Attributes:
        name: what it is called in a test's report.
        address: path and parameters.
        ready: what is on the page when it is all there, as a selector.
        prepare: what is pressed then.
    """

    name: str
    address: str
    ready: str = ".dl-page-title"
    prepare: Callable[[Page], None] = lambda page: None

    def open(self, page: Page, server: str) -> None:
        """Show it, and wait until it is all there."""
        page.goto(server + self.address)
        page.locator(self.ready).first.wait_for(timeout=LOAD_LIMIT)
        page.locator(".st-key-tabs").wait_for(state="attached")
        self.prepare(page)
        wait_until_idle(page)


def pages() -> Iterator[View]:
    """The pages, as they open."""
    yield View("Draw", "/", "[data-testid=stLayoutWrapper] > [data-ready]")
    for name in PAGES:
        yield View(name.capitalize(), f"/{name}")


def panels() -> Iterator[View]:
    """The Draw page with answers of all kinds, and with each of its panels."""
    yield View("Draw, a digit", f"/?drawing={_drawn(3)}", _read(1))
    yield View("Draw, a number", f"/?drawing={_drawn(4, 2)}", _read(2))
    yield View("Draw, no digit", f"/?drawing={_scribble()}", _read(1))
    for panel in PANELS:
        for network in ("", DENSE):
            address = f"/?inside={panel.name.replace(' ', '+')}{network}&drawing={_drawn(8)}"
            ready = ".st-key-inside-panel .stPageLink"
            yield View(f"Draw, {panel.name}{network and ', no hidden layer'}", address, ready)
    yield View("Draw, From paper", "/", "[data-loaded]", _open_paper)


def lessons() -> Iterator[View]:
    """The lessons of the Neuron page."""
    for name, lesson in LESSONS.items():
        yield View(f"Neuron, {lesson.title}", f"/neuron?lesson={name}", ".st-key-neuron")


def data() -> Iterator[View]:
    """What there is to look at on the Data page."""
    for name, title in VIEWS.items():
        yield View(f"Data, {title}", f"/data?view={name}", ".st-key-data-header")
    yield View("Data, a cell", "/data?view=mistakes&actual=4&read_as=9", ".st-key-data-behind")
    yield View("Data, many", "/data?many=yes&answer=wrong", ".dl-digits")


def train(run: str) -> Iterator[View]:
    """The Train page with each recipe, and with a run that has finished."""
    for recipe in ("shallow-net", "raw-inputs"):
        yield View(f"Train, {recipe}", f"/train?recipe={recipe}", ".st-key-curves .js-plotly-plot")
    address, ready = f"/train?run={run}", '[data-status="finished"]'
    yield View("Train, a run", address, ready, _wait_for_curves)


def classroom(secret: str) -> Iterator[View]:
    """The teacher's page, before and after the secret."""
    yield View("Class, closed", f"/{CLASS}", ".st-key-class-door")
    yield View("Class", f"/{CLASS}?{SECRET}={secret}", ".dl-join img")


def finished_run(page: Page, server: str) -> str:
    """Train a network that has learnt at once; returns the run's id."""
    train_page = TrainPage(page)
    train_page.open(f"{server}/train?hidden_units=8&epochs=5&training_images=4000")
    run = train_page.train()
    train_page.wait_for_status("finished")
    return run


def show_on(page: Page, screen: Screen) -> None:
    """Have a page shown on a screen, without asking the server for it again."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": screen.touch})
    page.set_viewport_size({"width": screen.width, "height": screen.height})
    page.wait_for_function(
        "([width, touch]) => innerWidth === width"
        " && matchMedia('(pointer: coarse)').matches === touch",
        arg=[screen.width, screen.touch],
    )


def faults(page: Page, tries: int = TRIES) -> list[str]:
    """What geometry finds wrong with a page as it stands."""
    found: list[str] = []
    for _ in range(tries):
        found = page.evaluate(GEOMETRY, [SMALLEST_TEXT, SMALLEST_TARGET])
        if not found:
            break
        page.wait_for_timeout(PAUSE)
    return found


def violations(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page as it stands: the rule, and where."""
    page.evaluate(AXE_SCRIPT)
    return [
        f"{rule['id']}: {node['html'][:300]}"
        for rule in page.evaluate(AXE)
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def _drawn(*digits: int) -> str:
    """Digits beside each other, as a drawing in an address."""
    each = dict(reversed(pen_digits()))
    size, strokes = 300 / len(digits), []
    for place, digit in enumerate(digits):
        left = 40 + place * 330 / len(digits)
        for points in each[digit]:
            path = [(round(left + x * size), round(60 + y * size)) for x, y in points]
            strokes.append(Stroke.through(path, 20))
    return drawing_in_address.write(Drawing(tuple(strokes)))[0]


def _scribble() -> str:
    """A zigzag that is no digit."""
    points = [(60 + 20 * step, 320 if step % 2 else 80) for step in range(15)]
    return drawing_in_address.write(Drawing((Stroke.through(points, 16),)))[0]


def _read(digits: int) -> str:
    """When the server has read a drawing."""
    verdict = '[data-verdict="number"]' if digits > 1 else "[data-verdict]"
    return f'[data-loaded]:not([data-strokes="0"]) {verdict}'


def _wait_for_curves(page: Page) -> None:
    page.locator(".st-key-curves .js-plotly-plot").wait_for()


def _open_paper(page: Page) -> None:
    """A picture of paper that has been read."""
    DrawPage(page).wait_for_network()
    page.get_by_role("button", name="From paper").click()
    field = page.locator('[role="dialog"] input[type="file"]')
    field.wait_for(state="attached")
    picture = {"name": "n.png", "mimeType": "image/png", "buffer": _paper()}
    field.set_input_files(picture)
    page.locator(".dl-paper-digit").nth(1).wait_for()


def _paper() -> bytes:
    """A picture of 42, written with a pencil."""
    each = dict(reversed(pen_digits()))
    image = Image.new("L", (700, 300), 226)
    pencil = ImageDraw.Draw(image)
    for place, digit in enumerate((4, 2)):
        for stroke in each[digit]:
            points = [(120 + 220 * place + 170 * x, 60 + 170 * y) for x, y in stroke]
            pencil.line(points, 90, 12, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
