"""What trains, and what waits, with the teacher's buttons."""

from html import escape

import streamlit as st

from pages.shared.live.live_html import live_html
from pages.shared.words import runs as run_words
from training.runs.classroom import Classroom
from training.runs.run import Run, Status

MOST_SHOWN = 12  # rows


def show_queue(queue: list[Run], classroom: Classroom) -> None:
    """Show runs that are live, in the order of their turns."""
    with st.container(key="class-queue", gap=None):
        with st.container(key="class-queue-head", horizontal=True, vertical_alignment="center"):
            st.html("<h3>What trains</h3>")
            st.button(
                "Clear the queue",
                key="class-clear",
                icon=":material/clear_all:",
                on_click=classroom.clear_queue,
                disabled=not any(run.status is Status.WAITING for run in queue),
                help="Removes all that are waiting.",
            )
        if not queue:
            st.html('<p class="dl-hint">Nothing at the moment.</p>')
        for place, run in enumerate(queue[:MOST_SHOWN]):
            with st.container(
                key=f"class-run-{run.id}", horizontal=True, vertical_alignment="center"
            ):
                # Not by the run's id: a component's key mustn't hold two underscores in a row.
                live_html(_row(run), f"class-row-{place}")
                st.button(
                    "Stop",
                    key=f"class-stop-{run.id}",
                    icon=":material/stop:",
                    on_click=classroom.stop,
                    args=(run.id,),
                )
        more = len(queue) - MOST_SHOWN
        if more > 0:
            st.html(f'<p class="dl-hint">and {more} more</p>')


def _row(run: Run) -> str:
    done = len(run.epochs) - 1 if run.epochs else 0
    where = run_words.STATUS[run.status]
    if run.status is not Status.WAITING:
        where += f", epoch {max(done, 0)} of {run.config.epochs}"
    return (
        f'<div class="dl-class-run"><strong>{escape(run_words.settings_in_short(run.config))}'
        f"</strong><span>{where} · {run_words.ago(run.created)}</span></div>"
    )
