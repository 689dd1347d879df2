"""Weights and run folders that somebody has made up: refused with a sentence, or read as they are.

Whoever can write into the folder of runs can do a lot anyway; but nothing in it is code, leads out
of it, takes memory without bound, or shows anything but a sentence.
"""

import hashlib
import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from model.errors import UserError
from model.files import read_bounded
from model.weights import pack, read_file, unpack
from tests.stored_runs import EPOCH, a_finished_run, begin, finish
from training.runs.register import Register
from training.runs.run import Run, Status
from training.runs.store import RunStore, new_id

ROOT = Path(__file__).resolve().parents[1]
SHAPE = (784, 10)


class Spy:
    """Says so when it is unpickled."""

    def __reduce__(self):
        return open, ("/tmp/digit-lab-was-here", "w")


def npy(
    shape: str = "(784, 10)",
    descr: str = "'<f4'",
    fortran: str = "False",
    body: bytes = bytes(4 * 7840),
    version: bytes = b"\x01\x00",
) -> bytes:
    """A file of NumPy's, with the header that is asked for."""
    header = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}}}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + body


def archive(*members: bytes, how: int = zipfile.ZIP_STORED, name: str = "arr_{}.npy") -> bytes:
    """An .npz file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as file:
        for number, member in enumerate(members):
            file.writestr(name.format(number), member)
    return buffer.getvalue()


def overlapping() -> bytes:
    """A thousand members, of which each is the same megabyte."""
    one = archive(npy("(262144,)", body=bytes(2**20)))
    end = one.rindex(b"PK\x05\x06")
    start = int.from_bytes(one[end + 16 : end + 20], "little")
    entry, tail = one[start:end], bytearray(one[end:])
    tail[8:12] = (1000).to_bytes(2, "little") * 2
    tail[12:16] = (1000 * len(entry)).to_bytes(4, "little")
    return one[:start] + 1000 * entry + bytes(tail)


HOSTILE = {
    "a pickle": archive(pickle.dumps(Spy())),
    "a pickle in an array": archive(npy("(1,)", "'|O'", body=pickle.dumps(Spy()))),
    "a pickle in a field": archive(npy("(1,)", "[('a', '|O')]", body=pickle.dumps(Spy()))),
    "no archive": pickle.dumps(Spy()),
    "nothing": b"",
    "a bomb": archive(npy(body=bytes(64 * 2**20)), how=zipfile.ZIP_DEFLATED),
    "a bomb of another kind": archive(bytes(2**22), how=zipfile.ZIP_LZMA),
    "parts that overlap": overlapping(),
    "a shape of terabytes": archive(npy("(1000000000000,)")),
    "a shape beyond all": archive(npy(f"({10**30},)")),
    "a negative shape": archive(npy("(-784, -10)")),
    "a shape that is code": archive(npy("(__import__('os').system('true'),)")),
    "a deep shape": archive(npy("(" * 3000 + ")" * 3000)),
    "signs without end": archive(npy("(" + "-" * 9000 + "1,)")),
    "too little": archive(npy(body=bytes(100))),
    "too much": archive(npy(body=bytes(40_000))),
    "whole numbers": archive(npy(descr="'<i4'")),
    "column by column": archive(npy(fortran="True")),
    "a later version": archive(npy(version=b"\x03\x00")),
    "a header cut off": archive(npy()[:40]),
    "a Keras config": archive(
        json.dumps({"class_name": "Lambda", "config": {"function": "os.system"}}).encode(),
        name="config.json",
    ),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_weights_that_somebody_made_up_are_refused(tmp_path, content):
    with pytest.raises(ValueError):  # noqa: PT011, the caller makes the sentence
        unpack(content)
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(UserError, match="weights of"):
        read_file(path, hashlib.sha256(content).hexdigest(), "weights of somebody")
    assert not Path("/tmp/digit-lab-was-here").exists()


def test_refusing_them_takes_no_memory():
    script = """

import resource
from model.weights import unpack
from tests.test_hostile_files import HOSTILE
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for content in HOSTILE.values():
    try:
        unpack(content)
    except ValueError:
        continue
    raise SystemExit("it was read")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 20_000  # kB


def test_what_was_packed_is_unpacked():
    arrays = [np.random.default_rng(0).random(shape, np.float32) for shape in (SHAPE, (10,), ())]
    for packed, array in zip(unpack(pack(arrays)), arrays, strict=True):
        assert packed.dtype == np.float32 and np.array_equal(packed, array)


# A file that is none.


def link_to_a_secret(path: Path) -> None:
    secret = path.with_name("secret-of-the-server")
    secret.write_text("the server's own")
    path.symlink_to(secret)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 2**30)  # a hole: no disk is filled


NO_FILES = [link_to_a_secret, device, pipe, folder, huge]


@pytest.mark.parametrize("put", NO_FILES)
def test_what_is_no_regular_file_is_not_read(tmp_path, put):
    put(tmp_path / "file")
    with pytest.raises(OSError):  # noqa: PT011, which one depends on the system
        read_bounded(tmp_path / "file", 2**20)


# A run's folder.


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def finished(store: RunStore) -> Run:
    return a_finished_run(store)


