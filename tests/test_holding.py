"""Locks that say which runs a living server trains."""

import errno
import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest
from filelock import FileLock

from training.runs import holding
from training.runs.holding import hold

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def is_held(path: Path) -> bool:
    return holding.is_held(path, path.with_name("asking"))


def test_a_lock_is_held_until_it_is_released(path):
    lock = hold(path)
    assert is_held(path)
    lock.release()
    assert not is_held(path)


def test_asking_makes_no_file(path):
    assert not is_held(path) and list(path.parent.iterdir()) == []


def test_a_lock_that_somebody_holds_is_not_given_away(path, monkeypatch):
    monkeypatch.setattr(holding, "PATIENCE", 0.05)
    lock = hold(path)
    with pytest.raises(OSError, match="lock"):
        hold(path)
    assert is_held(path)
    lock.release()


def test_a_lock_ends_with_its_process_however_that_ends(path):
    code = (
        "import sys, time; from pathlib import Path; from training.runs.holding import hold; "
        "lock = hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(3600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n" and is_held(path)
    process.kill()
    process.communicate()
    assert not is_held(path)


@pytest.mark.parametrize(
    ("number", "held"),
    [
        (errno.EACCES, False),
        (errno.EPERM, False),
        (errno.EROFS, False),
        (errno.EMFILE, True),
        (errno.ENOLCK, True),
        (errno.EIO, True),
        (errno.ENOSYS, True),  # another machine may have the folder with locks
    ],
)
def test_only_where_nothing_can_be_written_nobody_is_a_holder_for_sure(
    path, monkeypatch, number, held
):
    path.touch()

    def refuse(*_, **__):
        raise OSError(number, "no")

    monkeypatch.setattr(FileLock, "acquire", refuse)
    assert is_held(path) is held
    with pytest.raises(OSError, match="no"):
        hold(path)


def test_a_server_that_stands_still_while_it_asks_keeps_nobody_waiting_for_long(path, monkeypatch):
    monkeypatch.setattr(holding, "PATIENCE", 0.05)
    path.touch()
    asking = hold(path.with_name("asking"))
    assert not is_held(path)
    asking.release()


def test_a_lock_is_taken_though_somebody_asks_at_that_moment(path):
    asks = hold(path)
    Timer(0.05, asks.release).start()
    hold(path).release()


def test_several_servers_may_ask_at_once(path):
    path.touch()
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as servers:
        assert list(servers.map(ask_often, [path] * 2)) == [0, 0]


def ask_often(path: Path) -> int:
    """Ask from four threads, over and over; how often the lock seemed to be held."""
    with ThreadPoolExecutor(4) as askers:
        return sum(askers.map(is_held, [path] * 100))
