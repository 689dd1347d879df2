"""Steering a run: pause, one epoch, stop, and another learning rate on the way."""

import streamlit as st

from pages.shared.words.settings import number
from pages.train.attempt import attempt
from pages.train.controls import STEPS
from pages.train.state import TRAIN
from training.runs.run import Run, Status
from training.runs.service import trainings

state = st.session_state


def show_steering(run: Run | None, visitor: str, owner: bool) -> None:
    """Show what steers a live run; without a run, or for somebody else, nothing can be pressed."""
    waiting = run is None or run.status is Status.WAITING
    paused = run is not None and run.status is Status.PAUSED
    service, run_id = trainings(), run.id if run else ""
    st.button(
        "Resume" if paused else "Pause",
        key="watch-pause",
        icon=":material/play_arrow:" if paused else ":material/pause:",
        help=None if paused else "After a minute, others that wait may take its place.",
        on_click=attempt,
        args=(service.resume if paused else service.pause, run_id, visitor),
        disabled=waiting or not owner,
    )
    st.button(
        "One epoch",
        key="watch-step",
        icon=":material/skip_next:",
        help="Train to the end of this epoch, or the next one if it is paused, and pause there.",
        on_click=attempt,
        args=(service.step, run_id, visitor),
        disabled=waiting or not owner,
    )
    st.button(
        "Stop",
        key="watch-stop",
        icon=":material/stop:",
        help="End the run now. What it has learnt is kept.",
        on_click=attempt,
        args=(service.stop, run_id, visitor),
        disabled=not owner,
    )
    _show_rate(run, visitor, enabled=owner and not waiting)


def _show_rate(run: Run | None, visitor: str, enabled: bool) -> None:
    # Six digits are what a person chose; the training's own numbers have 32 bits.
    rate = float(f"{run.learning_rate:.6g}") if run else TRAIN["learning_rate"]
    key = f"watch-rate-{run.id if run else ''}"
    # The slider follows the run, but not back to the rate from before it was moved: until the
    # training has heard of the new one, some tenths of a second pass.
    moved = state.get(f"{key}-seen", rate) != rate
    if moved:
        state[key] = rate
    if moved or f"{key}-seen" not in state:
        state[f"{key}-seen"] = state[f"{key}-told"] = rate
    with st.container(key="watch-rate-row"):
        st.select_slider(
            "Learning rate",
            sorted({*STEPS["learning_rate"], rate, run.config.learning_rate if run else rate}),
            key=key,
            format_func=number,
            on_change=_change_rate,
            args=(key, run.id if run else "", visitor),
            disabled=not enabled,
            **({} if moved else {"value": rate}),  # Streamlit wants only one of the two
        )


def _change_rate(key: str, run_id: str, visitor: str) -> None:
    # Streamlit also reports a change when the slider has just gone, at the end of a run.
    if state[key] != state[f"{key}-told"]:
        state[f"{key}-told"] = state[key]
        attempt(trainings().set_learning_rate, run_id, visitor, state[key])
