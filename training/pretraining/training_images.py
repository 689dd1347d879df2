"""The images that the default recogniser learns from: MNIST, pen drawings, and non-digits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from model.network import CLASSES
from model.preprocess import IMAGE_SIZE
from training.pretraining.drawings import bent, digit_image, non_digit_image
from training.pretraining.kinds import NO_DIGIT, Materials, how_many, make
from training.pretraining.parallel import make_images
from training.pretraining.strokes import StrokeSet


@dataclass(frozen=True, eq=False)
class Images:
    """Training images: (N, 28, 28) uint8, with labels (N,) uint8, 0 to 9 or `NO_DIGIT`."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def soft_targets(labels: np.ndarray) -> np.ndarray:
    """(N,) labels -> (N, 10) float32 target probabilities; each row sums to 1.

    A digit's target is one-hot. Anything else asks for one tenth everywhere, so that the
    network learns to say that it doesn't know (Hendrycks et al., "Deep Anomaly Detection with
    Outlier Exposure", 2019).
    """
    rows = np.vstack([np.eye(CLASSES), np.full(CLASSES, 1 / CLASSES)])
    targets: np.ndarray = rows.astype(np.float32)[labels]
    return targets


def mnist_variants(x: np.ndarray, y: np.ndarray, rounds: int, seed: int) -> Images:
    """MNIST as it is, followed by `rounds` varied copies."""
    if not rounds:
        return Images(x, y)
    varied = make_images(partial(_vary_mnist, x), rounds * len(x), (seed, 1))
    return Images(np.concatenate([x, varied]), np.tile(y, rounds + 1))


def pen_digits(strokes: StrokeSet, rounds: int, seed: int) -> Images:
    """Each pen digit drawn `rounds` times, differently each time."""
    images = make_images(partial(_draw_digits, strokes), rounds * len(strokes), (seed, 2))
    return Images(images, np.tile(strokes.labels, rounds))


def non_digits(
    digits: StrokeSet | None, letters: StrokeSet | None, count: int, seed: int
) -> Images:
    """Letters, pairs of digits and scribbles; without stroke files only scribbles."""
    images = make_images(partial(_draw_non_digits, digits, letters), count, (seed, 3))
    return Images(images, np.full(count, NO_DIGIT, np.uint8))


def of_kinds(names: Collection[str], materials: Materials, unit: int, seed: int) -> Images:
    """Images of each of these kinds (of `kinds.KINDS`), `unit` times its share."""
    order = how_many(names, unit)
    rows = make_images(partial(make, order, materials), len(order), (seed, 4))
    return Images(rows[:, :-1].reshape(-1, IMAGE_SIZE, IMAGE_SIZE), rows[:, -1])


def joined(parts: Sequence[Images]) -> Images:
    """All images, one part after another."""
    return Images(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def _vary_mnist(x: np.ndarray, start: int, stop: int, rng: np.random.Generator) -> np.ndarray:
    return np.stack([bent(x[i % len(x)], rng) for i in range(start, stop)])


def _draw_digits(strokes: StrokeSet, start: int, stop: int, rng: np.random.Generator) -> np.ndarray:
    chosen = [i % len(strokes) for i in range(start, stop)]
    return np.stack([digit_image(strokes[i], int(strokes.labels[i]), rng) for i in chosen])


def _draw_non_digits(
    digits: StrokeSet | None,
    letters: StrokeSet | None,
    start: int,
    stop: int,
    rng: np.random.Generator,
) -> np.ndarray:
    return np.stack([non_digit_image(digits, letters, rng) for _ in range(start, stop)])
