"""One run, watched: its curves, what it makes of the visitor's digit, its weights; then replayed.

While the run is live, the browser moves all of this by itself (`live_run.js`). Everything has its
place before there is anything in it, so that nothing moves when a run begins or ends.
"""

from html import escape

import streamlit as st

from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.shared.pad.pad import current_pad
from pages.train.afterwards import show_uses
from pages.train.attempt import refusal
from pages.train.gone import close_if_gone, gone, remember
from pages.train.live_run import show_live
from pages.train.progress import show_progress
from pages.train.replay import replayed_epoch
from pages.train.results import result
from pages.train.run_curves import current_look, show_curves
from pages.train.snapshot import look_at, snapshot_of
from pages.train.steering import show_steering
from pages.train.tiles_card import tiles_card
from pages.train.your_digit import show_digit
from training.runs.run import Run
from training.runs.service import trainings

WATCHING = "This is someone else’s run: you can watch it, but not steer it."

state = st.session_state


def show_run(run_id: str | None, visitor: str) -> None:
    """Show a run, or what will be seen here once there is one.

    Args:
        run_id: from the address, so untrusted; None for no run.
        visitor: who looks; only a run's owner may steer it.
    """
    _watch(run_id, visitor, _is_live(look_at(run_id)[0]))


def _is_live(run: Run | None) -> bool:
    return run is not None and run.status.is_live


@st.fragment
def _watch(run_id: str | None, visitor: str, was_live: bool) -> None:
    run, problem = look_at(run_id)
    if run is None and close_if_gone(run_id):
        st.rerun()
    if was_live != _is_live(run) or state.pop("watch_follow", False):
        st.rerun()  # the rest of the page follows
    if run:
        remember(run)
    owner = run is not None and trainings().is_owner(run.id, visitor)
    looked_at = replayed_epoch(run)
    with st.container(key="watch", horizontal=True, gap=None):
        with st.container(key="watch-curves", gap=None):
            show_curves(run)
            with st.container(key="watch-strip", gap=None):
                show_progress(run, looked_at)
            with st.container(key="watch-buttons", horizontal=True, gap="small"):
                _show_buttons(run, visitor, owner)
            live_html(result(run, looked_at, _about(run) or problem), "watch-result")
            live_html(_remarks(run, owner), "watch-remarks")
        with st.container(key="watch-inside", gap=None):
            with st.container(key="watch-digit", gap=None):
                show_digit(run.id if run else None, looked_at, theme())
            snapshot, trouble = snapshot_of(run, looked_at)
            live_html(tiles_card(run, snapshot, trouble, theme()), "watch-tiles")
    show_live(run, current_look(), current_pad().session, owner)


def _show_buttons(run: Run | None, visitor: str, owner: bool) -> None:
    if run is None or run.status.is_live:
        show_steering(run, visitor, owner)
    else:
        show_uses(run, visitor, owner)


def _about(run: Run | None) -> str:
    """What everybody should know about the run."""
    if run:
        return " ".join(run.notices)
    lost = gone()
    return lost.sentence if lost else ""


def _remarks(run: Run | None, owner: bool) -> str:
    """What this visitor should know, as HTML."""
    if run is None:
        return ""
    sentence = refusal(run.id)
    if not sentence and not owner:
        sentence = WATCHING if run.status.is_live else "This is someone else’s run."
    return f'<p class="dl-remark" role="alert">{escape(sentence)}</p>' if sentence else ""
