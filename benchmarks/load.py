"""`python -m benchmarks.load`: what a class costs the server.

The real app is started on a free port of this machine, with an empty folder of runs. What a real
Chromium says to it is recorded first; then the browser is gone, and N sessions of this process
say the same with drawings of their own. All of them open the Draw page, and then each draws a
stroke every few seconds, as a pen drew it. With `--watch K`, K more look at one training all the
while.

- A stroke's result is the message that shows the network's answer to it, timed from sending the
  drawing: what a browser needs to show it comes on top. Whoever has no answer yet doesn't draw on.
  So an overloaded server gets fewer strokes (`strokes`) than were to come (`strokes_due`).
- The messages and bytes of a stroke are all that the server sends until it is at rest again: what
  WebSocket frames carry, which Streamlit doesn't compress.
- CPU time is the server process's, user and system, without that of trainings, which are other
  processes. What it takes while all sessions are open and nobody does anything is measured before,
  for some seconds, and subtracted. So is, from the strokes', what watching takes: the CPU time of
  one look at a training, measured while nobody draws, for each look meanwhile.
- A digit is not cleared away by pressing Clear: the next one's first stroke replaces it. So all
  the CPU time is for strokes.
- An update is a look at the training that showed something new.

Clients, server and a training share this machine's cores, and so does all else that runs on it.
The clients take little: nothing is drawn or encoded while strokes are timed, and reading a
stroke's messages takes about a millisecond. `client_cpu_ms` says how much all of it was.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import psutil

from benchmarks.browser import free_port, start_app, stop_app
from benchmarks.recorded import DrawVisit, TrainVisit, record_drawing, record_training
from benchmarks.report import machine, print_table, write_json
from benchmarks.visitors import (
    Tally,
    Watcher,
    canvas_values,
    drawers,
    strokes_due,
    watchers,
)

QUIET = 3.0  # seconds in which the sessions are open and nobody does anything
ONLY_WATCHING = 10.0  # at most: seconds in which nobody draws
SEED = 0  # of the digits, their places, and when they are drawn
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
WATCH_COLUMNS = {
    "updates_per_second_median": "updates/s",
    "updates_per_second_worst": "worst",
    "watch_cpu_ms": "CPU, ms/s",
}


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        seconds: how long is drawn.
        every: seconds from one stroke of a session to its next.
        watch: how many sessions watch a training.
    """

    seconds: float
    every: float
    watch: int


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


class Server:
    """The app's process, and what it has used; the last known figures if it has ended."""

    def __init__(self, process: subprocess.Popen, address: str) -> None:
        self.address = address
        self._popen, self._process = process, psutil.Process(process.pid)
        self._cpu = self._memory = 0.0

    def __repr__(self) -> str:
        return f"Server({self.address!r}, pid={self._popen.pid})"

    @property
    def runs(self) -> bool:
        """Whether the process still runs."""
        return self._popen.poll() is None

    def cpu(self) -> float:
        """Seconds of CPU time, user and system, without other processes."""
        if self.runs:
            times = self._process.cpu_times()
            self._cpu = times.user + times.system
        return self._cpu

    def memory(self) -> float:
        """Resident memory in MiB."""
        if self.runs:
            self._memory = self._process.memory_info().rss / 2**20
        return self._memory


def main() -> int:
    """Measure, print and write."""
    options = _parser().parse_args()
    results = measure(options.sessions, Plan(options.seconds, options.every, options.watch))
    print(results["machine"])
    columns = COLUMNS | (WATCH_COLUMNS if options.watch else {})
    print_table(
        list(columns.values()),
        [[in_words(row[name]) for name in columns] for row in results["rows"]],
    )
    write_json(options.json, results)
    return 0 if len(results["rows"]) == len(options.sessions) else 1


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
    add("--json", type=Path, metavar="FILE", help="also write the figures here")
    return parser


