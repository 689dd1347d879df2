"""One run, watched: its curves, what it makes of the visitor's digit, its weights; then replayed.

While the run is live, one fragment shows all of this again a few times a second. Everything has
its place before there is anything in it, so that nothing moves when a run begins or ends.
"""

import math
import time
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from model.errors import UserError
from pages.shared.live.live_chart import live_chart
from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.shared.networks.menu import NETWORK
from pages.shared.networks.trained import name_of
from pages.shared.words import runs as run_words
from pages.shared.words.settings import explained, number
from pages.train.controls import STEPS
from pages.train.curves import learning_curves
from pages.train.results import result
from pages.train.state import TRAIN
from pages.train.your_digit import show_digit, tiles_card
from training.runs.comparison import followed_recipe
from training.runs.curves_csv import curves_csv
from training.runs.diagnosis import percentage
from training.runs.run import Run, Snapshot, Status
from training.runs.service import trainings
from training.runs.store import LONGEST_NAME

POLL = 0.4  # seconds between two looks at a run that is learning
CURVES_EVERY = 0.95  # seconds between two drawings of its curves, the most work for a browser
SLOW_POLL = 1.0  # at one that is paused, or waits behind others
FILES = 4  # Keras files kept for those who ask for the same network
FIGURES = 64  # curves kept for those who look at the same run


WATCHING = "This is someone else’s run: you can watch it, but not steer it."

USUAL_RATE = 0.001

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
    if pace != _pace(run) or state.pop("watch_follow", False):
        st.rerun()  # the rest of the page follows, and looks come at their new pace
    owner = run is not None and trainings().is_owner(run.id, visitor)
    looked_at = _replayed_epoch(run)
    with st.container(key="watch", horizontal=True, gap=None):
        with st.container(key="watch-curves", gap=None):
            _show_curves(run, looked_at)
            with st.container(key="watch-strip", gap=None):
                _show_progress(run, looked_at)
            with st.container(key="watch-buttons", horizontal=True, gap="small"):
                _show_buttons(run, visitor, owner)
            live_html(result(run, looked_at, problem or _remarks(run, owner)), "watch-result")
        with st.container(key="watch-inside", gap=None):
            snapshot, trouble = _snapshot(run, looked_at)
            with st.container(key="watch-digit", gap=None):
                show_digit(run, snapshot)
            live_html(tiles_card(run, snapshot, trouble), "watch-tiles")


# The curves.


def _show_curves(run: Run | None, looked_at: float | None) -> None:
    with st.container(key="watch-heading", horizontal=True, vertical_alignment="center"):
        live_html(_heading(run), "watch-title")
        st.toggle("Zoom in", key="watch-zoom", help="The accuracy axis begins below the curves.")
        st.toggle(
            "Log loss",
            key="watch-log",
            help="Gives each tenth of the loss as much room as the one before it.",
        )
    look = (theme(), bool(state.get("watch-log")), bool(state.get("watch-zoom")), looked_at)
    drawn = _run_to_draw(run, look)
    version = (drawn.id, drawn.version) if drawn else None
    live_chart(_figure(version, *look, drawn), key="curves", alt=_curves_in_words(run))


def _run_to_draw(run: Run | None, look: tuple[Any, ...]) -> Run | None:
    """The run as the curves show it: while it learns, a picture that may be a second old."""
    drawn: Run | None
    drawn, drawn_look, moment = state.get("watch_drawn", (None, None, 0.0))
    learning = run is not None and run.status is Status.RUNNING
    # The first point, and another run, are not to wait.
    same = learning and drawn is not None and drawn.id == run.id and bool(drawn.epochs)
    if same and look == drawn_look and time.monotonic() - moment < CURVES_EVERY:
        return drawn
    state.watch_drawn = (run, look, time.monotonic())
    return run


@st.cache_resource(max_entries=FIGURES, show_spinner=False)
def _figure(
    version: tuple[str, int] | None,
    theme: str,
    log_loss: bool,
    zoomed: bool,
    cursor: float | None,
    _run: Run | None,
) -> Any:
    """The curves as Plotly's own object, which takes longer to make than all the rest.

    The run, with the underscore, takes no part in telling one entry of the cache from another:
    its id and version do.
    """
    from plotly.graph_objects import Figure  # late: the pad is to be there first

    return Figure(learning_curves(_run, theme, log_loss, zoomed, cursor))


