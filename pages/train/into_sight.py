"""A run that was just started comes into sight, on a screen where it isn't."""

from pathlib import Path

import streamlit as st

from pages.shared.live.component import component

_STARTED = "train-started"

_into_sight = component("into_sight", Path(__file__).with_name("into_sight.js"))


def started(run_id: str) -> None:
    """This visitor has just started a run; in the next run of the page it comes into sight."""
    st.session_state[_STARTED] = run_id


def bring_into_sight() -> None:
    """Have the browser scroll to the progress of a run that it hasn't heard of yet."""
    _into_sight(data={"started": st.session_state.get(_STARTED, "")}, key="train-into-sight")