def looked_at(store: RunStore, run: Run) -> Run | None:
    """The run as a page gets it; None if it was refused. Its owner's other runs are there."""
    other = finish(store, begin(store, 2.0))
    register = Register(store)
    own = register.of(run.owner)
    assert other.id in [each.run.id for each in own]
    try:
        found = register.get(run.id).run
    except UserError:
        return None
    for epoch in (*found.kept, None):
        with suppress(UserError):
            assert all(np.isfinite(array).all() for array in store.weights(found, epoch))
    assert "server's own" not in repr(found)
    return found


FILES = ("run.json", "events.jsonl", "result.json", "name.txt", "epoch-0001.npz", "final.npz")


@pytest.mark.parametrize("put", NO_FILES)
@pytest.mark.parametrize("name", FILES)
def test_a_run_with_such_a_file_is_refused_or_shown_without_it(store, finished, name, put):
    path = store.folder / finished.id / name
    path.unlink(missing_ok=True)
    put(path)
    assert (looked_at(store, finished) is None) == (name == "run.json")


VALUES = [
    None, True, -1, 1.5, 10**30, "x", "../../../etc/passwd", "<script>alert(1)</script>",
    [], [1], {}, {"a": 1},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("kept", "epoch"),
        ("kept", "sha256"),
        ("epoch", "epoch"),
        ("epoch", "loss"),
        ("epoch", "seconds"),
        ("begun", "data"),
        ("begun", "is_sample"),
        ("rate", "learning_rate"),
        ("notice", "sentence"),
        ("status", "status"),
        ("named", "name"),
        ("progress", "epoch"),
        ("weights", "epoch"),
    ],
)
def test_events_that_were_edited_are_passed_over_or_are_what_they_should_be(
    store, finished, kind, field, value
):
    usual = {"epoch": 1, **EPOCH, "sha256": "0" * 64, "data": "x", "is_sample": False}
    store.append(finished.id, kind, usual | {field: value})
    found = looked_at(store, finished)
    assert found is not None and found.status is Status.FINISHED
    assert all(isinstance(each.loss, (int, float)) for each in found.epochs)
    assert all(isinstance(epoch, int) and epoch >= 0 for epoch in found.kept)
    assert all(isinstance(each, str) for each in (*found.notices, found.data, found.name))


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("place", ["recipe", "owner", "created", "config", "format", "all"])
def test_a_description_that_was_edited_is_refused_or_used(store, finished, place, value):
    path = store.folder / finished.id / "run.json"
    values = json.loads(path.read_text())
    path.write_text(json.dumps(value if place == "all" else values | {place: value}))
    found = looked_at(store, finished)
    if found is not None:
        assert isinstance(found.owner, str) and isinstance(found.created, float)
        assert found.recipe is None or isinstance(found.recipe, str)


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("place", ["outcome", "final", "status", "sentence", "seconds", "all"])
def test_a_result_that_was_edited_is_none_or_used(store, finished, place, value):
    path = store.folder / finished.id / "result.json"
    values = json.loads(path.read_text())
    if place in values:
        values[place] = value
    else:
        values["outcome"][place] = value
    path.write_text(json.dumps(value if place == "all" else values))
    found = looked_at(store, finished)
    assert found is not None and found.status in (Status.FINISHED, Status.INTERRUPTED)
    assert isinstance(found.outcome.sentence, str)
    assert isinstance(found.outcome.seconds, (int, float))


@pytest.mark.parametrize("name", ["run.json", "events.jsonl", "result.json"])
@pytest.mark.parametrize("text", ["[" * 10**6, '{"a":' * 10**5, "9" * 10**5, "NaN", "1e999"])
def test_json_that_is_too_much_for_its_reader_is_unreadable(store, finished, name, text):
    (store.folder / finished.id / name).write_text(text)
    assert (looked_at(store, finished) is None) == (name == "run.json")


def test_a_link_in_the_place_of_a_run_is_none(store, finished, tmp_path):
    outside = tmp_path / "outside"
    (store.folder / finished.id).rename(outside)
    link = store.folder / finished.id
    link.symlink_to(outside)
    assert store.ids() == []
    with pytest.raises(UserError, match="no such training"):
        store.read(finished.id)
    store.largest = 0
    assert store.trim() == [] and (outside / "run.json").exists()


def test_a_link_among_a_run_s_files_is_removed_with_it_and_not_what_it_leads_to(
    store, finished, tmp_path
):
    kept = tmp_path / "somebody else's"
    kept.mkdir()
    (kept / "file").write_text("kept")
    (store.folder / finished.id / "link").symlink_to(kept)
    (store.folder / finished.id / "nowhere").symlink_to(tmp_path / "gone")
    store.largest = 0
    assert store.trim() == [finished.id]
    assert (kept / "file").read_text() == "kept"


@pytest.mark.parametrize("make", [lambda name: name, lambda name: f"{name}.json"])
def test_what_else_lies_among_the_runs_is_left_alone(store, finished, make: Callable):
    for name in ("notes", "..hidden", "a b", new_id()[:-1], f"{new_id()}x"):
        (store.folder / make(name)).mkdir()
    assert store.ids() == [finished.id]
    store.largest = 0
    assert store.trim() == [finished.id] and len(list(store.folder.iterdir())) >= 5
