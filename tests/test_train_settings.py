"""Settings in the address of the Train page: there and back, and what can't be used."""

import pickle
from dataclasses import fields, replace
from types import SimpleNamespace

import pytest

from model.errors import UserError
from pages.shared.url.training_address import FIELDS, recipe_of, settings_address, within
from pages.shared.words.settings import CHOICES, TITLES, explained, in_words, settings_in_words
from pages.train import state as train_state
from pages.train.controls import STEPS
from pages.train.state import TRAIN
from training import cost
from training.config import Choices, SettingError, TrainingConfig, allowed
from training.recipes import RECIPES, recipe

NAMES = [each.name for each in fields(TrainingConfig)]
DEFAULT = TrainingConfig()

# Something else than the default for every field, and the ends of every range.
VALUES = {
    "hidden_units": [(), (1,), (2048, 1, 77)],
    "activation": list(allowed("activation").values),
    "epochs": [1, 7, 500],
    "batch_size": [1, 10, 4096],
    "optimizer": list(allowed("optimizer").values),
    "learning_rate": [1e-5, 0.00123, 0.1 + 0.2, 10.0],
    "loss": list(allowed("loss").values),
    "scaled": [False, True],
    "training_images": [100, 12_345, 60_000],
    "dropout": [0.0, 1 / 3, 0.9],
    "l2": [1e-9, 0.1],
    "validation_split": [0.1, 0.5],
    "seed": [0, 1337, 2**32 - 1],
}
EVERYTHING = TrainingConfig(**{name: values[-1] for name, values in VALUES.items()})


def read(address):
    """The config that an address asks for, and sentences about what can't be used."""
    values, sentences = TRAIN.read(address)
    return TrainingConfig(**{name: values[name] for name in NAMES}), sentences


def test_every_field_has_a_place_in_the_address_a_title_and_values_here():
    assert [each.name for each in FIELDS] == NAMES
    assert set(NAMES) == set(VALUES) == set(TITLES)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in VALUES.items() for value in values]
)
def test_every_value_survives_the_address(name, value):
    config = TrainingConfig(**{name: value})
    assert read(settings_address(config)) == (config, [])


@pytest.mark.parametrize("base", [DEFAULT, EVERYTHING, RECIPES[0].config])
def test_all_fields_together_survive_it_whatever_the_open_run(base, monkeypatch):
    runs = SimpleNamespace(get=lambda run_id: SimpleNamespace(config=base))
    monkeypatch.setattr(train_state, "trainings", lambda: runs)
    for config in (EVERYTHING, DEFAULT, *(each.config for each in RECIPES)):
        values = {name: getattr(config, name) for name in NAMES} | {"run": "abc", "recipe": None}
        asked = TRAIN.write(values)
        assert TRAIN.read(asked) == (values, [])
        assert all(isinstance(text, str) for text in asked.values())


def test_the_base_needs_no_words_and_a_recipe_one():
    assert settings_address(DEFAULT) == {}
    assert settings_address(EVERYTHING, EVERYTHING) == {}
    for each in RECIPES:
        assert settings_address(each.config) == {"recipe": each.name}


def test_only_what_differs_is_in_the_address():
    config = replace(DEFAULT, epochs=3, hidden_units=(64, 32))
    assert settings_address(config) == {"hidden_units": "64,32", "epochs": "3"}
    assert settings_address(replace(config, epochs=4), config) == {"epochs": "4"}


def test_a_recipe_with_another_start_is_still_the_recipe():
    config = replace(RECIPES[1].config, seed=99)
    assert recipe_of(config) == RECIPES[1].name
    assert settings_address(config) == {"recipe": RECIPES[1].name, "seed": "99"}
    assert recipe_of(replace(config, epochs=6)) is None


def test_a_recipe_and_one_change_may_be_written_by_hand():
    config, _ = read({"recipe": "shallow-net", "epochs": "20"})
    assert config == replace(recipe("shallow-net").config, epochs=20)


