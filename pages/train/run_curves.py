"""The curves of the run that is watched, under its name and its legend."""

import time
from html import escape
from typing import Any

import streamlit as st

from pages.shared.live.live_chart import live_chart
from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.shared.words import runs as run_words
from pages.train.curves import Chart, learning_curves
from pages.train.figures_in_words import figures_in_words
from pages.train.gone import gone
from training.runs.comparison import followed_recipe
from training.runs.run import Run, Status

CURVES_EVERY = 0.95  # seconds between two drawings of its curves, the most work for a browser
FIGURES = 64  # curves kept for those who look at the same run

state = st.session_state


def show_curves(run: Run | None, looked_at: float | None) -> None:
    """Show name, state and curves of a run; the epoch that is replayed, if one is, is marked."""
    with st.container(key="watch-heading", horizontal=True, vertical_alignment="center"):
        live_html(_heading(run), "watch-title")
        st.toggle("Zoom in", key="watch-zoom", help="The accuracy axis begins below the curves.")
        st.toggle(
            "Log loss",
            key="watch-log",
            help="Gives each tenth of the loss as much room as the one before it.",
        )
    look = (theme(), bool(state.get("watch-log")), bool(state.get("watch-zoom")), looked_at)
    drawn = _run_to_draw(run, look)
    version = (drawn.id, drawn.version) if drawn else None
    live_chart(_figure(version, *look, drawn), key="curves", alt=_curves_in_words(run))


def _run_to_draw(run: Run | None, look: tuple[Any, ...]) -> Run | None:
    """The run as the curves show it: while it learns, a picture that may be a second old."""
    drawn: Run | None
    drawn, drawn_look, moment = state.get("watch_drawn", (None, None, 0.0))
    learning = run is not None and run.status is Status.RUNNING
    # The first point, and another run, are not to wait.
    same = learning and drawn is not None and drawn.id == run.id and bool(drawn.epochs)
    if same and look == drawn_look and time.monotonic() - moment < CURVES_EVERY:
        return drawn
    state.watch_drawn = (run, look, time.monotonic())
    return run


@st.cache_resource(max_entries=FIGURES, show_spinner=False)
def _figure(
    version: tuple[str, int] | None,
    theme: str,
    log_loss: bool,
    zoomed: bool,
    cursor: float | None,
    _run: Run | None,
) -> Chart:
    """The curves, made once for all who look at them.

    The run, with the underscore, takes no part in telling one entry of the cache from another:
    its id and version do.
    """
    return learning_curves(_run, theme, log_loss, zoomed, cursor)


def _heading(run: Run | None) -> str:
    lost = gone()
    title, status = (lost.title, lost.status) if lost else ("No run yet", "ready")
    if run:
        title, status = run_words.title(run), run_words.STATUS[run.status]
    published = (
        '<span class="dl-key" data-key="published">published</span>'
        if run and followed_recipe(run)
        else ""
    )
    kind = run.status if run else "none"
    return (
        f'<div class="dl-run"><h3>{escape(title)}</h3>'
        f'<span class="dl-status" data-status="{kind}">{status}</span></div>'
        '<div class="dl-keys"><span class="dl-key" data-key="training">training</span>'
        f'<span class="dl-key" data-key="validation">validation</span>{published}</div>'
    )


def _curves_in_words(run: Run | None) -> str:
    if run is None or not run.epochs:
        return "Accuracy and loss for each epoch. There is nothing to show yet."
    last = run.epochs[-1]
    words = figures_in_words(last, run.figures)
    return f"Accuracy and loss for each epoch. After epoch {last.epoch}, {words}."
