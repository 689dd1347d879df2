"""A run beside its recipe's published figures."""

from dataclasses import replace

import pytest

from tests.fake_trainings import a_run, epoch
from training.recipes import recipe
from training.runs.comparison import compare
from training.runs.run import Outcome, Run, Status

FIRST = recipe("first-network")
SHALLOW = recipe("shallow-net")


def following(found=FIRST, done: int = 3, **changes) -> Run:
    return a_run(done, config=found.config, recipe=found.name, **changes)


def test_the_published_figure_for_the_epoch_reached_on_the_same_measure():
    comparison = compare(following(done=3))
    assert (comparison.theirs.measured_on, comparison.theirs.epoch) == ("training", 3)
    assert comparison.yours == epoch(3).accuracy and comparison.epoch == 3


def test_at_the_end_the_test_accuracy_counts():
    comparison = compare(following(done=5, status=Status.FINISHED))
    assert (comparison.theirs.measured_on, comparison.theirs.epoch) == ("test", 5)
    assert comparison.yours == 0.979


def test_replay_goes_back_to_the_figure_of_then():
    comparison = compare(following(done=5, status=Status.FINISHED), until=2)
    assert comparison.theirs.epoch == comparison.epoch == 2


def test_between_two_published_epochs_both_figures_are_of_the_earlier():
    comparison = compare(following(SHALLOW, done=14))
    assert comparison.theirs.epoch == comparison.epoch == 10


def test_before_the_first_epoch_only_theirs_is_there():
    comparison = compare(following(done=0))
    assert comparison.theirs.epoch == 1 and comparison.yours is None


def test_a_run_that_ended_too_early_is_compared_at_its_own_epoch():
    comparison = compare(following(recipe("scaled-inputs"), done=2, status=Status.STOPPED))
    assert (comparison.theirs.epoch, comparison.epoch) == (5, 2)


def test_another_seed_is_the_same_recipe():
    assert compare(replace(following(), config=replace(FIRST.config, seed=7)))


@pytest.mark.parametrize(
    "changes",
    [
        {"config": replace(FIRST.config, batch_size=64)},
        {"is_sample": True},
        {"recipe": None},
        {"recipe": "of-another-version"},
    ],
)
def test_what_is_not_the_recipe_is_not_compared(changes):
    assert compare(replace(following(), **changes)) is None


def test_a_learning_rate_changed_on_the_way_is_noticed():
    # 32 bits of 0.001 are the same rate.
    same = epoch(1, learning_rate=0.0010000000474974513)
    assert not compare(following(epochs=(epoch(0), same))).rate_changed
    assert compare(following(epochs=(epoch(0), epoch(1, learning_rate=0.01)))).rate_changed


def test_a_run_without_a_measured_end_has_its_validation():
    run = following(done=5, status=Status.STOPPED)
    run = replace(run, outcome=Outcome(Status.STOPPED, "", None, None, 1.0))
    assert compare(run).yours == epoch(5).validation_accuracy
