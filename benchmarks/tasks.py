"""`python -m benchmarks.tasks`: how soon a lesson's task says how one stands.

The real app in a real Chromium. On each of the Neuron page's tasks a slider is moved by its arrow
keys, or a button pressed, again and again; timed inside the browser is from the key or the click to
the frame in which the task's words have changed. Perceptron, activations and softmax ask the server
for that; what is dragged, learns or rolls is counted by the browser itself.
"""

import statistics
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, TimeoutError

from benchmarks.browser import ANSWER_LIMIT, chromium, running_app, wait_until_idle
from benchmarks.latency import WINDOW
from benchmarks.options import asked_json_file
from benchmarks.report import machine, print_table, write_json

TIMES = 20  # that something is changed on each
MOST_MS = 100
UNCHANGED = 1_000  # milliseconds after which a change has changed nothing of the task
MOST_TRIES = 40  # from one end of a slider to the other

# Runs in the page: when something was last pressed, and how long after that the task changed.
STOPWATCH = """
window.feedback = null
let since = null
const begin = (event) => { since = event.timeStamp; window.feedback = null }
addEventListener("keydown", begin, true)
addEventListener("click", begin, true)
const words = () => [...document.querySelectorAll("[data-task] em")].map((it) => it.textContent)
let before = ""
const look = () => {
  const now = words().join()
  if (now !== before && since !== null && window.feedback === null) {
    window.feedback = performance.now() - since
  }
  before = now
  requestAnimationFrame(look)
}
look()
"""


@dataclass(frozen=True)
class Changed:
    """What is changed of a task.

    Attributes:
        query: the lesson's address.
        slider: what its slider is called, which is moved to and fro; or empty, and …
        button: … the button that is pressed.
    """

    query: str
    slider: str = ""
    button: str = ""


CHANGES = {
    "perceptron, hot dog: the threshold": Changed("lesson=perceptron", slider="Threshold"),
    "perceptron, AND: the threshold": Changed("lesson=perceptron&task=and", slider="Threshold"),
    "activations, sigmoid: the sum": Changed("lesson=activations", slider="Weighted sum"),
    "softmax: a digit’s evidence": Changed("lesson=softmax", slider="1"),
    "a line that separates: its offset": Changed("lesson=line", slider="b, the bias"),
    "hidden units: a hundred updates": Changed("lesson=hidden", button="100 ×"),
    "gradient descent: a step": Changed("lesson=descent&rate=0.003", button="Step"),
}


def main() -> int:
    """Measure, print and write."""
    json_file = asked_json_file("tasks", __doc__)
    results = measure()
    print(machine())
    rows = [
        [name, f"{each['median']:.0f}", f"{each['p95']:.0f}", f"≤ {MOST_MS}"]
        for name, each in results.items()
    ]
    print_table(["task, ms", "median", "95 % within", "to reach"], rows)
    write_json(json_file, {"machine": machine(), "milliseconds": results})
    return 0


def measure() -> dict[str, dict[str, float]]:
    """Milliseconds until a task has changed, by what is changed: median and 95th percentile."""
    results = {}
    with chromium() as browser, running_app() as address:
        for name, changed in CHANGES.items():
            waited = _waited(browser, address, changed)
            p95 = statistics.quantiles(waited, n=20, method="inclusive")[-1]
            results[name] = {"median": statistics.median(waited), "p95": p95}
    return results


def _waited(browser: Browser, address: str, changed: Changed) -> list[float]:
    page = browser.new_context(viewport=WINDOW).new_page()
    page.set_default_timeout(ANSWER_LIMIT)
    page.add_init_script(STOPWATCH)
    page.goto(f"{address}/neuron?{changed.query}")
    page.locator("[data-task] em").first.wait_for()
    wait_until_idle(page)
    if changed.button:
        button = page.get_by_role("button", name=changed.button, exact=True)
        waited = [_after(page, button.click) for _ in range(TIMES)]
    else:
        waited = _to_and_fro(page, page.get_by_role("slider", name=changed.slider))
    page.context.close()
    return [each for each in waited if each is not None]


def _to_and_fro(page: Page, slider: Locator) -> list[float | None]:
    """Move a slider to where one step more changes the task, and then back and on again."""
    for key, back in (("ArrowRight", "ArrowLeft"), ("ArrowLeft", "ArrowRight")):
        for _ in range(MOST_TRIES):
            if _after(page, lambda key=key: slider.press(key)) is not None:
                keys = [back, key] * (TIMES // 2)
                return [_after(page, lambda key=key: slider.press(key)) for key in keys]
    raise RuntimeError("no step of the slider changes the task")


def _after(page: Page, change: Any) -> float | None:
    """Milliseconds from a change to the task's new words; None if it has none for it."""
    change()
    try:
        page.wait_for_function("window.feedback !== null", timeout=UNCHANGED)
    except TimeoutError:
        return None
    wait_until_idle(page)
    return float(page.evaluate("window.feedback"))


if __name__ == "__main__":
    raise SystemExit(main())
