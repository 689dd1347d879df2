"""`python -m benchmarks.animations`: do the animations run smoothly, and do they spare the server?

The real app in a real Chromium: the line that learns, the ball, hidden units, and the replay of a
run that was trained before. Each is played for some seconds, in which are counted: the animation
frames in which its picture changed, the CPU time of the server's process, its messages to the page,
and what the page asked for. The same for a page that rests says what the server does by itself.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, WebSocket

from benchmarks.browser import (
    ANSWER_LIMIT,
    chromium,
    free_port,
    start_app,
    stop_app,
    wait_until_idle,
)
from benchmarks.latency import WINDOW
from benchmarks.report import machine, print_table, write_json
from benchmarks.train_page import TrainPage

SECONDS = 8.0
LEAST_FRAMES = 30
EPOCHS = 100  # more than are gone through while they are counted
RUN = f"epochs={EPOCHS}&hidden_units=32&training_images=2000&batch_size=128"
CURSOR = ".dl-cursor"

# Runs in the page: counts the frames in which something changed, and the longest time between two.
COUNT = """
(selector) => new Promise((resolve) => {
  const place = document.querySelector(selector)
  let changed = false
  const watch = new MutationObserver(() => { changed = true })
  watch.observe(place, { subtree: true, childList: true, attributes: true })
  const counted = { changed: 0, frames: 0, longest: 0 }
  const start = performance.now()
  let before = start
  const look = (now) => {
    counted.frames += 1
    counted.changed += changed
    if (changed) {
      counted.longest = Math.max(counted.longest, now - before)
      before = now
    }
    changed = false
    if (now - start < SECONDS * 1000) requestAnimationFrame(look)
    else {
      watch.disconnect()
      counted.seconds = (now - start) / 1000
      resolve(counted)
    }
  }
  requestAnimationFrame(look)
})
"""


@dataclass(frozen=True)
class Played:
    """What was counted while something played.

    Attributes:
        pictures_per_second: in which the picture changed.
        frames_per_second: that the browser had.
        longest_ms: between two pictures.
        server_cpu_ms_per_second: of the server's process.
        messages: of Streamlit, in either direction.
        requests: other requests of the page.
        kilobytes: of the answers.
    """

    pictures_per_second: float
    frames_per_second: float
    longest_ms: float
    server_cpu_ms_per_second: float
    messages: int
    requests: int
    kilobytes: float


class Counter:
    """Plays something in a page, and counts."""

    def __init__(self, page: Page, server: psutil.Process, seconds: float) -> None:
        self.page, self._server, self._seconds = page, server, seconds
        self._messages = self._requests = self._bytes = 0
        page.on("websocket", self._listen)
        page.on("response", self._answered)

    def play(self, selector: str, speed: str | None) -> Played:
        """Press Play at a speed, count, and pause.

        Args:
            selector: what is looked at.
            speed: how many steps a second; None to play nothing.
        """
        play = self.page.locator("button[data-player=play]")
        if speed:
            self.page.locator("select[data-player=speed]").select_option(speed)
            play.click()
        before, start = self._cpu(), time.perf_counter()
        self._messages = self._requests = self._bytes = 0
        counted: dict[str, float] = self.page.evaluate(
            COUNT.replace("SECONDS", str(self._seconds)), selector
        )
        passed, used = time.perf_counter() - start, self._cpu() - before
        played = Played(
            counted["changed"] / counted["seconds"],
            counted["frames"] / counted["seconds"],
            counted["longest"],
            1000 * used / passed,
            self._messages,
            self._requests,
            self._bytes / 1000,
        )
        if speed and "Pause" in play.inner_text():
            play.click()
        return played

    def _cpu(self) -> float:
        times = self._server.cpu_times()
        return times.user + times.system

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda _: self._count())
        socket.on("framesent", lambda _: self._count())

    def _count(self) -> None:
        self._messages += 1

    def _answered(self, response: Any) -> None:
        self._requests += 1
        self._bytes += int(response.headers.get("content-length", 0))


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.animations", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each (%(default)g)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    results = measure(options.seconds)
    print(machine())
    heads = [
        "played",
        f"pictures/s, ≥ {LEAST_FRAMES}",
        "frames/s",
        "longest, ms",
        "server CPU, ms/s",
        "messages",
        "requests",
        "kB",
    ]
    rows = [
        [name, *(f"{value:.1f}" if isinstance(value, float) else str(value) for value in figures)]
        for name, figures in ((name, asdict(each).values()) for name, each in results.items())
    ]
    print_table(heads, rows)
    write_json(
        options.json,
        {"machine": machine(), "played": {name: asdict(each) for name, each in results.items()}},
    )
    return 0


def measure(seconds: float) -> dict[str, Played]:
    """What was counted, by what was played."""
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        port = free_port()
        server = start_app(port, environment={"DIGIT_LAB_HOME": home})
        try:
            return _measure(browser, f"http://127.0.0.1:{port}", server.pid, seconds)
        finally:
            stop_app(server)


def _measure(browser: Browser, address: str, server: int, seconds: float) -> dict[str, Played]:
    results: dict[str, Played] = {}

    def played(name: str, query: str, selector: str, speed: str | None) -> None:
        counter = _counter(browser, server, seconds)
        counter.page.goto(f"{address}/neuron?{query}")
        counter.page.locator(f"{selector} svg").wait_for()
        wait_until_idle(counter.page)
        results[name] = counter.play(selector, speed)
        counter.page.context.close()

    # What never comes to an end while it is watched.
    line, ball = ".st-key-neuron-plane", ".st-key-neuron-landscape"
    run = _train(browser, address)  # first: it leaves a server that has all loaded
    played("nothing", "lesson=line", line, None)
    played("line, 3 steps/s", "lesson=line&points=xor&rate=0.05", line, "3")
    played("line, 30 steps/s", "lesson=line&points=nearly&output=sigmoid", line, "30")
    played("ball, 3 steps/s", "lesson=descent&rate=0.01", ball, "3")
    played("ball, 30 steps/s", "lesson=descent&rate=0.001", ball, "30")
    network = "lesson=hidden&points=ring&units=8&rate=0.03"
    played("8 hidden units, 60 steps/s", network, ".st-key-neuron-network", "60")
    played("8 hidden units, 300 steps/s", network, ".st-key-neuron-network", "300")
    for name, speed in (("replay", "10"), ("replay for a second viewer", "10")):
        results[f"{name}, {speed} epochs/s"] = _replay(browser, run, server, seconds, speed)
    return results


def _counter(browser: Browser, server: int, seconds: float) -> Counter:
    page = browser.new_context(viewport=WINDOW).new_page()
    page.set_default_timeout(ANSWER_LIMIT)
    return Counter(page, psutil.Process(server), seconds)


def _train(browser: Browser, address: str) -> str:
    """Train a network, and return the address of its run."""
    train = TrainPage(browser.new_context(viewport=WINDOW).new_page())
    train.open(f"{address}/train?{RUN}")
    train.train()
    train.wait_for_status("finished")
    run = train.page.url
    train.page.context.close()
    return run


def _replay(browser: Browser, run: str, server: int, seconds: float, speed: str) -> Played:
    counter = _counter(browser, server, seconds)
    train = TrainPage(counter.page)
    train.open(run)
    ready: Callable[[], None] = counter.page.locator(CURSOR).wait_for
    ready()
    counter.page.get_by_role("button", name="Draw one for me").click()
    counter.page.locator(".st-key-watch-bars .dl-bars[aria-label*='best guess']").wait_for()
    wait_until_idle(counter.page)
    played = counter.play(".st-key-curves", speed)
    counter.page.context.close()
    return played


if __name__ == "__main__":
    raise SystemExit(main())
