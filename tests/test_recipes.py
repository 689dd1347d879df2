"""The recipes are those of the published lessons."""

import pytest

from model.errors import UserError
from training.recipes import RECIPES, recipe

# name: hidden units, activation, scaled, loss, optimizer, learning rate, batch size, epochs
LESSONS = {
    "shallow-net": (64, "sigmoid", True, "mean_squared_error", "sgd", 0.01, 128, 200),
    "first-network": (512, "relu", True, "categorical_crossentropy", "rmsprop", 0.001, 128, 5),
    "ten-lines": (10, "sigmoid", True, "categorical_crossentropy", "sgd", 0.01, 32, 10),
    "raw-inputs": (32, "relu", False, "categorical_crossentropy", "rmsprop", 0.001, 10, 2),
    "raw-inputs-large-batch": (
        *(32, "relu", False, "categorical_crossentropy", "rmsprop", 0.001, 128, 5),
    ),
    "scaled-inputs": (32, "relu", True, "categorical_crossentropy", "rmsprop", 0.001, 128, 5),
}


def test_the_recipes_are_the_six_lessons_in_their_order():
    assert [each.name for each in RECIPES] == list(LESSONS)


@pytest.mark.parametrize("name", LESSONS)
def test_a_recipe_sets_every_control_as_published(name):
    config = recipe(name).config
    assert LESSONS[name] == (
        *config.hidden_units,
        config.activation,
        config.scaled,
        config.loss,
        config.optimizer,
        config.learning_rate,
        config.batch_size,
        config.epochs,
    )
    # What the lessons don't speak of is left out of the network.
    assert (config.dropout, config.l2, config.validation_split) == (0, 0, 0)
    assert config.training_images == 60_000


@pytest.mark.parametrize(
    ("name", "parameters", "updates"),
    [
        ("shallow-net", (784 * 64 + 64) + (64 * 10 + 10), 93_800),
        ("ten-lines", 7_850 + 110, 18_750),
        ("raw-inputs", 784 * 32 + 32 + 330, 12_000),
        ("raw-inputs-large-batch", 784 * 32 + 32 + 330, 2_345),
    ],
)
def test_the_arithmetic_of_the_lessons_holds(name, parameters, updates):
    assert recipe(name).config.spec.parameters == parameters
    assert recipe(name).config.weight_updates == updates


@pytest.mark.parametrize("each", RECIPES, ids=lambda each: each.name)
def test_published_figures_are_shares_after_epochs_that_the_recipe_has(each):
    assert each.published
    for figure in each.published:
        assert 0 < figure.accuracy < 1
        assert 1 <= figure.epoch <= each.config.epochs


def test_each_recipe_names_its_source_and_explains_itself_in_one_sentence():
    for each in RECIPES:
        assert each.title
        assert each.source
        assert each.summary.endswith(".")
        assert each.summary.count(". ") == 0


def test_an_unknown_recipe_is_refused_with_the_names_there_are():
    with pytest.raises(UserError, match=r"'deep-net'.*shallow-net.*scaled-inputs"):
        recipe("deep-net")
