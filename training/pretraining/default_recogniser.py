"""Train the default recogniser, the one made for drawings, and measure it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model import backend
from model.network import NetworkSpec, build
from model.recogniser import Recogniser
from training.data import Mnist
from training.pretraining.evaluate import drawings_report, mnist_accuracy
from training.pretraining.strokes import StrokeSet
from training.pretraining.training_images import (
    Images,
    mnist_variants,
    non_digits,
    pen_digits,
    soft_targets,
)

SPEC = NetworkSpec(kind="convolutional", hidden_units=())
BATCH_SIZE = 128
PEAK_LEARNING_RATE = 2e-3
WARM_UP_STEPS = 500
WEIGHT_DECAY = 0.01


@dataclass(frozen=True)
class Plan:
    """How much to train.

    Attributes:
        passes: how often the network sees every image.
        mnist_rounds: varied copies of MNIST beside the original.
        pen_rounds: drawings of each pen digit.
        non_digit_share: non-digits, as a share of the digits.
        hold_out: the names of the stroke sources that are kept from the training.
        seed: what every random choice starts from.
    """

    passes: int = 3
    mnist_rounds: int = 1
    pen_rounds: int = 10
    non_digit_share: float = 0.3
    hold_out: Collection[str] = field(default_factory=tuple)
    seed: int = 1


def train(
    mnist: Mnist, digits: StrokeSet | None, letters: StrokeSet | None, plan: Plan
) -> tuple[list[np.ndarray], dict[str, Any]]:
    """Train from MNIST and, where there are stroke files, from pen drawings.

    Returns:
        The weights, in the order of Keras's `get_weights`, and what was measured.
    """
    seen_digits = digits and _without(digits, plan.hold_out)
    seen_letters = letters and _without(letters, plan.hold_out)
    images = _images(mnist, seen_digits, seen_letters, plan)
    print(f"{len(images):,} training images", flush=True)
    weights = _fit(images, plan)
    recogniser = Recogniser(SPEC, weights)
    measured: dict[str, Any] = {"mnist_test_accuracy": mnist_accuracy(recogniser, mnist)}
    if plan.hold_out and digits is not None:
        measured["held_out"] = drawings_report(
            recogniser,
            _only(digits, plan.hold_out),
            letters and _only(letters, plan.hold_out),
            plan.seed,
        )
    return weights, measured


def _without(strokes: StrokeSet, names: Collection[str]) -> StrokeSet:
    return strokes.select(np.flatnonzero(~strokes.from_sources(names)))


def _only(strokes: StrokeSet, names: Collection[str]) -> StrokeSet:
    return strokes.select(np.flatnonzero(strokes.from_sources(names)))


def _images(
    mnist: Mnist, digits: StrokeSet | None, letters: StrokeSet | None, plan: Plan
) -> Images:
    parts = [mnist_variants(mnist.x_train, mnist.y_train, plan.mnist_rounds, plan.seed)]
    if digits is not None:
        parts.append(pen_digits(digits, plan.pen_rounds, plan.seed))
    count = round(plan.non_digit_share * sum(len(part) for part in parts))
    parts.append(non_digits(digits, letters, count, plan.seed))
    return Images(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def _fit(images: Images, plan: Plan) -> list[np.ndarray]:
    tf = backend.tensorflow()
    import keras

    keras.utils.set_random_seed(plan.seed)
    tf.config.experimental.enable_op_determinism()
    network = build(SPEC)
    steps = plan.passes * -(-len(images) // BATCH_SIZE)
    warm_up = min(WARM_UP_STEPS, steps // 10)
    rate = keras.optimizers.schedules.CosineDecay(
        PEAK_LEARNING_RATE / 100, steps - warm_up, 0.0, "rate", PEAK_LEARNING_RATE, warm_up
    )
    network.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        jit_compile=False,  # convolutions on a CPU are faster without XLA
    )
    network.fit(
        images.images,
        soft_targets(images.labels),
        batch_size=BATCH_SIZE,
        epochs=plan.passes,
        verbose=2,
    )
    weights: list[np.ndarray] = network.get_weights()
    return weights
