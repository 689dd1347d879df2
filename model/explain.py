"""Why a network answers as it does: activations, contributions, and where the ink speaks.

Three kinds of explanation, from exact to approximate:

1. What the last hidden layer adds to each logit is its output times its weights: with the bias,
   the sum is the logit.
2. `ink_evidence` are *integrated gradients* (Sundararajan, Taly and Yan, "Axiomatic Attribution
   for Deep Networks", ICML 2017, arXiv 1703.01365): each pixel's share of what the ink changes
   in a logit. On a network without hidden layers that is pixel times weight, exactly.
3. `slope_map` is the plain gradient (Simonyan, Vedaldi and Zisserman, 2013, arXiv 1312.6034):
   what one more bit of ink would do, on the paper as well.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model import backend, dense
from model.network import BLOCKS, CLASSES, NetworkSpec, build
from model.preprocess import IMAGE_SIZE, INK

if TYPE_CHECKING:
    from model.recogniser import Recogniser

STEPS = 64  # images from blank to the drawing; more come closer to the exact sum
FEATURE_MAPS = tuple(block.output for block in BLOCKS)


@dataclass(frozen=True, eq=False)
class Units:
    """A dense hidden layer, looking at one image.

    Attributes:
        name: "hidden 1" and so on, counted from the image.
        activations: (units,), what each unit puts out.
        contributions: (units, 10), what each adds to each logit. From the last hidden layer the
            logits are their sum and `bias`; from an earlier one it is the output times the slope
            of the logit, which says it only roughly.
        bias: (10,), what the logits are without any unit; None for an earlier layer.
        incoming: (inputs, units), the weights from the pixels or from the layer before; None
            where inputs have no place in an image or in such a layer.
    """

    name: str
    activations: np.ndarray
    contributions: np.ndarray
    bias: np.ndarray | None
    incoming: np.ndarray | None

    @property
    def is_exact(self) -> bool:
        """Whether the contributions add up to the logits."""
        return self.bias is not None

    def by_influence(self, digit: int) -> np.ndarray:
        """(units,): the units' numbers, the one that moves this digit's logit most first."""
        return np.argsort(-np.abs(self.contributions[:, digit]), kind="stable")


@dataclass(frozen=True, eq=False)
class FeatureMaps:
    """A convolutional layer, looking at one image.

    Attributes:
        name: the layer's name.
        maps: (height, width, maps), what each filter found and where, 0 and above.
    """

    name: str
    maps: np.ndarray


class Explainer(ABC):
    """One network, looked into. Any number of threads may use it at the same time."""

    @abstractmethod
    def units(self, image: np.ndarray) -> list[Units]:
        """The dense hidden layers from the image to the logits, for a (28, 28) uint8 image."""

    @abstractmethod
    def feature_maps(self, image: np.ndarray) -> list[FeatureMaps]:
        """The convolutional layers, for a (28, 28) uint8 image; none of a dense network."""

    @abstractmethod
    def slopes(self, images: np.ndarray, digit: int) -> np.ndarray:
        """How a digit's logit changes with each pixel.

        Args:
            images: (N, 28, 28), 0 to 255, not necessarily whole numbers.
            digit: whose logit.

        Returns:
            (N, 28, 28), for one grey level.
        """

    def slope_map(self, image: np.ndarray, digit: int) -> np.ndarray:
        """What full ink in a pixel would add to a digit's logit, if it went on as it begins.

        Args:
            image: (28, 28) uint8.
            digit: whose logit.

        Returns:
            (28, 28): the gradient at this image, times 255.
        """
        slopes: np.ndarray = INK * self.slopes(image[None].astype(np.float64), digit)[0]
        return slopes

    def ink_evidence(self, image: np.ndarray, digit: int, steps: int = STEPS) -> np.ndarray:
        """Where the ink speaks for a digit, and where against: integrated gradients.

        The image is faded in from blank paper; each pixel gets its grey level times its mean
        slope on the way. The sum is what the ink has changed in the logit (midpoint rule).

        Args:
            image: (28, 28) uint8.
            digit: whose logit.
            steps: images on the way.

        Returns:
            (28, 28); zero where there is no ink.
        """
        shares = (np.arange(steps) + 0.5) / steps
        on_the_way = shares[:, None, None] * image.astype(np.float64)
        evidence: np.ndarray = image * self.slopes(on_the_way, digit).mean(axis=0)
        return evidence


class DenseExplainer(Explainer):
    """A dense network, in NumPy."""

    def __init__(self, spec: NetworkSpec, weights: Sequence[np.ndarray]) -> None:
        self._spec = spec
        self._weights = weights

    def units(self, image: np.ndarray) -> list[Units]:
        """See `Explainer`."""
        outputs = dense.layer_outputs(self._spec, self._weights, image[None])[:-1]
        # Ten copies of the image, one for each logit.
        copies = np.repeat(image[None], CLASSES, axis=0)
        slopes = dense.gradients(self._spec, self._weights, copies, np.eye(CLASSES))[1:]
        layers = []
        for number, (values, slope) in enumerate(zip(outputs, slopes, strict=True), start=1):
            last = number == len(outputs)
            layers.append(
                Units(
                    f"hidden {number}",
                    values[0],
                    values[0][:, None] * slope.T,
                    self._weights[-1] if last else None,
                    self._weights[2 * (number - 1)],
                )
            )
        return layers

    def feature_maps(self, image: np.ndarray) -> list[FeatureMaps]:
        """See `Explainer`."""
        return []

    def slopes(self, images: np.ndarray, digit: int) -> np.ndarray:
        """See `Explainer`."""
        targets = np.eye(CLASSES)[np.full(len(images), digit)]
        return dense.gradients(self._spec, self._weights, images, targets)[0]


class ConvolutionalExplainer(Explainer):
    """The app's own recogniser, in TensorFlow: built and compiled once, which takes a second."""

    def __init__(self, spec: NetworkSpec, weights: Sequence[np.ndarray]) -> None:
        network = build(spec)
        network.set_weights(weights)
        self._look, self._slopes = _compile(network)
        self._outgoing = tuple(weights[-2:])

    def units(self, image: np.ndarray) -> list[Units]:
        """See `Explainer`."""
        *_, hidden = self._look(image[None])
        kernel, bias = self._outgoing
        return [Units("hidden", hidden[0], hidden[0][:, None] * kernel, bias, None)]

    def feature_maps(self, image: np.ndarray) -> list[FeatureMaps]:
        """See `Explainer`."""
        *maps, _ = self._look(image[None])
        return [FeatureMaps(name, layer[0]) for name, layer in zip(FEATURE_MAPS, maps, strict=True)]

    def slopes(self, images: np.ndarray, digit: int) -> np.ndarray:
        """See `Explainer`."""
        return self._slopes(images, digit)


