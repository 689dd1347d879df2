"""`python -m benchmarks.look_inside`: what looking inside costs between the pen and the bars.

The real app in a real Chromium, with each panel open in turn, and none between them, so that the
machine's moods fall on all alike. Beside the bars, the time until the panel itself has changed.
"""

import statistics
from typing import Any
from urllib.parse import urlencode

from benchmarks.browser import DrawPage, chromium, running_app
from benchmarks.latency import STOPWATCH, WINDOW, stroke_times
from benchmarks.options import asked_json_file
from benchmarks.report import machine, print_table, write_json
from pages.draw.look_inside import INSIDE

ROUNDS = 2
DIGITS = 8  # in each round
MOST_ADDED = 100  # milliseconds that an open panel may cost
CLOSED = "none"
CASES: dict[str, dict[str, str]] = {
    CLOSED: {},
    **{panel: {"inside": panel} for panel in INSIDE.choices},
    "Activations, 512 units": {"inside": "Activations", "network": "first-network"},
    "Evidence, why not a 7": {"inside": "Evidence", "why": "7"},
}

# Runs in the page: when the panel last changed, counted from the pen's lifting.
PANEL_WATCH = """
window.panelTimes = []
let since = null, last = null
const next = (start) => {
  if (last !== null) panelTimes.push(last)
  since = start
  last = null
}
document.addEventListener("mouseup", (event) => {
  next(event.target.closest(".st-key-pad-paper") ? performance.now() : null)
}, true)
document.addEventListener("mousedown", (event) => {
  if (!event.target.closest(".st-key-pad-paper")) next(null) // Clear, which also changes the panel
}, true)
new MutationObserver((changes) => {
  const inPanel = ({ target }) => target.parentElement?.closest(".st-key-inside-panel")
  if (since !== null && changes.some(inPanel)) last = performance.now() - since
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
"""


def main() -> int:
    """Measure, print and write."""
    json_file = asked_json_file("look_inside", __doc__)
    results = {"machine": machine(), "panels": measure()}
    print(results["machine"])
    print_table(
        ["open panel", "pen lifted → bars, ms", "more than closed", "→ panel, ms"],
        [
            [
                name,
                f"{figures['bars_p50_ms']:.0f}",
                f"{figures['added_ms']:+.0f} (≤ {MOST_ADDED})",
                "–" if figures["panel_p50_ms"] is None else f"{figures['panel_p50_ms']:.0f}",
            ]
            for name, figures in results["panels"].items()
        ],
    )
    write_json(json_file, results)
    return 0


def measure() -> dict[str, dict[str, Any]]:
    """Medians for each panel, over all strokes of all rounds."""
    bars: dict[str, list[float]] = {name: [] for name in CASES}
    panels: dict[str, list[float]] = {name: [] for name in CASES}
    with running_app() as address, chromium() as browser:
        context = browser.new_context(viewport=WINDOW)
        page = DrawPage(context.new_page())
        page.page.add_init_script(STOPWATCH + PANEL_WATCH)
        page.open(address)
        page.wait_for_network()
        for _ in range(ROUNDS):
            for name, parameters in CASES.items():
                page.open(f"{address}/?{urlencode(parameters)}")
                page.wait_for_network()
                stroke_times(page, rounds=1, digits=1)  # what is built once, has been built
                page.page.evaluate("panelTimes.length = 0")
                bars[name] += stroke_times(page, rounds=1, digits=DIGITS)
                panels[name] += page.page.evaluate("panelTimes")
    closed = statistics.median(bars[CLOSED])
    return {
        name: {
            "bars_p50_ms": statistics.median(bars[name]),
            "added_ms": statistics.median(bars[name]) - closed,
            "panel_p50_ms": statistics.median(panels[name]) if panels[name] else None,
            "strokes": len(bars[name]),
        }
        for name in CASES
    }


if __name__ == "__main__":
    raise SystemExit(main())
