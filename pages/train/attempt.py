"""Doing something to a run that may be refused: the reason is kept, and shown beside it."""

from collections.abc import Callable

import streamlit as st

from model.errors import UserError
from pages.shared.words.settings import explained

state = st.session_state


def attempt(action: Callable[..., None], run_id: str, *arguments: object) -> bool:
    """Do something to a run; if it is refused, keep the reason to be shown, and return False."""
    state.watch_problem = ("", "")
    try:
        action(run_id, *arguments)
    except UserError as error:
        state.watch_problem = (run_id, explained(error))
        return False
    return True


def refusal(run_id: str) -> str:
    """Why the last thing that was tried with this run was refused; empty if it wasn't."""
    about, reason = state.get("watch_problem", ("", ""))
    return reason if about == run_id else ""
