"""Digit Lab: draw a digit and watch a network read it. Start with `streamlit run app.py`."""

import os
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.components.v2.bidi_component import serialization
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import script_runner
from streamlit.watcher.polling_path_watcher import PollingPathWatcher

from server import health, leading, metrics, queue, scripts
from server.closed import Closed
from server.compression import CompressedFiles
from server.lifespan import lifespan
from server.offered import LESSONS, NETWORKS, PICTURES
from server.other_sites import OwnPagesOnly
from server.presence import CountedPages
from server.unknown_address import ALL_PAGES, UnknownAddress
from server.uploads import FewUploads, Held
from server.visitor import VisitorCookie
from server.watching import replay
from server.watching.broadcast import Moments
from server.watching.look import Look
from server.watching.routes import routes
from training.runs.run import Run, Snapshot
from training.runs.waiting import Ahead

# Preparing one small image on several threads only makes them wait for each other: 0.4 ms
# become 24 on a busy machine. NumPy reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# After every run of a page Streamlit 1.67 calls keras.backend.clear_session(), once Keras is
# there. That collects all garbage, a third of what a stroke costs, and could take the graph from
# under another thread that compiles. `tests/test_app.py` fails when Streamlit has no such step.
script_runner._clean_problem_modules = lambda: None

# Streamlit 1.67 looks at its configuration files five times a second, whatever
# `server.fileWatcherType` says, and hashes those that don't exist. Each look ends here.
PollingPathWatcher._check_if_path_changed = lambda self: None

# To see whether a list or dictionary for a component is a data frame, Streamlit 1.67 imports pandas
# (since its pull request 12685): two tenths of a second of a server's first visit. Ours are none.
is_dataframe_like = serialization.is_dataframe_like
serialization.is_dataframe_like = lambda value: (
    not isinstance(value, (dict, list)) and is_dataframe_like(value)
)


def moments(look: Look) -> Moments:
    """What the Train page shows of a run; its modules are loaded when somebody watches one."""
    from pages.train.moments import ShownMoments

    return ShownMoments(look)


def replayed(
    run: Run, snapshot: Snapshot | None, trouble: str, epoch: float, theme: str
) -> dict[str, str]:
    """What it shows of an epoch of a run that has ended; the same."""
    from pages.train.moments import replayed_moment

    return replayed_moment(run, snapshot, trouble, epoch, theme)


def in_words(ahead: Ahead, owner: str) -> str:
    """What it says about what comes before somebody's training; the same."""
    from pages.train.ahead_in_words import ahead_in_words

    return ahead_in_words(ahead, owner)


def uploads_held() -> Held:
    """What Streamlit 1.67 keeps of uploaded files, which it says nobody."""
    kept = get_instance()._uploaded_file_mgr.file_storage
    # Copies, because the threads of scripts let go of files meanwhile.
    return {
        session: [len(file.data) for file in files.copy().values()]
        for session, files in kept.copy().items()
    }


def address() -> str:
    """The app's address on this computer; its port is known once the server has one."""
    path = "/".join(["", *filter(None, [base.strip("/")])])
    return f"http://localhost:{st.get_option('server.port')}{path}"


base = st.get_option("server.baseUrlPath")
app = st.App(
    Path(__file__).parent / "pages" / "main.py",
    lifespan=partial(lifespan, address=address),
    routes=[
        *(each.route(base) for each in (scripts, NETWORKS, PICTURES, LESSONS)),
        *health.routes(base),
        *leading.routes(base),
        *metrics.routes(base),
        queue.route(in_words, base),
        *routes(moments, base),
        *replay.routes(replayed, base),
    ],
    # From the outside inwards: what leads elsewhere is not compressed, nor kept.
    middleware=[
        Middleware(CountedPages),
        Middleware(Closed, base=base),
        Middleware(FewUploads, held=uploads_held, base=base),
        Middleware(OwnPagesOnly, base=base),
        Middleware(VisitorCookie),
        Middleware(CompressedFiles),
        Middleware(UnknownAddress, pages=ALL_PAGES, base=base),
    ],
)
