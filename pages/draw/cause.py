"""What the page says when a drawing isn't read as a digit, and the button that mends it."""

from typing import Any

import streamlit as st

from model.recogniser import Reading, Recogniser, Verdict
from pages.draw.mending import THIN, Cause, Mend, find_mend
from pages.draw.state import BRUSH, DRAW
from pages.shared.networks.menu import NETWORK
from pages.shared.pad.pad import Pad

MEND = "mend"  # what is sent when the button is pressed
_STATE = "draw-cause"


def cause_of(pad: Pad, network: Recogniser, reading: Reading, several: bool) -> Mend | None:
    """Why what is on the pad isn't read as a digit, if that is known.

    It is looked for once for each drawing, and not where the card knows a reason already.

    Args:
        pad: the pad.
        network: what reads it.
        reading: what it makes of what is on the pad.
        several: whether that looks like several digits.
    """
    if not pad.is_settled:
        return None
    about = pad.drawing, DRAW[NETWORK]
    known, mend = _found()
    if known != about:
        said = reading.verdict is Verdict.DIGIT or several
        mend = None if said else find_mend(pad.drawing, network.predict)
        st.session_state[_STATE] = about, mend
    return mend


def mend_drawing(pad: Pad) -> None:
    """Do what the button says, unless something else is on the pad by now."""
    about, mend = _found()
    if mend is None or about[0] != pad.drawing:
        return
    pad.put(mend.change.drawing(pad.drawing), mend.ink)
    if mend.cause is Cause.BRUSH:
        DRAW.set({BRUSH.name: THIN})  # so that the next stroke fits


def cause_html(mend: Mend | None) -> str:
    """The sentence and the button, in place of the card's own sentence (cause.css).

    It stands beside the card, which the browser writes, too; while the browser's answer is ahead of
    the server's, it is hidden.
    """
    said = ""
    if mend:
        button = f'<button class="dl-button" data-press="{MEND}">{mend.button}</button>'
        said = f"<p>{mend.sentence}</p>{button}"
    return f'<div class="dl-cause" role="status">{said}</div>'


def _found() -> tuple[Any, Mend | None]:
    """What was looked into last (the drawing and the network), and what was found."""
    return st.session_state.get(_STATE, (None, None))
