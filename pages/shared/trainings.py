"""The one `Trainings` of this server, for all pages."""

import atexit

import streamlit as st

from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.local import LocalBackend


@st.cache_resource(show_spinner=False)
def trainings() -> Trainings:
    """Start, watch, steer and keep trainings."""
    made = Trainings(LocalBackend, RunStore())
    atexit.register(made.close)  # however the server ends, except by force
    return made
