"""The curves of the run that is watched: when they are drawn, and how they are looked at."""

import pytest

from pages.train import run_curves
from tests.fake_runs_page import standing_in
from tests.fake_trainings import a_run, progress


@pytest.fixture
def page(monkeypatch):
    with standing_in(monkeypatch) as make:
        yield make


def test_curves_grow_with_the_run(page):
    shown = page(a_run(1)).open()
    assert shown.figure["data"][0]["x"] == [0, 1]
    shown.service.change("run-1", epochs=a_run(4).epochs, latest=4.0)
    assert shown.run().figure["data"][0]["x"] == [0, 1, 2, 3, 4]


def test_an_unchanged_run_is_not_made_into_a_figure_again(page, monkeypatch):
    made = []
    real = run_curves.learning_curves
    monkeypatch.setattr(
        run_curves, "learning_curves", lambda *given: made.append(given) or real(*given)
    )
    shown = page(a_run(2)).open()
    shown.run().run()
    assert len(made) == 1
    shown.service.change("run-1", progress=progress(3))
    shown.run()
    assert len(made) == 2


def test_the_loss_can_be_seen_logarithmically_and_the_accuracy_closer(page):
    shown = page(a_run(3)).open()
    shown.app.toggle(key="watch-log").set_value(True)
    shown.app.toggle(key="watch-zoom").set_value(True)
    layout = shown.run().figure["layout"]
    assert "log=1&zoom=1" in shown.followed
    assert layout["yaxis2"]["type"] == "log" and layout["yaxis"]["range"][0] > 0
