"""`python -m benchmarks.watched_training`: what being watched costs a training.

- The Shallow net's 200 epochs, by the engine alone, in a process of its own and nothing beside it;
  and in the real app, watched in a real Chromium on the same cores. Added up are the seconds of the
  epochs, each with its validation, but for the first. They take turns (`--times`), so that what
  else runs here slows both. Whoever presses Train waits for the start and the test besides.
- One long training in the same app, while nobody watches and while `--watch K` get its events, in
  turn. What counts is the median of the seconds that the run itself reports for its epochs.

Whoever watches shares the cores with the training, as on a teacher's laptop.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.browser import ROOT, chromium, running_app
from benchmarks.latency import WINDOW
from benchmarks.recorded import DrawVisit, TrainVisit, record_drawing, record_training
from benchmarks.report import machine, print_table, write_json
from benchmarks.train_page import TrainPage
from benchmarks.visitors import Tally, canvas_values
from benchmarks.watchers import training, watchers
from training.data import load_mnist
from training.engine import Engine, warm_up
from training.recipes import recipe

RECIPE = "shallow-net"
WARM_UP = 30.0  # seconds for the waiting worker to load everything
SETTLE = 3.0  # seconds after watchers have come or gone that don't count
PHASE = 20.0  # seconds that do
SEED = 20_261_128


def main() -> int:
    """Measure, print and write; 0 if all went well."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.watched_training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--times", type=int, default=2, metavar="N", help="how often each takes its turn")
    add("--watch", type=int, default=30, metavar="K", help="how many watch the long training")
    add("--json", type=Path, metavar="FILE", help="also write the figures here")
    add("--engine", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.times, options.watch) < 1:
        parser.error("numbers must be above 0")
    if options.engine:
        print(_engine_alone())
        return 0
    results = measure(options.times, options.watch)
    print(results["machine"])
    rows = [
        ["Shallow net, the engine alone", f"{results['engine_s']:.1f} s", "–"],
        ["Shallow net, watched in a browser", f"{results['app_s']:.1f} s", "–"],
        ["how many times as long", f"{results['by_a_browser']:.2f}", "≤ 1.15"],
        ["an epoch that nobody watches", f"{results['unwatched_ms']:.0f} ms", "–"],
        [f"an epoch that {options.watch} watch", f"{results['watched_ms']:.0f} ms", "–"],
        ["how many times as long", f"{results['by_many']:.2f}", "≤ 1.10"],
        ["errors", f"{results['errors']}", "0"],
    ]
    print_table(["figure", "measured", "to reach"], rows)
    write_json(options.json, results)
    return 1 if results["errors"] else 0


def measure(times: int, watch: int) -> dict[str, Any]:
    """All figures, with the machine that they were measured on."""
    results: dict[str, Any] = {"machine": machine(), "load_at_start": os.getloadavg()[0]}
    alone, watched = [], []
    for _ in range(times):
        alone.append(_engine_in_a_process())
        watched.append(_in_a_browser())
    engine, app = statistics.median(alone), statistics.median(watched)
    results |= {"engine_s": engine, "app_s": app, "by_a_browser": app / engine}
    with _fresh_app() as (address, runs):
        draw = record_drawing(address)
        train = record_training(address, 2 * times * (SETTLE + PHASE + watch))
        results |= asyncio.run(_many_watch(address, runs, draw, train, times, watch))
    return results


def _engine_in_a_process() -> float:
    command = [sys.executable, "-m", "benchmarks.watched_training", "--engine"]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def _engine_alone() -> float:
    """Seconds for the Shallow net's epochs but the first, validation included."""
    config, mnist = recipe(RECIPE).config, load_mnist()
    config = replace(config, training_images=min(config.training_images, len(mnist.x_train)))
    warm_up()
    engine = Engine(config, mnist)
    start = 0.0
    for number in range(config.epochs):
        if number == 1:
            start = time.perf_counter()
        engine.train(engine.batches)
        engine.validate()
    return time.perf_counter() - start


@contextmanager
def _fresh_app() -> Iterator[tuple[str, Path]]:
    """The app without any runs: its address, and where it keeps them."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        running_app(environment={"DIGIT_LAB_HOME": home}) as address,
    ):
        yield address, Path(home) / "runs"


def _in_a_browser() -> float:
    """The same seconds as of the engine alone, for a run that a page watches from its start."""
    with _fresh_app() as (address, runs), chromium() as browser:
        page = TrainPage(browser.new_context(viewport=WINDOW).new_page())
        page.open(f"{address}/train?recipe={RECIPE}")
        time.sleep(WARM_UP)
        run = page.train()
        page.wait_for_status("finished")
        return sum(_epochs(runs, run)[1:])


def _epochs(runs: Path, run: str) -> list[float]:
    """The seconds of each epoch that a run has reported."""
    lines = (runs / run / "events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines if '"kind": "epoch"' in line]
    return [event["seconds"] for event in events if event["epoch"] > 0]


async def _many_watch(
    address: str, runs: Path, draw: DrawVisit, train: TrainVisit, times: int, watch: int
) -> dict[str, Any]:
    """An epoch's time with watchers and without."""
    tally = Tally()
    drawings = [each[-1] for each in canvas_values(draw, random.Random(SEED))]
    seconds: dict[int, list[float]] = {0: [], watch: []}
    async with training(address, train, draw.headers, tally) as query:
        run = query.removeprefix("run=")
        for count in [0, watch] * times:
            async with watchers(count, address, train, query, drawings, draw.headers, tally):
                await asyncio.sleep(SETTLE)
                before = len(_epochs(runs, run))
                await asyncio.sleep(PHASE)
                seconds[count] += _epochs(runs, run)[before:]
    unwatched, watched = (1000 * statistics.median(each) for each in seconds.values())
    return {
        "unwatched_ms": unwatched,
        "watched_ms": watched,
        "by_many": watched / unwatched,
        "errors": tally.errors + tally.disconnects,
    }


if __name__ == "__main__":
    raise SystemExit(main())
