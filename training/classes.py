"""What the images of each digit have in common: how many there are, and their average."""

from __future__ import annotations

import numpy as np

from model.network import CLASSES

CHUNK = 1_000  # images at a time: a copy of all of them in floats would take 190 MB


def class_counts(labels: np.ndarray) -> list[int]:
    """How many images there are of each digit, 0 to 9."""
    counts: list[int] = np.bincount(labels, minlength=CLASSES).tolist()
    return counts


def class_means(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The average image of each digit.

    Args:
        images: (N, 28, 28) uint8.
        labels: (N,) uint8, 0 to 9.

    Returns:
        (10, 28, 28) uint8; black for a digit without images.
    """
    sums = np.zeros((CLASSES, images[0].size))
    for start in range(0, len(images), CHUNK):
        chunk = images[start : start + CHUNK].reshape(-1, images[0].size).astype(np.float32)
        belongs = labels[start : start + CHUNK] == np.arange(CLASSES)[:, None]
        sums += belongs.astype(np.float32) @ chunk
    counts = np.maximum(class_counts(labels), 1)
    means = np.rint(sums / counts[:, None]).astype(np.uint8)
    return means.reshape(CLASSES, *images.shape[1:])
