"""What became of the run that was watched, once it is no longer there."""

from dataclasses import dataclass

import streamlit as st

from pages.shared.words import runs as run_words
from pages.train.state import TRAIN
from training.runs.run import Run, Status
from training.runs.service import trainings

DEQUEUED = "was taken out of the queue before it began."
STOPPED = "was stopped before it had learned anything."
DELETED = (
    "has been deleted: by its owner, or by the server to make room for newer runs. Open another "
    "run, or press Train."
)
STILL_SET = "Its settings are still here."
DELETED_HERE = "has been deleted."

_SEEN, _GONE = "watch_seen", "watch_gone"

state = st.session_state


@dataclass(frozen=True)
class Gone:
    """A run that is no longer there.

    Attributes:
        title: what it was called.
        status: what it is now, in a word or two.
        sentence: what became of it.
    """

    title: str
    status: str
    sentence: str


def gone() -> Gone | None:
    """The run that was watched last, if it went and no other one has been watched since."""
    return state.get(_GONE)


def remember(run: Run) -> None:
    """Note that a run is there, so that it can be said what went if it goes."""
    state[_SEEN] = run
    state.pop(_GONE, None)


def close_if_gone(run_id: str | None) -> bool:
    """Close a run that isn't there, but was when it was last looked at; whether that was so."""
    seen: Run | None = state.get(_SEEN)
    if seen is None or seen.id != run_id:
        return False
    if seen.status is Status.WAITING:
        _close(seen, "not begun", f"{DEQUEUED}{_why(seen)}")
    elif seen.status.is_live and not seen.epochs:
        _close(seen, "not begun", f"{STOPPED}{_why(seen)}")
    else:
        _close(seen, "deleted", DELETED)
    return True


def _why(run: Run) -> str:
    """Why somebody else ended a run before it had learnt anything, and what is left of it."""
    why = trainings().why_gone(run.id)
    left = STILL_SET if TRAIN.config == run.config else ""
    return f" {why} {left}".rstrip() if why else ""


def close_deleted(run: Run) -> None:
    """Close a run that this visitor has just deleted."""
    _close(run, "deleted", DELETED_HERE)


def _close(run: Run, status: str, sentence: str) -> None:
    title = run_words.title(run)
    state[_GONE] = Gone(title, status, f"“{title}” {sentence}")
    state.pop(_SEEN, None)
    TRAIN.close_run()
