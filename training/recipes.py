"""The published first experiments as TrainingConfigs, with the figures that they published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from model.errors import UserError
from training.config import DEFAULT_LEARNING_RATES, TrainingConfig

_KROHN = "Krohn, Deep Learning Illustrated, chapter 5"
_CHOLLET = "Chollet, Deep Learning with Python, section 2.1"
_TORRES = "Torres, “learning deep learning in ten lines”"
_TESTER = "a software tester's blog series, “mnist_learn”"


@dataclass(frozen=True)
class Published:
    """One published accuracy: 0 to 1, on which images, after which epoch (1 is the first)."""

    measured_on: Literal["training", "validation", "test"]
    epoch: int
    accuracy: float


@dataclass(frozen=True)
class Recipe:
    """A named configuration, its source, and what it teaches in one sentence of our own."""

    name: str
    title: str
    source: str
    summary: str
    config: TrainingConfig
    published: tuple[Published, ...]


def recipe(name: str) -> Recipe:
    """The recipe called `name`; raises UserError with the names there are."""
    for each in RECIPES:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in RECIPES)
    raise UserError(f"There is no recipe called {name!r}; choose one of {names}.")


def _training(*accuracies: float) -> tuple[Published, ...]:
    """Training accuracies after epochs 1, 2, 3 and so on."""
    return tuple(
        Published("training", epoch, accuracy) for epoch, accuracy in enumerate(accuracies, start=1)
    )


# Three experiments of one series: each is the one before with the named settings changed.
_RAW_INPUTS = TrainingConfig(
    hidden_units=(32,),
    activation="relu",
    scaled=False,
    loss="categorical_crossentropy",
    optimizer="rmsprop",
    learning_rate=DEFAULT_LEARNING_RATES["rmsprop"],
    batch_size=10,
    epochs=2,
)
_LARGER_BATCHES = replace(_RAW_INPUTS, batch_size=128, epochs=5)
_SCALED_INPUTS = replace(_LARGER_BATCHES, scaled=True)

RECIPES = (
    Recipe(
        name="shallow-net",
        title="Shallow net",
        source=_KROHN,
        summary="With small steps and a loss made for other jobs, learning starts at chance and "
        "creeps upwards for two hundred epochs.",
        config=TrainingConfig(
            hidden_units=(64,),
            activation="sigmoid",
            loss="mean_squared_error",
            optimizer="sgd",
            learning_rate=0.01,
            batch_size=128,
            epochs=200,
        ),
        published=(
            Published("validation", 1, 0.101),
            Published("validation", 10, 0.365),
            Published("validation", 200, 0.86),
        ),
    ),
    Recipe(
        name="first-network",
        title="First network",
        source=_CHOLLET,
        summary="Five epochs are enough to know the training images better than new ones, and the "
        "gap between the two accuracies is overfitting.",
        config=TrainingConfig(
            hidden_units=(512,),
            activation="relu",
            loss="categorical_crossentropy",
            optimizer="rmsprop",
            learning_rate=DEFAULT_LEARNING_RATES["rmsprop"],
            batch_size=128,
            epochs=5,
        ),
        published=(
            *_training(0.9245, 0.9690, 0.9793, 0.9848, 0.9890),
            Published("test", 5, 0.9777),
        ),
    ),
    Recipe(
        name="ten-lines",
        title="Ten lines",
        source=_TORRES,
        summary="Ten hidden neurons and ten lines of code already read nine digits in ten.",
        config=TrainingConfig(
            hidden_units=(10,),
            activation="sigmoid",
            loss="categorical_crossentropy",
            optimizer="sgd",
            learning_rate=DEFAULT_LEARNING_RATES["sgd"],
            batch_size=32,
            epochs=10,
        ),
        # The source asks for ten epochs and prints the log of five.
        published=(*_training(0.29, 0.53, 0.59, 0.65, 0.70), Published("test", 10, 0.9018)),
    ),
    Recipe(
        name="raw-inputs",
        title="Raw inputs",
        source=_TESTER,
        summary="Pixels of 0 to 255 as they are, in batches of ten: twelve thousand updates of the "
        "weights, and still a poor reader.",
        config=_RAW_INPUTS,
        published=_training(0.57, 0.62),
    ),
    Recipe(
        name="raw-inputs-large-batch",
        title="Raw inputs, larger batches",
        source=_TESTER,
        summary="The same raw pixels, averaged over 128 images before each update: fewer and "
        "steadier steps go further.",
        config=_LARGER_BATCHES,
        published=_training(0.69, 0.80, 0.82, 0.82, 0.83),
    ),
    Recipe(
        name="scaled-inputs",
        title="Scaled inputs",
        source=_TESTER,
        summary="One division by 255 changes nothing else and takes most of the errors away.",
        config=_SCALED_INPUTS,
        published=(Published("training", 5, 0.95),),
    ),
)

# Nobody's published experiment, so it is not among the recipes. It ships because every reason for
# its answers can be seen: ten maps of weights, laid over the drawing and added up.
NO_HIDDEN_LAYER = Recipe(
    name="no-hidden-layer",
    title="No hidden layer",
    source="this app",
    summary="Nothing lies between the pixels and the answers: each digit has one map of weights, "
    "and the map that fits the ink best wins.",
    config=TrainingConfig(hidden_units=(), epochs=10),
    published=(),
)