def _heading(run: Run | None) -> str:
    title = escape(run_words.title(run)) if run else "No run yet"
    status = run_words.STATUS[run.status] if run else "ready"
    published = (
        '<span class="dl-key" data-key="published">published</span>'
        if run and followed_recipe(run)
        else ""
    )
    kind = run.status if run else "none"
    return (
        f'<div class="dl-run"><h3>{title}</h3>'
        f'<span class="dl-status" data-status="{kind}">{status}</span></div>'
        '<div class="dl-keys"><span class="dl-key" data-key="training">training</span>'
        f'<span class="dl-key" data-key="validation">validation</span>{published}</div>'
    )


def _curves_in_words(run: Run | None) -> str:
    if run is None or not run.epochs:
        return "Accuracy and loss for each epoch. There is nothing to show yet."
    last = run.epochs[-1]
    return (
        f"Accuracy and loss for each epoch. After epoch {last.epoch}, accuracy is "
        f"{percentage(last.accuracy)} in training and {percentage(last.validation_accuracy)} in "
        f"validation, loss is {last.loss:.3g} and {last.validation_loss:.3g}."
    )


# Where the run stands.


def _show_progress(run: Run | None, looked_at: float | None) -> None:
    """A live run's progress, or the slider that replays one that has ended."""
    if looked_at is None:
        live_html(_progress(run), "watch-progress")
        return
    st.select_slider(
        "Replay",
        run.snapshots,
        run.snapshots[-1],
        key=_replay_key(run),
        format_func=_moment,
        help="Curves, weights and your digit as they were after each epoch.",
    )


def _moment(epoch: float) -> str:
    """A snapshot's epoch in words.

    >>> _moment(0), _moment(3), _moment(2.37)
    ('before the first epoch', 'epoch 3', 'within epoch 3')
    """
    if epoch == 0:
        return "before the first epoch"
    return f"epoch {epoch:g}" if epoch == int(epoch) else f"within epoch {math.ceil(epoch)}"


def _replay_key(run: Run) -> str:
    return f"watch-replay-{run.id}"


def _replayed_epoch(run: Run | None) -> float | None:
    """The epoch that is looked at, of a run that has ended and kept its weights."""
    if run is None or run.status.is_live or len(run.snapshots) < 2:
        return None
    asked = state.get(_replay_key(run))
    return asked if asked in run.snapshots else run.snapshots[-1]


def _progress(run: Run | None) -> str:
    done, words, detail = 0.0, "", ""
    if run is None:
        words = "Press Train, and a network learns before your eyes."
    elif run.status is Status.WAITING:
        words, detail = "Waiting.", run_words.queue(run.position)
    else:
        done, words, detail = _how_far(run)
    return (
        '<div class="dl-progress" role="status">'
        f"<p><strong>{escape(words)}</strong><span>{escape(detail)}</span></p>"
        f'<div class="dl-track"><div style="width:{done:.2%}"></div></div></div>'
    )


def _how_far(run: Run) -> tuple[float, str, str]:
    """Share of all epochs, the epoch in words, and the speed in words."""
    total, progress = run.config.epochs, run.progress
    whole = run.epochs[-1].epoch if run.epochs else 0
    if not run.status.is_live:
        return whole / total, f"Epoch {whole} of {total}", run_words.STATUS[run.status]
    if progress is None:
        return whole / total, f"Epoch {min(whole + 1, total)} of {total}", "It begins."
    done = (progress.epoch - 1 + progress.batch / max(progress.batches, 1)) / total
    if run.status is Status.PAUSED:
        detail = "paused"
    else:
        detail = (
            f"{run_words.duration(progress.seconds_left)} left · "
            f"{progress.images_per_second:,.0f} images/s"
        )
    return min(done, 1.0), f"Epoch {progress.epoch} of {total}", detail


def _remarks(run: Run | None, owner: bool) -> str:
    """What has to be said beside the figures."""
    if run is None:
        return ""
    about, problem = state.get("watch_problem", ("", ""))
    if problem and about == run.id:
        return problem
    sentences = list(run.notices)
    if not owner:
        live = run.status.is_live
        sentences.append(WATCHING if live else "This is someone else’s run.")
    return " ".join(sentences)


# Steering, and what can be done afterwards.


def _show_buttons(run: Run | None, visitor: str, owner: bool) -> None:
    if run is None or run.status.is_live:
        _show_steering(run, visitor, owner)
    else:
        _show_uses(run, visitor, owner)


