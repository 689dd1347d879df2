"""TrainingConfig: what it allows, what it refuses, and what follows from it."""

import math
from dataclasses import asdict, fields, replace

import numpy as np
import pytest

from model.errors import UserError
from model.network import NetworkSpec
from training.config import DEFAULT_LEARNING_RATES, Choices, Range, TrainingConfig, allowed

RANGES = [
    each.name
    for each in fields(TrainingConfig)
    if isinstance(each.metadata["allowed"], Range) and each.name != "hidden_units"
]


def test_every_field_declares_what_it_allows_and_explains_itself():
    for each in fields(TrainingConfig):
        assert isinstance(each.metadata["allowed"], (Range, Choices))
        assert each.metadata["help"]


@pytest.mark.parametrize("name", RANGES)
def test_a_range_holds_its_ends_and_nothing_beyond(name):
    rule = allowed(name)
    for end in (rule.low, rule.high):
        assert getattr(TrainingConfig(**{name: end}), name) == end
    for beyond in (math.nextafter(rule.low, -math.inf), rule.high * 2 + 1, math.nan, math.inf):
        with pytest.raises(UserError, match=f"^{name} must be "):
            TrainingConfig(**{name: beyond})


@pytest.mark.parametrize("name", ["activation", "optimizer", "loss"])
def test_a_choice_holds_its_values_and_names_them(name):
    rule = allowed(name)
    for value in rule.values:
        assert getattr(TrainingConfig(**{name: value}), name) == value
    with pytest.raises(UserError) as error:
        TrainingConfig(**{name: "magic"})
    assert str(error.value) == f"{name} must be one of {', '.join(rule.values)}, got 'magic'."


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden_units": (0,)}, "hidden_units must be 1 to 2048, got 0."),
        ({"hidden_units": (64, 2049)}, "hidden_units must be 1 to 2048, got 2049."),
        ({"hidden_units": (1, 2, 3, 4)}, "hidden_units must be 0 to 3 layers, got 4."),
        ({"hidden_units": 64}, "hidden_units must be a list of 0 to 3 numbers, got 64."),
        ({"hidden_units": "64"}, "hidden_units must be a list of 0 to 3 numbers, got '64'."),
        ({"epochs": True}, "epochs must be 1 to 500, got True."),
        ({"epochs": 1.5}, "epochs must be a whole number from 1 to 500, got 1.5."),
        ({"epochs": "5"}, "epochs must be 1 to 500, got '5'."),
        ({"learning_rate": None}, "learning_rate must be 1e-05 to 10, got None."),
        ({"scaled": 1}, "scaled must be one of True, False, got 1."),
        ({"training_images": 60_001}, "training_images must be 100 to 60000, got 60001."),
    ],
)
def test_a_refusal_says_what_was_given_and_what_would_be_right(settings, message):
    with pytest.raises(UserError) as error:
        TrainingConfig(**settings)
    assert str(error.value) == message


def test_a_refusal_does_not_repeat_a_whole_book():
    with pytest.raises(UserError) as error:
        TrainingConfig(activation="relu" * 10_000)
    assert len(str(error.value)) < 200


def test_what_json_and_numpy_make_of_the_values_becomes_plain_python_again():
    config = TrainingConfig(hidden_units=[64, 32], epochs=np.int64(3), learning_rate=1)
    assert config == TrainingConfig(hidden_units=(64, 32), epochs=3, learning_rate=1.0)
    assert type(config.epochs) is int
    assert type(config.learning_rate) is float
    assert hash(config) == hash(TrainingConfig(**asdict(config)))


def test_replacing_a_value_checks_it_again():
    with pytest.raises(UserError):
        replace(TrainingConfig(), batch_size=0)


def test_spec_describes_the_network_to_be_trained():
    config = TrainingConfig(
        hidden_units=(8, 4), activation="tanh", scaled=False, dropout=0.5, l2=0.01
    )
    assert config.spec == NetworkSpec("dense", (8, 4), "tanh", False, 0.5, 0.01)


@pytest.mark.parametrize(
    ("settings", "updates"),
    [
        # LESSONS: 60,000/10 x 2, and ceil(60,000/128) x 5.
        ({"batch_size": 10, "epochs": 2}, 12_000),
        ({"batch_size": 128, "epochs": 5}, 2_345),
        ({"batch_size": 128, "epochs": 1, "training_images": 100}, 1),
        ({"batch_size": 100, "epochs": 1, "validation_split": 0.2}, 480),
    ],
)
def test_weight_updates_count_the_last_smaller_batch_too(settings, updates):
    assert TrainingConfig(**settings).weight_updates == updates


@pytest.mark.parametrize("images", [100, 101, 59_999, 60_000])
@pytest.mark.parametrize("split", [1e-9, 0.1, 0.3, 1 / 3, 0.5])
def test_a_validation_split_leaves_images_on_both_sides(images, split):
    config = TrainingConfig(training_images=images, validation_split=split)
    assert images / 2 - 1 < config.fitted_images < images


def test_names_and_default_learning_rates_are_those_of_keras():
    import keras

    for name in allowed("activation").values:
        assert callable(keras.activations.get(name))
    for name in allowed("loss").values:
        assert callable(keras.losses.get(name))
    assert set(DEFAULT_LEARNING_RATES) == set(allowed("optimizer").values)
    for name, rate in DEFAULT_LEARNING_RATES.items():
        assert float(keras.optimizers.get(name).learning_rate) == pytest.approx(rate)
