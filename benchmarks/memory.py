"""`python -m benchmarks.memory`: what each page and each visitor costs the server's memory.

The real app in a real Chromium. The Draw page comes first, with its network loaded:
what TensorFlow needs is its share. Then each other page is opened once, which is what the page
takes for itself, and by more visitors, who all stay.
"""

from typing import Any

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.browser import DrawPage, chromium, free_port, pen_strokes, start_app, stop_app
from benchmarks.latency import WINDOW
from benchmarks.options import asked_json_file
from benchmarks.report import machine, print_table, write_json
from pages.shared.pad.pen_digits import pen_digits

VISITORS = 6
SETTLE = 1200  # milliseconds in which a page shows all that it has
MOST_PAGE, MOST_VISITOR = 150, 5  # MB

# What is opened, in this order; each page's own address, with its largest part open.
ADDRESSES = {
    "Draw, looking inside": "?inside=Evidence",
    "Train": "train",
    "Data": "data",
    "Data, the mistakes": "data?view=mistakes",
    "Neuron": "neuron",
}


def main() -> int:
    """Measure, print and write."""
    json_file = asked_json_file("memory", __doc__)
    results = {"machine": machine(), **measure()}
    print(results["machine"])
    print(f"Draw with the default network: {results['draw_mb']:.0f} MB")
    rows = [
        [name, f"{each['page_mb']:.1f}", f"{each['visitor_mb']:.2f}"]
        for name, each in results["pages"].items()
    ]
    heads = ["page", f"for itself, MB (≤ {MOST_PAGE})", f"each visitor, MB (≤ {MOST_VISITOR})"]
    print_table(heads, rows)
    write_json(json_file, results)
    return 0


def measure() -> dict[str, Any]:
    """The server's resident memory, in MB, as pages and visitors come."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = start_app(port)
    try:
        with chromium() as browser:
            draw(DrawPage(visitor(browser)), address)
            results: dict[str, Any] = {"draw_mb": resident(server.pid), "pages": {}}
            for name, path in ADDRESSES.items():
                before = resident(server.pid)
                stay(visitor(browser), f"{address}/{path}")
                alone = resident(server.pid)
                for _ in range(VISITORS):
                    stay(visitor(browser), f"{address}/{path}")
                results["pages"][name] = {
                    "page_mb": alone - before,
                    "visitor_mb": (resident(server.pid) - alone) / VISITORS,
                }
    finally:
        stop_app(server)
    return results


def visitor(browser: Browser) -> Page:
    """A browser of its own, as each visitor has."""
    return browser.new_context(viewport=WINDOW).new_page()


def draw(page: DrawPage, address: str) -> None:
    """Draw a digit and wait for the answer."""
    page.open(address)
    page.wait_for_network()
    _, strokes = pen_digits()[0]
    page.draw(pen_strokes(strokes, 0.6, (0.5, 0.5)))


def stay(page: Page, address: str) -> None:
    """Open a page and stay there; on the Draw page, with something drawn."""
    if "inside" in address:
        draw(DrawPage(page), address)
    else:
        page.goto(address)
        page.get_by_test_id("stHeaderLogo").wait_for()
    page.wait_for_timeout(SETTLE)


def resident(process: int) -> float:
    """The memory that a process has, in MB."""
    return psutil.Process(process).memory_info().rss / 2**20


if __name__ == "__main__":
    raise SystemExit(main())
