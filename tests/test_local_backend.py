"""The local backend: what every backend must do, and what is special about child processes."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.backend_contract import NEVER_ENDING, BackendContract, Log
from tests.fake_worker import DEAF, GOOD
from tests.patience import wait_for
from training.runs.events import Command, Event
from training.workers import local, queued
from training.workers.child import Child
from training.workers.local import MODULE, Limits, LocalBackend, default_command, default_workers
from training.workers.queued import MADE_ROOM, QueuedBackend

ROOT = Path(__file__).resolve().parents[1]
FAKE = (sys.executable, "-m", "tests.fake_worker")
SOON = Limits(ready=60.0, silence=2.0, run=60.0, force=3.0, spare=1.0)


def pid_of(child: Child) -> int:
    return child.process._process.pid


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class TestLocalBackend(BackendContract):
    def make(self, on_event: Callable[[Event], None]) -> LocalBackend:
        return LocalBackend(on_event, command=FAKE, workers=1, limits=SOON)

    def test_other_owners_pass_one_who_has_a_run_already(self, log):
        backend = LocalBackend(log.take, command=FAKE, workers=2, limits=SOON)
        try:
            running = self.submit(backend, owner="ada", epochs=NEVER_ENDING)
            waiting = self.submit(backend, owner="ada")
            other = self.submit(backend, owner="bob")
            assert log.wait(other, "ended").values["status"] == "finished"
            assert not log.of(waiting)
            backend.cancel(running)
            log.wait(waiting, "ended")
        finally:
            backend.close()

    def test_a_paused_run_lets_others_pass_and_goes_on_after_them(self, log):
        limits = replace(SOON, pause=0.2)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=limits)
        try:
            held = self.submit(backend, owner="ada", epochs=NEVER_ENDING)
            log.wait(held, "epoch")
            backend.tell(held, Command("pause"))
            assert log.wait(held, "status").values["status"] == "paused"
            other = self.submit(backend, owner="bob", epochs=NEVER_ENDING)
            log.wait(other, "epoch")
            backend.tell(held, Command("resume"))
            assert backend.position(held) == 1 and backend.position(other) == 0
            before = len(log.of(held, "epoch"))
            backend.cancel(other)
            log.wait(other, "ended")
            log.wait(held, "epoch", before + 2)
            assert backend.position(held) == 0
        finally:
            backend.close()

    def test_where_none_may_step_aside_a_long_pause_ends_but_not_while_all_are_held(
        self, log, monkeypatch
    ):
        monkeypatch.setattr(local, "MOST_ASIDE", 0)
        limits = replace(SOON, longest_pause=0.2)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=limits)
        try:
            held = self.submit(backend, owner="ada", epochs=NEVER_ENDING)
            log.wait(held, "epoch")
            backend.hold(True)
            backend.tell(held, Command("pause"))
            log.wait(held, "status")
            waiting = self.submit(backend, owner="bob")
            time.sleep(0.6)
            assert not log.of(held, "ended")
            backend.hold(False)
            ended = log.wait(held, "ended").values
            assert ended["status"] == "stopped" and "waiting" in ended["sentence"] and ended["npz"]
            log.wait(waiting, "ended")
        finally:
            backend.close()

    def pause(self, backend: LocalBackend, log: Log) -> str:
        """The id of a run that has begun, and is paused."""
        run = self.submit(backend, owner="ada", epochs=NEVER_ENDING)
        log.wait(run, "epoch")
        backend.tell(run, Command("pause"))
        log.wait(run, "status")
        return run

    def test_a_long_pause_says_why_it_ends_though_it_has_to_be_ended_by_force(
        self, log, monkeypatch
    ):
        monkeypatch.setattr(local, "MOST_ASIDE", 0)
        limits = replace(SOON, silence=60.0, longest_pause=0.2, force=0.3)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=limits)
        try:
            held = self.pause(backend, log)
            os.kill(pid_of(backend._child_of(held)), signal.SIGSTOP)
            waiting = self.submit(backend, owner="bob")
            ended = log.wait(held, "ended").values
            assert ended["status"] == "stopped" and ended["sentence"] == MADE_ROOM
            log.wait(waiting, "ended")
        finally:
            backend.close()

    def test_the_position_counts_those_that_come_first(self, backend, log):
        runs = [self.submit(backend, owner=name, epochs=NEVER_ENDING) for name in "abc"]
        log.wait(runs[0], "begun")
        assert [backend.position(run) for run in runs] == [0, 1, 2]

    @pytest.mark.parametrize(("cores", "beside"), [(8, True), (2, False)])
    def test_a_warm_worker_is_replaced_at_once_only_where_there_is_room(self, log, cores, beside):
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=SOON, cores=cores)
        try:
            assert not backend.is_warm
            backend.warm_up()
            wait_for(lambda: backend.is_warm)
            run = self.submit(backend, epochs=NEVER_ENDING)
            log.wait(run, "epoch", 5)
            time.sleep(2 * SOON.spare)
            assert bool(len(backend._children) > 1) is beside
            backend.cancel(run)
            wait_for(lambda: backend.is_warm)
        finally:
            backend.close()

    def test_a_worker_is_warmed_up_for_whoever_waits(self, log):
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=SOON, cores=2)
        try:
            backend.warm_up()
            for owner in ("ada", "bob"):
                self.submit(backend, owner=owner, epochs=NEVER_ENDING)
            wait_for(lambda: len(backend._children) == 2 and backend.is_warm)
        finally:
            backend.close()

    def test_a_run_that_takes_too_long_is_ended(self, log):
        limits = Limits(ready=60.0, silence=10.0, run=1.0, force=3.0, spare=1.0)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=limits)
        try:
            run = self.submit(backend, epochs=NEVER_ENDING)
            end = log.wait(run, "ended").values
        finally:
            backend.close()
        assert end["status"] == "failed" and "longer than" in end["sentence"]

    def test_a_pause_is_no_part_of_how_long_a_run_takes(self, log):
        limits = replace(SOON, run=1.0)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=limits)
        try:
            run = self.submit(backend, epochs=NEVER_ENDING)
            log.wait(run, "epoch")
            backend.hold(True)
            backend.tell(run, Command("pause"))
            log.wait(run, "status")
            time.sleep(2 * limits.run)
            epochs = len(log.of(run, "epoch"))
            backend.hold(False)
            backend.tell(run, Command("resume"))
            log.wait(run, "epoch", epochs + 1)
            assert "longer than" in log.wait(run, "ended").values["sentence"]
        finally:
            backend.close()

    def test_who_has_given_the_place_up_and_never_comes_back_is_stopped(self, log):
        limits = replace(SOON, pause=0.2, run=2.0)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=limits)
        try:
            forgotten = self.pause(backend, log)
            log.wait(self.submit(backend, owner="bob"), "ended")
            ended = log.wait(forgotten, "ended").values
            assert ended["status"] == "stopped" and ended["sentence"] == MADE_ROOM
            assert ended["npz"]
        finally:
            backend.close()

    def test_more_memory_than_allowed_ends_the_run(self, log, monkeypatch):
        monkeypatch.setenv("TRAINING_MEMORY_MB", "20")
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=SOON)
        try:
            end = log.wait(self.submit(backend, epochs=NEVER_ENDING), "ended").values
        finally:
            backend.close()
        assert end["status"] == "failed" and "20 MB" in end["sentence"]

    @pytest.mark.parametrize("command", [("no-such-program",), (sys.executable, "-c", "exit(1)")])
    def test_where_no_worker_can_start_a_run_ends_with_a_reason(self, log, command):
        backend = LocalBackend(log.take, command=command, workers=1, limits=SOON)
        try:
            run = self.submit(backend)
            end = log.wait(run, "ended").values
            assert not backend.can_train and backend.processes == 0
            backend._command = FAKE
            again = self.submit(backend)
            assert log.wait(again, "ended").values["status"] == "finished"
            assert backend.can_train
        finally:
            backend.close()
        assert end["status"] == "failed" and end["sentence"]

    def test_a_spare_that_can_not_start_ends_nobodys_waiting_run(self, log):
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=SOON, cores=8)
        try:
            running = self.submit(backend, owner="ada", epochs=NEVER_ENDING)
            log.wait(running, "epoch", 2)
            backend._command = ("no-such-program",)
            waiting = self.submit(backend, owner="bob")
            backend.warm_up()
            wait_for(lambda: backend._failed_starts >= 2)
            assert not log.of(waiting) and backend.position(waiting) == 1
            backend._command = FAKE
            backend.cancel(running)
            assert log.wait(waiting, "ended").values["status"] == "finished"
        finally:
            backend.close()

    def test_an_event_that_can_not_be_used_does_not_stop_the_queue(self, log):
        def take(event: Event) -> None:
            log.take(event)
            if event.kind == "epoch":
                raise ZeroDivisionError

        backend = LocalBackend(take, command=FAKE, workers=1, limits=SOON)
        try:
            first, second = self.submit(backend), self.submit(backend)
            assert log.wait(first, "ended").values["status"] == "finished"
            assert log.wait(second, "ended").values["status"] == "finished"
        finally:
            backend.close()

    def test_an_end_that_can_not_be_used_is_one_all_the_same(self, log):
        def take(event: Event) -> None:
            if event.kind == "ended" and event.values["status"] == "finished":
                raise ZeroDivisionError
            log.take(event)

        backend = LocalBackend(take, command=FAKE, workers=1, limits=SOON)
        try:
            run = self.submit(backend)
            end = log.wait(run, "ended")
            assert end.values["status"] == "failed" and "The log" in end.values["sentence"]
            assert end.number > log.of(run)[-2].number and backend.position(run) is None
        finally:
            backend.close()

    def test_a_look_that_fails_is_not_the_last_one(self, log, monkeypatch, caplog):
        monkeypatch.setattr(queued, "BACK_OFF", 0.05)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=SOON)
        failures = [ZeroDivisionError]

        def lacks_process(now: float) -> bool:
            if failures:
                raise failures.pop()
            return QueuedBackend._lacks_process(backend, now)

        monkeypatch.setattr(backend, "_lacks_process", lacks_process)
        try:
            assert log.wait(self.submit(backend), "ended").values["status"] == "finished"
            assert not failures and "looked after" in caplog.text
        finally:
            backend.close()

    @pytest.mark.parametrize("name", ["trainings", "training"])
    def test_where_there_is_no_thread_for_a_moment_training_begins_later(
        self, log, monkeypatch, name
    ):
        monkeypatch.setattr(queued, "BACK_OFF", 0.05)
        start, refused, started = threading.Thread.start, [], []

        def refuse(thread: threading.Thread) -> None:
            if thread.name == name and not refused:
                refused.append(thread)
                raise RuntimeError("can't start new thread")
            start(thread)

        monkeypatch.setattr(threading.Thread, "start", refuse)
        backend = LocalBackend(log.take, command=FAKE, workers=1, limits=SOON)
        make = backend._start
        monkeypatch.setattr(backend, "_start", lambda: started.append(make()) or started[-1])
        try:
            with suppress(RuntimeError):
                backend.warm_up()
            assert log.wait(self.submit(backend), "ended").values["status"] == "finished"
            if name == "training":
                assert len(started) > 1  # the next may be getting ready beside it already
                wait_for(lambda: not is_running(pid_of(started[0])))
        finally:
            backend.close()

    def test_a_run_without_any_news_is_ended_but_not_a_paused_one(self, log):
        limits = Limits(ready=60.0, silence=10.0, stuck=1.5, run=60.0, force=3.0, spare=1.0)
        backend = LocalBackend(log.take, command=FAKE, workers=2, limits=limits)
        try:
            paused = self.submit(backend, owner="bob", epochs=NEVER_ENDING)
            log.wait(paused, "epoch", 2)
            backend.tell(paused, Command("pause"))
            log.wait(paused, "status")
            stuck = self.submit(backend, DEAF, owner="ada", epochs=NEVER_ENDING)
            end = log.wait(stuck, "ended").values
            assert end["status"] == "failed" and "sign of life" in end["sentence"]
            assert not log.of(paused, "ended")
        finally:
            backend.close()

    def test_chatter_on_standard_output_is_no_event(self, log):
        chatter = "import time; print('hello', flush=True); from tests import fake_worker as f;"
        command = (sys.executable, "-c", chatter + "f.worker.main(load=f.load)")
        backend = LocalBackend(log.take, command=command, workers=1, limits=SOON)
        try:
            log.wait(self.submit(backend), "ended")
        finally:
            backend.close()
        assert {event.kind for event in log.events} <= {
            "ready",
            "begun",
            "epoch",
            "progress",
            "weights",
            "ended",
        }

    def test_closing_ends_every_process(self, backend, log):
        run = self.submit(backend, epochs=NEVER_ENDING)
        log.wait(run, "epoch")
        pids = [pid_of(child) for child in backend._children]
        assert pids and all(map(is_running, pids))
        backend.close()
        assert not any(map(is_running, pids))

    def test_no_worker_outlives_its_server(self, tmp_path):
        pids = tmp_path / "pids"
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(pids)], cwd=ROOT)
        wait_for(lambda: pids.exists() and pids.read_text().endswith("\n"))
        worker = int(pids.read_text())
        assert is_running(worker)
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        wait_for(lambda: not is_running(worker))


# A server that trains, writes its worker's process id to a file, and goes on for ever.
SERVER = f"""
import sys, time
from pathlib import Path
from tests.test_local_backend import FAKE, SOON, LocalBackend, pid_of
from training.workers.backend import Request
from training.config import TrainingConfig
from training.workers.worker import Job
begun = []
backend = LocalBackend(lambda event: begun.append(event), command=FAKE, workers=1, limits=SOON)
config = TrainingConfig(hidden_units=(), epochs={NEVER_ENDING}, seed={GOOD}, training_images=1000)
backend.submit(Request(Job("run", 1, config), "ada"))
while not begun:
    time.sleep(0.02)
