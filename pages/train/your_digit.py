"""What a network makes of the visitor's digit, and its first layer's weights, at one moment."""

from html import escape

import numpy as np
import streamlit as st

from model.dense import probabilities
from model.preprocess import to_mnist
from model.recogniser import Reading, Verdict, judge
from pages.shared.live.live_html import live_html
from pages.shared.look.bars import ten_bars
from pages.shared.look.diverging import legend
from pages.shared.look.pictures import empty_picture, picture
from pages.shared.look.style import INK, theme
from pages.shared.pad.drawing import DEFAULT_BRUSH
from pages.shared.pad.pad import Pad, current_pad, show_frame, show_paper
from pages.shared.words.probability import probability
from pages.train.tiles import MOST_TILES, Tiles, tiles
from training.runs.run import Run, Snapshot

state = st.session_state


def show_digit(run: Run | None, snapshot: Snapshot | None) -> None:
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


def tiles_card(run: Run | None, snapshot: Snapshot | None, trouble: str) -> str:
    config = run.config if run else None
    title = "What each digit’s weights look for"
    if config is None or config.hidden_units:
        title = "Hidden units as they learn"
    if snapshot is None:
        words = trouble or "Each tile will show the weights of one hidden unit, pixel by pixel."
        body = f'<div class="dl-tiles"><p>{escape(words)}</p></div>'
        return f'<div class="dl-weights"><h3>{title}</h3>{body}{legend(None, theme())}</div>'
    shown = tiles(run.id, snapshot, theme())
    count = f"{shown.count} of {shown.units:,}" if shown.units > MOST_TILES else ""
    alt = f"{title}: the weights from each of the 28 by 28 pixels, {shown.count} tiles."
    labels = "" if config.hidden_units else _digit_labels(shown)
    body = (
        f'<div class="dl-tiles"><div style="--across:{shown.columns};--down:{shown.rows}">'
        f'<img alt="{alt}" src="{shown.url}">{labels}</div></div>'
    )
    return (
        f'<div class="dl-weights" data-epoch="{snapshot.epoch:g}">'
        f"<h3>{title}<small>{count}</small></h3>{body}{legend(shown.limit, theme())}</div>"
    )


def _digit_labels(shown: Tiles) -> str:
    """The number of each class in the corner of its tile."""
    return "".join(
        f'<span style="left:{place % shown.columns / shown.columns:.2%};'
        f'top:{place // shown.columns / shown.rows:.2%}">{place}</span>'
        for place in range(shown.count)
    )
