"""The real app in a real Chromium, for the benchmarks and the browser tests."""

import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The same engine without the browser's own windows, which take as much as a page of the app.
HEADLESS_NAME = "chromium-headless-shell"
CHROMIUM_OPTIONS = (
    "--use-fake-device-for-media-stream",  # a camera, which shows a moving pattern
    "--use-fake-ui-for-media-stream",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
START_LIMIT = 60  # seconds for a server to answer
LOAD_LIMIT = 120_000  # milliseconds for TensorFlow to be loaded on a busy machine
ANSWER_LIMIT = 20_000  # milliseconds for everything else

Strokes = Sequence[Sequence[tuple[float, float]]]  # x, y from 0 to 1 of the pad, y down


def find_chromium(names: Sequence[str] = CHROMIUM_NAMES) -> str | None:
    """The path of the first of these that is installed, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running_app(
    port: int | None = None, path: str = "", environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Start the app on a port, by default any free one, and stop it at the end.

    Args:
        port: where it listens.
        path: below which it answers, without a slash at either end.
        environment: variables that it has beside those of this process.

    Yields:
        Its address, once it answers, without the path.

    Raises:
        RuntimeError: it does not answer.
    """
    port = port or free_port()
    server = start_app(port, path, environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_app(server)


def stop_app(server: subprocess.Popen) -> None:
    """Stop the app, and wait until it has ended."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()  # it is still importing TensorFlow
        server.wait()


def start_app(
    port: int,
    path: str = "",
    environment: Mapping[str, str] | None = None,
    log: IO[bytes] | int = subprocess.DEVNULL,
) -> subprocess.Popen:
    """As `running_app`, for who ends the server in another way; waits until it answers.

    What it prints, and what it logs, goes to `log`.

    Raises:
        RuntimeError: it does not answer; then it has been stopped.
    """
    options = {
        "--server.port": str(port),
        "--server.address": "127.0.0.1",
        "--server.headless": "true",
        "--server.baseUrlPath": path,
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *itertools.chain(*options.items())],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdout=log,
        stderr=log,
    )
    try:
        below = f"{path}/" if path else ""
        _wait_until_it_answers(server, f"http://127.0.0.1:{port}/{below}_stcore/health")
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server


def _wait_until_it_answers(server: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.05)  # there is nothing to be notified by
    raise RuntimeError("the app does not answer")


@contextmanager
def chromium(names: Sequence[str] = CHROMIUM_NAMES) -> Iterator[Browser]:
    """A headless Chromium, the first of these that is installed.

    Raises:
        RuntimeError: none is.
    """
    path = find_chromium(names)
    if path is None:
        raise RuntimeError(f"no Chromium found; looked for {', '.join(names)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


def wait_until_idle(page: Page) -> None:
    """Wait until the server has nothing to do for a page of the app, whichever it is."""
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()


def network_option(page: Page, title: str) -> Locator:
    """A network in an open menu, where figures stand behind its title."""
    return page.get_by_role("option", name=re.compile(rf"^{re.escape(title)}( · |$)"))


class DrawPage:
    """The Draw page, as someone who uses it sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(ANSWER_LIMIT)
        self.canvas = page.locator("canvas.upper-canvas")
        self.answer = page.locator("[data-strokes]")
        self.card = page.locator("[data-verdict]")
        self.bars = page.locator(".dl-bars-large li")

    def open(self, address: str) -> None:
        """Go to an address and wait until the pad can be drawn on."""
        self.page.goto(address)
        self.wait_for_pad()

    def wait_for_pad(self) -> None:
        """Wait until the pad can be drawn on."""
        self.page.locator("[data-testid=stLayoutWrapper] > [data-ready]").wait_for()

    def has_frame(self) -> bool:
        """Whether the app's own style and logo are there."""
        return self.page.get_by_test_id("stHeaderLogo").is_visible() and bool(
            self.page.evaluate(
                "getComputedStyle(document.documentElement).getPropertyValue('--dl-pad')"
            )
        )

    def wait_for_network(self) -> None:
        """Wait until the server has loaded a network; the browser reads before that."""
        self.page.locator("[data-loaded]").wait_for(timeout=LOAD_LIMIT)
        self.bars.nth(9).wait_for(state="attached")

    def draw(self, strokes: Strokes, touch: bool = False, pause: float = 0) -> None:
        """Draw with the mouse or a finger, and wait until all strokes have been read.

        Args:
            strokes: see `pen_strokes`.
            touch: whether it is a finger.
            pause: milliseconds after each move of the mouse.
        """
        before = self.strokes_read()
        self.begin_to_draw(strokes, touch, pause)
        self.wait_for_strokes(before + len(strokes))

    def begin_to_draw(self, strokes: Strokes, touch: bool = False, pause: float = 0) -> None:
        """Draw as `draw` does, and wait for nobody."""
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        for stroke in strokes:
            points = [
                (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke
            ]
            if touch:
                self._drag_finger(points)
            else:
                self._drag_mouse(points, pause)

    def _drag_mouse(self, points: Sequence[tuple[float, float]], pause: float) -> None:
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point)
            if pause:
                self.page.wait_for_timeout(pause)
        self.page.mouse.up()

    def _drag_finger(self, points: Sequence[tuple[float, float]]) -> None:
        devtools = self.page.context.new_cdp_session(self.page)
        for number, (x, y) in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            event = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            devtools.send("Input.dispatchTouchEvent", event)
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        devtools.detach()

    def strokes_read(self) -> int:
        """How many strokes the answer on the page is about."""
        return int(self.answer.get_attribute("data-strokes"))

    def wait_for_strokes(self, count: int) -> None:
        """Wait until the answer on the page is about so many strokes."""
        self.page.locator(f'[data-strokes="{count}"]').wait_for()

    def verdict(self) -> str:
        """The kind of answer: digit, unsure, no-digit, blank, loading or failed."""
        return self.card.get_attribute("data-verdict")

    def digits(self) -> list[int]:
        """The digits in the answer: one, two if it is unsure, or none."""
        return [int(text) for text in self.card.locator(".dl-digit").all_inner_texts()]

    def click(self, name: str) -> None:
        """Press a button; the canvas's own, which the pad hides, isn't one."""
        buttons = self.page.locator(".dl-button, [data-testid=stButton] button")
        buttons.and_(self.page.get_by_role("button", name=name, exact=True)).click()

    def choose_network(self, title: str) -> None:
        """Choose a network from the menu, and wait for it."""
        before = self.answer.get_attribute("data-network")
        self.page.get_by_role("combobox", name="Network", exact=True).click()
        network_option(self.page, title).click()
        self.page.locator(f'[data-network]:not([data-network="{before}"])').wait_for()
        self.wait_for_network()

    def network(self) -> str:
        """The name of the network that the answer on the page comes from."""
        return self.answer.get_attribute("data-network")

    def clear(self) -> None:
        """Empty the pad and wait until the page knows it."""
        self.click("Clear")
        self.wait_for_strokes(0)


def pen_strokes(
    strokes: Sequence, size: float, position: tuple[float, float], margin: float = 0.06
) -> Strokes:
    """Lay a pen drawing on the pad.

    Args:
        strokes: (P, 2) points each, in a box whose longer side is 1, y down.
        size: the longer side as a share of the pad's.
        position: (x, y), 0 to 1: where in the room that is left the drawing lies.
        margin: what stays free at the pad's edges for the pen's width.
    """
    points = [point for stroke in strokes for point in stroke]
    extent = [max(float(point[axis]) for point in points) * size for axis in (0, 1)]
    origin = [
        margin + place * (1 - 2 * margin - length)
        for place, length in zip(position, extent, strict=True)
    ]
    return [
        [(origin[0] + float(x) * size, origin[1] + float(y) * size) for x, y in stroke]
        for stroke in strokes
    ]


def environment_path(variable: str, usual: Path) -> Path:
    """The file that an environment variable names, or its usual place."""
    return Path(os.environ.get(variable) or usual)
