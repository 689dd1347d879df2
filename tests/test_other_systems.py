"""What Windows and macOS would make of the app's paths and file names, tried on any system."""

import ntpath
import os
import posixpath
import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from training import data
from training.runs import store

# What Windows refuses in the name of a file; macOS refuses less.
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$')
RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
LONGEST_PATH = 260  # characters, on Windows with its usual settings

SYSTEMS = {
    "windows": (ntpath, PureWindowsPath, "USERPROFILE", r"C:\Users\Ada Lovelace"),
    "macos": (posixpath, PurePosixPath, "HOME", "/Users/Ada Lovelace"),
}


@pytest.fixture(params=SYSTEMS)
def users_home(request, monkeypatch):
    """The home folder of a user of another system, whose paths the app's modules use."""
    module, kind, variable, folder = SYSTEMS[request.param]
    for name in ("HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "DIGIT_LAB_HOME", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, folder)
    monkeypatch.setattr(os.path, "expanduser", module.expanduser)
    monkeypatch.setattr(os, "access", lambda path, mode: path == kind(folder))
    monkeypatch.setattr(store, "Path", kind)
    monkeypatch.setattr(data, "Path", kind)
    return kind(folder)


def test_runs_are_kept_in_the_users_home_folder(users_home):
    assert store.home() == users_home / ".digit-lab"


def test_another_folder_may_be_named_from_the_home_folder(users_home, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_HOME", "~/lessons/digit lab")
    assert store.home() == users_home / "lessons" / "digit lab"


def test_mnist_is_where_keras_keeps_it(users_home):
    assert data.keras_cache() == users_home / ".keras" / "datasets" / "mnist.npz"


def test_who_has_no_home_folder_is_no_reason_to_fail(monkeypatch):
    for name in ("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "DIGIT_LAB_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", ntpath.expanduser)
    monkeypatch.setattr(store, "Path", PureWindowsPath)
    assert store.home() == PureWindowsPath("~/.digit-lab")


def test_every_file_of_a_run_has_a_name_that_windows_allows(desk, tmp_path):
    run = desk.start("ada")
    desk.begin(run)
    desk.trainings.rename(run, "ada", 'What? A <name>: "with" all | that \\ is * forbidden/')
    desk.end(run)
    desk.trainings.close()
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*")]
    assert len(files) > 5
    for file in files:
        assert not any(map(FORBIDDEN.search, file.parts)), file
        assert not any(map(RESERVED.fullmatch, file.parts)), file
        below = PureWindowsPath(r"C:\Users\Somebody with quite a long name\.digit-lab\runs", file)
        assert len(str(below)) + len("..0123456789abcdef") < LONGEST_PATH
