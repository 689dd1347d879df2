"""Runs on disk: whole, torn, altered, shared between servers, and too many."""

import hashlib
import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from model.errors import UserError
from model.weights import pack
from training.config import TrainingConfig
from training.runs.record import Record
from training.runs.run import Outcome, Status
from training.runs.store import RunStore, home, is_id, new_id

CONFIG = TrainingConfig(hidden_units=(), epochs=3)
EPOCH = {
    "loss": 1.0,
    "accuracy": 0.5,
    "validation_loss": 1.0,
    "validation_accuracy": 0.5,
    "seconds": 0.1,
    "learning_rate": 0.001,
}


def weights(value: float) -> bytes:
    return pack([np.full(shape, value, np.float32) for shape in CONFIG.spec.shapes])


def begin(store: RunStore, created: float = 1.0) -> Record:
    record = Record(new_id(), CONFIG, "first-network", "ada", created)
    store.create(record)
    begun = {"data": "MNIST", "is_sample": False}
    record.apply("begun", begun)
    store.append(record.id, "begun", begun)
    return record


def add_epoch(store: RunStore, record: Record, epoch: int) -> None:
    store.append(record.id, "epoch", {"epoch": epoch, **EPOCH})
    store.keep(record.id, epoch, weights(epoch))
    kept = {"epoch": epoch, "sha256": hashlib.sha256(weights(epoch)).hexdigest()}
    store.append(record.id, "kept", kept)
    record.apply("epoch", {"epoch": epoch, **EPOCH})
    record.apply("kept", kept)


def finish(store: RunStore, record: Record, npz: bytes | None = None) -> None:
    final = (3.0, hashlib.sha256(npz).hexdigest()) if npz else None
    record.end(Outcome(Status.FINISHED, "", 0.9, 0.8, 1.5), final)
    store.finish(record, npz)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def finished(store: RunStore) -> Record:
    record = begin(store)
    for epoch in range(4):
        add_epoch(store, record, epoch)
    finish(store, record, weights(3))
    return record


def test_what_was_written_is_read_again(store, finished):
    store.rename(finished.id, "My first")
    read = RunStore(store.folder).read(finished.id).picture()
    assert read.status is Status.FINISHED and read.outcome == finished.outcome
    assert read.epochs == tuple(finished.epochs) and len(read.epochs) == 4
    assert read.config == CONFIG and read.recipe == "first-network" and read.name == "My first"
    assert read.snapshots == (0, 1, 2, 3) and read.latest == 3.0


def test_weights_come_back_as_they_were(store, finished):
    assert (store.weights(finished, 2)[0] == 2).all()
    assert (store.weights(finished, None)[0] == 3).all()


def test_a_run_without_a_result_was_interrupted(store):
    record = begin(store)
    add_epoch(store, record, 0)
    add_epoch(store, record, 1)
    store.release(record.id)  # as the kernel does when a server dies
    read = RunStore(store.folder).read(record.id)
    assert read.status is Status.INTERRUPTED and "stopped" in read.outcome.sentence
    assert read.latest == 1 and (store.weights(read, 1)[0] == 1).all()


def test_a_run_that_another_server_trains_is_running(store):
    record = begin(store)
    add_epoch(store, record, 0)
    read = RunStore(store.folder).read(record.id)
    assert read.status is Status.RUNNING and read.latest == 0


def test_a_torn_last_line_costs_that_line(store, finished):
    log = store.folder / finished.id / "events.jsonl"
    log.write_bytes(log.read_bytes()[:-20])
    read = store.read(finished.id)
    assert read.status is Status.FINISHED
    assert len(read.epochs) == 4 and sorted(read.kept) == [0, 1, 2]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"kind": "epoch"}', b"\xff\xfe", b'{"kind": 3}'])
def test_a_line_of_nonsense_is_passed_over(store, finished, line):
    log = store.folder / finished.id / "events.jsonl"
    log.write_bytes(line + b"\n" + log.read_bytes())
    assert len(store.read(finished.id).epochs) == 4


