"""What can be done with a run that has ended: draw for its network, keep it, delete it."""

from functools import partial

import streamlit as st

from pages.shared.networks.menu import NETWORK
from pages.shared.networks.trained import name_of
from pages.shared.url.page_state import showing
from pages.shared.words import runs as run_words
from pages.train.attempt import attempt
from pages.train.gone import close_deleted
from pages.train.popover import popover
from training.runs.curves_csv import curves_csv
from training.runs.run import Run
from training.runs.service import trainings
from training.runs.store import LONGEST_NAME

FILES = 4  # Keras files kept for those who ask for the same network

state = st.session_state


def show_uses(run: Run, visitor: str, owner: bool) -> None:
    """Show what a run that has ended is good for; only its owner may rename or delete it."""
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
    with popover("Keep", "watch-keep", icon=":material/download:") as is_open:
        if is_open:
            _show_keeping(run, visitor, owner, learnt)
    with popover("Delete", "watch-delete", icon=":material/delete:", disabled=not owner) as is_open:
        if is_open:
            st.write("This removes the run with its curves and its weights. It can’t be had back.")
            st.button(
                "Delete this run",
                key="watch-delete-now",
                type="primary",
                on_click=_delete,
                args=(run, visitor),
            )


def _show_keeping(run: Run, visitor: str, owner: bool, learnt: bool) -> None:
    name_key = f"watch-name-{run.id}"

    def rename() -> None:
        attempt(trainings().rename, run.id, visitor, state[name_key].strip())
        state.watch_follow = True

    st.text_input(
        "Name",
        **showing(name_key, run.name),
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


def _delete(run: Run, visitor: str) -> None:
    if attempt(trainings().delete, run.id, visitor):
        close_deleted(run)
    state.watch_follow = True
