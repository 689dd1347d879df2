"""Runs on disk: whole, torn, altered, shared between servers, and too many."""

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from model.errors import UserError
from tests.stored_runs import (
    CONFIG,
    EPOCH,
    a_finished_run,
    add_epoch,
    begin,
    finish,
    weights,
)
from training.journal import shortened
from training.runs import files
from training.runs.register import Register
from training.runs.run import Epoch, Outcome, Run, Status
from training.runs.store import RunStore, home, is_id, new_id


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def finished(store: RunStore) -> Run:
    return a_finished_run(store)


def test_what_was_written_is_read_again(store, finished):
    store.rename(finished.id, "My first")
    read = RunStore(store.folder).read(finished.id)
    assert read.status is Status.FINISHED and read.outcome == finished.outcome
    assert read.epochs == finished.epochs and len(read.epochs) == 4
    assert read.config == CONFIG and read.recipe == "first-network" and read.name == "My first"
    assert read.snapshots == (0, 1, 2, 3) and read.latest == 3.0


def test_weights_come_back_as_they_were(store, finished):
    assert (store.weights(finished, 2)[0] == 2).all()
    assert (store.weights(finished, None)[0] == 3).all()


def test_a_run_without_a_result_was_interrupted(store):
    run = begin(store)
    run = add_epoch(store, run, 0)
    run = add_epoch(store, run, 1)
    store.release(run.id)  # as the kernel does when a server dies
    read = RunStore(store.folder).read(run.id)
    assert read.status is Status.INTERRUPTED and "stopped" in read.outcome.sentence
    assert read.latest == 1 and (store.weights(read, 1)[0] == 1).all()


def test_a_run_that_another_server_trains_is_running(store):
    run = begin(store)
    run = add_epoch(store, run, 0)
    read = RunStore(store.folder).read(run.id)
    assert read.status is Status.RUNNING and read.latest == 0


def test_reading_on_comes_to_what_reading_anew_does(store):
    run, other = begin(store), RunStore(store.folder)
    log = store.folder / run.id / "events.jsonl"
    run = add_epoch(store, run, 0)
    reading = other.read_on(run.id, None)
    run = add_epoch(store, run, 1)
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])  # as it looks while a line is being written
    torn = other.read_on(run.id, reading)
    assert torn.size < len(whole) and len(torn.run.epochs) == 2
    log.write_bytes(whole)
    reading = other.read_on(run.id, torn)
    assert reading.size == len(whole) and reading.run == other.read(run.id)
    assert sorted(reading.run.kept) == [0, 1] and reading.run.latest == 1
    finish(store, run, weights(1))
    ended = other.read_on(run.id, reading).run
    assert ended.status is Status.FINISHED and ended == other.read(run.id)


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


def test_the_log_says_of_which_run_a_result_is_of_no_use_without_its_id(store, finished, caplog):
    result = store.folder / finished.id / "result.json"
    result.unlink()
    result.mkdir()
    assert store.read(finished.id).status is Status.INTERRUPTED
    assert shortened(finished.id) in caplog.text and finished.id not in caplog.text


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
    assert store.read(finished.id).snapshots == (0, 2, 3)


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


def test_what_a_killed_server_had_begun_to_delete_is_removed_later(store, finished, monkeypatch):
    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            store.delete(finished.id)
    assert store.ids() == [] and len(list(store.folder.iterdir())) == 1
    store.trim()  # somebody else may be about to
    assert len(list(store.folder.iterdir())) == 1
    monkeypatch.setattr("training.runs.store.YOUNG", -1.0)
    store.trim()
    assert list(store.folder.iterdir()) == []


def test_the_oldest_unnamed_runs_go_first_when_there_is_no_room(tmp_path):
    store = RunStore(tmp_path / "runs")
    runs = [begin(store, created) for created in range(4)]
    for age, run in enumerate(runs):
        store.keep(run.id, 0, weights(0))
        finish(store, run)
        path = store.folder / run.id / "run.json"
        os.utime(path, (age, age))
    store.rename(runs[0].id, "the one to keep")
    size = sum(file.stat().st_size for file in store.folder.rglob("*"))
    store.largest = size * 3 // 5
    assert store.trim() == [runs[1].id, runs[2].id]
    assert set(store.ids()) == {runs[0].id, runs[3].id}


def some_runs(store: RunStore, *owners: str) -> list[str]:
    """A run of each, the oldest first, all of the same size; their ids."""
    ids = []
    for age, owner in enumerate(owners):
        run = begin(store, owner=owner)
        store.keep(run.id, 0, weights(0))
        finish(store, run)
        os.utime(store.folder / run.id / "run.json", (age, age))
        ids.append(run.id)
    return ids


