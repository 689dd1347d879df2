"""`kill -9` at random moments: while a run is saved, of a worker, of the server."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from model.errors import UserError
from tests import event_loop
from tests.fake_worker import GOOD
from tests.patience import PATIENCE, wait_for
from tests.puppet import CONFIG
from tests.saves_until_killed import NAME
from tests.served import served, start_training
from tests.test_local_backend import FAKE
from tests.told_worker import Lead
from training.config import TrainingConfig
from training.data import Mnist
from training.runs.run import Status
from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.local import LocalBackend

SAVES, WORKERS = 200, 50  # that are killed
SEEN, NEXT, HEALTHY = 2.0, 10.0, 10.0  # seconds
ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def test_killed_while_it_saves_a_server_loses_no_run_that_it_had_finished(tmp_path):
    command = [sys.executable, "-m", "tests.saves_until_killed", str(tmp_path), str(SAVES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    finished = done.stdout.split()
    store = RunStore(tmp_path)
    assert set(finished) <= set(store.ids()) and len(finished) > 20
    for run_id in finished:
        run = store.read(run_id)
        assert run.status is Status.FINISHED and run.name == NAME
        assert [each.epoch for each in run.epochs] == list(range(CONFIG.epochs + 1))
        for epoch in (*run.kept, None):
            value = CONFIG.epochs if epoch is None else epoch
            assert all((array == value).all() for array in store.weights(run, epoch))
    states = {"unreadable": 0}
    for run_id in set(store.ids()) - set(finished):
        try:
            status = store.read(run_id).status
        except UserError:  # with a sentence; it had not even been begun
            status = "unreadable"
        states[status] = states.get(status, 0) + 1
    # Killed between the end of a save and the line that says so.
    assert set(states) <= {"unreadable", Status.INTERRUPTED, Status.FINISHED}
    print(f"{SAVES} kills: {len(finished)} finished runs, all whole; the others: {states}")


def test_whichever_worker_is_killed_its_run_ends_and_the_next_one_runs(tmp_path, monkeypatch):
    images = np.zeros((2000, 28, 28), np.uint8), np.zeros(2000, np.uint8)
    mnist = Mnist(*images, *images, source="", is_sample=True)
    monkeypatch.setattr("training.runs.trainings.load_mnist", lambda wait: mnist)
    chance = random.Random(9)
    config = TrainingConfig(hidden_units=(), epochs=500, seed=GOOD, training_images=1000)
    backends: list[LocalBackend] = []

    def make(on_event):
        backends.append(LocalBackend(on_event, command=FAKE, workers=1))
        return backends[0]

    trainings = Trainings(make, RunStore(tmp_path))
    trainings.warm_up()
    runs = [trainings.start(config, "visitor 0")]
    seen, following = [], []

    def status(run: str) -> Status:
        return trainings.get(run).status

    try:
        for number in range(1, WORKERS + 1):
            wait_for(lambda: backends[0]._child_of(runs[-1]) is not None)
            process = backends[0]._child_of(runs[-1]).process._process.pid
            runs.append(trainings.start(config, f"visitor {number}"))
            threading.Event().wait(chance.uniform(0, 1.0))  # whatever it does then
            killed = time.monotonic()
            os.kill(process, signal.SIGKILL)
            wait_for(lambda: not status(runs[-2]).is_live)
            seen.append(time.monotonic() - killed)
            wait_for(lambda: status(runs[-1]) is Status.RUNNING)
            following.append(time.monotonic() - killed)
    finally:
        trainings.close()
    print(
        f"{WORKERS} workers killed: seen after {max(seen):.2f} s at most, the next run began after "
        f"{max(following):.2f} s at most (median {sorted(following)[WORKERS // 2]:.2f})"
    )
    assert {status(run) for run in runs[:-1]} == {Status.FAILED}
    store = RunStore(tmp_path)
    assert all("memory" in store.read(run).outcome.sentence for run in runs[:-1])
    assert store.read(runs[-1]).status is Status.INTERRUPTED
    assert max(seen) <= SEEN and max(following) <= NEXT


def test_a_server_that_is_killed_leaves_no_orphan_and_is_healthy_again_soon(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    lead = Lead(77)
    lead.allow(1)

    async def train(server) -> str:
        session = server.visit()
        run, _ = await start_training(
            session, f"hidden_units=8&epochs=9&training_images=4000&seed={lead.seed}"
        )
        await session.close()
        return run

    with served(tmp_path) as server:
        run = event_loop.run(train(server))
        wait_for(lambda: RunStore().read(run).kept != {})
        children = psutil.Process(server.process.pid).children(recursive=True)
        killed = time.monotonic()
        server.process.kill()
        server.process.wait(PATIENCE)
        gone, orphans = psutil.wait_procs(children, PATIENCE)
        alone = time.monotonic() - killed
    assert gone and not orphans
    started = time.monotonic()
    with served(tmp_path) as server:
        assert server.ask("health") == 200
        healthy = time.monotonic() - started
        assert RunStore().read(run).status is Status.INTERRUPTED
    print(f"last worker gone after {alone:.2f} s, healthy {healthy:.2f} s after the new start")
    assert alone < HEALTHY and healthy < HEALTHY
