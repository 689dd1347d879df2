"""A run as a file that other programs can read."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import astuple, fields

from training.runs.run import Epoch, Run


def curves_csv(run: Run) -> str:
    """A run's curves as comma-separated values: a header, then a line for each epoch.

    The columns are those of `Epoch`; accuracies are 0 to 1. What is no number is left empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Epoch))
    writer.writerows([_cell(value) for value in astuple(epoch)] for epoch in run.epochs)
    return text.getvalue()


def _cell(value: float) -> str:
    # Seven digits are what numbers of 32 bits hold.
    return f"{value:.7g}" if math.isfinite(value) else ""
