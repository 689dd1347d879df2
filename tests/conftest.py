"""Data files that the project doesn't carry, for the tests that need them."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from streamlit.components.v2 import manifest_scanner

from tests.puppet import Desk
from training.data import Mnist

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def _data_file(variable: str, name: str) -> Path:
    """The file that the environment variable names, or its usual place beside the project."""
    path = Path(os.environ.get(variable) or SHARED / name)
    if not path.is_file():
        message = f"{path} is missing; set {variable} to a copy of {name}"
        # Where all data should be, a missing file must not turn the tests green.
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A page that a test ran stays Python's main module, and a new process would run it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Each AppTest asks all installed packages whether they bring components: 0.13 s each time."""
    with pytest.MonkeyPatch.context() as patch:
        scan = manifest_scanner.scan_component_manifests
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        yield


@pytest.fixture(scope="session", autouse=True)
def home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes the runs of whoever starts it; nor does an app that it starts."""
    home = tmp_path_factory.mktemp("digit-lab-home")
    before = os.environ.get("DIGIT_LAB_HOME")
    os.environ["DIGIT_LAB_HOME"] = str(home)
    yield home
    if before is None:
        del os.environ["DIGIT_LAB_HOME"]
    else:
        os.environ["DIGIT_LAB_HOME"] = before


@pytest.fixture(scope="session")
def mnist_path() -> Path:
    """All of MNIST, as Keras caches it."""
    return _data_file("MNIST_PATH", "mnist.npz")


@pytest.fixture(scope="session")
def pen_digits_path() -> Path:
    """Digits as pen strokes."""
    return _data_file("PEN_DIGITS_PATH", "pen_digits.npz")


@pytest.fixture(scope="session")
def pen_letters_path() -> Path:
    """Letters as pen strokes."""
    return _data_file("PEN_LETTERS_PATH", "pen_letters.npz")


@pytest.fixture(scope="session")
def mnist_test_images(mnist_path: Path) -> np.ndarray:
    """MNIST's test images, (10000, 28, 28) uint8."""
    with np.load(mnist_path) as file:
        return file["x_test"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Trainings without a worker, and with 2,000 images to train on."""
    images, labels = np.zeros((2000, 28, 28), np.uint8), np.zeros(2000, np.uint8)
    mnist = Mnist(images, labels, images, labels, source="", is_sample=True)
    monkeypatch.setattr("training.runs.trainings.load_mnist", lambda wait: mnist)
    return Desk(tmp_path / "runs")
