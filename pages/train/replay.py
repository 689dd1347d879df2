"""The epochs of a run that has ended, gone through: by hand, or by themselves (replay.js)."""

import math
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.shared.live.component import component
from pages.shared.live.value_callback import value_callback
from pages.shared.look.style import theme
from pages.shared.pad.pad import current_pad
from pages.shared.url.setting import one_of
from server.watching.replay import BATCH
from training.runs.run import Run

_KEY = "watch-replay"
_replay = component("replay", Path(__file__).with_name("replay.js"), isolate_styles=False)

state = st.session_state


def replayed_epoch(run: Run | None) -> float | None:
    """The epoch that is looked at, of a run that has ended and kept its weights."""
    if run is None or run.status.is_live or len(run.snapshots) < 2:
        return None
    asked = state.get(_epoch_key(run.id))
    return asked if asked in run.snapshots else run.snapshots[-1]


def show_replay(run: Run, looked_at: float) -> None:
    """Show what goes through a run's epochs.

    While it moves, the browser asks for what it shows (server/watching/replay.py); once it rests,
    the page shows the same epoch.

    Args:
        run: one that has ended.
        looked_at: the epoch that the page shows.
    """
    _replay(
        data={
            "run": run.id,
            "epochs": run.snapshots,
            "titles": [_moment(each) for each in run.snapshots],
            "at": run.snapshots.index(looked_at),
            "heard": state.get(f"{_KEY}-heard"),
            "batch": BATCH,
            "shown": f"runs/{run.id}/epochs?{urlencode({'theme': theme()})}",
            "digit": f"runs/{run.id}/digit?{urlencode({'pad': current_pad().session})}",
        },
        key=_KEY,
        on_reached_change=value_callback(lambda sent: _take(run, sent), _KEY, "reached"),
    )


def _take(run: Run, sent: Any) -> None:
    """Look at an epoch, from a callback; a browser may send anything."""
    if not isinstance(sent, dict) or not isinstance(sent.get("said"), dict):
        return
    number = one_of(sent["said"].get("at"), len(run.snapshots))
    if number is not None and sent["said"].get("run") == run.id:
        state[_epoch_key(run.id)] = run.snapshots[number]
        state[f"{_KEY}-heard"] = sent.get("number")


def _moment(epoch: float) -> str:
    """A snapshot's epoch in words.

    >>> _moment(0), _moment(3), _moment(2.37)
    ('before the first epoch', 'epoch 3', 'within epoch 3')
    """
    if epoch == 0:
        return "before the first epoch"
    return f"epoch {epoch:g}" if epoch == int(epoch) else f"within epoch {math.ceil(epoch)}"


def _epoch_key(run_id: str) -> str:
    return f"{_KEY}-{run_id}"
