"""`python -m benchmarks.load`: what a class costs the server.

The real app is started on a free port of this machine, with an empty folder of runs. What a real
Chromium says to it is recorded first; then the browser is gone, and N sessions of this process
say the same with drawings of their own. All of them open the Draw page, and then each draws a
stroke every few seconds, as a pen drew it. With `--watch K`, K more watch one training all the
while: the usual one, or with `--recipes` one of each recipe in turn.

- A stroke's result is the message that shows the network's answer to it, timed from sending the
  drawing: what a browser needs to show it comes on top. Whoever has no answer yet doesn't draw on.
  So an overloaded server gets fewer strokes (`strokes`) than were to come (`strokes_due`).
- The messages and bytes of a stroke are all that the server sends until it is at rest again: what
  WebSocket frames carry, which Streamlit doesn't compress.
- CPU time is the server process's, user and system, without that of trainings, which are other
  processes. What it takes while all sessions are open and nobody does anything is measured before,
  for some seconds, and subtracted. So is, from the strokes', what watching takes while nobody
  draws. That is rough: for the cost of a stroke, measure without `--watch`.
- A digit is not cleared away by pressing Clear: the next one's first stroke replaces it. So all
  the CPU time is for strokes.
- Whoever watches has drawn a digit on the Train page's pad, which is read again with the weights of
  each moment, and gets the training's events. Each event is an update; its bytes are those of the
  connection, and of the pictures of weights that it names, which a watcher fetches as a browser
  does.
- A recipe that is watched is trained as it is but for more epochs and, where these don't last long
  enough, smaller batches. The median of the recipes' bytes a second is said at the end.
- With `--browsers N`, N real pages in a Chromium draw beside the sessions; what people see there,
  from lifting the pen to the server's answer, is `page_p50_ms` and `page_p95_ms`. The browser takes
  its part of the same processor.
- Given several numbers of sessions, the waves come one after the other to the same server. Between
  them everybody leaves. The largest wave within the bound (95 % of strokes answered within 400 ms,
  all that were due, no error) and the smallest beyond it are said at the end.
- Of waves of the same number, `memory_slope_mib` says by how much the server's memory rises with
  each. Streamlit keeps up to 128 sessions that have gone, for two minutes, so that they can come
  back: the slope is that of the waves after as many have come.

Clients, server and a training share this machine's cores, and so does all else that runs on it.
Nothing is drawn or encoded while strokes are timed; `client_cpu_ms` says how much of each second
sending and receiving took in this process.
"""

import argparse
import asyncio
import math
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import psutil

from benchmarks.browser import free_port, start_app, stop_app
from benchmarks.real_pages import RealPages
from benchmarks.recorded import DrawVisit, TrainVisit, record_drawing, record_training
from benchmarks.report import machine, print_table, write_json
from benchmarks.visitors import Drawer, Tally, canvas_values, drawers
from benchmarks.watchers import Watcher, training, watchers
from training.recipes import RECIPES

QUIET = 3.0  # seconds in which the sessions are open and nobody does anything
ONLY_WATCHING = 10.0  # at most: seconds in which nobody draws
SEED = 0  # of the digits, their places, and when they are drawn
KEPT_SESSIONS = 128  # that have gone: Streamlit's MemorySessionStorage
BOUND_MS = 400.0  # within which 95 % of strokes are answered, or the server carries no more
ON_TIME = 0.95  # share of the strokes that were due, or it is late
GONE = 10.0  # seconds for the server's own processes to end with it

