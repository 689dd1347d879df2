"""Where MNIST comes from: a file, Keras's cache, one download, or the sample beside this file.

The first of these that is there and sound is used:

1. the file that the environment variable MNIST_PATH names;
2. Keras's cache, ``~/.keras/datasets/mnist.npz`` (or below KERAS_HOME);
3. a download into that cache, tried once in a process, with a short time limit;
4. the 5,000 MNIST digits in `mnist_sample.npz` beside this file (see `make_sample.py`).

A source that is damaged is refused with a sentence, and the next one is tried. Needs NumPy only.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from model.errors import UserError
from model.network import CLASSES
from model.preprocess import IMAGE_SIZE
from training.arrays import read_arrays
from training.download import Download

TRAIN_IMAGES = 60_000
TEST_IMAGES = 10_000
SAMPLE_TRAIN_IMAGES = 4_000
SAMPLE_TEST_IMAGES = 1_000

# What Keras itself downloads, 11 MB.
_download = Download(
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    largest=16 * 2**20,
    seconds=30.0,
)

SAMPLE = Path(__file__).with_name("mnist_sample.npz")
SAMPLE_SHA256 = "736b7b1dde925d471ef9ed1491e622d4c7f908249cacc2ee4add81d8179236d4"
_HOW_TO_GET_ALL = (
    "To get all 70,000, connect to the internet once and start again, or set MNIST_PATH to a "
    "copy of Keras's mnist.npz."
)


@dataclass(frozen=True, eq=False)
class Mnist:
    """Handwritten digits and what they are. The arrays are shared between callers: read only.

    Attributes:
        x_train, x_test: (N, 28, 28) uint8, 0 = paper, 255 = ink.
        y_train, y_test: (N,) uint8, the digit, 0 to 9.
        source: sentences for the page: what this is, where it came from, how to get more.
        is_sample: True unless these are all 60,000 and 10,000 images; figures measured on a
            sample don't compare with published ones.
        notes: a sentence for each source that was refused or couldn't be reached.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str
    is_sample: bool
    notes: tuple[str, ...] = ()


def load_mnist(wait: bool = True) -> Mnist:
    """MNIST from the first source that is there and sound.

    Safe to call from any thread. What was read is kept for the process, until its file changes.

    Args:
        wait: where there is no file, wait for the download, at most its time limit. False lets
            it go on in the background: a page gets the sample at once, and all of MNIST the
            next time it asks after the download has ended.

    Raises:
        UserError: there is no sound source at all; the text says what was tried.
    """
    found, notes = _load_file()
    if found is None:
        _download.start(keras_cache())
        if wait:
            _download.wait()
            found, notes = _load_file()
    if found is None:
        if _download.note:
            notes.append(_download.note)
        try:
            found = load_sample()
        except UserError as error:
            raise UserError(" ".join([*notes, str(error), _HOW_TO_GET_ALL])) from error
    return replace(found, notes=tuple(notes))


def load_sample() -> Mnist:
    """The 5,000 digits that the project carries; UserError if they are missing or damaged."""
    return _kept.get(SAMPLE, _read_sample)


def keras_cache() -> Path:
    """The file in which Keras itself keeps MNIST, whether or not it exists."""
    named = os.environ.get("KERAS_HOME")
    if named:
        home = _expand(named)
    else:
        # Keras's own rule, for containers whose home can't be written to.
        base = _expand("~")
        home = (base if os.access(base, os.W_OK) else Path("/tmp")) / ".keras"
    return home / "datasets" / "mnist.npz"


def read_mnist(path: Path) -> Mnist:
    """Read MNIST from a file such as Keras caches; nothing is kept.

    Args:
        path: an .npz file with x_train and x_test (N, 28, 28) uint8, y_train and y_test (N,)
            uint8. At most 60,000 and 10,000 images; fewer make a sample.

    Raises:
        UserError: the file can't be used; the text names it and says what was wrong.
    """
    image = (IMAGE_SIZE, IMAGE_SIZE)
    arrays = read_arrays(
        path,
        {
            "x_train": (TRAIN_IMAGES, *image),
            "y_train": (TRAIN_IMAGES,),
            "x_test": (TEST_IMAGES, *image),
            "y_test": (TEST_IMAGES,),
        },
    )
    for part in ("train", "test"):
        images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        if len(images) != len(labels):
            raise UserError(
                f"{path} was refused: x_{part} and y_{part} must be equally many, got "
                f"{len(images):,} images and {len(labels):,} labels."
            )
        if labels.max() >= CLASSES:
            raise UserError(
                f"{path} was refused: y_{part} must be 0 to {CLASSES - 1}, got {labels.max()}."
            )
    train, test = len(arrays["x_train"]), len(arrays["x_test"])
    is_sample = (train, test) != (TRAIN_IMAGES, TEST_IMAGES)
    what = "A part of MNIST" if is_sample else "MNIST"
    source = f"{what}, {train:,} images to train and {test:,} to test, from {path}."
    return Mnist(
        arrays["x_train"],
        arrays["y_train"],
        arrays["x_test"],
        arrays["y_test"],
        source=source,
        is_sample=is_sample,
    )


class _Kept:
    """What was read from each file, until the file changes. A failure is not kept."""

    def __init__(self) -> None:
        # One lock for all files: eight threads that ask at once cause one reading.
        self._lock = threading.Lock()
        self._read: dict[Path, tuple[tuple[int, ...] | None, Mnist]] = {}

    def get(self, path: Path, read: Callable[[Path], Mnist]) -> Mnist:
        """`read(path)`, or what it gave last time; raises what `read` raises."""
        with self._lock:
            # Taken first: if the file changes meanwhile, the next call reads it again.
            version = _version(path)
            kept = self._read.get(path)
            if kept is None or kept[0] != version:
                kept = self._read[path] = (version, read(path))
            return kept[1]


_kept = _Kept()


def _version(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _load_file() -> tuple[Mnist | None, list[str]]:
    """MNIST from MNIST_PATH or Keras's cache, or None; and why a file was refused."""
    named, cache = os.environ.get("MNIST_PATH"), keras_cache()
    # A cache that isn't there is nothing to mention; a path that somebody gave is.
    paths = [_expand(named)] if named else []
    paths += [cache] if _version(cache) else []
    notes: list[str] = []
    for path in paths:
        try:
            return _kept.get(path, read_mnist), notes
        except UserError as error:
            notes.append(str(error))
    return None, notes


def _expand(path: str | Path) -> Path:
    # Path.expanduser raises for a user whose home isn't known; a missing file is enough.
    return Path(os.path.expanduser(path))  # noqa: PTH111


def _read_sample(path: Path) -> Mnist:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UserError(f"{path} was refused: it is missing ({error.strerror}).") from error
    if digest != SAMPLE_SHA256:
        raise UserError(f"{path} was refused: its SHA-256 is not that of the expected file.")
    source = (
        f"A sample of MNIST, {SAMPLE_TRAIN_IMAGES + SAMPLE_TEST_IMAGES:,} digits that the app "
        f"carries: {SAMPLE_TRAIN_IMAGES:,} to train and {SAMPLE_TEST_IMAGES:,} to test. Figures "
        f"measured on it don't compare with published ones. {_HOW_TO_GET_ALL}"
    )
    return replace(read_mnist(path), source=source)
