"""The cluster backend: what every backend must do, on a real Dask cluster, and what is special."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest
from distributed import LocalCluster

from benchmarks.browser import free_port
from model.errors import UserError
from tests.backend_contract import NEVER_ENDING, BackendContract, Log
from tests.fake_worker import GOOD, OUT_OF_MEMORY
from tests.patience import wait_for
from tests.test_local_backend import ROOT, is_running
from training.config import TrainingConfig
from training.runs import service
from training.runs.events import Event
from training.workers import cluster as cluster_module
from training.workers import relay as relay_module
from training.workers.backend import Request
from training.workers.child import Limits
from training.workers.dask import DaskBackend
from training.workers.line import GO, Line
from training.workers.reception import Reception, RemoteProcess
from training.workers.worker import Job

FAKE = (sys.executable, "-m", "tests.fake_worker")
SOON = Limits(ready=60.0, silence=2.0, run=60.0, force=3.0, spare=1.0)


@contextmanager
def a_cluster(workers: int) -> Iterator[LocalCluster]:
    """Dask workers with a thread each; each is a process, and is started again if it dies."""
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with a_cluster(workers=1) as running:
        yield running


def kill_worker(cluster: LocalCluster) -> None:
    """Kill the process of a cluster's only Dask worker, as a machine's power failure would."""
    (nanny,) = cluster.workers.values()
    os.kill(nanny.pid, signal.SIGKILL)


@pytest.mark.slow  # a minute in all
class TestDaskBackend(BackendContract):
    @pytest.fixture(autouse=True)
    def its_cluster(self, cluster: LocalCluster) -> None:
        self.cluster = cluster

    def make(self, on_event: Callable[[Event], None]) -> DaskBackend:
        address = self.cluster.scheduler_address
        return DaskBackend(on_event, address, command=FAKE, limits=SOON)

    def test_a_run_whose_machine_is_lost_begins_again_once(self, backend, log):
        run, waiting = self.submit(backend, epochs=NEVER_ENDING), self.submit(backend)
        log.wait(run, "epoch", 2)
        kill_worker(self.cluster)
        again = log.wait(run, "again")
        assert (again.attempt, again.number) == (2, 0) and "lost" in again.values["sentence"]
        log.wait(run, "begun", 2)
        order = [(event.attempt, event.number) for event in log.of(run)]
        assert order == sorted(set(order))
        kill_worker(self.cluster)
        end = log.wait(run, "ended")
        assert end.attempt == 2 and end.values["status"] == "failed"
        assert "lost" in end.values["sentence"]
        assert log.wait(waiting, "ended").values["status"] == "finished"
        assert len(log.of(run, "again")) == len(log.of(run, "ended")) == 1

    @pytest.mark.slow
    def test_a_machine_that_is_silent_is_lost_and_may_come_back(self, backend, log):
        run = self.submit(backend, epochs=40)
        log.wait(run, "epoch", 2)
        (nanny,) = self.cluster.workers.values()
        os.kill(nanny.pid, signal.SIGSTOP)
        try:
            log.wait(run, "again")
        finally:
            os.kill(nanny.pid, signal.SIGCONT)
        end = log.wait(run, "ended")
        assert end.attempt == 2 and end.values["status"] == "finished"
        order = [(event.attempt, event.number) for event in log.of(run)]
        assert order == sorted(set(order))

    def test_a_run_that_is_cancelled_while_its_machine_is_lost_ends(self, backend, log):
        run = self.submit(backend, epochs=NEVER_ENDING)
        log.wait(run, "epoch", 2)
        kill_worker(self.cluster)
        log.wait(run, "again")
        backend.cancel(run)
        end = log.wait(run, "ended")
        assert end.attempt == 2 and end.values["status"] == "stopped"

    def test_out_of_memory_is_not_tried_again(self, backend, log):
        run = self.submit(backend, OUT_OF_MEMORY)
        log.wait(run, "ended")
        assert {event.attempt for event in log.of(run)} == {1}

    def test_what_can_not_start_ends_with_the_machines_reason(self, log):
        address = self.cluster.scheduler_address
        backend = DaskBackend(log.take, address, command=["no-such-program"], limits=SOON)
        try:
            end = log.wait(self.submit(backend), "ended").values
        finally:
            backend.close()
        assert end["status"] == "failed" and "no-such-program" in end["sentence"]

    def test_servers_share_a_cluster_and_leave_each_other_room(self, backend, log):
        other_log = Log()
        other = self.make(other_log.take)
        try:
            running = self.submit(backend, epochs=NEVER_ENDING)
            log.wait(running, "begun")
            theirs = self.submit(other)
            following = self.submit(backend)
            wait_for(lambda: other._cluster.taken == 1)
            assert other.position(theirs) == 0 and not other_log.of(theirs)
            backend.cancel(running)
            other_log.wait(theirs, "ended")
            log.wait(following, "ended")
        finally:
            other.close()

    def test_no_worker_outlives_its_server(self, tmp_path):
        begun = tmp_path / "begun"
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, self.cluster.scheduler_address, str(begun)], cwd=ROOT
        )
        wait_for(begun.exists)
        (nanny,) = self.cluster.workers.values()
        (worker,) = psutil.Process(nanny.pid).children()
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        wait_for(lambda: not is_running(worker.pid))

    def test_another_version_of_dask_is_said_and_trainings_wait(self, log, monkeypatch):
        monkeypatch.setattr(cluster_module, "OURS", cluster_module.OURS | {"dask": "2020.1.0"})
        backend = self.make(log.take)
        try:
            run = self.submit(backend)
            wait_for(lambda: "dask 2020.1.0" in backend.trouble)
            assert "requirements-cluster.txt" in backend.trouble and not log.of(run)
            monkeypatch.undo()
            log.wait(run, "ended")
            assert backend.trouble == ""
        finally:
            backend.close()


# A server that trains for ever, and says by a file that it has begun.
SERVER = f"""
import sys, threading
from pathlib import Path
from tests.test_dask_backend import FAKE, SOON, DaskBackend, a_request
begun = threading.Event()
take = lambda event: event.kind == "epoch" and begun.set()
backend = DaskBackend(take, sys.argv[1], command=FAKE, limits=SOON)
backend.submit(a_request("run", epochs={NEVER_ENDING}))
begun.wait()
Path(sys.argv[2]).touch()
threading.Event().wait()
"""


class Machines:
    """A scheduler and a Dask worker, each a process that can be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen] = []

    def start_scheduler(self) -> subprocess.Popen:
        return self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    def start_worker(self) -> subprocess.Popen:
        return self._start("dask_worker", self.address, "--nthreads", "1")

    def _start(self, module: str, *options: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *options],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process


