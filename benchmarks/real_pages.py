"""Real pages in a real Chromium among the sessions of a load: what people see there."""

import random
import threading
import time
from collections.abc import Sequence

from playwright.sync_api import Error

from benchmarks.browser import DrawPage, chromium
from pages.shared.pad.pen_digits import pen_digits

OPEN_LIMIT = 120.0  # seconds for all pages to be ready


class RealPages:
    """Pages that draw in turn, in a thread of their own.

    Attributes:
        seconds: from lifting the pen to the server's answer on the page, of each stroke.
        errors: pages that didn't open, and strokes without an answer.
    """

    def __init__(self, count: int, address: str, every: float, seed: int) -> None:
        self.seconds: list[float] = []
        self.errors = 0
        self._count, self._address, self._every = count, address, every
        self._chance = random.Random(seed)
        self._ready, self._begin, self._stop = (threading.Event() for _ in range(3))
        self._thread = threading.Thread(target=self._run, name="pages", daemon=True)

    def open(self) -> None:
        """Open the pages, and wait until they can be drawn on."""
        if self._count == 0:
            return
        self._thread.start()
        if not self._ready.wait(OPEN_LIMIT):
            self.errors += self._count

    def begin(self) -> None:
        """Have them draw, until the end."""
        self._begin.set()

    def close(self) -> None:
        """Close them."""
        self._stop.set()
        self._begin.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            with chromium() as browser:
                pages = [DrawPage(browser.new_context().new_page()) for _ in range(self._count)]
                for page in pages:
                    page.open(self._address)
                    page.wait_for_network()
                self._ready.set()
                self._begin.wait()
                self._draw(pages)
        except Error:
            self.errors += 1
        finally:
            self._ready.set()

    def _draw(self, pages: Sequence[DrawPage]) -> None:
        drawings = [strokes for _, strokes in pen_digits()]
        while not self._stop.wait(self._every / self._count):
            page = pages[0]
            pages = [*pages[1:], page]
            try:
                if page.strokes_read():
                    page.clear()
                for stroke in self._chance.choice(drawings):
                    self.seconds.append(self._seconds(page, stroke))
            except Error:
                self.errors += 1

    def _seconds(self, page: DrawPage, stroke: Sequence[Sequence[float]]) -> float:
        """Draw one stroke; from lifting the pen to its answer."""
        box, before = page.canvas.bounding_box(), page.strokes_read()
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.page.mouse.move(*points[0])
        page.page.mouse.down()
        for point in points[1:]:
            page.page.mouse.move(*point)
        lifted = time.monotonic()
        page.page.mouse.up()
        page.wait_for_strokes(before + 1)
        return time.monotonic() - lifted
