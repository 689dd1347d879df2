"""The Keras script that the Train page shows: it runs, and does what was set."""

from typing import Any

import numpy as np
import pytest

from model import backend
from training.config import TrainingConfig, allowed
from training.keras_code import keras_code
from training.recipes import RECIPES

TRAIN, TEST = 240, 50  # images that stand in for MNIST's

OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}

PLAIN = TrainingConfig(epochs=1, training_images=200, batch_size=100, seed=5)
EVERYTHING = TrainingConfig(
    hidden_units=(7, 5, 3),
    activation="tanh",
    epochs=2,
    batch_size=33,
    optimizer="rmsprop",
    learning_rate=0.0123,
    loss="mean_squared_error",
    scaled=False,
    training_images=150,
    dropout=0.25,
    l2=1e-5,
    validation_split=0.15,
    seed=77,
)
NO_HIDDEN = TrainingConfig(hidden_units=(), optimizer="sgd", learning_rate=0.5, epochs=1)


def run(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the script on a few random images; gives the names that it leaves behind."""
    backend.tensorflow()
    import keras

    random = np.random.default_rng(0)
    digits = tuple(
        (
            random.integers(0, 256, (count, 28, 28), dtype=np.uint8),
            random.integers(0, 10, count, dtype=np.uint8),
        )
        for count in (TRAIN, TEST)
    )
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: digits)
    fits = []
    fit = keras.Sequential.fit

    def remember(self: Any, *arguments: Any, **options: Any) -> Any:
        history = fit(self, *arguments, **options)
        fits.append((options, history))
        return history

    monkeypatch.setattr(keras.Sequential, "fit", remember)
    names: dict[str, Any] = {}
    exec(compile(keras_code(config), "keras_code", "exec"), names)
    ((names["fit_options"], names["history"]),) = fits
    return names


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(PLAIN, id="plain", marks=pytest.mark.slow),
        pytest.param(EVERYTHING, id="all"),
        pytest.param(NO_HIDDEN, id="none", marks=pytest.mark.slow),
    ],
)
def test_the_script_runs_and_does_what_was_set(config, monkeypatch, capsys):
    names = run(config, monkeypatch)
    model = names["model"]
    assert "Test accuracy: " in capsys.readouterr().out
    assert model.count_params() == config.spec.parameters
    assert type(model.optimizer).__name__ == OPTIMIZERS[config.optimizer]
    assert float(model.optimizer.learning_rate) == pytest.approx(config.learning_rate)
    assert model.loss == config.loss
    assert names["fit_options"]["batch_size"] == config.batch_size
    assert len(names["history"].epoch) == config.epochs

    used = min(config.training_images, TRAIN)
    assert names["x_train"].shape == (used, 784) and names["y_train"].shape == (used, 10)
    assert names["x_train"].max() == pytest.approx(1.0 if config.scaled else 255.0)
    assert names["x_test"].max() == pytest.approx(1.0 if config.scaled else 255.0)
    assert names["fit_options"].get("validation_split", 0.0) == config.validation_split
    assert ("validation_data" in names["fit_options"]) == (not config.validation_split)
    assert "val_accuracy" in names["history"].history

    dense = [layer for layer in model.layers if type(layer).__name__ == "Dense"]
    *hidden, output = dense
    assert output.activation.__name__ == "softmax" and output.kernel_regularizer is None
    assert [layer.units for layer in hidden] == list(config.hidden_units)
    for layer in hidden:
        assert layer.activation.__name__ == config.activation
        penalty = layer.kernel_regularizer
        assert (penalty.l2 if penalty else 0.0) == pytest.approx(config.l2)
    dropouts = [layer.rate for layer in model.layers if type(layer).__name__ == "Dropout"]
    assert dropouts == [config.dropout] * (len(hidden) if config.dropout else 0)


@pytest.mark.slow
def test_the_seed_makes_two_runs_the_same(monkeypatch):
    first, second = (run(PLAIN, monkeypatch)["model"].get_weights() for _ in range(2))
    assert all(np.array_equal(*pair) for pair in zip(first, second, strict=True))


def test_keras_knows_every_name_that_the_script_may_use():
    backend.tensorflow()
    import keras

    for name in allowed("activation").values:
        code = keras_code(TrainingConfig(activation=name))
        assert (f'activation="{name}"' in code) == (name != "linear")
        assert keras.activations.get(name).__name__ == name
    for name in allowed("optimizer").values:
        code = keras_code(TrainingConfig(optimizer=name, learning_rate=0.01))
        assert f"keras.optimizers.{OPTIMIZERS[name]}(learning_rate=0.01)" in code
        assert hasattr(keras.optimizers, OPTIMIZERS[name])
    for name in allowed("loss").values:
        assert f'loss="{name}"' in keras_code(TrainingConfig(loss=name))
        assert callable(keras.losses.get(name))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda each: each.name)
def test_the_script_of_a_recipe_is_short_and_narrow_enough_for_a_slide(recipe):
    lines = keras_code(recipe.config).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 88


def test_what_is_not_set_is_not_mentioned():
    code = keras_code(TrainingConfig())
    for word in ("Dropout", "regularizer", "validation_split", "[:60"):
        assert word not in code
    assert "validation_data=(x_test, y_test)" in code
