"""What a network makes of the visitor's digit at one moment of its training."""

from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from model.dense import probabilities
from model.preprocess import to_mnist
from model.recogniser import Reading, Verdict, judge
from pages.shared.live.live_html import live_html
from pages.shared.look.bars import ten_bars
from pages.shared.look.pictures import empty_picture, picture
from pages.shared.look.style import INK, theme
from pages.shared.networks.in_browser import live
from pages.shared.pad.drawing import DEFAULT_BRUSH
from pages.shared.pad.pad import Pad, current_pad, show_frame, show_paper
from pages.shared.words import verdict
from pages.shared.words.probability import probability
from pages.train.snapshot import look_at, snapshot_of
from server.watching.digits import Drawn, digits
from training.runs.run import Run, Snapshot

WORDS = {
    "bars": "How likely the network finds each digit. Its best guess is {0}, {1}.",
    "no_bars": "How likely the network finds each digit. Nothing to show yet.",
    **{key: verdict.WORDS[key] for key in ("image", "no_image")},
}

state = st.session_state


@st.fragment
def show_digit(run_id: str | None, looked_at: float | None, shown_theme: str) -> None:
    """Show a small pad, and ten bars of what a run's network makes of the drawing.

    A stroke runs this again, and nothing else of the page.

    Args:
        run_id: the run; None for none.
        looked_at: the epoch that is replayed, if one is.
        shown_theme: the theme in which the rest was shown.
    """
    if theme() != shown_theme:
        st.rerun()  # curves and tiles have colours, too
    pad = current_pad()
    image = _image(pad)
    digits.put(pad.session, None if image is None else Drawn(image, pad.strokes_read))
    run, _ = look_at(run_id)
    snapshot, _ = snapshot_of(run, looked_at)
    st.html("<h3>Your digit as it learns</h3>")
    with st.container(key="watch-digit-row", horizontal=True, gap=None):
        with st.container(key="watch-pad", gap=None):
            show_paper(pad, DEFAULT_BRUSH, INK[theme()])
            show_frame(pad)
        live_html(_live(run, looked_at) + _bars(run, snapshot, image) + "</div>", "watch-bars")
    with st.container(key="watch-pad-tools", horizontal=True, vertical_alignment="center"):
        live_html(_live(None, None) + _thumbnail(image) + "</div>", "watch-thumbnail")
        st.button(
            "Draw one for me",
            key="watch-draw-one",
            icon=":material/gesture:",
            on_click=pad.put_pen_digit,
            args=(DEFAULT_BRUSH,),
            width="stretch",
        )
        st.button(
            "Clear",
            key="watch-clear",
            icon=":material/delete:",
            on_click=pad.clear,
            disabled=not pad.drawing,
        )


def _live(run: Run | None, looked_at: float | None) -> str:
    """The beginning of a place in which the browser reads while the pen moves."""
    moment: dict[str, Any] = {"address": "", "changes": False}
    if run and (run.status.is_live or run.latest is not None):
        epoch = {} if looked_at is None else {"epoch": looked_at}
        address = f"runs/{run.id}/network?{urlencode(epoch)}".rstrip("?")
        moment = {"address": address, "changes": run.status.is_live}
    return f"<div {live([], moment=moment, words=WORDS)}>"


def _image(pad: Pad) -> np.ndarray | None:
    """The drawing in MNIST's form, made once for each drawing."""
    ink, image = state.get("watch_image", (None, None))
    if ink is not pad.ink:
        image = to_mnist(pad.ink)
        state.watch_image = (pad.ink, image)
    return image


def _thumbnail(image: np.ndarray | None) -> str:
    if image is None:
        return empty_picture(WORDS["no_image"])
    return picture(image, WORDS["image"])


def _bars(run: Run | None, snapshot: Snapshot | None, image: np.ndarray | None) -> str:
    """Ten bars, always all ten; only a digit that the network is sure of gets the colour."""
    reading: Reading | None = None
    if run is not None and snapshot is not None and image is not None:
        values = probabilities(run.config.spec, snapshot.weights, image[None])[0]
        if np.isfinite(values).all():
            reading = judge(values)
    winner = reading.digit if reading and reading.verdict is Verdict.DIGIT else None
    bars = ten_bars(reading.probabilities if reading else None, winner, _bars_in_words(reading))
    hint = "" if image is not None else "<p>Draw a digit: it is read while the network learns.</p>"
    return bars + hint


def _bars_in_words(reading: Reading | None) -> str:
    if reading is None:
        return WORDS["no_bars"]
    return WORDS["bars"].format(reading.digit, probability(reading.probability))
