"""A run as a file that other programs can read."""

from __future__ import annotations

import csv
import io
import math

from training.runs.run import Run


def curves_csv(run: Run) -> str:
    """A run's curves as comma-separated values: a header, then a line for each epoch.

    The columns are the run's `figures`; accuracies are 0 to 1. What is no number is left empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [figure.name for figure in run.figures]
    writer.writerow(names)
    writer.writerows([_cell(getattr(epoch, name)) for name in names] for epoch in run.epochs)
    return text.getvalue()


def _cell(value: float | None) -> str:
    # Seven digits are what numbers of 32 bits hold.
    return f"{value:.7g}" if value is not None and math.isfinite(value) else ""
