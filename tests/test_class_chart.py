"""The class's runs on one chart."""

import json
from dataclasses import replace

import pytest

from pages.teacher.class_chart import best_in_words, chart_in_words, class_chart, differing
from tests.fake_trainings import a_run
from training.config import TrainingConfig
from training.runs.run import Outcome, Run, Status

CONFIG = TrainingConfig(hidden_units=(12,), epochs=5)


def a_tested_run(rate: float, accuracy: float, **changes: object) -> Run:
    outcome = Outcome(Status.FINISHED, "", 0.99, accuracy, 1.0)
    config = replace(CONFIG, learning_rate=rate, **changes)
    return a_run(5, Status.FINISHED, config=config, outcome=outcome)


RUNS = [a_tested_run(0.001, 0.9), a_tested_run(0.01, 0.97, seed=1), a_tested_run(0.1, 0.4, seed=1)]


def test_what_differs_most_is_compared_first_and_the_seed_last():
    assert differing(RUNS) == ["learning_rate", "seed"]
    assert differing(RUNS[:1]) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_run_has_a_dot_and_the_best_stands_out(theme):
    chart = json.loads(json.dumps(class_chart(RUNS, "learning_rate", theme), allow_nan=False))
    (dots,) = chart["data"]
    assert dots["x"] == [0, 1, 2] and dots["y"] == [0.9, 0.97, 0.4]
    assert dots["marker"]["symbol"] == ["circle", "star", "circle"]
    assert chart["layout"]["xaxis"]["ticktext"] == ["0.001", "0.01", "0.1"]
    assert "97.0 % on test digits" in dots["customdata"][1]


def test_a_run_that_learns_is_hollow_and_one_that_has_not_begun_is_left_out():
    runs = [*RUNS, a_run(2, config=CONFIG), a_run(0, config=CONFIG)]
    (dots,) = class_chart(runs, "learning_rate", "light")["data"]
    assert dots["marker"]["symbol"][3:] == ["circle-open"]


def test_settings_of_every_kind_have_a_place():
    runs = [a_tested_run(0.1, 0.5), a_tested_run(0.1, 0.6, activation="tanh", hidden_units=())]
    for setting in differing(runs):
        assert len(class_chart(runs, setting, "light")["layout"]["xaxis"]["ticktext"]) == 2


def test_without_runs_the_chart_is_empty():
    assert class_chart([], "learning_rate", "light")["data"][0]["x"] == []
    assert best_in_words([]) == ""


def test_the_best_is_named():
    assert best_in_words(RUNS).startswith("Best so far: 97.0 % with 12 ReLU · Adam 0.01")
    assert "3 runs against learning rate" in chart_in_words(RUNS, "learning_rate")
