"""Train the default recogniser, the one made for drawings, and measure it.

It is small enough to read in a browser while the pen moves. A larger network, its teacher, learns
first; then the small one learns from labels and from what the teacher makes of the same images
(Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015). Last comes a
finish: for a few more passes it also sees unusual digits and much that is no digit (`kinds`), and
for what it knew before, its own former answers are a part of the target, so that it forgets little;
and its weights are a mean of those after and, with a smaller share, those before (Wortsman et al.,
"Robust Fine-Tuning of Zero-Shot Models", 2022), which refuses fewer digits than either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model import backend
from model.network import CLASSES, Block, NetworkSpec, build, convolutional
from model.recogniser import Recogniser
from training.data import Mnist
from training.pretraining import glyphs
from training.pretraining.evaluate import drawings_report, mnist_accuracy
from training.pretraining.glyphs import Fonts
from training.pretraining.kinds import DIGIT_KINDS, HELD_OUT_KINDS, NON_DIGIT_KINDS, Materials
from training.pretraining.strokes import StrokeSet
from training.pretraining.training_images import (
    Images,
    joined,
    mnist_variants,
    non_digits,
    of_kinds,
    pen_digits,
    soft_targets,
)

if TYPE_CHECKING:
    import keras

SPEC = NetworkSpec(kind="convolutional", hidden_units=())
TEACHER = (
    Block("strokes", 16),
    Block("parts", 32, stride=2),
    Block("parts_again", 32, adds=True),
    Block("shapes", 64, stride=2),
    Block("shapes_again", 64, adds=True),
    Block("shapes_finally", 64, adds=True),
    Block("whole", 128, stride=2),
)
TEACHER_PASSES = 3
TEACHER_LEARNING_RATE = 2e-3  # at its highest
BATCH_SIZE = 128
LEARNING_RATE = 3e-3  # at its highest
WARM_UP_STEPS = 500
WEIGHT_DECAY = 0.01
TEMPERATURE = 2.0  # which the teacher's logits, and the pupil's beside them, are divided by
TEACHERS_SHARE = 0.7  # of the loss; the rest is that of the labels
FINISHING_BATCH = 256
FORMER_SHARE = 0.3  # of the target, when finishing: what the network answered before
FINISHING_SEED = 1000  # added to the plan's, so that what it knows is drawn anew
MNIST_TO_SPOIL = 10_000  # images that are mirrored, cut and paired
AT_A_TIME = 500  # images that the teacher looks at


@dataclass(frozen=True)
class Finish:
    """How to finish: passes over all images, and how many of them are letters and the like.

    Attributes:
        passes: how often the network sees each image.
        rate: the learning rate at its highest.
        known_non_digits: letters, pairs and scribbles, as a share of the digits that it knows.
    """

    passes: int
    rate: float
    known_non_digits: float


# The second has the many letters that the first went short of; the third came with the sketches.
FINISHES = (
    Finish(5, 1.5e-3, 0.1),
    Finish(1, 7e-4, 0.3),
    Finish(5, 1.5e-3, 0.4),
)


@dataclass(frozen=True)
class Plan:
    """How much to train.

    Attributes:
        passes: how often the network sees every image; its teacher sees them three times.
        mnist_rounds: varied copies of MNIST beside the original.
        pen_rounds: drawings of each pen digit.
        non_digit_share: non-digits, as a share of the digits.
        hold_out: the names of the stroke sources that are kept from the training.
        seed: what every random choice starts from.
        finishes: how it is finished, one after another.
        unit: images of a kind of share one then (`kinds.SHARES`).
        former_weight: the share of the weights from before the finishes in the mean of both.
        temperature: what the logits are divided by at last, so that probabilities are honest on
            sources that the network didn't learn from; the last layer's weights are.
    """

    passes: int = 4
    mnist_rounds: int = 1
    pen_rounds: int = 10
    non_digit_share: float = 0.3
    hold_out: Collection[str] = field(default_factory=tuple)
    seed: int = 1
    finishes: Sequence[Finish] = FINISHES
    unit: int = 1000
    former_weight: float = 0.15
    temperature: float = 1.0


def train(
    mnist: Mnist,
    digits: StrokeSet | None,
    letters: StrokeSet | None,
    plan: Plan,
    teacher: Sequence[np.ndarray] | None = None,
    fonts: Fonts | None = None,
    start: Sequence[np.ndarray] | None = None,
) -> tuple[list[np.ndarray], dict[str, Any]]:
    """Train from MNIST and, where there are stroke files and fonts, from them.

    Args:
        mnist, digits, letters, fonts: what there is to learn from.
        plan: how much to train.
        teacher: the weights of a teacher that has learned already, by the same plan.
        start: weights that have learned already, by the same plan, and are only finished.

    Returns:
        The weights, in the order of Keras's `get_weights`, and what was measured.
    """
    seen_digits = digits and digits.without(plan.hold_out)
    seen_letters = letters and letters.without(plan.hold_out)
    if start is None:
        images = _images(mnist, seen_digits, seen_letters, plan)
        print(f"{len(images):,} training images", flush=True)
        start = _fit(images, plan, teacher)
    weights = list(start)
    if plan.finishes:
        new = _new_images(mnist, seen_digits, fonts or Fonts(), plan)
        for finish in plan.finishes:
            known = _known_images(mnist, seen_digits, seen_letters, plan, finish)
            weights = _finished(weights, known, new, plan, finish)
        weights = [
            ((1 - plan.former_weight) * after + plan.former_weight * before).astype(np.float32)
            for before, after in zip(start, weights, strict=True)
        ]
    weights = [*weights[:-2], *(array / plan.temperature for array in weights[-2:])]
    recogniser = Recogniser(SPEC, weights)
    measured: dict[str, Any] = {"mnist_test_accuracy": mnist_accuracy(recogniser, mnist)}
    if plan.hold_out and digits is not None:
        report = drawings_report(
            recogniser,
            digits.only(plan.hold_out),
            letters and letters.only(plan.hold_out),
            plan.seed,
        )
        del report["reliability"]  # a table for the benchmark
        measured["held_out"] = report
    return weights, measured


def _images(
    mnist: Mnist, digits: StrokeSet | None, letters: StrokeSet | None, plan: Plan
) -> Images:
    parts = [mnist_variants(mnist.x_train, mnist.y_train, plan.mnist_rounds, plan.seed)]
    if digits is not None:
        parts.append(pen_digits(digits, plan.pen_rounds, plan.seed))
    count = round(plan.non_digit_share * sum(len(part) for part in parts))
    return joined([*parts, non_digits(digits, letters, count, plan.seed)])


def _known_images(
    mnist: Mnist,
    digits: StrokeSet | None,
    letters: StrokeSet | None,
    plan: Plan,
    finish: Finish,
) -> Images:
    """Other images of the kinds that the network has learned from before it is finished."""
    again = replace(
        plan,
        non_digit_share=finish.known_non_digits,
        seed=plan.seed + FINISHING_SEED,
    )
    return _images(mnist, digits, letters, again)


def _new_images(mnist: Mnist, digits: StrokeSet | None, fonts: Fonts, plan: Plan) -> Images:
    """Unusual digits, and what is no digit; for the twin without what it is measured on."""
    names = [*DIGIT_KINDS, *NON_DIGIT_KINDS]
    if plan.hold_out:
        fonts = fonts.without(glyphs.HELD_OUT)
    else:
        names += HELD_OUT_KINDS
    some = slice(MNIST_TO_SPOIL)
    materials = Materials(digits, mnist.x_train[some], mnist.y_train[some], fonts)
    return of_kinds(names, materials, plan.unit, plan.seed)


def _fit(images: Images, plan: Plan, taught: Sequence[np.ndarray] | None) -> list[np.ndarray]:
    tf = backend.tensorflow()
    import keras

    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(plan.seed)
    teacher = convolutional(TEACHER)
    labels = soft_targets(images.labels)
    if taught is None:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        _learn(teacher, images.images, labels, loss, TEACHER_PASSES, TEACHER_LEARNING_RATE)
    else:
        teacher.set_weights(taught)
    teachers = keras.ops.softmax(_logits(teacher, images.images) / TEMPERATURE).numpy()
    keras.utils.set_random_seed(plan.seed)
    pupil = build(SPEC)
    targets = np.concatenate([labels, teachers], axis=1)
    _learn(pupil, images.images, targets, _distillation, plan.passes, LEARNING_RATE)
    weights: list[np.ndarray] = pupil.get_weights()
    return weights


def _finished(
    start: Sequence[np.ndarray], known: Images, new: Images, plan: Plan, finish: Finish
) -> list[np.ndarray]:
    """The weights that `start` become when the network sees what is unusual, too."""
    print(f"To finish: {len(known):,} images of what it knows, {len(new):,} new", flush=True)
    tf = backend.tensorflow()
    import keras

    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(plan.seed + FINISHING_SEED)
    network = build(SPEC)
    network.set_weights(list(start))
    former = keras.ops.softmax(_logits(network, known.images)).numpy()
    targets = np.concatenate(
        [
            (1 - FORMER_SHARE) * soft_targets(known.labels) + FORMER_SHARE * former,
            soft_targets(new.labels),
        ]
    )
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    images = joined([known, new]).images
    _learn(network, images, targets, loss, finish.passes, finish.rate, FINISHING_BATCH)
    weights: list[np.ndarray] = network.get_weights()
    return weights


def _distillation(targets: Any, logits: Any) -> Any:
    """What the labels, and what the teacher, would have of (N, 10) logits.

    Args:
        targets: (N, 20), the labels' probabilities and the teacher's at its temperature.
        logits: (N, 10).
    """
    from keras import ops

    labels, teachers = targets[:, :CLASSES], targets[:, CLASSES:]
    own = ops.categorical_crossentropy(labels, logits, from_logits=True)
    alike = ops.categorical_crossentropy(teachers, logits / TEMPERATURE, from_logits=True)
    # Gradients of softened probabilities are smaller by the temperature's square.
    return (1 - TEACHERS_SHARE) * own + TEACHERS_SHARE * TEMPERATURE**2 * alike


def _learn(
    network: keras.Model,
    images: np.ndarray,
    targets: np.ndarray,
    loss: Any,
    passes: int,
    highest_rate: float,
    batch_size: int = BATCH_SIZE,
) -> None:
    import keras

    steps = passes * -(-len(images) // batch_size)
    warm_up = min(WARM_UP_STEPS, steps // 10)
    rate = keras.optimizers.schedules.CosineDecay(
        highest_rate / 100, steps - warm_up, 0.0, "rate", highest_rate, warm_up
    )
    network.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY),
        loss=loss,
        jit_compile=False,  # convolutions on a CPU are faster without XLA
    )
    network.fit(images, targets, batch_size=batch_size, epochs=passes, verbose=2)


def _logits(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """What a network makes of (N, 28, 28) images: (N, 10)."""
    logits: np.ndarray = network.predict(images, batch_size=AT_A_TIME, verbose=0)
    return logits