Path(sys.argv[1]).write_text(str(pid_of(backend._children[0])) + "\\n")
time.sleep(3600)
"""


@pytest.mark.parametrize(("asked", "expected"), [("3", 3), ("1", 1)])
def test_the_number_of_workers_can_be_chosen(monkeypatch, asked, expected):
    monkeypatch.setenv("TRAINING_WORKERS", asked)
    assert default_workers() == expected


@pytest.mark.parametrize("asked", ["", "0", "-1", "many"])
def test_otherwise_half_of_the_cores_work(monkeypatch, asked):
    monkeypatch.setenv("TRAINING_WORKERS", asked)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert default_workers() == 4


@pytest.mark.parametrize(
    "python", ["/usr/bin/python3", r"C:\Program Files\Python\python.exe", "/Users/ada's/python"]
)
def test_another_command_can_start_the_workers(monkeypatch, python):
    command = (python, "-m", "tests.told_worker")
    monkeypatch.setenv("TRAINING_COMMAND", shlex.join(command))
    assert default_command() == command
    assert LocalBackend(print)._command == command


def test_otherwise_this_python_starts_the_real_worker(monkeypatch):
    monkeypatch.delenv("TRAINING_COMMAND", raising=False)
    assert default_command() == MODULE == (sys.executable, "-m", "training.workers.worker")
