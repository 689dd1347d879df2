"""The engine against Keras's own `fit`, and against itself."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import backend
from model.errors import UserError
from model.network import CLASSES, build
from training.config import TrainingConfig, allowed
from training.data import Mnist
from training.engine import Engine, order_of_images

ROOT = Path(__file__).resolve().parents[1]

# Both compute in float32 but add up in different orders, and optimizers that divide by the
# gradients' size pass a difference in the last digits on.
WEIGHT_TOLERANCE = 2e-4
MEAN_TOLERANCE = 2e-4  # of losses, relative

IMAGES = 300

# Nine full batches and one of twelve, two epochs.
CONFIG = TrainingConfig(
    hidden_units=(12,),
    activation="sigmoid",
    epochs=2,
    batch_size=32,
    optimizer="sgd",
    learning_rate=0.1,
    training_images=IMAGES,
    seed=3,
)
RATES = {"sgd": 0.1, "rmsprop": 0.003, "adam": 0.003, "adamw": 0.003}


def _digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images in which each class has a bright place of its own, under noise."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, count, np.uint8)
    x = rng.integers(0, 160, (count, 28, 28), np.uint8)
    for image, label in zip(x, y, strict=True):
        image[2 * label : 2 * label + 6] += 90
    return x, y


@pytest.fixture(scope="module")
def mnist() -> Mnist:
    return Mnist(*_digits(IMAGES, 0), *_digits(150, 1), "Noise.", is_sample=True)


def fit(config: TrainingConfig, mnist: Mnist, rates: tuple[float, ...] = ()):
    """Keras's own training with the engine's order of images: the network and its history.

    Args:
        rates: the learning rate of each epoch, if it isn't always the config's.
    """
    backend.tensorflow()
    import keras

    def pixels_and_targets(images, labels):
        return images.astype(np.float32), np.eye(CLASSES, dtype=np.float32)[labels]

    keras.utils.set_random_seed(config.seed)
    network = build(config.spec)
    model = keras.Sequential([network, keras.layers.Softmax()])
    optimizer = keras.optimizers.get(config.optimizer)
    # Compiled by XLA, as the engine is, it would only take longer.
    model.compile(optimizer=optimizer, loss=config.loss, metrics=["accuracy"], jit_compile=False)
    fitted, used = config.fitted_images, config.training_images
    held_out = mnist.x_train[fitted:used], mnist.y_train[fitted:used]
    validation = held_out if config.validation_split else (mnist.x_test, mnist.y_test)
    history = []
    for epoch in range(1, config.epochs + 1):
        order = order_of_images(config.seed, epoch, fitted)
        optimizer.learning_rate = rates[epoch - 1] if rates else config.learning_rate
        measured = model.fit(
            *pixels_and_targets(mnist.x_train[order], mnist.y_train[order]),
            batch_size=config.batch_size,
            validation_data=pixels_and_targets(*validation),
            shuffle=False,
            verbose=0,
        )
        history.append({name: values[0] for name, values in measured.history.items()})
    return network, history


def assert_same_as_fit(config: TrainingConfig, mnist: Mnist) -> None:
    network, history = fit(config, mnist)
    engine = Engine(config, mnist)
    for wanted in history:
        done, loss, accuracy = engine.train(engine.batches)
        validation_loss, validation_accuracy = engine.validate()
        assert done == engine.batches
        assert loss == pytest.approx(wanted["loss"], rel=MEAN_TOLERANCE)
        assert accuracy == pytest.approx(wanted["accuracy"], abs=1e-6)
        assert validation_loss == pytest.approx(wanted["val_loss"], rel=MEAN_TOLERANCE)
        assert validation_accuracy == pytest.approx(wanted["val_accuracy"], abs=1e-6)
    assert_close(engine.weights(), network.get_weights())


def assert_close(ours: list[np.ndarray], wanted: list[np.ndarray]) -> None:
    assert [array.shape for array in ours] == [array.shape for array in wanted]
    worst = max(np.abs(a - b).max() for a, b in zip(ours, wanted, strict=True))
    assert worst < WEIGHT_TOLERANCE


def trained(config: TrainingConfig, mnist: Mnist, *pieces: int) -> list[np.ndarray]:
    engine = Engine(config, mnist)
    for batches in pieces:
        engine.train(batches)
    return engine.weights()


def same(ours: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(ours, others, strict=True))


# Compiling takes most of the time, so each pair of optimizer and loss brings another activation.
# Most are for the night: what differs is one line of Keras's.
OFTEN = [("sgd", "categorical_crossentropy"), ("adam", "categorical_crossentropy")]
COMBINATIONS = [
    pytest.param(*pair, activation, marks=[pytest.mark.slow] * (pair not in OFTEN))
    for pair, activation in zip(
        product(allowed("optimizer").values, allowed("loss").values),
        allowed("activation").values,
        strict=True,
    )
]


@pytest.mark.parametrize(("optimizer", "loss", "activation"), COMBINATIONS)
def test_every_optimizer_loss_and_activation_is_keras_fit(optimizer, loss, activation, mnist):
    changes = {"optimizer": optimizer, "loss": loss, "activation": activation}
    assert_same_as_fit(replace(CONFIG, learning_rate=RATES[optimizer], **changes), mnist)


def night(changes: dict[str, Any]) -> Any:
    return pytest.param(changes, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    "changes",
    [
        night({"hidden_units": ()}),
        {"hidden_units": (9, 8, 7), "l2": 0.01, "validation_split": 0.3},
        night(
            {"scaled": False, "activation": "relu", "optimizer": "rmsprop", "learning_rate": 1e-4}
        ),
        night({"batch_size": 4096}),
    ],
    ids=str,
)
def test_every_other_control_is_keras_fit(changes, mnist):
    assert_same_as_fit(replace(CONFIG, **changes), mnist)


def test_the_learning_rate_can_change_while_it_trains(mnist):
    network, _ = fit(CONFIG, mnist, rates=(0.1, 0.02))
    engine = Engine(CONFIG, mnist)
    engine.train(engine.batches)
    engine.learning_rate = 0.02
    assert engine.learning_rate == pytest.approx(0.02)
    engine.train(engine.batches)
    assert_close(engine.weights(), network.get_weights())
    assert engine._train.experimental_get_tracing_count() == 1


def test_how_epochs_are_cut_into_calls_changes_nothing(mnist):
    whole, cut = Engine(CONFIG, mnist), Engine(CONFIG, mnist)
    assert (whole.epoch, whole.batches, whole.fitted_images) == (0, 10, IMAGES)
    expected = [whole.train(10), whole.train(10)]
    reports = [cut.train(batches) for batches in (1, 2, 7, 4, 100)]
    assert [report.done for report in reports] == [1, 3, 10, 4, 10]
    assert [reports[2], reports[4]] == expected
    assert cut.epoch == 2
    assert same(whole.weights(), cut.weights())
    assert cut._train.experimental_get_tracing_count() == 1


def test_the_seed_decides_everything(mnist):
    config = replace(CONFIG, dropout=0.5)
    first = trained(config, mnist, 10, 10)
    assert same(first, trained(config, mnist, 10, 10))
    starts = [Engine(replace(config, seed=seed), mnist).weights() for seed in (3, 4)]
    assert not same(*starts)


def test_each_epoch_has_an_order_of_its_own():
    orders = [order_of_images(seed, epoch, 50) for seed in (0, 1) for epoch in (1, 2)]
    assert len({tuple(order) for order in orders}) == 4
    assert all(sorted(order) == list(range(50)) for order in orders)


def test_dropout_disturbs_training_but_not_looking(mnist):
    # Steps so small that the weights stay what they are.
    still = replace(CONFIG, learning_rate=1e-5, hidden_units=(100,), dropout=0.8)
    engine = Engine(still, mnist)
    losses = [engine.train(engine.batches).loss for _ in range(2)]
    looking = engine.validate()
    assert engine.validate() == looking
    assert min(losses) > looking[0] + 0.1  # much is missing,
    assert abs(losses[0] - losses[1]) > 1e-3  # and something else every time


def test_accuracy_is_that_of_the_present_weights(mnist):
    engine = Engine(CONFIG, mnist)
    _, before = engine.validate()
    assert engine.accuracy(mnist.x_test, mnist.y_test) == before
    for _ in range(40):
        engine.train(engine.batches)
    assert engine.accuracy(mnist.x_test, mnist.y_test) == engine.validate()[1] > before + 0.3
    assert engine.accuracy(mnist.x_test[:1], mnist.y_test[:1]) in (0.0, 1.0)


def test_weights_are_copies(mnist):
    engine = Engine(replace(CONFIG, dropout=0.5), mnist)
    weights = engine.weights()
    assert [array.shape for array in weights] == [(784, 12), (12,), (12, 10), (10,)]
    assert {array.dtype for array in weights} == {np.dtype(np.float32)}
    kept = [array.copy() for array in weights]
    engine.train(3)
    assert same(weights, kept)
    weights[0][:] = 0
    assert engine.weights()[0].any()


def test_a_loss_that_explodes_is_reported(mnist):
    config = replace(
        CONFIG, scaled=False, learning_rate=10.0, activation="linear", hidden_units=(50, 50)
    )
    engine = Engine(config, mnist)
    losses = [engine.train(engine.batches).loss for _ in range(2)]
    assert not np.isfinite(losses[-1])


def test_wide_networks_train(mnist):
    config = replace(CONFIG, hidden_units=(2048,) * 3, activation="relu", optimizer="adam")
    engine = Engine(config, mnist)
    assert np.isfinite(engine.train(1).loss)


def test_more_images_than_there_are_are_refused(mnist):
    with pytest.raises(UserError, match="at most 300 with these data, got 301"):
        Engine(replace(CONFIG, training_images=IMAGES + 1), mnist)


def _fingerprint() -> str:
    """What a training large enough for several threads comes to, to the last bit."""
    mnist = Mnist(*_digits(IMAGES, 0), *_digits(150, 1), "Noise.", is_sample=True)
    config = replace(
        CONFIG, hidden_units=(512, 64), activation="relu", batch_size=128, optimizer="adam"
    )
    engine = Engine(replace(config, dropout=0.2, learning_rate=0.001), mnist)
    reports = [engine.train(engine.batches) for _ in range(10)]
    content = b"".join(array.tobytes() for array in engine.weights())
    return hashlib.sha256(content + repr((reports, engine.validate())).encode()).hexdigest()


@pytest.mark.slow
def test_others_that_train_beside_it_change_nothing():
    alone = _fingerprint()
    code = "from tests.test_engine import _fingerprint; print(_fingerprint())"
    processes = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=300)[0].strip() for process in processes] == [alone] * 2