def room_for(store: RunStore, runs: int) -> None:
    """From now on there is room for so many of the runs that are there."""
    size = sum(file.stat().st_size for file in store.folder.rglob("*.*"))
    store.largest = int(size * (runs + 0.5) / len(store.ids()))


def test_whose_runs_take_the_most_room_loses_some_first_whether_they_have_names_or_not(store):
    adas, *bobs, carols = some_runs(store, "ada", "bob", "bob", "bob", "bob", "carol")
    for run_id in bobs[1:]:
        store.rename(run_id, "mine")
    room_for(store, 4)
    assert store.trim() == bobs[:2]
    room_for(store, 3)
    assert store.trim() == [bobs[2]]
    assert set(store.ids()) == {adas, bobs[3], carols}


def test_what_is_no_run_at_all_goes_first(store):
    first, *_, last = some_runs(store, "ada", "ada", "ada", "bob")
    (store.folder / last / "run.json").write_text("{}")
    room_for(store, 2)
    assert store.trim() == [last, first]


def test_whose_a_run_is_is_read_once_however_many_there_are(store, monkeypatch):
    ids = some_runs(store, *"abcdefgh")
    read = []
    read_owner = files.read_owner
    monkeypatch.setattr(files, "read_owner", lambda path: read.append(path) or read_owner(path))
    for most in (6, 4):
        room_for(store, most)
        store.trim()
    assert len(store.ids()) == 4 and len(read) == len(ids)


def test_a_run_that_can_not_be_removed_is_passed_over(store, monkeypatch, caplog):
    ids = some_runs(store, *["ada"] * 4)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == ids[1]:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    room_for(store, 2)
    assert store.trim() == [ids[0], ids[2]]
    assert shortened(ids[1]) in caplog.text and ids[1] not in caplog.text
    assert set(store.ids()) == {ids[1], ids[3]}


def test_what_is_out_of_sight_is_removed_though_some_of_it_is_still_there(store, monkeypatch):
    ids = some_runs(store, *["ada"] * 3)

    def refuse(path: Path) -> None:
        raise OSError(39, "Directory not empty")

    monkeypatch.setattr("shutil.rmtree", refuse)
    room_for(store, 2)
    assert store.trim() == ids[:1] and set(store.ids()) == set(ids[1:])


def test_a_run_under_way_is_never_removed(tmp_path, monkeypatch):
    store = RunStore(tmp_path / "runs", largest=0)
    running = begin(store)
    assert store.trim() == [] and store.ids() == [running.id]
    # Its own runs a server knows without asking.
    monkeypatch.setattr("training.runs.store.is_held", lambda *_, **__: False)
    assert store.trim() == [] and store.ids() == [running.id]


def test_a_run_that_could_not_be_read_is_found_once_it_can(store):
    register, run = Register(store), begin(store)
    finish(store, run)
    path = store.folder / run.id / "run.json"
    hidden = path.rename(path.with_name("hidden"))
    assert register.of("ada") == []
    hidden.rename(path)
    assert [each.run.id for each in register.of("ada")] == [run.id]


def test_readers_always_see_a_whole_run_while_it_is_written(store):
    run = begin(store)
    seen, stop = [], threading.Event()

    def read() -> None:
        other = RunStore(store.folder)
        while not stop.is_set():
            seen.append(other.read(run.id))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for epoch in range(30):
        run = add_epoch(store, run, epoch)
    finish(store, run, weights(3))
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


@dataclass(frozen=True)
class LaterEpoch(Epoch):
    """An `Epoch` as a later version of the app may have it."""

    test_accuracy: float | None = None


def test_what_an_earlier_version_did_not_write_yet_has_its_default(store, finished, monkeypatch):
    monkeypatch.setattr("training.runs.fold.Epoch", LaterEpoch)
    epochs = store.read(finished.id).epochs
    assert len(epochs) == 4 and {epoch.test_accuracy for epoch in epochs} == {None}


def test_what_a_later_version_wrote_beside_what_is_known_is_ignored(store):
    run = begin(store)
    store.append(run.id, "epoch", {"epoch": 0, **EPOCH, "test_accuracy": 0.4})
    store.append(run.id, "applause", {"loudness": 11})
    finish(store, run)
    result = store.folder / run.id / "result.json"
    values = json.loads(result.read_text())
    result.write_text(json.dumps(values | {"outcome": values["outcome"] | {"energy": 3.0}}))
    read = store.read(run.id)
    assert read.epochs == (Epoch(epoch=0, **EPOCH),)
    assert read.outcome == Outcome(Status.FINISHED, "", 0.9, 0.8, 1.5)
