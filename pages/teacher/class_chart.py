"""The class's runs on one chart: how well each reads, against a setting in which they differ."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from pages.shared.look.chart_layout import SMALL, chart_layout, plain_axis
from pages.shared.look.style import ACCENT, MUTED
from pages.shared.words.runs import settings_in_short
from pages.shared.words.settings import TITLES, in_words
from training.config import TrainingConfig
from training.runs.diagnosis import percentage
from training.runs.run import Run

SEED = "seed"
USUAL = "learning_rate"  # what is compared while there is nothing that differs
ROOM = 0.06  # of the accuracy axis, above and below


def differing(runs: Sequence[Run]) -> list[str]:
    """The settings in which runs differ, that with the most values first; the seed comes last."""
    counts = {
        each.name: len({getattr(run.config, each.name) for run in runs})
        for each in fields(TrainingConfig)
    }
    found = [name for name, count in counts.items() if count > 1]
    return sorted(found, key=lambda name: (name == SEED, -counts[name]))


def accuracy(run: Run) -> tuple[float, str] | None:
    """How well a run's network reads digits it never saw, and which digits; None if unknown."""
    if run.outcome and run.outcome.test_accuracy is not None:
        return run.outcome.test_accuracy, "test"
    if len(run.epochs) > 1:  # the first is of the untrained network
        return run.epochs[-1].validation_accuracy, "validation"
    return None


def best(runs: Sequence[Run]) -> Run | None:
    """The finished run that reads best; None if none has finished."""
    tested = [run for run in runs if run.outcome and run.outcome.test_accuracy is not None]
    return max(tested, key=lambda run: run.outcome.test_accuracy, default=None)


def best_in_words(runs: Sequence[Run]) -> str:
    """Which run reads best, in a sentence; empty if none has finished."""
    run = best(runs)
    if run is None:
        return ""
    share = percentage(run.outcome.test_accuracy)
    return f"Best so far: {share} with {settings_in_short(run.config)}."


def class_chart(runs: Sequence[Run], setting: str, theme: str) -> dict[str, Any]:
    """A dot for each run: full if it was tested, hollow while it learns; the best is large.

    Args:
        runs: the class's.
        setting: the name of a field of `TrainingConfig`, along which they lie.
        theme: "light" or "dark".
    """
    shown = [(run, *found) for run in runs if (found := accuracy(run))]
    values = sorted({getattr(run.config, setting) for run, *_ in shown})
    names = [in_words(setting, value) for value in values]
    top = best(runs)
    data = {
        "type": "scatter",
        "mode": "markers",
        "x": [values.index(getattr(run.config, setting)) for run, *_ in shown],
        "y": [share for _, share, _ in shown],
        "customdata": [
            f"{percentage(share)} on {digits} digits<br>{settings_in_short(run.config)}"
            for run, share, digits in shown
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "size": [18 if run is top else 12 for run, *_ in shown],
            "symbol": [
                "star" if run is top else "circle" if run.outcome else "circle-open"
                for run, *_ in shown
            ],
            "color": [ACCENT[theme] if run.outcome else MUTED[theme] for run, *_ in shown],
            "opacity": 0.85,
        },
    }
    lowest = min((share for _, share, _ in shown), default=0.0)
    room = ROOM * (1 - lowest)
    axis = plain_axis(theme)
    layout = chart_layout(theme) | {
        "margin": {"l": 64, "r": 20, "t": 14, "b": 64},
        "hovermode": "closest",
        "xaxis": axis
        | {
            "range": [-0.5, max(len(values), 1) - 0.5],
            "tickvals": list(range(len(values))),
            "ticktext": names,
            "title": {"text": TITLES[setting], "font": SMALL, "standoff": 8},
        },
        "yaxis": axis
        | {
            "range": [max(0.0, lowest - room), 1 + room],
            "tickformat": ".3~%",
            "nticks": 7,
            "title": {"text": "accuracy on digits it never saw", "font": SMALL, "standoff": 8},
        },
    }
    return {"data": [data], "layout": layout}


def chart_in_words(runs: Sequence[Run], setting: str) -> str:
    """The chart for those who can't see it."""
    count = sum(accuracy(run) is not None for run in runs)
    return f"Accuracy of {count} runs against {TITLES[setting].lower()}. {best_in_words(runs)}"