COLUMNS = {
    "sessions": "sessions",
    "strokes": "strokes",
    "stroke_to_result_p50_ms": "p50, ms",
    "stroke_to_result_p95_ms": "p95, ms",
    "stroke_cpu_ms": "CPU, ms",
    "stroke_messages": "messages",
    "stroke_bytes": "bytes",
    "errors": "errors",
    "disconnects": "disconnects",
    "server_rss_mib": "server, MiB",
}
PAGE_COLUMNS = {"page_p50_ms": "page p50, ms", "page_p95_ms": "page p95, ms"}
WATCH_COLUMNS = {
    "updates_per_second_median": "updates/s",
    "updates_per_second_worst": "worst",
    "watch_bytes_per_second": "bytes/s",
    "watch_cpu_ms": "CPU, ms/s",
}


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        seconds: how long is drawn.
        every: seconds from one stroke of a session to its next.
        watch: how many sessions watch a training.
        browsers: how many real pages draw, too.
        recipes: whose trainings are watched, one after the other; none for the usual training.
    """

    seconds: float
    every: float
    watch: int
    browsers: int
    recipes: Sequence[str] = ()


@dataclass(frozen=True)
class Recordings:
    """What the sessions send.

    Attributes:
        draw: a browser's visit to the Draw page.
        train: a browser's visit to the Train page; None if nobody watches a training.
        values: what the canvas sends of each digit, after each of its strokes.
    """

    draw: DrawVisit
    train: TrainVisit | None
    values: list[list[str]]


@dataclass(frozen=True)
class Other:
    """What else than strokes takes the server's CPU time, in seconds.

    Attributes:
        idle: in each second, with everything open.
        watcher: for each watcher in each second, on top; None without watchers.
    """

    idle: float
    watcher: float | None = None


class Server:
    """The app's process, and what it has used; not a number once it has ended."""

    def __init__(self, process: subprocess.Popen, address: str) -> None:
        self.address = address
        self._popen, self._process = process, psutil.Process(process.pid)

    def __repr__(self) -> str:
        return f"Server({self.address!r}, pid={self._popen.pid})"

    @property
    def runs(self) -> bool:
        """Whether the process still runs."""
        return self._popen.poll() is None

    def cpu(self) -> float:
        """Seconds of CPU time, user and system, without other processes."""
        times = self._process.cpu_times() if self.runs else None
        return math.nan if times is None else times.user + times.system

    def memory(self) -> float:
        """Resident memory in MiB."""
        return self._process.memory_info().rss / 2**20 if self.runs else math.nan


def main() -> int:
    """Measure, print and write."""
    parser = _parser()
    options = parser.parse_args()
    numbers = (*options.sessions, options.watch, options.browsers)
    if min(options.seconds, options.every) <= 0 or min(numbers) < 0:
        parser.error("times must be above 0, and numbers of sessions not below")
    if options.recipes is not None and (len(options.sessions) > 1 or not options.watch):
        parser.error("recipes are watched (--watch K) beside one number of sessions")
    plan = Plan(
        options.seconds, options.every, options.watch, options.browsers, recipes_of(options)
    )
    results = measure(options.sessions, plan)
    print(results["machine"])
    columns = ({"recipe": "recipe"} if plan.recipes else {}) | COLUMNS
    columns |= PAGE_COLUMNS if options.browsers else {}
    columns |= WATCH_COLUMNS if options.watch else {}
    print_table(
        list(columns.values()),
        [[in_words(row[name]) for name in columns] for row in results["rows"]],
    )
    if results["memory_slope_mib"] is not None:
        print(f"The server's memory rises by {results['memory_slope_mib']:.1f} MiB a wave.")
    if results["carries"] is not None or results["breaks"] is not None:
        print(
            f"Within the bound with {in_words(results['carries'])} sessions, "
            f"beyond it with {in_words(results['breaks'])}."
        )
    if plan.recipes:
        typical = in_words(results["recipes_watch_bytes_per_second"])
        print(f"Each watcher gets {typical} bytes a second in the median of the recipes.")
    write_json(options.json, results)
    return 0 if len(results["rows"]) == len(options.sessions) * max(len(plan.recipes), 1) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--sessions", type=int, nargs="+", default=[30], metavar="N", help="how many draw, in turn")
    add("--seconds", type=float, default=30, metavar="S", help="how long they draw")
    add("--every", type=float, default=3, metavar="SECONDS", help="from a stroke to the next one")
    add("--watch", type=int, default=0, metavar="K", help="how many more watch a training")
    add(
        "--recipes",
        nargs="*",
        choices=[each.name for each in RECIPES],
        metavar="NAME",
        help="whose trainings are watched, in turn; all, if none is named",
    )
    add("--browsers", type=int, default=0, metavar="N", help="how many real pages draw, too")
    add("--json", type=Path, metavar="FILE", help="also write the figures here")
    return parser


def recipes_of(options: argparse.Namespace) -> tuple[str, ...]:
    """The names of the recipes that were asked for."""
    if options.recipes is None:
        return ()
    return tuple(options.recipes or (each.name for each in RECIPES))


