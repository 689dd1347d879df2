"""NetworkSpec -> Keras model: the architectures that the app knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from model import backend
from model.errors import UserError
from model.preprocess import IMAGE_SIZE

if TYPE_CHECKING:
    import keras

CLASSES = 10
PIXELS = IMAGE_SIZE * IMAGE_SIZE
KINDS = ("dense", "convolutional")


@dataclass(frozen=True)
class Block:
    """A convolution of the app's own recogniser, with its batch normalization and ReLU.

    Attributes:
        name: what its filters find.
        filters: how many there are, each of `FILTER_SIDE` squared places.
        stride: how far apart it looks; 2 halves the width.
        adds: whether it adds what it finds to what it was given, instead of replacing it.
    """

    name: str
    filters: int
    stride: int = 1
    adds: bool = False

    @property
    def output(self) -> str:
        """The Keras layer that puts out what the block makes of its input."""
        return f"{self.name}_sum" if self.adds else self.name


BLOCKS = (
    Block("strokes", 8),
    Block("parts", 16, stride=2),
    Block("parts_again", 16, adds=True),
    Block("shapes", 32, stride=2),
    Block("shapes_again", 32, adds=True),
    Block("whole", 64, stride=2),
    Block("whole_again", 64, adds=True),
)
FILTER_SIDE = 3
NORMAL_EPSILON = 1e-3  # Keras's usual one, added to the variance
HIDDEN_UNITS = 96
DROPOUT = 0.3


@dataclass(frozen=True)
class NetworkSpec:
    """What a network is made of; enough to build it again.

    Attributes:
        kind: "dense", or "convolutional" for the app's own recogniser, whose layers are fixed
            and which ignores every other field.
        hidden_units: the units of each hidden layer; () is a network without one.
        activation: Keras's name of the hidden layers' activation.
        scaled: whether the network divides its inputs, 0 to 255, by 255 first.
        dropout: the share of hidden units left out in each training step, 0 to below 1.
        l2: the weight penalty of the hidden layers.
    """

    kind: str = "dense"
    hidden_units: tuple[int, ...] = (64,)
    activation: str = "sigmoid"
    scaled: bool = True
    dropout: float = 0.0
    l2: float = 0.0

    @property
    def parameters(self) -> int:
        """The number of weights and biases of a dense network."""
        return sum(math.prod(shape) for shape in self.shapes)

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of a dense network's weights, in the order of Keras's `get_weights`."""
        sizes = (PIXELS, *self.hidden_units, CLASSES)
        return [shape for inputs, units in pairwise(sizes) for shape in ((inputs, units), (units,))]

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return asdict(self) | {"hidden_units": list(self.hidden_units)}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> NetworkSpec:
        """The inverse of `to_json`.

        Raises:
            UserError: a field is unknown, or the kind is.
        """
        try:
            spec = cls(**fields | {"hidden_units": tuple(fields["hidden_units"])})
        except (TypeError, KeyError) as error:
            raise UserError(f"This network's description can't be read: {error}.") from error
        if spec.kind not in KINDS:
            raise UserError(f"kind must be one of {', '.join(KINDS)}, got {spec.kind!r}.")
        return spec


def build(spec: NetworkSpec) -> keras.Model:
    """Build the network with new weights.

    Returns:
        A Keras model from (N, 28, 28) images, 0 to 255, to (N, 10) logits. The softmax that
        turns logits into probabilities belongs to the loss and to the recogniser.
    """
    if spec.kind == "convolutional":
        return convolutional(BLOCKS)
    backend.tensorflow()  # settled before Keras imports it
    import keras

    inputs = keras.Input((IMAGE_SIZE, IMAGE_SIZE), name="image")
    values = keras.layers.Rescaling(1 / 255, name="scaled")(inputs) if spec.scaled else inputs
    values = keras.layers.Flatten(name="flat")(values)
    for number, units in enumerate(spec.hidden_units, start=1):
        penalty = keras.regularizers.L2(spec.l2) if spec.l2 else None
        values = keras.layers.Dense(
            units, activation=spec.activation, kernel_regularizer=penalty, name=f"hidden_{number}"
        )(values)
        if spec.dropout:
            values = keras.layers.Dropout(spec.dropout, name=f"dropout_{number}")(values)
    return keras.Model(inputs, keras.layers.Dense(CLASSES, name="logits")(values), name="dense")


def convolutional(blocks: Sequence[Block]) -> keras.Model:
    """A convolutional network with new weights, with shortcuts (He et al., 2015).

    The app's own, of `BLOCKS`, is 28, 14, 7 and 4 pixels wide, and narrow where the image is wide:
    a prediction takes 2.4 million multiplications, few enough for a browser to read sixty times a
    second.
    """
    backend.tensorflow()
    import keras
    from keras import layers

    inputs = keras.Input((IMAGE_SIZE, IMAGE_SIZE), name="image")
    values = layers.Rescaling(1 / 255, name="scaled")(inputs)
    values = layers.Reshape((IMAGE_SIZE, IMAGE_SIZE, 1), name="one_channel")(values)
    for block in blocks:
        found = _found(values, block)
        values = layers.Add(name=block.output)([values, found]) if block.adds else found
    values = layers.Flatten(name="flat")(values)
    values = layers.Dropout(DROPOUT, name="dropout_1")(values)
    values = layers.Dense(HIDDEN_UNITS, activation="relu", name="hidden")(values)
    values = layers.Dropout(DROPOUT, name="dropout_2")(values)
    return keras.Model(inputs, layers.Dense(CLASSES, name="logits")(values), name="convolutional")


def _found(values: keras.KerasTensor, block: Block) -> keras.KerasTensor:
    """What a block's filters find, where."""
    from keras import layers

    values = layers.Conv2D(
        block.filters,
        FILTER_SIDE,
        strides=block.stride,
        padding="same",
        use_bias=False,
        name=f"{block.name}_filters",
    )(values)
    values = layers.BatchNormalization(epsilon=NORMAL_EPSILON, name=f"{block.name}_normal")(values)
    return layers.Activation("relu", name=block.name)(values)
