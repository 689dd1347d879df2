"""A visitor's runs as a table: open one, start it again, or lay several over one another."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from pages.shared.live.component import component
from pages.shared.live.live_chart import live_chart
from pages.shared.look.style import theme
from pages.shared.words import runs as run_words
from pages.shared.words.settings import settings_in_words
from pages.train.overlaid_curves import MOST_OVERLAID, RUN_COLORS, overlaid_curves
from pages.train.state import TRAIN
from training.runs.diagnosis import percentage
from training.runs.run import Run
from training.runs.service import trainings

# Lighter than st.dataframe, which would load pandas into the server and a spreadsheet into the
# browser, and a table that screen readers and tests can read.
_run_table = component(
    "run_table",
    Path(__file__).with_name("run_table.js"),
    isolate_styles=False,
)

LOSSES_DIFFER = "They measure loss in different ways, so compare their accuracy only."

_TABLE = "run-table"

state = st.session_state


@st.fragment
def show_runs(visitor: str, current: str | None) -> None:
    """Show a visitor's runs.

    Args:
        visitor: whose runs.
        current: the id of the run that is open, or None.
    """
    runs = trainings().of(visitor)
    with st.container(key="runs"):
        st.html("<h3>Your runs</h3>")
        if not runs:
            st.html('<p class="dl-hint">Runs stay here: come back to one, or compare several.</p>')
            return
        _run_table(
            data={"columns": COLUMNS, "rows": [_row(run, run.id == current) for run in runs]},
            key=_TABLE,
            default={"picked": []},
            on_picked_change=lambda: None,
            on_opened_change=_open,
        )
        if state.pop("run-opened", False):
            st.rerun()  # the whole page: curves and controls are elsewhere
        picked = _picked(runs)
        with st.container(key="runs-picked"):
            if len(picked) == 1:
                _show_one(picked[0])
            elif picked:
                _show_comparison(picked)
            else:
                st.html(
                    '<p class="dl-hint">Tick a run to start it again, or two and more to lay '
                    "their curves over one another.</p>"
                )


COLUMNS = (
    "Run",
    "When",
    "Status",
    "Settings",
    "Parameters",
    "Test accuracy",
    "Training accuracy",
    "Time",
)


def _row(run: Run, is_open: bool) -> dict[str, Any]:
    """A line of the table: for each column what is shown, and what it is sorted by."""
    outcome = run.outcome
    test = outcome.test_accuracy if outcome else None
    training = outcome.training_accuracy if outcome else None
    title = run_words.title(run)
    seconds = outcome.seconds if outcome else None
    return {
        "id": run.id,
        "open": is_open,
        "cells": [
            [title, title.lower()],
            [run_words.ago(run.created), run.created],
            [run_words.STATUS[run.status], run.status],
            [run_words.settings_in_short(run.config), run.config.spec.parameters],
            [f"{run.config.spec.parameters:,}", run.config.spec.parameters],
            [_share(test), test],
            [_share(training), training],
            ["–" if seconds is None else run_words.duration(seconds), seconds],
        ],
    }


def _share(accuracy: float | None) -> str:
    return "–" if accuracy is None else percentage(accuracy)


def _picked(runs: Sequence[Run]) -> list[Run]:
    """The runs that are ticked, in the order in which they were; the browser says which."""
    ids = (state.get(_TABLE) or {}).get("picked") or []
    own = {run.id: run for run in runs}
    if not isinstance(ids, list):
        return []
    wanted = dict.fromkeys(each for each in ids if isinstance(each, str) and each in own)
    return [own[each] for each in wanted][:MOST_OVERLAID]


def _open() -> None:
    """Open the run whose name was pressed; an unknown id is explained where runs are shown."""
    run_id = (state.get(_TABLE) or {}).get("opened")
    if isinstance(run_id, str):
        _open_run(run_id)


def _open_run(run_id: str) -> None:
    TRAIN.open_run(run_id)
    state["run-opened"] = True


def _again(run: Run) -> None:
    TRAIN.adopt(run.config)
    state["run-opened"] = True


def _show_one(run: Run) -> None:
    with st.container(key="runs-one", horizontal=True, vertical_alignment="center"):
        st.html(f"<p><strong>{escape(run_words.title(run))}</strong></p>", width="content")
        st.button(
            "Open",
            key="runs-open",
            icon=":material/visibility:",
            on_click=_open_run,
            args=(run.id,),
        )
        st.button(
            "Set up the same again",
            key="runs-again",
            icon=":material/replay:",
            on_click=_again,
            args=(run,),
            help="Sets every control as it was for this run. Then press Train.",
        )


def _show_comparison(runs: Sequence[Run]) -> None:
    names = _names(runs)
    with st.container(key="runs-compared", horizontal=True, gap=None):
        with st.container(key="runs-curves", gap=None):
            with st.container(key="runs-heading", horizontal=True, vertical_alignment="center"):
                st.html(_legend(names))
                st.toggle("Log loss", key="runs-log")
            live_chart(
                overlaid_curves(runs, names, theme(), bool(state.get("runs-log"))),
                key="overlay",
                alt=f"Validation accuracy and loss of {len(runs)} runs over one another.",
            )
        with st.container(key="runs-differences", gap=None):
            st.html(_differences(runs, names))


def _names(runs: Sequence[Run]) -> list[str]:
    """What tells the runs apart: numbered where two are called the same."""
    return run_words.numbered([run_words.title(run) for run in runs])


def _legend(names: Sequence[str]) -> str:
    keys = "".join(
        f'<span><i style="border-top:3px {_border(place)} {RUN_COLORS[theme()][place]}"></i>'
        f"{escape(name)}</span>"
        for place, name in enumerate(names)
    )
    return f'<div class="dl-run-keys">Validation: {keys}</div>'


def _border(place: int) -> str:
    return ("solid", "dashed", "dotted")[place % 3]


def _differences(runs: Sequence[Run], names: Sequence[str]) -> str:
    """A table of the settings that differ, and of what came out."""
    settings = [settings_in_words(run.config) for run in runs]
    rows = [
        (title, [each[title] for each in settings])
        for title in settings[0]
        if len({each[title] for each in settings}) > 1
    ]
    rows.append(("Test accuracy", [_share(_test(run)) for run in runs]))
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr><th scope='row'>{escape(title)}</th>"
        + "".join(f"<td>{escape(value)}</td>" for value in values)
        + "</tr>"
        for title, values in rows
    )
    kinds = {run.config.loss for run in runs}
    note = "" if len(kinds) == 1 else f"<p class='dl-hint'>{LOSSES_DIFFER}</p>"
    caption = "What differs" if len(rows) > 1 else "The same settings, seed included"
    return (
        f"<h3>{caption}</h3><div class='dl-scroll'><table class='dl-grid'>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def _test(run: Run) -> float | None:
    return run.outcome.test_accuracy if run.outcome else None