def explainer(recogniser: Recogniser) -> Explainer:
    """Look into a recogniser's network."""
    kind = DenseExplainer if recogniser.spec.kind == "dense" else ConvolutionalExplainer
    return kind(recogniser.spec, recogniser.weights)


def class_maps(weights: Sequence[np.ndarray]) -> np.ndarray:
    """(10, 28, 28): the weights of a network without hidden layers, as an image of each class."""
    kernel, _ = weights
    return kernel.T.reshape(CLASSES, IMAGE_SIZE, IMAGE_SIZE)


Look = Callable[[np.ndarray], list[np.ndarray]]
Slopes = Callable[[np.ndarray, int], np.ndarray]


def _compile(network: Any) -> tuple[Look, Slopes]:
    """What the layers put out for images, and the slopes of a logit, as functions of arrays."""
    tf = backend.tensorflow()
    import keras

    layers = [network.get_layer(name).output for name in (*FEATURE_MAPS, "hidden")]
    layered = keras.Model(network.inputs, layers)
    images_spec = tf.TensorSpec((None, IMAGE_SIZE, IMAGE_SIZE), tf.float32)

    def look(images: Any) -> Any:
        return layered(images, training=False)

    def slopes(images: Any, digit: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(images)
            logits = network(images, training=False)[:, digit]
        return tape.gradient(logits, images)

    look_compiled, slopes_compiled = (
        tf.function(eager, input_signature=signature).get_concrete_function()
        for eager, signature in (
            (look, [images_spec]),
            (slopes, [images_spec, tf.TensorSpec((), tf.int32)]),
        )
    )
    return (
        lambda images: [
            layer.numpy() for layer in look_compiled(tf.constant(images.astype(np.float32)))
        ],
        lambda images, digit: slopes_compiled(
            tf.constant(images.astype(np.float32)), tf.constant(digit, tf.int32)
        ).numpy(),
    )
