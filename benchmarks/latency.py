"""`python -m benchmarks.latency`: how long the app keeps people waiting.

The real app is started on a free port and used in a real Chromium. Everything between the pen
and the bars is timed inside the browser; a prediction is timed in a Python process as light as
the server's. What runs on the machine at the same time makes every figure worse.
"""

import base64
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does for the server

from playwright.sync_api import Browser

from benchmarks.browser import (
    LOAD_LIMIT,
    DrawPage,
    chromium,
    pen_strokes,
    running_app,
    wait_until_idle,
)
from benchmarks.options import asked_json_file
from benchmarks.report import machine, print_table, write_json
from model.images import ink_from_canvas_png
from model.library import load
from model.preprocess import to_mnist
from pages.shared.pad.drawing import DEFAULT_BRUSH, PAD_SIZE
from pages.shared.pad.pen_digits import pen_digits

FIRST_VISITS = 3
RELOADS = 5
PICTURES = 20  # that are predicted, in turn
ROUNDS = 2  # through all of the app's pen digits
PREDICTIONS = 300
PAUSE = 25  # milliseconds between two moves of the pen: a hand's are some ten apart
WINDOW = {"width": 1280, "height": 720}
SLOWED = 4  # times, as Chromium slows a page's CPU to be like a phone
LIMITS = {
    "move_to_bars_p50_ms": 16,
    "move_to_bars_p95_ms": 33,
    "slow_move_to_bars_p50_ms": 40,
    "slow_move_to_bars_p95_ms": 80,
    "first_reading_s": 2.5,
    "stroke_to_bars_p50_ms": 120,
    "stroke_to_bars_p95_ms": None,
    "cold_pad_s": 2.2,
    "cold_prediction_s": 8,
    "reload_pad_s": 1.5,
    "predict_p50_ms": 2.5,
    "first_draw_mb": 2.5,
    "first_train_mb": 3,
}

# Runs in the page. Milliseconds: from the navigation to the pad, to the first bars and to the
# server's first answer; from each move of the pen to the bars that change with it; and from each
# time that the pen is lifted until the server's answer stands.
STOPWATCH = """
window.times = { pad: null, bars: null, server: null, moves: [], strokes: [] }
const PAD = ".st-key-pad-paper"
let moved = null, lifted = null, before = null
const strokesRead = () => document.querySelector("[data-loaded]")?.dataset.strokes
const look = () => {
  const now = performance.now()
  if (times.pad === null && document.querySelector(`${PAD}[data-ready]`)) times.pad = now
  const read = strokesRead()
  if (times.server === null && Number(read) > 0) times.server = now
  if (lifted !== null && read !== before) {
    times.strokes.push(now - lifted)
    lifted = null
  }
}
const everyFrame = () => { look(); requestAnimationFrame(everyFrame) }
everyFrame()
const down = (event) => event.buttons === 1 && event.target.closest(PAD)
document.addEventListener("mousemove", (event) => {
  if (down(event)) moved ??= performance.now()
}, true)
document.addEventListener("mouseup", (event) => {
  moved = null
  if (!event.target.closest(PAD)) return
  lifted = performance.now()
  before = strokesRead()
}, true)
new MutationObserver((changes) => {
  if (!changes.some(({ target }) => target.matches?.(".dl-bars-large li"))) return
  const bars = [...document.querySelectorAll(".dl-bars-large li")]
  const flat = new Set(bars.map((bar) => bar.getAttribute("style"))).size === 1
  if (!flat) times.bars ??= performance.now()
  if (moved !== null) times.moves.push(performance.now() - moved)
  moved = null
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["style"] })
"""
# Draws on a canvas like the pad's.
DRAW = """
([drawings, size, width]) => drawings.map((strokes) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size })
  const pen = canvas.getContext("2d")
  Object.assign(pen, { lineWidth: width, lineCap: "round", lineJoin: "round" })
  for (const stroke of strokes) {
    pen.beginPath()
    for (const [x, y] of stroke) pen.lineTo(x * size, y * size)
    pen.stroke()
  }
  return canvas.toDataURL()
})
"""


def main() -> int:
    """Measure, print and write."""
    json_file = asked_json_file("latency", __doc__)
    results = measure()
    rows = [
        [name, f"{results[name]:.3g}", "–" if limit is None else f"≤ {limit:g}"]
        for name, limit in LIMITS.items()
    ]
    print(results["machine"])
    print_table(["figure", "measured", "to reach"], rows)
    write_json(json_file, results)
    return 0