@pytest.mark.parametrize("size", range(0, 200, 23))
def test_a_torn_result_is_no_result(store, finished, size):
    result = store.folder / finished.id / "result.json"
    result.write_bytes(result.read_bytes()[:size])
    assert store.read(finished.id).status is Status.INTERRUPTED


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format": 99}', b'{"format": 1, "config": {"epochs": -1}}']
)
def test_a_run_without_a_readable_description_is_refused_with_a_sentence(store, finished, content):
    (store.folder / finished.id / "run.json").write_bytes(content)
    with pytest.raises(UserError, match="can't be read"):
        store.read(finished.id)


def test_altered_weights_are_refused_and_the_others_load(store, finished):
    path = store.folder / finished.id / "epoch-0002.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"epoch 2.*SHA-256"):
        store.weights(store.read(finished.id), 2)
    assert (store.weights(finished, 1)[0] == 1).all()


def test_cut_weights_are_refused(store, finished):
    path = store.folder / finished.id / "final.npz"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(UserError, match="cut or were altered"):
        store.weights(finished, None)


def test_missing_weights_are_not_offered(store, finished):
    (store.folder / finished.id / "epoch-0001.npz").unlink()
    assert store.read(finished.id).picture().snapshots == (0, 2, 3)


@pytest.mark.parametrize(
    "run_id", ["", ".", "..", "../../etc", "a" * 22 + "/", "x" * 1000, "é" * 22]
)
def test_an_id_that_could_be_a_path_is_refused(store, run_id):
    assert not is_id(run_id)
    with pytest.raises(UserError, match="no such training"):
        store.read(run_id)


def test_ids_are_long_and_different():
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000 and all(map(is_id, ids))


def test_a_deleted_run_is_gone(store, finished):
    store.delete(finished.id)
    store.delete(finished.id)
    assert store.ids() == [] and list(store.folder.iterdir()) == []


def test_the_oldest_unnamed_runs_go_first_when_there_is_no_room(tmp_path):
    store = RunStore(tmp_path / "runs")
    records = [begin(store, created) for created in range(4)]
    for age, record in enumerate(records):
        store.keep(record.id, 0, weights(0))
        finish(store, record)
        path = store.folder / record.id / "run.json"
        os.utime(path, (age, age))
    store.rename(records[0].id, "the one to keep")
    size = sum(file.stat().st_size for file in store.folder.rglob("*"))
    store.largest = size * 3 // 5
    assert store.trim() == [records[1].id, records[2].id]
    assert set(store.ids()) == {records[0].id, records[3].id}


def test_a_run_under_way_is_never_removed(tmp_path):
    store = RunStore(tmp_path / "runs", largest=0)
    running = begin(store)
    assert store.trim() == [] and store.ids() == [running.id]


def test_readers_always_see_a_whole_run_while_it_is_written(store):
    record = begin(store)
    seen, stop = [], threading.Event()

    def read() -> None:
        other = RunStore(store.folder)
        while not stop.is_set():
            seen.append(other.read(record.id).picture())

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for epoch in range(30):
        add_epoch(store, record, epoch)
    finish(store, record, weights(3))
    stop.set()
    for reader in readers:
        reader.join()
    assert {run.status for run in seen} <= {Status.RUNNING, Status.FINISHED}
    for run in seen:
        assert [epoch.epoch for epoch in run.epochs] == list(range(len(run.epochs)))
        assert len(run.epochs) - len(run.snapshots) in (0, 1)


def test_the_folder_is_chosen_by_an_environment_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    assert home() == tmp_path and RunStore().folder == tmp_path / "runs"


def test_what_is_written_is_json_with_a_format(store, finished):
    values = json.loads((store.folder / finished.id / "run.json").read_text())
    assert values["format"] == 1 and values["config"]["epochs"] == 3
