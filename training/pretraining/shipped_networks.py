"""Train a recipe's network as its source prints it: plain Keras, from `compile` to `fit`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from model import backend
from model.network import CLASSES, build
from model.recogniser import Recogniser
from training.config import TrainingConfig
from training.data import Mnist
from training.pretraining.evaluate import mnist_accuracy

if TYPE_CHECKING:
    import keras


def train(mnist: Mnist, config: TrainingConfig) -> tuple[list[np.ndarray], dict[str, Any]]:
    """Train one network.

    Returns:
        The weights, in the order of Keras's `get_weights`, and what was measured: the test
        accuracy, and the accuracies after each epoch as Keras reports them.
    """
    network, history = fit(mnist, config)
    weights = network.get_weights()
    measured = {
        "mnist_test_accuracy": mnist_accuracy(Recogniser(config.spec, weights), mnist),
        "training_accuracy": [round(value, 4) for value in history["accuracy"]],
        "validation_accuracy": [round(value, 4) for value in history["val_accuracy"]],
    }
    return weights, measured


def fit(
    mnist: Mnist, config: TrainingConfig, callbacks: Sequence[keras.callbacks.Callback] = ()
) -> tuple[keras.Model, dict[str, list[float]]]:
    """Build, compile and fit a network, validating on the test images.

    Returns:
        The network of `build`, and Keras's history: a list for each measure, an entry for each
        epoch.
    """
    backend.tensorflow()
    import keras

    keras.utils.set_random_seed(config.seed)
    network = build(config.spec)
    # The recipes end in a softmax; ours is kept outside the network (see `build`).
    probabilities = keras.Sequential([network, keras.layers.Softmax()])
    optimizer = keras.optimizers.get(config.optimizer)
    optimizer.learning_rate = config.learning_rate
    probabilities.compile(optimizer=optimizer, loss=config.loss, metrics=["accuracy"])
    count = config.training_images
    history = probabilities.fit(
        mnist.x_train[:count].astype(np.float32),
        np.eye(CLASSES, dtype=np.float32)[mnist.y_train[:count]],
        batch_size=config.batch_size,
        epochs=config.epochs,
        validation_data=(
            mnist.x_test.astype(np.float32),
            np.eye(CLASSES, dtype=np.float32)[mnist.y_test],
        ),
        callbacks=list(callbacks),
        verbose=0,
    ).history
    return network, history
