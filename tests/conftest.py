"""Data files that the project doesn't carry, for the tests that need them."""

import os
from pathlib import Path

import numpy as np
import pytest

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
