"""What a network makes of the visitor's digit at one moment of its training."""

import numpy as np
import streamlit as st

from model.dense import probabilities
from model.preprocess import to_mnist
from model.recogniser import Reading, Verdict, judge
from pages.shared.live.live_html import live_html
from pages.shared.look.bars import ten_bars
from pages.shared.look.pictures import empty_picture, picture
from pages.shared.look.style import INK, theme
from pages.shared.pad.drawing import DEFAULT_BRUSH
from pages.shared.pad.pad import Pad, current_pad, show_frame, show_paper
from pages.shared.words.probability import probability
from training.runs.run import Run, Snapshot

state = st.session_state


def show_digit(run: Run | None, snapshot: Snapshot | None) -> None:
    """Show a small pad, and ten bars of what the snapshot's network makes of the drawing."""
    pad = current_pad()
    image = _image(pad)
    st.html("<h3>Your digit as it learns</h3>")
    with st.container(key="watch-digit-row", horizontal=True, gap=None):
        with st.container(key="watch-pad", gap=None):
            show_paper(pad, DEFAULT_BRUSH, INK[theme()])
            show_frame(pad)
        live_html(_bars(run, snapshot, image), "watch-bars")
    with st.container(key="watch-pad-tools", horizontal=True, vertical_alignment="center"):
        live_html(_thumbnail(image), "watch-thumbnail")
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


def _image(pad: Pad) -> np.ndarray | None:
    """The drawing in MNIST's form, made once for each drawing."""
    ink, image = state.get("watch_image", (None, None))
    if ink is not pad.ink:
        image = to_mnist(pad.ink)
        state.watch_image = (pad.ink, image)
    return image


def _thumbnail(image: np.ndarray | None) -> str:
    if image is None:
        return empty_picture("Nothing drawn yet, so the network sees nothing.")
    return picture(image, "The 28 by 28 pixels that the network sees of your drawing.")


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
        return "How likely the network finds each digit. Nothing to show yet."
    return (
        f"How likely the network finds each digit. Its best guess is {reading.digit}, "
        f"{probability(reading.probability)}."
    )
