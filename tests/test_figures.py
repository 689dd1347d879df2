"""A figure that is added to `Epoch` is found by everything that shows figures."""

import csv
import io
import json
from dataclasses import asdict, dataclass, fields
from itertools import pairwise

import pytest

from pages.train.curves import learning_curves
from pages.train.figures_in_words import figures_in_words
from pages.train.overlaid_curves import overlaid_curves
from tests.fake_trainings import a_run, epoch
from training.runs.curves_csv import curves_csv
from training.runs.figures import ACCURACY, LOSS, Axis, Digits, axes_of, declared, figures_of
from training.runs.run import Epoch, Progress, Run

NORM = Axis("gradient")


@dataclass(frozen=True)
class LaterEpoch(Epoch):
    """An `Epoch` with two more figures: on an axis that there is, and on one of its own."""

    top_2: float | None = declared("top-2 accuracy", ACCURACY, Digits.VALIDATION, default=None)
    gradient_norm: float | None = declared("gradient norm", NORM, Digits.TRAINING, default=None)


@pytest.fixture
def run() -> Run:
    epochs = [LaterEpoch(**asdict(epoch(number)), top_2=0.97) for number in range(3)]
    last = LaterEpoch(**asdict(epoch(3)), top_2=0.99, gradient_norm=0.125)
    return a_run(epochs=(*epochs, last))


def test_every_field_of_an_epoch_is_declared():
    assert [each.name for each in figures_of(Epoch)] == [each.name for each in fields(Epoch)]
    assert axes_of(figures_of(Epoch)) == (ACCURACY, LOSS)


def test_what_is_known_of_an_epoch_under_way_is_called_as_at_its_end():
    measured = {each.name for each in figures_of(Epoch) if each.digits is Digits.TRAINING}
    assert measured <= {each.name for each in fields(Progress)}


def test_an_added_figure_has_a_column(run):
    rows = list(csv.DictReader(io.StringIO(curves_csv(run))))
    assert rows[-1]["top_2"] == "0.99" and rows[-1]["gradient_norm"] == "0.125"
    assert rows[0]["gradient_norm"] == ""


def test_an_added_figure_has_a_curve_on_the_axis_it_is_declared_for(run):
    chart = learning_curves(run, "light")
    assert json.dumps(chart, allow_nan=False)
    (top_2,) = (each for each in chart["data"] if "top-2" in each["hovertemplate"])
    assert top_2["yaxis"] == "y" and top_2["y"] == [0.97, 0.97, 0.97, 0.99]
    assert "validation top-2 accuracy" in top_2["hovertemplate"]
    (accuracy,) = (each for each in chart["data"] if "validation accuracy" in each["hovertemplate"])
    assert top_2["line"]["width"] < accuracy["line"]["width"]


def test_an_axis_that_no_figure_had_yet_gets_room_below_the_others(run):
    chart = learning_curves(run, "light")
    (norm,) = (each for each in chart["data"] if "norm" in each["hovertemplate"])
    assert norm["yaxis"] == "y3" and norm["y"] == [None, None, None, 0.125]
    places = [chart["layout"][key]["domain"] for key in ("yaxis3", "yaxis2", "yaxis")]
    assert places[0][0] == 0 and places[-1][1] == 1
    assert places == sorted(places)
    assert all(lower[1] < upper[0] for lower, upper in pairwise(places))
    assert "<b>gradient</b>" in [each["text"] for each in chart["layout"]["annotations"]]
    assert chart["layout"]["yaxis3"]["range"][1] > 0.125


def test_an_added_figure_is_said(run):
    words = figures_in_words(run.epochs[-1], run.figures)
    assert "top-2 accuracy is 99.0 % in validation" in words
    assert "gradient norm is 0.125 in training" in words
    assert "gradient norm is unknown" in figures_in_words(run.epochs[0], run.figures)


def test_runs_over_one_another_show_one_figure_on_each_axis(run):
    chart = overlaid_curves([run, run], ["one", "two"], "light", False)
    assert len(chart["data"]) == 4
    assert {each["yaxis"] for each in chart["data"]} == {"y", "y2"}