@pytest.fixture
def machines() -> Iterator[Machines]:
    machines = Machines()
    yield machines
    for process in reversed(machines.processes):
        process.terminate()
        process.wait()


def a_request(run: str, epochs: int = 2) -> Request:
    config = TrainingConfig(hidden_units=(), epochs=epochs, seed=GOOD, training_images=1000)
    return Request(Job(run, 1, config), owner=run)


@pytest.mark.slow
def test_a_scheduler_may_go_and_come_back(machines):
    log = Log()
    backend = DaskBackend(log.take, machines.address, command=FAKE, limits=SOON)
    try:
        backend.submit(a_request("first", epochs=60))
        wait_for(lambda: "No Dask scheduler" in backend.trouble)
        scheduler = machines.start_scheduler()
        wait_for(lambda: "no workers" in backend.trouble)
        worker = machines.start_worker()
        log.wait("first", "epoch", 3)
        scheduler.kill()
        wait_for(lambda: "No Dask scheduler" in backend.trouble)
        backend.submit(a_request("second"))
        # What has begun goes on without a scheduler; what waits, waits for the next one.
        assert log.wait("first", "ended").values["status"] == "finished"
        assert log.of("first")[-1].attempt == 1 and not log.of("second")
        worker.wait()  # Dask's workers end without their scheduler
        machines.start_scheduler()
        machines.start_worker()
        assert log.wait("second", "ended").values["status"] == "finished"
        assert backend.trouble == ""
    finally:
        backend.close()


