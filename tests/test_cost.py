"""What a training costs: estimates near what was measured, and refusals that say what fits."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from model.errors import UserError
from training import cost
from training.config import TrainingConfig, allowed
from training.recipes import RECIPES, recipe
from training.runs.run import Epoch

# Seconds per epoch with validation, measured with the compiled engine on the reference machine.
MEASURED = {"shallow-net": 0.14, "ten-lines": 0.18, "raw-inputs": 0.31, "first-network": 0.58}
TOLERANCE = 0.2

LARGE = TrainingConfig(hidden_units=(2048, 2048), batch_size=1, epochs=500)


def ran(config: TrainingConfig, factor: float, epochs: int = 5) -> SimpleNamespace:
    """A run that took `factor` times the reference, after a slow first epoch."""
    seconds = factor * cost.seconds_per_epoch(config)
    measured = [Epoch(n, 1.0, 0.5, 1.0, 0.5, seconds, 0.01) for n in range(epochs + 1)]
    measured[1:2] = [replace(measured[1], seconds=9 * seconds)] if epochs else []
    return SimpleNamespace(config=config, epochs=tuple(measured))


@pytest.mark.parametrize(("name", "seconds"), MEASURED.items())
def test_the_model_agrees_with_what_was_measured(name, seconds):
    assert cost.seconds_per_epoch(recipe(name).config) == pytest.approx(seconds, rel=TOLERANCE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 11),
        ("hidden_units", (65,)),
        ("hidden_units", (64, 10)),
        ("batch_size", 64),
        ("training_images", 60_000),
    ],
)
def test_more_work_takes_longer(name, value):
    less = TrainingConfig(training_images=59_000)
    assert cost.seconds(replace(less, **{name: value})) > cost.seconds(less)


def test_runs_on_this_machine_tell_how_slow_it_is():
    config = TrainingConfig()
    assert cost.slowness([]) == 1.0
    slow = [ran(config, 3.0), ran(RECIPES[0].config, 3.0), ran(RECIPES[1].config, 3.0)]
    assert cost.slowness(slow) == pytest.approx(3)
    one_odd = [*slow, ran(config, 500.0)]
    assert cost.slowness(one_odd) == pytest.approx(3)


def test_the_speed_of_the_reference_fits_its_time():
    config = TrainingConfig(training_images=50_000, validation_split=0.2)
    without_validation = config.fitted_images / cost.images_per_second(config)
    assert 0.9 < without_validation / cost.seconds_per_epoch(config) < 1.0


def test_runs_that_measured_too_little_or_nonsense_do_not_count():
    config = TrainingConfig()
    assert cost.slowness([ran(config, 7.0, epochs=1)]) == 1.0
    assert cost.slowness([ran(config, 1e9)]) == 20
    assert cost.slowness([ran(config, 0.0)]) == 0.1


@pytest.mark.parametrize("each", RECIPES, ids=lambda each: each.name)
def test_every_recipe_has_lots_of_room(each):
    cost.check(each.config, 60_000)
    assert cost.seconds(each.config) < cost.LONGEST / 10


def test_no_more_images_than_there_are():
    config = TrainingConfig(training_images=4_001)
    with pytest.raises(UserError, match="at most 4,000.*got 4,001"):
        cost.check(config, 4_000)
    cost.check(config, 4_001)


def test_the_largest_network_is_refused_with_one_that_fits():
    config = TrainingConfig(hidden_units=(2048, 2048, 2048), epochs=1)
    with pytest.raises(UserError, match="6,000,000 parameters.*10,020,874") as refusal:
        cost.check(config, 60_000)
    layers = str(refusal.value).partition("layers of ")[2].removesuffix(" would fit.")
    fitting = tuple(int(units) for units in layers.split(", "))
    cost.check(replace(config, hidden_units=fitting), 60_000)
    assert min(fitting) > 1_000


def test_too_long_a_run_is_refused_with_what_fits():
    config = TrainingConfig(hidden_units=(2048, 2048), batch_size=32, epochs=500)
    with pytest.raises(UserError, match="would take about") as refusal:
        cost.check(config, 60_000)
    text = str(refusal.value)
    epochs = int(text.partition("min are the most. ")[2].partition(" epoch")[0])
    cost.check(replace(config, epochs=epochs), 60_000)
    with pytest.raises(UserError):
        cost.check(replace(config, epochs=epochs + 1), 60_000)


def test_larger_batches_are_suggested_where_they_help():
    config = TrainingConfig(hidden_units=(512,), batch_size=1, epochs=200)
    with pytest.raises(UserError, match="batches of") as refusal:
        cost.check(config, 60_000)
    batch = int(str(refusal.value).partition("batches of ")[2].split(" ")[0].replace(",", ""))
    cost.check(replace(config, batch_size=batch), 60_000)


def test_a_refusal_without_any_epoch_still_says_something():
    with pytest.raises(UserError, match="[Ff]ewer hidden units would fit"):
        cost.check(LARGE, 60_000)


def test_every_legal_config_gets_a_finite_estimate():
    for units in ((), (1,), (2048, 2048, 2048)):
        for batch in (allowed("batch_size").low, allowed("batch_size").high):
            for optimizer in allowed("optimizer").values:
                config = TrainingConfig(hidden_units=units, batch_size=batch, optimizer=optimizer)
                assert 0 < cost.seconds(config) < 1e7


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 5 s"),
        (7.4, "about 5 s"),
        (7.6, "about 10 s"),
        (31.9, "about 30 s"),
        (54.0, "about 50 s"),
        (58.0, "about 1 min"),
        (200.0, "about 3 min"),
        (599.9, "about 10 min"),
        (1_790.0, "about 30 min"),
        (90_000.0, "about 25 h"),
    ],
)
def test_durations_are_rounded_as_people_say_them(seconds, words):
    assert cost.in_words(seconds) == words
