"""`python -m benchmarks.training_live`: what it is like to train in the app.

The real app is started on a free port, with an empty folder of runs, and used in a real Chromium.
Drawing is timed twice in the same server: while nothing is trained, and while a training runs.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser import DrawPage, chromium, running_app
from benchmarks.latency import STOPWATCH, WINDOW, stroke_times
from benchmarks.options import asked_json_file
from benchmarks.report import machine, print_table, write_json
from benchmarks.train_page import CURVES, TrainPage

WARM_UP = 30.0  # seconds for the waiting worker to load everything
STARTS = 3
WATCHED = 10.0  # seconds of a run in which its redraws are counted
ENDLESS = "recipe=shallow-net&epochs=500"  # a run that outlasts what is measured beside it
LIMITS = {
    "warm_first_point_s": "≤ 1.5",
    "cold_first_point_s": "≤ 8",
    "shallow_net_s": "≤ 45",
    "redraws_per_second": "≥ 2",
    "longest_pause_ms": None,
    "stroke_to_bars_idle_ms": None,
    "stroke_to_bars_training_ms": None,
    "stroke_to_bars_ratio": "≤ 1.5",
}

# Runs in the page: when Train was pressed, when the curves got their first point since, how often
# they or the weights changed, and the longest time between two animation frames.
WATCH = """
window.watch = { pressed: null, point: null, redraws: 0, longest: 0 }
document.addEventListener("click", (event) => {
  if (!event.target.closest(".st-key-train-button")) return
  watch.pressed = performance.now()
  watch.point = null
}, true)
let seen = null, frame = performance.now()
const look = () => {
  const now = performance.now()
  watch.longest = Math.max(watch.longest, now - frame)
  frame = now
  const plot = CURVES
  const points = plot?.data?.[0].x.filter((x) => x !== null).length ?? 0
  if (watch.pressed !== null && watch.point === null && points > 0) watch.point = now
  const weights = document.querySelector(".dl-weights")?.dataset.epoch
  const shown = JSON.stringify([points, plot?.data?.map((each) => each.y.at(-1)), weights])
  if (shown !== seen) watch.redraws += 1
  seen = shown
  requestAnimationFrame(look)
}
look()
""".replace("CURVES", CURVES)


def main() -> int:
    """Measure, print and write."""
    json_file = asked_json_file("training_live", __doc__)
    results = measure()
    print(results["machine"])
    rows = [[name, f"{results[name]:.3g}", limit or "–"] for name, limit in LIMITS.items()]
    print_table(["figure", "measured", "to reach"], rows)
    write_json(json_file, results)
    return 0


def measure() -> dict[str, Any]:
    """All figures, with the machine that they were measured on."""
    results: dict[str, Any] = {"machine": machine(), "load_at_start": os.getloadavg()[0]}
    with chromium() as browser:
        cold = [_first_point(browser, wait=0.0) for _ in range(STARTS)]
        results["cold_first_point_s"] = statistics.median(cold)
        warm = [_first_point(browser, wait=WARM_UP) for _ in range(STARTS)]
        results["warm_first_point_s"] = statistics.median(warm)
        with _fresh_app() as address:
            results |= _shallow_net(browser, address)
            results |= _drawing(browser, address)
    return results


@contextmanager
def _fresh_app() -> Iterator[str]:
    """The app without any runs."""
    with tempfile.TemporaryDirectory() as home:
        before = os.environ.get("DIGIT_LAB_HOME")
        os.environ["DIGIT_LAB_HOME"] = home
        try:
            with running_app() as address:
                yield address
        finally:
            if before is None:
                del os.environ["DIGIT_LAB_HOME"]
            else:
                os.environ["DIGIT_LAB_HOME"] = before


def _new_page(browser: Browser, script: str) -> Any:
    page = browser.new_context(viewport=WINDOW).new_page()
    page.add_init_script(script)
    return page


def _first_point(browser: Browser, wait: float) -> float:
    """Seconds from pressing Train to the first point, some seconds after the page was opened."""
    with _fresh_app() as address:
        page = TrainPage(_new_page(browser, WATCH))
        page.open(f"{address}/train?recipe=first-network")
        time.sleep(wait)
        page.train()
        page.wait_for_epoch(0)
        page.page.wait_for_function("watch.point !== null")
        seconds = page.page.evaluate("watch.point - watch.pressed") / 1000
        page.page.context.close()
    return seconds


def _shallow_net(browser: Browser, address: str) -> dict[str, float]:
    """The Shallow net's 200 epochs, and how often they are redrawn."""
    page = TrainPage(_new_page(browser, WATCH))
    page.open(f"{address}/train?recipe=shallow-net")
    time.sleep(WARM_UP)
    page.train()
    page.wait_for_epoch(1)
    page.page.evaluate("watch.redraws = watch.longest = 0")
    time.sleep(WATCHED)
    watched = page.page.evaluate("watch")
    page.wait_for_status("finished")
    seconds = page.page.evaluate("(performance.now() - watch.pressed) / 1000")
    page.page.context.close()
    return {
        "shallow_net_s": seconds,
        "redraws_per_second": watched["redraws"] / WATCHED,
        "longest_pause_ms": watched["longest"],
    }


def _drawing(browser: Browser, address: str) -> dict[str, float]:
    """The Draw page's latency, idle and while one training runs that nobody looks at."""
    draw = DrawPage(_new_page(browser, STOPWATCH))
    draw.open(address)
    draw.wait_for_network()
    idle = statistics.median(stroke_times(draw))
    train = TrainPage(_new_page(browser, WATCH))
    train.open(f"{address}/train?{ENDLESS}")
    train.train()
    train.wait_for_epoch(1)
    cookies = train.page.context.cookies()
    run = train.page.url
    train.page.context.close()
    training = statistics.median(stroke_times(draw))
    back = browser.new_context()
    back.add_cookies(cookies)
    page = TrainPage(back.new_page())
    page.open(run)
    if page.status() != "running":
        raise RuntimeError("the training ended before the drawing did")
    page.click("Stop")
    return {
        "stroke_to_bars_idle_ms": idle,
        "stroke_to_bars_training_ms": training,
        "stroke_to_bars_ratio": training / idle,
    }


if __name__ == "__main__":
    raise SystemExit(main())