def in_words(figure: float | str | None) -> str:
    """A figure in three digits or all whole ones; a dash for none, and a name as it is.

    >>> in_words(27941), in_words(3.14159), in_words(None)
    ('27,941', '3.14', '–')
    """
    if figure is None:
        return "–"
    if isinstance(figure, str):
        return figure
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def measure(sessions: Sequence[int], plan: Plan) -> dict[str, Any]:
    """A row of figures for each number of sessions and each recipe, and the last one by itself.

    Rows are missing if the server died.
    """
    results: dict[str, Any] = {"machine": machine(), "load_at_start": os.getloadavg()[0]}
    rows: list[dict[str, Any]] = []
    with running_server() as server:
        draw = record_drawing(server.address)
        values = canvas_values(draw, random.Random(SEED))
        for name in plan.recipes or [None]:
            train = record_training(server.address, plan.seconds, name) if plan.watch else None
            recordings = Recordings(draw, train, values)
            for count in sessions:
                if server.runs:
                    row = asyncio.run(measure_row(count, plan, server, recordings))
                    rows.append({"recipe": name} | row)
    alike = len(set(sessions)) == 1 and not plan.recipes
    waves = [row["server_rss_mib"] for row in rows]
    slope = memory_slope(waves, max(sessions[0], 1)) if alike else None
    ends = {"memory_slope_mib": slope, "carries": carries(rows), "breaks": breaks(rows)}
    ends["recipes_watch_bytes_per_second"] = median_of_recipes(rows)
    return results | (rows[-1] if rows else {}) | ends | {"rows": rows}


