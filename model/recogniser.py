"""Weights -> compiled, immutable, thread-safe prediction, and what its answer is worth.

As a command: `python -m model.recogniser drawing.png [...]` reads digits from image files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np

from model import backend, dense
from model.errors import UserError
from model.network import CLASSES, NetworkSpec, build
from model.preprocess import IMAGE_SIZE

# Where these two come from: docs/architecture.md, "When to say nothing".
CONFIDENT = 0.55  # the least probability that counts as an answer
TWO_GUESSES = 0.65  # what the best two must share for the rest to be out of the question
BATCH = 500  # images at a time, so that a large request needs no more memory than a small one


class Verdict(StrEnum):
    """What a reading is worth."""

    DIGIT = "digit"
    UNSURE = "unsure"
    NO_DIGIT = "no digit"


@dataclass(frozen=True, eq=False)
class Reading:
    """One image, read.

    Attributes:
        probabilities: (10,) float32, adding up to 1.
        verdict: whether that is a digit, one of two, or nothing like one.
        digit: the best guess, whatever the verdict.
        second: the second best.
    """

    probabilities: np.ndarray
    verdict: Verdict
    digit: int
    second: int

    @property
    def probability(self) -> float:
        """The probability of `digit`, 0 to 1."""
        return float(self.probabilities[self.digit])

    @property
    def second_probability(self) -> float:
        """The probability of `second`, 0 to 1."""
        return float(self.probabilities[self.second])


def judge(probabilities: np.ndarray) -> Reading:
    """Decide what ten probabilities are worth.

    *Digit*: the best has at least `CONFIDENT`. *Unsure*: it hasn't, but it and the second have
    at least `TWO_GUESSES` together. *No digit*: the network spreads its belief more widely.

    Args:
        probabilities: (10,) float32, adding up to 1.
    """
    second, best = (int(digit) for digit in np.argsort(probabilities, kind="stable")[-2:])
    if probabilities[best] >= CONFIDENT:
        verdict = Verdict.DIGIT
    elif probabilities[best] + probabilities[second] >= TWO_GUESSES:
        verdict = Verdict.UNSURE
    else:
        verdict = Verdict.NO_DIGIT
    return Reading(probabilities, verdict, best, second)


class Recogniser:
    """A network with fixed weights that reads digits.

    Nothing about it can be changed after it was made, and any number of threads may use it at
    the same time.
    """

    def __init__(
        self, spec: NetworkSpec, weights: list[np.ndarray], card: Mapping[str, Any] | None = None
    ) -> None:
        """Build the network and compile its prediction (about a second).

        Args:
            spec: the architecture.
            weights: its arrays, in the order of Keras's `get_weights`.
            card: what is known about it: at least "name" and "title".

        Raises:
            UserError: the weights don't fit the architecture.
        """
        self._card = _frozen(card)
        network = build(spec)
        self._keep(spec, weights, [tuple(variable.shape) for variable in network.weights])
        network.set_weights(weights)
        self._logits = _compile(network)

    def _keep(
        self, spec: NetworkSpec, weights: Sequence[np.ndarray], expected: Sequence[tuple[int, ...]]
    ) -> None:
        if list(expected) != [array.shape for array in weights]:
            raise UserError(f"The weights of {self.title} don't fit its architecture.")
        self._spec = spec
        # Views, so that the caller may go on writing to its own arrays' flags, not to these.
        self._weights = tuple(array.view() for array in weights)
        for array in self._weights:
            array.setflags(write=False)

    @property
    def spec(self) -> NetworkSpec:
        """The architecture."""
        return self._spec

    @property
    def weights(self) -> tuple[np.ndarray, ...]:
        """The arrays, in the order of Keras's `get_weights`; they can't be written to."""
        return self._weights

    @property
    def card(self) -> Mapping[str, Any]:
        """What is known about this network."""
        return self._card

    @property
    def name(self) -> str:
        """The name that `model.library.load` knows it by."""
        return str(self._card["name"])

    @property
    def title(self) -> str:
        """The name to show."""
        return str(self._card["title"])

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Read images that are in MNIST's form (see `model.preprocess.to_mnist`).

        Args:
            images: (N, 28, 28) uint8, 0 = paper, 255 = ink.

        Returns:
            (N, 10) float32 probabilities; each row adds up to 1.

        Raises:
            ValueError: `images` has another shape or dtype.
        """
        return dense.softmax(self.logits(images))

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What softmax makes the probabilities of: (N, 10) float32; the rest as for `predict`."""
        if images.ndim != 3 or images.shape[1:] != (IMAGE_SIZE,) * 2 or images.dtype != np.uint8:
            raise ValueError(f"images must be (N, 28, 28) uint8, got {images.shape} {images.dtype}")
        starts = range(0, len(images), BATCH)
        rows = [self._logits(images[start : start + BATCH]) for start in starts]
        return np.concatenate(rows) if rows else np.empty((0, CLASSES), np.float32)

    def read(self, image: np.ndarray) -> Reading:
        """Read one (28, 28) uint8 image and judge the answer."""
        return judge(self.predict(image[None])[0])

    def __repr__(self) -> str:
        return f"Recogniser({self.name!r})"


class DenseRecogniser(Recogniser):
    """The same for a dense network, in NumPy: there at once, and without TensorFlow.

    Made for the many networks that people train themselves, each of which is used for a while.
    """

    def __init__(
        self, spec: NetworkSpec, weights: list[np.ndarray], card: Mapping[str, Any] | None = None
    ) -> None:
        """See `Recogniser`."""
        self._card = _frozen(card)
        self._keep(spec, weights, spec.shapes)
        self._logits = lambda images: dense.layer_outputs(spec, weights, images)[-1].astype(
            np.float32
        )


def _frozen(card: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return MappingProxyType(dict(card or {"name": "unnamed", "title": "Unnamed"}))


def _compile(network: Any) -> Any:
    """A function from (n, 28, 28) uint8 to (n, 10) float32 arrays, compiled for every n."""
    tf = backend.tensorflow()
    signature = [tf.TensorSpec((None, IMAGE_SIZE, IMAGE_SIZE), tf.uint8)]

    def logits(images: Any) -> Any:
        return network(tf.cast(images, tf.float32), training=False)

    compiled = tf.function(logits, input_signature=signature).get_concrete_function()
    compiled(tf.zeros((1, IMAGE_SIZE, IMAGE_SIZE), tf.uint8))  # the first call is the slow one
    return lambda images: compiled(tf.constant(images)).numpy()


if __name__ == "__main__":
    from model.command_line import main

    raise SystemExit(main())