def test_a_recipe_on_a_part_of_mnist_is_still_the_recipe():
    for each in RECIPES:
        less = within(each.config, 4_000)
        assert less.training_images == 4_000
        assert recipe_of(less, 4_000) == each.name
        assert recipe_of(less) is None


@pytest.mark.parametrize(
    ("name", "text", "limits"),
    [
        ("hidden_units", "0", "1 to 2048"),
        ("hidden_units", "4096", "1 to 2048"),
        ("hidden_units", "64,x", "1 to 2048"),
        ("hidden_units", "8,8,8,8", "0 to 3"),
        ("hidden_units", "", "1 to 2048"),
        ("activation", "<b>relu</b>", "sigmoid"),
        ("epochs", "501", "1 to 500"),
        ("epochs", "1e9", "1 to 500"),
        ("epochs", "2.5", "1 to 500"),
        ("epochs", "٣", "1 to 500"),
        ("batch_size", "1_0", "1 to 4096"),
        ("optimizer", "SGD", "sgd"),
        ("learning_rate", "nan", "1e-05 to 10"),
        ("learning_rate", "inf", "1e-05 to 10"),
        ("learning_rate", "0,01", "1e-05 to 10"),
        ("loss", "hinge", "categorical_crossentropy"),
        ("scaled", "2", "True, False"),
        ("training_images", "60001", "100 to 60000"),
        ("dropout", "1", "0 to 0.9"),
        ("l2", "-0.01", "0 to 0.1"),
        ("validation_split", "half", "0 to 0.5"),
        ("seed", "4294967296", "0 to 4294967295"),
        ("seed", "9" * 5000, "0 to 4294967295"),
    ],
)
def test_what_is_out_of_range_is_explained_and_the_rest_is_used(name, text, limits):
    other = "epochs" if name != "epochs" else "batch_size"
    config, (sentence,) = read({name: text, other: "3"})
    assert config == replace(DEFAULT, **{other: 3})
    assert sentence.startswith(f"{TITLES[name]} must be ") and limits in sentence
    assert len(sentence) < 300


def test_a_notice_calls_a_setting_what_its_control_is_called():
    with pytest.raises(UserError) as error:
        TrainingConfig(hidden_units=(0,))
    assert str(error.value) == "hidden_units must be 1 to 2048, got 0."
    assert explained(error.value) == "Hidden units must be 1 to 2048, got 0."
    with pytest.raises(UserError) as error:
        cost.check(TrainingConfig(), 4_000)
    assert explained(error.value).startswith("Training images must be at most 4,000, ")
    assert explained(UserError("No such run.")) == "No such run."


def test_an_error_about_a_setting_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(SettingError("epochs", "must be 1 to 500, got 0.")))
    assert str(error) == "epochs must be 1 to 500, got 0." and error.setting == "epochs"


def test_an_unknown_recipe_is_explained():
    _, (sentence,) = read({"recipe": "deep-net"})
    assert "deep-net" in sentence and "shallow-net" in sentence


def test_every_choice_has_a_name_that_no_other_has():
    for name in NAMES:
        if isinstance(allowed(name), Choices):
            names = [CHOICES[name][value] for value in allowed(name).values]
            assert len(set(names)) == len(names)


def test_every_step_of_a_slider_is_allowed_and_reads_differently():
    for name, steps in STEPS.items():
        values = [(step,) for step in steps] if name == "hidden_units" else steps
        words = [in_words(name, value) for value in values]
        assert len(set(words)) == len(words)
        for value in values:
            TrainingConfig(**{name: value})
        limits = allowed(name)
        assert steps[-1] == limits.high and steps[0] == limits.low


def test_settings_can_be_read_by_people():
    words = settings_in_words(RECIPES[0].config)
    assert words["Loss"] == "Mean squared error" and words["Optimizer"] == "SGD"
    assert words["Learning rate"] == "0.01" and words["Training images"] == "60,000"
    assert in_words("learning_rate", 1e-5) == "0.00001"
    assert in_words("learning_rate", 0.1 + 0.2) == "0.30000000000000004"
