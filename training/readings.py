"""What a network answers for every image of a part of MNIST.

As a command: `python -m training.readings` computes them for the networks that the app ships, on
MNIST and on the sample that the project carries, and writes them beside the weights. A page then
needs neither TensorFlow nor the seconds that 10,000 images take.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import logging
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from cachetools import LRUCache

from model import library, weights
from model.errors import UserError
from model.files import write_whole
from model.network import CLASSES, NetworkSpec
from model.recogniser import BATCH, DenseRecogniser, Recogniser
from training.data import Mnist, load_mnist, load_sample

logger = logging.getLogger(__name__)

PARTS = ("training", "test")
LARGEST_FILE = 4 * 2**20  # bytes; those that are shipped take some 0.1 MB each
_DAMAGED = (
    *(EOFError, KeyError, NotImplementedError, OSError, ValueError),
    *(zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True, eq=False)
class Readings:
    """One network's answers, in the order of the images. Not writable.

    Attributes:
        digits: (N,) uint8, the best guesses.
        probabilities: (N,) float32, how probable the network finds each of them, 0 to 1.
    """

    digits: np.ndarray
    probabilities: np.ndarray

    def __post_init__(self) -> None:
        for array in (self.digits, self.probabilities):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.digits)


def part_of(mnist: Mnist, part: str) -> tuple[np.ndarray, np.ndarray]:
    """The images (N, 28, 28) and labels (N,) of a part: "training" or "test"."""
    if part == "training":
        return mnist.x_train, mnist.y_train
    return mnist.x_test, mnist.y_test


def read_images(
    recogniser: Recogniser,
    images: np.ndarray,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Readings:
    """Have a network read images, a batch at a time.

    Args:
        recogniser: the network.
        images: (N, 28, 28) uint8.
        on_progress: called after each batch with the number of images that have been read.
    """
    digits, probabilities = np.empty(len(images), np.uint8), np.empty(len(images), np.float32)
    for start in range(0, len(images), BATCH):
        rows = recogniser.predict(images[start : start + BATCH])
        digits[start : start + BATCH] = rows.argmax(axis=1)
        probabilities[start : start + BATCH] = rows.max(axis=1)
        on_progress(start + len(rows))
    return Readings(digits, probabilities)


def load_reader(name: str) -> Recogniser:
    """A network to read many images with: without TensorFlow, unless it is convolutional.

    Raises:
        UserError: there is no such network, or its files are missing, cut or altered.
    """
    card = library.card(name)
    if library.is_trained(name) or card["spec"]["kind"] != "dense":
        return library.load(name)
    spec = NetworkSpec.from_json(card["spec"])
    return DenseRecogniser(spec, weights.read_weights(library.FOLDER, card), card)


def shipped_readings(
    name: str, images: np.ndarray, folder: Path = library.FOLDER
) -> Readings | None:
    """The readings that were computed before, if they are by these weights and of these images.

    Args:
        name: of a network that comes with the app.
        images: (N, 28, 28) uint8.

    Returns:
        None if there are none, or if what there is can't be used: they can be computed again.
    """
    path = _path(folder, name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError("it is too large")
        with np.load(path, allow_pickle=False) as file:
            if str(file["weights"]) != library.card(name)["sha256"]:
                raise ValueError("it was made with other weights")
            place = _fingerprint(images)
            if f"{place}-digits" not in file:
                return None  # other images than MNIST's
            return _checked(file[f"{place}-digits"], file[f"{place}-probabilities"], len(images))
    except FileNotFoundError:
        return None
    except _DAMAGED as error:
        logger.warning("%s is of no use and will be computed again: %s", path, error)
        return None


def save(folder: Path, name: str, sha256: str, parts: Iterable[tuple[np.ndarray, Readings]]) -> int:
    """Write a network's readings of several sets of images.

    Args:
        folder: where its weights lie.
        name: of the network.
        sha256: of its weights, as on its card.
        parts: images and their readings.

    Returns:
        The size of the file in bytes.
    """
    arrays: dict[str, Any] = {"weights": np.array(sha256)}
    for images, readings in parts:
        place = _fingerprint(images)
        arrays[f"{place}-digits"] = readings.digits
        arrays[f"{place}-probabilities"] = readings.probabilities.astype(np.float16)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_whole(_path(folder, name), buffer.getvalue())
    return buffer.tell()


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute and write the readings of the shipped networks; 0 if all went well, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m training.readings", description=__doc__)
    add = parser.add_argument
    add("networks", nargs="*", default=library.names(), help="their names (all)")
    add("--out", type=Path, default=library.FOLDER, help="the folder to write to (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        mnist = load_mnist()
        print(mnist.source, *mnist.notes, sep="\n")
        if mnist.is_sample and options.out == library.FOLDER:
            raise UserError("What the app ships is of all of MNIST; name another --out.")
        sets = [part_of(each, part) for each in (mnist, load_sample()) for part in PARTS]
        for name in options.networks:
            _write(name, sets, options.out)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write(name: str, sets: Sequence[tuple[np.ndarray, np.ndarray]], folder: Path) -> None:
    reader = load_reader(name)
    read = [(images, read_images(reader, images)) for images, _ in sets]
    size = save(folder, name, library.card(name)["sha256"], read)
    shares = [
        (readings.digits == labels).mean()
        for (_, readings), (_, labels) in zip(read, sets, strict=True)
    ]
    print(f"{reader.title}: {', '.join(f'{share:.4f}' for share in shares)}; {size:,} bytes")


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.readings.npz"


def _checked(digits: np.ndarray, probabilities: np.ndarray, count: int) -> Readings:
    if digits.shape != (count,) or digits.dtype != np.uint8 or digits.max() >= CLASSES:
        raise ValueError("its digits are none")
    if probabilities.shape != (count,) or probabilities.dtype != np.float16:
        raise ValueError("its probabilities are none")
    return Readings(digits, probabilities.astype(np.float32))


class _Fingerprints:
    """The SHA-256 of arrays that were asked for lately; a tenth of a second for all of MNIST."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        # By their place in memory, which belongs to them for as long as they are kept here.
        self._kept: LRUCache[int, tuple[np.ndarray, str]] = LRUCache(most)

    def __call__(self, images: np.ndarray) -> str:
        with self._lock:
            _, digest = self._kept.get(id(images), (None, ""))
            if not digest:
                digest = hashlib.sha256(np.ascontiguousarray(images).data).hexdigest()
                self._kept[id(images)] = (images, digest)
            return digest


_fingerprint = _Fingerprints(most=2)  # the two parts of the MNIST that is in use

if __name__ == "__main__":
    raise SystemExit(main())
