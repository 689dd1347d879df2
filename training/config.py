"""TrainingConfig: every hyperparameter of a training, with its range, default and check, once.

Sliders, URLs, recipes and the server's own checks all read the declarations here, so that they
can't disagree.
"""

from __future__ import annotations

import math
import reprlib
from dataclasses import Field, dataclass, field, fields
from numbers import Integral, Real
from typing import Any

from model.errors import UserError
from model.network import NetworkSpec

MAX_HIDDEN_LAYERS = 3

# What Keras takes when only the optimizer's name is given.
DEFAULT_LEARNING_RATES = {"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001, "adamw": 0.001}


class SettingError(UserError):
    """A setting of a training can't be what was asked for.

    Attributes:
        setting: the name of the field of TrainingConfig, with which the text begins.
        reason: the rest of the sentence, for those who call the setting something else.
    """

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(setting, reason)
        self.setting, self.reason = setting, reason

    def __str__(self) -> str:
        return f"{self.setting} {self.reason}"


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included; whole numbers where both are."""

    low: float
    high: float

    @property
    def whole(self) -> bool:
        return isinstance(self.low, int) and isinstance(self.high, int)

    def check(self, name: str, value: Any) -> int | float:
        """`value` as an int or a float; SettingError if it isn't one in the range."""
        kind = Integral if self.whole else Real
        # True is an int to Python, but not to whoever typed it. NaN fails the comparison.
        is_number = isinstance(value, kind) and not isinstance(value, bool)
        if not is_number or not self.low <= value <= self.high:
            noun = "a whole number from " if isinstance(value, float) and self.whole else ""
            raise SettingError(name, f"must be {noun}{self}, got {reprlib.repr(value)}.")
        return int(value) if self.whole else float(value)

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:.12g}"


@dataclass(frozen=True)
class Choices:
    """One of a few values."""

    values: tuple[Any, ...]

    def check(self, name: str, value: Any) -> Any:
        """`value` itself; SettingError if it isn't one of the choices."""
        # The type counts too: 1 == True, but 1 isn't an answer to yes or no.
        if not any(type(value) is type(each) and value == each for each in self.values):
            raise SettingError(name, f"must be one of {self}, got {reprlib.repr(value)}.")
        return value

    def __str__(self) -> str:
        return ", ".join(str(each) for each in self.values)


BATCH_SIZES = Range(1, 4096)


def _setting(default: Any, allowed: Range | Choices, title: str, help_text: str) -> Any:
    return field(default=default, metadata={"allowed": allowed, "title": title, "help": help_text})


@dataclass(frozen=True)
class TrainingConfig:
    """One training, described completely: the same config gives the same run.

    Each field carries what it allows (`Range` or `Choices`) and half a sentence of help: see
    `allowed` and `help_text`. Activations, optimizers and losses have Keras's names.

    Raises:
        SettingError: a value is out of its range; the text names the field, what is allowed and
            what was given.
    """

    # The range is that of each layer; () has none, and the output looks at the pixels directly.
    hidden_units: tuple[int, ...] = _setting(
        (64,),
        Range(1, 2048),
        "Hidden units",
        "neurons in each hidden layer, from the input to the output",
    )
    activation: str = _setting(
        "relu",
        Choices(("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "linear")),
        "Activation",
        "what a hidden neuron makes of its weighted sum",
    )
    epochs: int = _setting(
        10, Range(1, 500), "Epochs", "how often the network sees every training image"
    )
    batch_size: int = _setting(
        128, BATCH_SIZES, "Batch size", "images looked at before each update of the weights"
    )
    optimizer: str = _setting(
        "adam",
        Choices(tuple(DEFAULT_LEARNING_RATES)),
        "Optimizer",
        "the rule that turns gradients into updates of the weights",
    )
    learning_rate: float = _setting(
        0.001, Range(1e-5, 10.0), "Learning rate", "how large each update is"
    )
    loss: str = _setting(
        "categorical_crossentropy",
        Choices(("categorical_crossentropy", "mean_squared_error")),
        "Loss",
        "how the distance from the right answer is measured",
    )
    scaled: bool = _setting(
        True,
        Choices((True, False)),
        "Inputs",
        "whether pixels are divided by 255 before the first layer",
    )
    training_images: int = _setting(
        60_000,
        Range(100, 60_000),
        "Training images",
        "how many of MNIST's training images are used, from the first",
    )
    dropout: float = _setting(
        0.0,
        Range(0.0, 0.9),
        "Dropout",
        "the share of hidden outputs that is silenced at random in training",
    )
    l2: float = _setting(
        0.0,
        Range(0.0, 0.1),
        "L2 penalty",
        "the price of large weights, added to the loss for each squared weight",
    )
    validation_split: float = _setting(
        0.0,
        Range(0.0, 0.5),
        "Validation",
        "the share of the training images held out for validation; 0 validates on the test set",
    )
    seed: int = _setting(
        0, Range(0, 2**32 - 1), "Seed", "the number that every random choice starts from"
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            rule, value = each.metadata["allowed"], getattr(self, each.name)
            check = _check_layers if each.name == "hidden_units" else rule.check
            object.__setattr__(self, each.name, check(each.name, value))

    @property
    def spec(self) -> NetworkSpec:
        """The network to be trained."""
        return NetworkSpec(
            kind="dense",
            hidden_units=self.hidden_units,
            activation=self.activation,
            scaled=self.scaled,
            dropout=self.dropout,
            l2=self.l2,
        )

    @property
    def fitted_images(self) -> int:
        """Training images that the weights are fitted to: all but the validation split.

        As in Keras, the split is the last part of the training images, before any shuffle, and
        its size is rounded up.
        """
        return math.floor(self.training_images * (1.0 - self.validation_split))

    @property
    def weight_updates(self) -> int:
        """Updates of the weights in the whole run: one for each batch, the last one smaller."""
        return math.ceil(self.fitted_images / self.batch_size) * self.epochs


def allowed(name: str) -> Range | Choices:
    """What the field `name` of TrainingConfig allows (for hidden_units: in each layer)."""
    rule: Range | Choices = _declared(name).metadata["allowed"]
    return rule


def title(name: str) -> str:
    """What the control for the field `name` of TrainingConfig is called."""
    return str(_declared(name).metadata["title"])


def help_text(name: str) -> str:
    """Half a sentence that says what the field `name` of TrainingConfig is."""
    return str(_declared(name).metadata["help"])


def _declared(name: str) -> Field[Any]:
    return TrainingConfig.__dataclass_fields__[name]


def _check_layers(name: str, value: Any) -> tuple[int, ...]:
    # A list is what JSON makes of a tuple.
    if not isinstance(value, (tuple, list)):
        raise SettingError(
            name, f"must be a list of 0 to {MAX_HIDDEN_LAYERS} numbers, got {reprlib.repr(value)}."
        )
    if len(value) > MAX_HIDDEN_LAYERS:
        raise SettingError(name, f"must be 0 to {MAX_HIDDEN_LAYERS} layers, got {len(value)}.")
    return tuple(int(allowed(name).check(name, units)) for units in value)