def _show_steering(run: Run | None, visitor: str, owner: bool) -> None:
    waiting = run is None or run.status is Status.WAITING
    paused = run is not None and run.status is Status.PAUSED
    service, run_id = trainings(), run.id if run else ""
    st.button(
        "Resume" if paused else "Pause",
        key="watch-pause",
        icon=":material/play_arrow:" if paused else ":material/pause:",
        on_click=_try,
        args=(service.resume if paused else service.pause, run_id, visitor),
        disabled=waiting or not owner,
    )
    st.button(
        "One epoch",
        key="watch-step",
        icon=":material/skip_next:",
        help="Train to the end of this epoch, or the next one if it is paused, and pause there.",
        on_click=_try,
        args=(service.step, run_id, visitor),
        disabled=waiting or not owner,
    )
    st.button(
        "Stop",
        key="watch-stop",
        icon=":material/stop:",
        help="End the run now. What it has learnt is kept.",
        on_click=_stop,
        args=(run_id, visitor, waiting),
        disabled=not owner,
    )
    _show_rate(run, visitor, enabled=owner and not waiting)


def _stop(run_id: str, visitor: str, waiting: bool) -> None:
    """End a run; one that has not begun is gone then, and its address with it."""
    if _try(trainings().stop, run_id, visitor) and waiting:
        TRAIN.close_run()
        state.watch_follow = True


def _show_rate(run: Run | None, visitor: str, enabled: bool) -> None:
    # Six digits are what a person chose; the training's own numbers have 32 bits.
    rate = float(f"{run.learning_rate:.6g}") if run else USUAL_RATE
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
            sorted(
                {*STEPS["learning_rate"], rate, run.config.learning_rate if run else USUAL_RATE}
            ),
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
        _try(trainings().set_learning_rate, run_id, visitor, state[key])


def _show_uses(run: Run, visitor: str, owner: bool) -> None:
    learnt = bool(run.snapshots)
    # A link, so that Back comes back here.
    with st.container(key="watch-draw", width="content"):
        st.page_link(
            "draw/page.py",
            label="Draw for this network",
            icon=":material/draw:",
            query_params={NETWORK: name_of(run.id)},
            disabled=not learnt,
        )
    with st.popover("Keep", icon=":material/download:", key="watch-keep"):
        _show_keeping(run, visitor, owner, learnt)
    with st.popover("Delete", icon=":material/delete:", key="watch-delete", disabled=not owner):
        st.write("This removes the run with its curves and its weights. It can’t be had back.")
        st.button(
            "Delete this run",
            key="watch-delete-now",
            type="primary",
            on_click=_delete,
            args=(run.id, visitor),
        )


def _show_keeping(run: Run, visitor: str, owner: bool, learnt: bool) -> None:
    name_key = f"watch-name-{run.id}"
    state.setdefault(name_key, run.name)

    def rename() -> None:
        _try(trainings().rename, run.id, visitor, state[name_key].strip())
        state.watch_follow = True

    st.text_input(
        "Name",
        key=name_key,
        max_chars=LONGEST_NAME,
        placeholder=run_words.title(run),
        on_change=rename,
        disabled=not owner,
        help="Runs with a name are kept longest.",
    )
    file_name = f"digit-lab-{run.id[:8]}"
    st.download_button(
        "Network as a Keras file",
        partial(_keras_file, run.id, run.version),
        f"{file_name}.keras",
        "application/octet-stream",
        key="watch-keras",
        icon=":material/network_node:",
        on_click="ignore",
        disabled=not learnt,
        width="stretch",
    )
    st.download_button(
        "Curves as a CSV file",
        partial(curves_csv, run),
        f"{file_name}.csv",
        "text/csv",
        key="watch-csv",
        icon=":material/table:",
        on_click="ignore",
        width="stretch",
    )


@st.cache_data(max_entries=FILES, show_spinner=False)
def _keras_file(run_id: str, version: int) -> bytes:
    """A run's network for others; kept, because a class asks for the same one at once."""
    return trainings().keras_file(run_id)


def _delete(run_id: str, visitor: str) -> None:
    if _try(trainings().delete, run_id, visitor):
        TRAIN.close_run()
    state.watch_follow = True


def _try(action: Callable[..., None], run_id: str, *arguments: object) -> bool:
    """Do something to a run; if it is refused, keep the reason to be shown, and return False."""
    state.watch_problem = ("", "")
    try:
        action(run_id, *arguments)
    except UserError as error:
        state.watch_problem = (run_id, explained(error))
        return False
    return True


def _snapshot(run: Run | None, looked_at: float | None) -> tuple[Snapshot | None, str]:
    """The weights to look at, or why there are none."""
    if run is None or run.latest is None:
        return None, ""
    try:
        return trainings().snapshot(run.id, looked_at), ""
    except UserError as error:
        return None, str(error)
