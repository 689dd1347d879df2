"""Runs as Plotly figures."""

import json
import math
from dataclasses import replace

import pytest

from pages.shared.look.style import ACCENT
from pages.train.curves import VALIDATION, learning_curves
from pages.train.overlaid_curves import MOST_OVERLAID, RUN_COLORS, overlaid_curves
from tests.fake_trainings import a_run, epoch, progress
from training.recipes import recipe


def curves(figure: dict, axis: str = "y") -> list[dict]:
    return [trace for trace in figure["data"] if trace["yaxis"] == axis]


def test_training_and_validation_are_told_apart_by_colour_and_dash():
    training, validation = curves(learning_curves(a_run(3), "light"))
    assert training["line"]["color"] == ACCENT["light"] and "dash" not in training["line"]
    assert validation["line"]["color"] == VALIDATION and validation["line"]["dash"]
    assert training["x"] == validation["x"] == [0, 1, 2, 3]
    assert validation["y"] == [epoch(n).validation_accuracy for n in range(4)]


def test_curves_come_in_the_order_of_the_axes():
    traces = learning_curves(a_run(3), "light")["data"]
    assert [(trace["name"], trace["yaxis"]) for trace in traces] == [
        ("training", "y"),
        ("training", "y2"),
        ("validation", "y"),
        ("validation", "y2"),
    ]


def test_the_axes_have_their_length_before_there_is_anything():
    begun = learning_curves(a_run(0, epochs=()), "light")["layout"]
    ended = learning_curves(a_run(5), "light")["layout"]
    assert begun["xaxis"]["range"] == ended["xaxis"]["range"]
    assert begun["yaxis"]["range"] == ended["yaxis"]["range"]
    assert learning_curves(None, "dark")["data"]


def test_the_epoch_under_way_is_a_hollow_point_between_epochs():
    figure = learning_curves(a_run(2, progress=progress(3, 0.5)), "light")
    point = curves(figure)[2]
    assert point["x"] == [2, 2.5] and point["y"] == [epoch(2).accuracy, 0.88]
    assert curves(figure, "y2")[2]["y"][1] == 0.4


def test_the_first_epoch_is_not_tied_to_the_untrained_network():
    point = curves(learning_curves(a_run(0, progress=progress(1)), "light"))[2]
    assert point["y"] == [None, 0.88]


def test_published_figures_are_diamonds_in_the_colour_of_their_measure():
    first = recipe("first-network")
    run = a_run(3, config=first.config, recipe=first.name)
    training, validation = curves(learning_curves(run, "light"))[2:]
    assert training["x"] == [1, 2, 3, 4, 5] and training["y"][0] == 0.9245
    assert validation["x"] == [5] and validation["y"] == [0.9777]
    assert validation["marker"]["line"]["color"] == VALIDATION
    assert len(curves(learning_curves(replace(run, is_sample=True), "light"))) == 2


def test_the_accuracy_axis_is_whole_unless_it_is_zoomed():
    run = a_run(5, epochs=(epoch(0), *(epoch(n, accuracy=0.97) for n in (4, 5))))
    assert learning_curves(run, "light")["layout"]["yaxis"]["range"][0] == 0
    lowest = min(epoch(4).validation_accuracy, 0.97)
    start = learning_curves(run, "light", zoomed=True)["layout"]["yaxis"]["range"][0]
    assert lowest - 0.06 < start <= lowest


def test_a_logarithmic_loss_axis_holds_every_loss():
    axis = learning_curves(a_run(5), "light", log_loss=True)["layout"]["yaxis2"]
    low, high = axis["range"]
    assert axis["type"] == "log"
    assert low <= math.log10(epoch(5).loss) and math.log10(epoch(0).validation_loss) <= high


@pytest.mark.parametrize(("first", "last"), [(2.3, 2.2), (2.3, 0.4), (90.0, 0.02), (1e12, 1e-4)])
def test_a_logarithmic_axis_has_a_few_round_labels(first, last):
    run = a_run(epochs=(epoch(0, loss=first), epoch(1, loss=last, validation_loss=last)))
    axis = learning_curves(run, "light", log_loss=True)["layout"]["yaxis2"]
    assert 1 <= len(axis["tickvals"]) <= 6
    assert axis["range"][0] < axis["range"][1]


def test_a_first_loss_that_dwarfs_the_others_is_left_out_of_view():
    run = a_run(epochs=(epoch(0, loss=90.0, validation_loss=90.0), epoch(1), epoch(2)))
    assert learning_curves(run, "light")["layout"]["yaxis2"]["range"][1] < 3


def test_a_loss_that_is_no_number_is_a_gap_and_valid_json():
    run = a_run(epochs=(epoch(0), epoch(1, loss=math.nan, validation_loss=math.inf)))
    for log_loss in (False, True):
        figure = learning_curves(run, "dark", log_loss)
        assert json.loads(json.dumps(figure, allow_nan=False))
        assert curves(figure, "y2")[0]["y"][1] is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_runs_over_one_another_differ_in_colour_and_dash(theme):
    runs = [a_run(3, id=str(number)) for number in range(MOST_OVERLAID)]
    names = [run.id for run in runs]
    lines = [trace["line"] for trace in curves(overlaid_curves(runs, names, theme, False))]
    assert tuple(line["color"] for line in lines) == RUN_COLORS[theme]
    assert len({line["dash"] for line in lines}) == len(runs)
