"""`python -m benchmarks.cluster`: short jobs through a Dask cluster whose workers are killed.

A scheduler and two Dask workers on this machine, each a process. While the jobs are done, one of
the workers is killed (`kill -9`) every so many jobs, with all that runs on it; Dask starts it
again. A job whose worker is killed begins again, once.
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from distributed import LocalCluster

from benchmarks.report import machine, print_table, write_json
from training.config import TrainingConfig
from training.runs.events import Event
from training.workers.backend import Request
from training.workers.dask import DaskBackend
from training.workers.worker import Job

WORKERS, THREADS = 2, 2
OWNERS = 30  # each has one job running at a time
QUICK = (sys.executable, "-I", "-S", str(Path(__file__).with_name("quick_worker.py")))


class Book:
    """What is heard of each job, and who kills workers meanwhile."""

    def __init__(self, cluster: LocalCluster, jobs: int, kills: int) -> None:
        self.cluster, self.jobs = cluster, jobs
        self.ends: dict[str, list[str]] = defaultdict(list)
        self.again: Counter[str] = Counter()
        self.disordered = self.killed = 0
        self.all_ended = threading.Event()
        self._last: dict[str, tuple[int, int]] = {}
        self._kill_at = {round(jobs * (each + 1) / (kills + 1)) for each in range(kills)}
        self._due = threading.Semaphore(0)
        self._lock = threading.Lock()
        threading.Thread(target=self._kill_workers, daemon=True).start()

    def take(self, event: Event) -> None:
        """Take down an event."""
        if event.kind == "ready":
            return
        with self._lock:
            now = event.attempt, event.number
            self.disordered += now <= self._last.get(event.run, (0, 0))
            self._last[event.run] = now
            self.again[event.run] += event.kind == "again"
            if event.kind != "ended":
                return
            self.ends[event.run].append(event.values["status"])
            done = len(self.ends)
            is_due = done in self._kill_at
            self._kill_at.discard(done)
        if is_due:
            self._due.release()
        if done == self.jobs:
            self.all_ended.set()

    def _kill_workers(self) -> None:
        while self._due.acquire():
            # Dask gives a worker up that is killed while it starts.
            while len(there := self._workers_there()) < WORKERS:
                time.sleep(0.05)
            os.kill(random.choice(there), signal.SIGKILL)
            self.killed += 1

    def _workers_there(self) -> list[int]:
        """The process ids of the Dask workers that the scheduler knows."""
        known = set(self.cluster.scheduler.workers)
        nannies = self.cluster.workers.values()
        return [each.pid for each in nannies if each.worker_address in known]


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2_000, help="how many short jobs")
    parser.add_argument("--kills", type=int, default=20, help="how often a Dask worker is killed")
    parser.add_argument("--limit", type=float, default=900, help="seconds to wait for the last one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    results = measure(options.jobs, options.kills, options.limit)
    print(machine())
    print(f"{WORKERS} Dask workers with {THREADS} threads each; a job takes 0.1 s of sleep")
    print_table(
        ["jobs", "measured"],
        [[name.replace("_", " "), f"{value:,.5g}"] for name, value in results.items()],
    )
    write_json(options.json, {"machine": machine(), **results})
    return 0 if results["finished_once"] == options.jobs else 1


def measure(jobs: int, kills: int, limit: float) -> dict[str, Any]:
    """What became of so many jobs while so many workers were killed."""
    with LocalCluster(
        n_workers=WORKERS, threads_per_worker=THREADS, processes=True, dashboard_address=":0"
    ) as cluster:
        book = Book(cluster, jobs, kills)
        backend = DaskBackend(book.take, cluster.scheduler_address, command=QUICK)
        config = TrainingConfig(hidden_units=(), training_images=1_000)
        begun = time.monotonic()
        for number in range(jobs):
            job = Job(f"job-{number}", 1, config)
            backend.submit(Request(job, f"owner-{number % OWNERS}"))
        book.all_ended.wait(limit)
        seconds = time.monotonic() - begun
        backend.close()
    statuses = Counter(status for ends in book.ends.values() for status in ends)
    return {
        "submitted": jobs,
        "workers_killed": book.killed,
        "finished_once": sum(ends == ["finished"] for ends in book.ends.values()),
        "never_ended": jobs - len(book.ends),
        "ended_more_than_once": sum(len(ends) > 1 for ends in book.ends.values()),
        "failed": statuses["failed"],
        "begun_again": sum(book.again.values()),
        "events_out_of_order": book.disordered,
        "seconds": seconds,
        "jobs_a_second": len(book.ends) / seconds,
    }


if __name__ == "__main__":
    raise SystemExit(main())
