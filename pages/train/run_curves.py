"""The curves of the run that is watched, under its name and its legend."""

import streamlit as st

from pages.shared.live.live_chart import live_chart
from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.train.curves import Chart, learning_curves
from pages.train.gone import gone
from pages.train.heading import curves_in_words, heading
from server.watching.look import Look
from training.runs.run import Run

FIGURES = 64  # curves kept for those who look at the same run

state = st.session_state


def current_look() -> Look:
    """How this visitor looks at runs."""
    return Look(theme(), bool(state.get("watch-log")), bool(state.get("watch-zoom")))


def show_curves(run: Run | None) -> None:
    """Show name, state and curves of a run; replay.js marks the epoch that is replayed."""
    with st.container(key="watch-heading", horizontal=True, vertical_alignment="center"):
        lost = gone()
        live_html(heading(run, *[lost.title, lost.status] if lost else []), "watch-title")
        st.toggle("Zoom in", key="watch-zoom", help="The accuracy axis begins below the curves.")
        st.toggle(
            "Log loss",
            key="watch-log",
            help="Gives each tenth of the loss as much room as the one before it.",
        )
    version = (run.id, run.version) if run else None
    figure = _figure(version, current_look(), run)
    live_chart(figure, key="curves", alt=curves_in_words(run))


@st.cache_resource(max_entries=FIGURES, show_spinner=False)
def _figure(version: tuple[str, int] | None, look: Look, _run: Run | None) -> Chart:
    """The curves, made once for all who look at them.

    The run, with the underscore, takes no part in telling one entry of the cache from another:
    its id and version do.
    """
    return learning_curves(_run, look.theme, look.log_loss, look.zoomed)
