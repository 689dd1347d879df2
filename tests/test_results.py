"""The figures of a run side by side, and the sentence about them."""

import pytest

from tests.fake_runs_page import standing_in
from tests.fake_trainings import a_run
from training.recipes import recipe
from training.runs.run import Outcome, Run, Status

FIRST = recipe("first-network")


@pytest.fixture
def page(monkeypatch):
    with standing_in(monkeypatch) as make:
        yield make


def test_theirs_stands_beside_yours(page):
    run = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name)
    html = page(run).open().html
    assert 'data-figure="theirs"' in html and "97.8 %" in html
    assert 'data-figure="yours"' in html and "97.9 %" in html
    assert "a little overfitting" in html


def test_the_sample_is_never_shown_beside_published_figures(page):
    run = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name, is_sample=True)
    html = page(run).open().html
    assert "theirs" not in html.lower().replace("isn’t shown beside published figures", "")
    assert "small sample of MNIST" in html


def test_the_test_accuracy_is_shown_unless_it_is_yours_already(page):
    shallow = recipe("shallow-net")
    stopped = a_run(14, Status.STOPPED, config=shallow.config, recipe=shallow.name)
    assert 'data-figure="test"' in page(stopped).open().html
    ended = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name)
    assert 'data-figure="test"' not in page(ended).open().html


def test_different_epochs_are_named(page):
    scaled = recipe("scaled-inputs")
    run = a_run(2, Status.STOPPED, config=scaled.config, recipe=scaled.name)
    assert "Theirs is after epoch 5, yours after epoch 2." in page(run).open().html


def test_a_diverged_run_says_why(page):
    run = a_run(1, Status.DIVERGED)
    run = Run(
        **vars(run) | {"outcome": Outcome(Status.DIVERGED, "Try a lower rate.", None, None, 1.0)}
    )
    assert "Try a lower rate." in page(run).open().html