@pytest.mark.slow
def test_a_real_training_on_the_cluster_learns(cluster):
    log = Log()
    backend = DaskBackend(log.take, cluster.scheduler_address)
    try:
        config = TrainingConfig(hidden_units=(32,), epochs=2, training_images=4_000)
        backend.submit(Request(Job("real", 1, config), "ada"))
        end = log.wait("real", "ended").values
    finally:
        backend.close()
    assert end["status"] == "finished" and end["test_accuracy"] > 0.7
    assert [event.values["epoch"] for event in log.of("real", "epoch")] == [0, 1, 2]


# Relays and the reception, without Dask.


@pytest.fixture
def reception() -> Iterator[Reception]:
    reception = Reception("127.0.0.1")
    yield reception
    reception.close()


def call(reception: Reception, token: str) -> Line:
    line = Line(socket.create_connection((reception.host, reception.port)))
    line.write(token + "\n")
    return line


def test_a_relay_is_received_once_and_a_stranger_never(reception):
    process = RemoteProcess()
    reception.expect(process)
    process.write("the job\n")
    assert list(call(reception, "guessed").lines()) == []
    line = call(reception, process.token)
    said = line.lines()
    assert [next(said), next(said)] == [GO, "the job\n"]
    assert list(call(reception, process.token).lines()) == []
    line.write("one\n")
    line.write('{"end": {"code": 3, "failure": ""}}\n')
    assert list(process.lines()) == ["one\n"] and process.wait() == 3


def test_who_says_too_much_before_a_name_is_hung_up_on(reception):
    with socket.create_connection((reception.host, reception.port)) as stranger:
        stranger.sendall(b"x" * 1_000)
        stranger.settimeout(5)
        with suppress(ConnectionResetError):  # the same, more abruptly
            assert stranger.recv(1) == b""


def test_a_process_whose_connection_breaks_is_lost_with_its_machine(reception):
    process = RemoteProcess()
    reception.expect(process)
    cancelled = threading.Event()
    process.on_kill(cancelled.set)
    line = call(reception, process.token)
    assert next(line.lines()) == GO
    line.write("one\n")
    line.write("a torn li")
    line.hang_up()
    assert list(process.lines()) == ["one\n"] and process.wait() is None
    assert cancelled.is_set()


def test_a_machine_that_does_not_let_go_of_a_killed_process_counts_as_lost(reception, monkeypatch):
    monkeypatch.setattr("training.workers.reception.LETTING_GO", 0.1)
    process = RemoteProcess()
    reception.expect(process)
    line = call(reception, process.token)
    assert next(line.lines()) == GO
    process.kill()
    assert list(line.lines()) == []  # it is told so
    assert list(process.lines()) == [] and process.wait() is None


def test_a_relay_that_can_not_reach_the_server_says_who_should_reach_whom():
    caller = relay_module.Caller("127.0.0.1", free_port(), "token")
    with pytest.raises(ConnectionError, match=f"can't reach the server at 127.0.0.1:{caller.port}"):
        relay_module.relay(caller)


def test_a_machine_with_another_version_of_the_app_says_so(reception):
    process = RemoteProcess()
    reception.expect(process)
    caller = relay_module.Caller(reception.host, reception.port, process.token, version="0.1.0")
    relay_module.relay(caller)
    assert list(process.lines()) == []
    assert "the server has 0.1.0" in process.failure and process.wait() is None


# The choice of it.


@pytest.mark.parametrize(
    "address", ["192.168.1.20:8786", "http://host:8786", "tcp://host", "tcp://host:x", "tcp://:1"]
)
def test_what_is_no_address_of_a_scheduler_is_refused(address):
    with pytest.raises(UserError, match="DASK_SCHEDULER must be an address like tcp://"):
        DaskBackend(print, address)


def test_the_cluster_is_chosen_by_an_environment_variable(monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER", "tcp://127.0.0.1:1")
    assert isinstance(service.backend_maker()(print), DaskBackend)
    monkeypatch.delenv("DASK_SCHEDULER")
    assert service.backend_maker() is service.LocalBackend


def test_without_dask_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "training.workers.dask", None)
    with pytest.raises(UserError, match="pip install -r requirements-cluster.txt"):
        service.backend_maker()


def test_without_the_variable_nothing_of_dask_is_imported():
    code = """
import sys
from training.runs import service
service.backend_maker()
print("distributed" in sys.modules)
"""
    environment = {name: value for name, value in os.environ.items() if name != "DASK_SCHEDULER"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False"
