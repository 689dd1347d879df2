"""A run's curves as CSV."""

import csv
import io
import math

from tests.fake_trainings import a_run, epoch
from training.runs.curves_csv import curves_csv


def test_one_line_for_each_epoch_under_the_names_of_its_figures():
    rows = list(csv.DictReader(io.StringIO(curves_csv(a_run(3)))))
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"]
    last = a_run(3).epochs[-1]
    assert float(rows[-1]["validation_accuracy"]) == round(last.validation_accuracy, 7)
    assert float(rows[-1]["learning_rate"]) == 0.001
    assert set(rows[0]) == {
        "epoch",
        "loss",
        "accuracy",
        "validation_loss",
        "validation_accuracy",
        "seconds",
        "learning_rate",
    }


def test_what_is_no_number_is_left_empty():
    run = a_run(1, epochs=(epoch(0), epoch(1, loss=math.nan, validation_loss=math.inf)))
    (_, row) = csv.DictReader(io.StringIO(curves_csv(run)))
    assert row["loss"] == row["validation_loss"] == ""


def test_a_run_without_epochs_is_a_header():
    assert curves_csv(a_run(epochs=())).count("\n") == 1