def in_words(figure: float | None) -> str:
    """A figure in three digits or all whole ones; a dash for none.

    >>> in_words(27941), in_words(3.14159), in_words(None)
    ('27,941', '3.14', '–')
    """
    if figure is None:
        return "–"
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def measure(sessions: Sequence[int], plan: Plan) -> dict[str, Any]:
    """A row of figures for each number of sessions, and those of the last one by themselves.

    Rows are missing if the server died.
    """
    results: dict[str, Any] = {"machine": machine(), "load_at_start": os.getloadavg()[0]}
    rows: list[dict[str, Any]] = []
    with running_server() as server:
        draw = record_drawing(server.address)
        train = record_training(server.address) if plan.watch else None
        recordings = Recordings(draw, train, canvas_values(draw, random.Random(SEED)))
        for count in sessions:
            if server.runs:
                rows.append(asyncio.run(measure_row(count, plan, server, recordings)))
    return results | (rows[-1] if rows else {}) | {"rows": rows}


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
    async with AsyncExitStack() as stack:
        drawing = await stack.enter_async_context(
            drawers(count, plan.every, server.address, recordings.draw, tally, chance)
        )
        for drawer in drawing:
            due = strokes_due(drawer.phase, plan.seconds, plan.every) if drawer.open else 0
            drawer.plan(recordings.draw, recordings.values, due, chance)
        idle = await _cpu_share(server, QUIET)
        watching: list[Watcher] = []
        if recordings.train is not None:
            watching = await stack.enter_async_context(
                watchers(
                    plan.watch, server.address, recordings.train, recordings.draw.headers, tally
                )
            )
        only_watching = await _only_watching(plan, server, watching, idle)

        start, begin, own = time.monotonic(), server.cpu(), time.process_time()
        await asyncio.gather(
            *(
                tally.follow(drawer.draw(start, plan.seconds, plan.every, tally))
                for drawer in drawing
                if drawer.open
            )
        )
        took = time.monotonic() - start
        cpu = server.cpu() - begin - idle * took
        cpu -= only_watching["look_cpu"] * sum(each.looks(start) for each in watching)
        updates = [each.updates(start) / took for each in watching]
        figures = {
            "sessions": count,
            "seconds": plan.seconds,
            "every": plan.every,
            "strokes_due": sum(
                strokes_due(each.phase, plan.seconds, plan.every) for each in drawing
            ),
            **stroke_figures(tally, cpu),
            "idle_cpu_ms": 1000 * idle,
            "client_cpu_ms": 1000 * (time.process_time() - own) / took,
            "server_rss_mib": server.memory(),
            "watchers": plan.watch,
            "updates_per_second_median": statistics.median(updates) if updates else None,
            "updates_per_second_worst": min(updates, default=None),
            "watch_cpu_ms": only_watching["watcher_cpu_ms"],
        }
    shown = sum(each.session.errors for each in (*drawing, *watching))
    return figures | {"errors": tally.errors + shown, "disconnects": tally.disconnects}


async def _cpu_share(server: Server, seconds: float) -> float:
    """Seconds of CPU time that the server takes in each second."""
    start, begin = time.monotonic(), server.cpu()
    await asyncio.sleep(seconds)
    return (server.cpu() - begin) / (time.monotonic() - start)


async def _only_watching(
    plan: Plan, server: Server, watching: Sequence[Watcher], idle: float
) -> dict[str, Any]:
    """The server's CPU time for a watcher in a second, in ms, and for a look, in seconds."""
    if not watching:
        return {"watcher_cpu_ms": None, "look_cpu": 0.0}
    start = time.monotonic()
    share = await _cpu_share(server, min(plan.seconds, ONLY_WATCHING)) - idle
    took = time.monotonic() - start
    looks = sum(each.looks(start) for each in watching)
    return {
        "watcher_cpu_ms": 1000 * share / len(watching),
        "look_cpu": share * took / looks if looks else 0.0,
    }


def stroke_figures(tally: Tally, cpu: float) -> dict[str, Any]:
    """What an answered stroke took; None for each figure if there was none.

    Args:
        tally: with the strokes.
        cpu: seconds of the server's CPU time for all of them.
    """
    strokes = len(tally.seconds)

    def percentile(values: Sequence[float], share: int, unit: float = 1) -> float | None:
        return float(np.percentile(values, share)) * unit if values else None

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