def measure() -> dict[str, Any]:
    """All figures, with the machine that they were measured on."""
    results: dict[str, Any] = {"machine": machine(), "load_at_start": os.getloadavg()[0]}
    with chromium() as browser:
        pictures = _canvas_pictures(browser)
        results["predict_p50_ms"] = statistics.median(_prediction_times(pictures)) * 1000

        def new_page() -> DrawPage:
            # A context of its own has nothing cached, like a first visit.
            page = browser.new_context(viewport=WINDOW).new_page()
            page.add_init_script(STOPWATCH)
            return DrawPage(page)

        visits = [_first_visit(new_page) for _ in range(FIRST_VISITS)]
        results["cold_pad_s"] = statistics.median(visit["pad"] for visit in visits)
        results["first_reading_s"] = statistics.median(visit["bars"] for visit in visits)
        results["cold_prediction_s"] = statistics.median(visit["server"] for visit in visits)
        with running_app() as address:
            page = new_page()
            page.open(address)
            page.wait_for_network()
            strokes = stroke_times(page)
            results["stroke_to_bars_p50_ms"] = statistics.median(strokes)
            results["stroke_to_bars_p95_ms"] = statistics.quantiles(strokes, n=20)[-1]
            results["strokes"] = len(strokes)
            results |= _move_times(page, "move_to_bars")
            devtools = page.page.context.new_cdp_session(page.page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            results |= _move_times(page, "slow_move_to_bars")
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            results["reload_pad_s"] = statistics.median(_reload_time(page) for _ in range(RELOADS))
            results["first_draw_mb"] = _megabytes(browser, address, ".dl-bars-large")
            results["first_train_mb"] = _megabytes(browser, f"{address}/train", ".js-plotly-plot")
    return results


def _megabytes(browser: Browser, address: str, last: str) -> float:
    """What a browser without anything in its cache fetches for a page, as sent.

    Args:
        browser: what visits it.
        address: the page's.
        last: a selector of what is shown last.
    """
    context = browser.new_context(viewport=WINDOW)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    page.goto(address)
    wait_until_idle(page)
    page.locator(last).first.wait_for()
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes) / 1e6


def _first_visit(new_page: Callable[[], DrawPage]) -> dict[str, float]:
    """Seconds from opening a server's first page to the pad, and to both first readings."""
    with running_app() as address:
        page = new_page()
        page.open(address)
        _, strokes = pen_digits()[0]
        page.draw(pen_strokes(strokes, 0.6, (0.5, 0.5)))
        page.page.wait_for_function("times.server !== null", timeout=LOAD_LIMIT)
        times = page.page.evaluate("times")
        page.page.context.close()
    return {name: times[name] / 1000 for name in ("pad", "bars", "server")}


def _move_times(page: DrawPage, name: str) -> dict[str, float]:
    """Milliseconds from a move of the pen to the bars that it changes, over all digits."""
    page.page.evaluate("times.moves = []")
    stroke_times(page, rounds=1, pause=PAUSE)
    moves = page.page.evaluate("times.moves")
    return {
        f"{name}_p50_ms": statistics.median(moves),
        f"{name}_p95_ms": statistics.quantiles(moves, n=20)[-1],
        f"{name}_moves": len(moves),
    }


def stroke_times(
    page: DrawPage, rounds: int = ROUNDS, digits: int | None = None, pause: float = 0
) -> list[float]:
    """Milliseconds from lifting the pen to the server's answer, for each stroke of many digits.

    Args:
        page: with `STOPWATCH` in it, the network loaded, and nothing on the pad.
        rounds: through the app's pen digits.
        digits: how many of them; None for all.
        pause: milliseconds between two moves of the pen.
    """
    page.page.evaluate("times.strokes = []")
    for number, (_, strokes) in enumerate(pen_digits()[:digits] * rounds):
        place = (number * 0.37 % 1, number * 0.61 % 1)
        for stroke in pen_strokes(strokes, 0.6, place):
            page.draw([stroke], pause=pause)
        page.clear()
    return page.page.evaluate("times.strokes")


def _reload_time(page: DrawPage) -> float:
    page.page.reload()
    page.wait_for_pad()
    page.page.wait_for_function("times.pad !== null")
    return page.page.evaluate("times.pad") / 1000


def _prediction_times(pictures: Sequence[bytes]) -> list[float]:
    """Seconds from the pad's PNG to a reading, in this process."""
    recogniser = load()
    times = []
    for png in pictures * (PREDICTIONS // len(pictures)):
        start = time.perf_counter()
        recogniser.read(to_mnist(ink_from_canvas_png(png, PAD_SIZE)))
        times.append(time.perf_counter() - start)
    return times


def _canvas_pictures(browser: Browser) -> list[bytes]:
    """What a browser's canvas sends of some digits: ink on transparent paper, as a PNG."""
    page = browser.new_page()
    drawings = [pen_strokes(strokes, 0.6, (0.5, 0.5)) for _, strokes in pen_digits()[:PICTURES]]
    urls = page.evaluate(DRAW, [drawings, PAD_SIZE, DEFAULT_BRUSH])
    page.close()
    return [base64.b64decode(url.partition(",")[2]) for url in urls]


if __name__ == "__main__":
    raise SystemExit(main())
