"""`python -m benchmarks.data_page`: how long the Data page keeps people waiting.

The real app in a real Chromium; every figure is timed inside the browser, from a click to the
frame in which what was asked for is there. What the page costs in memory, benchmarks.memory says.
"""

import statistics
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.browser import DrawPage, chromium, running_app
from benchmarks.data_view import DataPage
from benchmarks.latency import WINDOW
from benchmarks.options import asked_json_file
from benchmarks.report import machine, print_table, write_json
from model import library

TIMES = 5
MOST_GRID, MOST_MATRIX = 1.0, 2.0  # seconds
GRID, GRID_FRESH = "first grid, after a click on Data", "the same for a server’s first visitor"
MATRIX = "confusion matrix: {}"

# Runs in the page: the milliseconds from the last click until what is looked for has come.
STOPWATCH = """
window.waited = {}
let since = null
document.addEventListener("click", () => { since = performance.now(); window.waited = {} }, true)
const there = {
  grid: () => {
    const pictures = [...document.querySelectorAll(".dl-digits img")]
    return pictures.length === 12 && pictures.every((picture) => picture.complete)
  },
  matrix: () => document.querySelectorAll(".dl-matrix button").length > 9,
}
const look = () => {
  for (const [name, has] of Object.entries(there)) {
    if (since !== null && !(name in waited) && has()) waited[name] = performance.now() - since
  }
  requestAnimationFrame(look)
}
look()
"""


def main() -> int:
    """Measure, print and write."""
    json_file = asked_json_file("data_page", __doc__)
    seconds = measure()
    print(machine())
    rows = [
        [name, f"{value:.2f}", f"≤ {MOST_MATRIX if name.startswith('conf') else MOST_GRID:g}"]
        for name, value in seconds.items()
    ]
    print_table(["figure, seconds", "measured", "to reach"], rows)
    write_json(json_file, {"machine": machine(), "seconds": seconds})
    return 0


def measure() -> dict[str, float]:
    """Seconds, by what was waited for; medians where there are several."""
    results: dict[str, float] = {}
    with chromium() as browser:
        fresh = []
        for _ in range(3):
            with running_app() as address:
                fresh.append(grid_time(browser, address))
        with running_app() as address:
            grid_time(browser, address)
            results[GRID] = statistics.median(grid_time(browser, address) for _ in range(TIMES))
            results[GRID_FRESH] = statistics.median(fresh)
            for name in library.names():
                title = library.card(name)["title"]
                results[MATRIX.format(title)] = matrix_time(browser, address, name)
    return results


def grid_time(browser: Browser, address: str) -> float:
    """Seconds from the click on Data, on the Draw page, to the first dozen digits."""
    page = new_page(browser)
    draw = DrawPage(page)
    draw.open(address)
    draw.wait_for_network()
    page.get_by_role("link", name="Data").click()
    return waited(page, "grid")


def matrix_time(browser: Browser, address: str, network: str) -> float:
    """Seconds from the click on Mistakes to a network's matrix, seen for the first time."""
    data = DataPage(new_page(browser))
    data.open(f"{address}/data?network={network}")
    data.show("Mistakes")
    return waited(data.page, "matrix")


def new_page(browser: Browser) -> Page:
    """A tab with a stopwatch, in a browser that has cached nothing."""
    page = browser.new_context(viewport=WINDOW).new_page()
    page.add_init_script(STOPWATCH)
    return page


def waited(page: Page, what: str) -> float:
    """Seconds until it was there; the tab is closed then."""
    page.wait_for_function(f"'{what}' in window.waited")
    milliseconds: Any = page.evaluate(f"window.waited.{what}")
    page.context.close()
    return milliseconds / 1000


if __name__ == "__main__":
    raise SystemExit(main())
