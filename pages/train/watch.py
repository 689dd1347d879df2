"""One run, watched: its curves, what it makes of the visitor's digit, its weights; then replayed.

While the run is live, one fragment shows all of this again a few times a second. Everything has
its place before there is anything in it, so that nothing moves when a run begins or ends.
"""

import streamlit as st

from model.errors import UserError
from pages.shared.live.live_html import live_html
from pages.train.afterwards import show_uses
from pages.train.attempt import refusal
from pages.train.gone import close_if_gone, gone, remember
from pages.train.progress import replayed_epoch, show_progress
from pages.train.results import result
from pages.train.run_curves import show_curves
from pages.train.steering import show_steering
from pages.train.tiles_card import tiles_card
from pages.train.your_digit import show_digit
from training.runs.run import Run, Snapshot, Status
from training.runs.service import trainings

POLL = 0.4  # seconds between two looks at a run that is learning
SLOW_POLL = 1.0  # at one that is paused, or waits behind others

WATCHING = "This is someone else’s run: you can watch it, but not steer it."

state = st.session_state


def show_run(run_id: str | None, visitor: str) -> None:
    """Show a run, or what will be seen here once there is one.

    Args:
        run_id: from the address, so untrusted; None for no run.
        visitor: who looks; only a run's owner may steer it.
    """
    pace = _pace(_look(run_id)[0])
    st.fragment(_watch, run_every=pace, key="watch")(run_id, visitor, pace)


def _pace(run: Run | None) -> float | None:
    """Seconds from one look at a run to the next; None if nothing changes any more."""
    if run is None or not run.status.is_live:
        return None
    behind = run.status is Status.WAITING and run.position > 0
    return SLOW_POLL if behind or run.status is Status.PAUSED else POLL


def _look(run_id: str | None) -> tuple[Run | None, str]:
    """The run as it is now, or why there is none."""
    if run_id is None:
        return None, ""
    try:
        return trainings().get(run_id), ""
    except UserError as error:
        return None, str(error)


def _watch(run_id: str | None, visitor: str, pace: float | None) -> None:
    run, problem = _look(run_id)
    if run is None and close_if_gone(run_id):
        st.rerun()
    if pace != _pace(run) or state.pop("watch_follow", False):
        st.rerun()  # the rest of the page follows, and looks come at their new pace
    if run:
        remember(run)
    owner = run is not None and trainings().is_owner(run.id, visitor)
    looked_at = replayed_epoch(run)
    with st.container(key="watch", horizontal=True, gap=None):
        with st.container(key="watch-curves", gap=None):
            show_curves(run, looked_at)
            with st.container(key="watch-strip", gap=None):
                show_progress(run, looked_at)
            with st.container(key="watch-buttons", horizontal=True, gap="small"):
                _show_buttons(run, visitor, owner)
            live_html(result(run, looked_at, _remarks(run, owner) or problem), "watch-result")
        with st.container(key="watch-inside", gap=None):
            snapshot, trouble = _snapshot(run, looked_at)
            with st.container(key="watch-digit", gap=None):
                show_digit(run, snapshot)
            live_html(tiles_card(run, snapshot, trouble), "watch-tiles")


def _show_buttons(run: Run | None, visitor: str, owner: bool) -> None:
    if run is None or run.status.is_live:
        show_steering(run, visitor, owner)
    else:
        show_uses(run, visitor, owner)


def _remarks(run: Run | None, owner: bool) -> str:
    """What has to be said beside the figures."""
    if run is None:
        lost = gone()
        return lost.sentence if lost else ""
    refused = refusal(run.id)
    if refused:
        return refused
    sentences = list(run.notices)
    if not owner:
        live = run.status.is_live
        sentences.append(WATCHING if live else "This is someone else’s run.")
    return " ".join(sentences)


def _snapshot(run: Run | None, looked_at: float | None) -> tuple[Snapshot | None, str]:
    """The weights to look at, or why there are none."""
    if run is None or run.latest is None:
        return None, ""
    try:
        return trainings().snapshot(run.id, looked_at), ""
    except UserError as error:
        return None, str(error)