def median_of_recipes(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """The bytes a second for each watcher, in the median of the recipes; None without any."""
    sizes = [row["watch_bytes_per_second"] for row in rows if row["recipe"]]
    return statistics.median(sizes) if sizes and None not in sizes else None


def memory_slope(waves: Sequence[float], sessions: int) -> float | None:
    """By how much memory rises from wave to wave, as a straight line; None for too few waves.

    Args:
        waves: MiB in each wave.
        sessions: how many come in each.

    >>> round(memory_slope([600, 650, 700, 705, 709], sessions=64), 1)
    4.5
    """
    settled = waves[math.ceil(KEPT_SESSIONS / sessions) :]
    if len(settled) < 2:
        return None
    return float(np.polyfit(range(len(settled)), settled, 1)[0])


def is_within_bound(row: Mapping[str, Any]) -> bool:
    """Whether a wave was carried."""
    late = row["strokes"] < ON_TIME * row["strokes_due"]
    p95 = row["stroke_to_result_p95_ms"]
    return not (late or row["errors"] or row["disconnects"]) and (p95 is None or p95 <= BOUND_MS)


def carries(rows: Sequence[Mapping[str, Any]]) -> int | None:
    """The largest wave within the bound; None if there is none."""
    return max((row["sessions"] for row in rows if is_within_bound(row)), default=None)


def breaks(rows: Sequence[Mapping[str, Any]]) -> int | None:
    """The smallest wave beyond the bound; None if there is none."""
    return min((row["sessions"] for row in rows if not is_within_bound(row)), default=None)


@contextmanager
def running_server() -> Iterator[Server]:
    """The app without any runs; at the end all of its processes are gone."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        mock.patch.dict(os.environ, DIGIT_LAB_HOME=home),
    ):
        port = free_port()
        process = start_app(port)
        children: list[psutil.Process] = []
        try:
            yield Server(process, f"http://127.0.0.1:{port}")
        finally:
            if process.poll() is None:
                children = psutil.Process(process.pid).children(recursive=True)
            stop_app(process)
            for child in psutil.wait_procs(children, timeout=GONE)[1]:
                child.kill()


async def measure_row(
    count: int, plan: Plan, server: Server, recordings: Recordings
) -> dict[str, Any]:
    """The figures for one number of sessions."""
    tally, chance = Tally(), random.Random(SEED)
    address, draw, train = server.address, recordings.draw, recordings.train
    async with AsyncExitStack() as stack:
        drawing = await stack.enter_async_context(
            drawers(count, plan.every, address, draw, tally, chance)
        )
        for drawer in drawing:
            drawer.plan(draw, recordings.values, drawer.due(plan.seconds, plan.every), chance)
        idle = await _cpu_share(server, QUIET)
        watching: list[Watcher] = []
        if train is not None:
            drawings = [each[-1] for each in recordings.values]
            query = await stack.enter_async_context(training(address, train, draw.headers, tally))
            watching = await stack.enter_async_context(
                watchers(plan.watch, address, train, query, drawings, draw.headers, tally)
            )
        other = await _only_watching(min(plan.seconds, ONLY_WATCHING), server, watching, idle)
        pages = RealPages(plan.browsers, address, plan.every, SEED)
        stack.callback(pages.close)
        await asyncio.to_thread(pages.open)
        pages.begin()
        figures = await _drawing(plan, server, drawing, watching, other, tally)
    shown = sum(each.session.errors for each in (*drawing, *watching))
    figures |= {"errors": tally.errors + shown + pages.errors, "disconnects": tally.disconnects}
    figures |= {
        "page_p50_ms": percentile(pages.seconds, 50, 1000),
        "page_p95_ms": percentile(pages.seconds, 95, 1000),
    }
    figures = {"sessions": count, "seconds": plan.seconds, "every": plan.every, **figures}
    return {name: known(figure) for name, figure in figures.items()}


async def _cpu_share(server: Server, seconds: float) -> float:
    """Seconds of CPU time that the server takes in each second."""
    start, begin = time.monotonic(), server.cpu()
    await asyncio.sleep(seconds)
    return (server.cpu() - begin) / (time.monotonic() - start)


async def _only_watching(
    seconds: float, server: Server, watching: Sequence[Watcher], idle: float
) -> Other:
    """What watching takes while nobody draws, beside what everything takes that is open."""
    if not watching:
        return Other(idle)
    share = await _cpu_share(server, seconds) - idle
    return Other(idle, share / len(watching))


async def _drawing(
    plan: Plan,
    server: Server,
    drawing: Sequence[Drawer],
    watching: Sequence[Watcher],
    other: Other,
    tally: Tally,
) -> dict[str, Any]:
    """Have everybody draw; all figures but those that are known at the end."""
    start, begin, own = time.monotonic(), server.cpu(), time.process_time()
    visits = [each.draw(start, plan.seconds, plan.every, tally) for each in drawing]
    await asyncio.gather(asyncio.sleep(plan.seconds), *map(tally.follow, visits))
    took, cpu, own = time.monotonic() - start, server.cpu() - begin, time.process_time() - own
    cpu -= took * (other.idle + (other.watcher or 0.0) * len(watching))
    updates = [each.updates(start) / took for each in watching]
    sizes = [each.size(start) / took for each in watching]
    return {
        "strokes_due": sum(each.due(plan.seconds, plan.every) for each in drawing),
        **stroke_figures(tally, cpu),
        "idle_cpu_ms": 1000 * other.idle,
        "client_cpu_ms": 1000 * own / took,
        "server_rss_mib": server.memory(),
        "watchers": len(watching),
        "updates_per_second_median": statistics.median(updates) if updates else None,
        "updates_per_second_worst": min(updates, default=None),
        "watch_bytes_per_second": statistics.median(sizes) if sizes else None,
        "watch_cpu_ms": None if other.watcher is None else 1000 * other.watcher,
    }


def known(figure: float | None) -> float | None:
    """A figure for JSON, which has no word for what is not a number: None."""
    return None if figure is None or math.isnan(figure) else figure


def percentile(values: Sequence[float], share: int, unit: float = 1) -> float | None:
    """The value below which so many percent of them lie, in a unit; None for none."""
    return float(np.percentile(values, share)) * unit if values else None


def stroke_figures(tally: Tally, cpu: float) -> dict[str, Any]:
    """What an answered stroke took; None for each figure if there was none.

    Args:
        tally: with the strokes.
        cpu: seconds of the server's CPU time for all of them.
    """
    strokes = len(tally.seconds)

    return {
        "strokes": strokes,
        "stroke_to_result_p50_ms": percentile(tally.seconds, 50, 1000),
        "stroke_to_result_p95_ms": percentile(tally.seconds, 95, 1000),
        "stroke_cpu_ms": 1000 * cpu / strokes if strokes else None,
        "stroke_messages": percentile(tally.messages, 50),
        "stroke_bytes": percentile(tally.sizes, 50),
    }


if __name__ == "__main__":
    raise SystemExit(main())
