"""Draw: a digit on the pad, what the network sees of it, and what it makes of that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.errors import UserError
from model.loading import networks
from model.preprocess import trace
from model.recogniser import Recogniser
from pages.draw.answer import answer_html, answer_to_come, boxes, tools_html
from pages.draw.cause import MEND, cause_of, mend_drawing
from pages.draw.from_paper import show_from_paper
from pages.draw.look_inside import (
    View,
    argue_for,
    can_argue,
    open_panel,
    second_network,
    show_choice,
    show_panel,
)
from pages.draw.panel_into_sight import bring_into_sight
from pages.draw.state import BRUSH, DRAW, UNCENTRED
from pages.draw.why import ASKED
from pages.shared.look.style import INK, theme
from pages.shared.networks.menu import NETWORK, show_network_menu, summary
from pages.shared.pad import drawing_in_address, misread
from pages.shared.pad.pad import Pad, current_pad, show_frame, show_paper
from pages.shared.pad.redrawing import stroke_inks
from pages.shared.words.notices import show_notices
from pages.shared.words.verdict import NUMBERED
from server.timing import readings
from training.journal import Refused, journal

if TYPE_CHECKING:
    from model.piece_reader import FoundDigit

PATIENCE = 3.0  # seconds to wait for the pad to appear before the network is loaded anyway
POLL = 0.4  # seconds between looks at a network that is being loaded

state = st.session_state


def page() -> None:
    state.setdefault("visited_at", time.monotonic())
    DRAW.follow_address()
    take_drawing_of_link()
    show_header()
    state.waiting_for = missing()
    with st.container(key="stage", horizontal=True, gap=None):
        pad_column = st.container(key="pad-column", gap=None)
        with st.container(key="answer-column", gap=None):
            st.html(answer_to_come(DRAW[NETWORK]))
            show_notices(DRAW.notices)
            show_choice(DRAW)
            place = st.container(key="inside-panel") if open_panel(DRAW) else None
        with pad_column:
            pad_place = st.container(gap=None)
            # The slider first: the canvas answers what it is told, and with that Streamlit's page
            # would send the old width, as if somebody had moved the slider back.
            show_brush()
        with pad_place:
            drawing(outside_the_drawing(), place)
    panel = open_panel(DRAW)
    bring_into_sight(panel.name if panel else None)
    DRAW.keep_address()
    if state.waiting_for:
        wait_for_networks()


def outside_the_drawing() -> tuple[Any, ...]:
    """What of the state shows elsewhere on the page."""
    return DRAW.query(), tuple(DRAW.notices)


@st.fragment
def drawing(outside: tuple[Any, ...], place: DeltaGenerator | None) -> None:
    """All that a stroke changes, in as few messages as can be: the pad, and the answer to it.

    Args:
        outside: what the rest of the page shows.
        place: where the open panel is shown, if one is: last, so that nothing waits for it.
    """
    if outside_the_drawing() != outside:
        st.rerun()  # what was used here changed more
    pad = current_pad()
    load_when_the_pad_is_there(pad)
    show_paper(pad, DRAW[BRUSH.name], INK[theme()])
    # Nothing below may hold up the pad, which is on its way to the browser by now.
    view = look_at(pad)
    answer = answer_html(view, pad, DRAW[NETWORK], uncentred=DRAW[UNCENTRED.name])
    tools = tools_html(pad) + misread.misread_html(pad)
    about = misread.to_keep(pad)
    show_frame(pad, answer, tools, press, boxes(view, pad), keys(pad), about, misread.restore)
    panel = open_panel(DRAW)
    if panel and place:
        with place:
            show_panel(panel, view)


def look_at(pad: Pad) -> View:
    """What the networks make of what is on the pad; each is asked for once."""
    found = [networks().get(name) for name in needed()]
    network, steps = found[0], trace(pad.ink)
    if steps is None or not isinstance(network, Recogniser):
        return View(DRAW, network, found[-1], steps, None)
    with readings.measured():
        digits, is_number = digits_on(pad, network)
        if not is_number:
            reading, several = network.read(steps.image), bool(digits)
            mend = cause_of(pad, network, reading, several)
            return View(DRAW, network, found[-1], steps, reading, several=several, mend=mend)
    chosen = pad.digit_looked_at(len(digits))
    steps = trace(digits[chosen].alone(pad.ink.shape))
    return View(DRAW, network, found[-1], steps, digits[chosen].reading, digits, chosen, True)


def digits_on(pad: Pad, network: Recogniser) -> tuple[Sequence[FoundDigit], bool]:
    """The digits on the pad, if there are several, and whether they are a number."""
    if len(pad.drawing.strokes) < 2:
        return (), False
    # OpenCV is imported when the first drawing of several strokes comes.
    from model.digits_in_ink import is_number
    from model.number_on_pad import read_several

    digits = read_several(pad.ink, network.predict, partial(stroke_inks, pad.drawing))
    return digits, is_number(digits)


def keys(pad: Pad) -> list[str]:
    """The presses that keys may ask for though there is no button."""
    return [*["redo"] * pad.can_redo, *[ASKED] * can_argue(DRAW)]


def press(name: str) -> None:
    """Do what a button of the pad or of the answer asks for."""
    pad = current_pad()
    if name == "undo":
        pad.undo()
    elif name == "redo":
        pad.redo()
    elif name == "clear":
        pad.clear()
    elif name == "draw":
        pad.put_pen_digit(DRAW[BRUSH.name])
    elif name == misread.NEXT:
        misread.put_next(pad)
    elif name == "retry":
        networks().retry(DRAW[NETWORK])
    elif name == MEND:
        mend_drawing(pad)
    elif name.startswith(ASKED):
        argue_for(DRAW, name.removeprefix(ASKED))
    elif name.startswith(NUMBERED):
        pad.look_at(name.removeprefix(NUMBERED))
    elif name == UNCENTRED.name:
        DRAW.set({UNCENTRED.name: not DRAW[UNCENTRED.name]})


def needed() -> list[str]:
    """The names of the networks that the page shows something of, the chosen one first."""
    return [DRAW[NETWORK], *second_network(DRAW)]


def missing() -> list[str]:
    """Those that have not been loaded yet; a failure counts as an answer."""
    return [name for name in needed() if networks().get(name) is None]


def load_when_the_pad_is_there(pad: Pad) -> None:
    """Start loading the networks, but not while the browser still waits for the pad.

    Importing TensorFlow keeps the server's Python busy for seconds.
    """
    absent = missing()
    if not absent:
        return  # all are there, or one failed and is tried again when somebody asks for it
    if pad.opened or patience_is_over() or networks().any_ready:
        for name in absent:
            networks().request(name)
    if state.waiting_for != absent:
        st.rerun()  # from the top, where the page begins to wait for them


def patience_is_over() -> bool:
    """Whether the pad should have been there long ago; then nothing waits for it any more."""
    return time.monotonic() - state.visited_at > PATIENCE


@st.fragment(run_every=POLL)
def wait_for_networks() -> None:
    """Look now and then whether a network has been loaded, and then show its answer."""
    load_when_the_pad_is_there(current_pad())
    if state.waiting_for != missing():
        st.rerun()


def show_header() -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="bottom"):
        show_network_menu(DRAW, NETWORK, "Network")
        st.html(f'<p class="dl-summary">{escape(summary(DRAW[NETWORK]))}</p>')
        show_from_paper()
        DRAW.show_share(*addresses())


def addresses() -> list[tuple[str, dict[str, str]]]:
    """What can be shared: the page, and the page with the drawing on it."""
    query = DRAW.query()
    shared = [("This address opens the page with everything set as it is here.", query)]
    drawing = current_pad().drawing
    if drawing:
        text, thinned = drawing_in_address.write(drawing)
        words = "This one brings your drawing along."
        if thinned:
            words += " It is long, so that its lines are simplified."
        if text:
            shared.append((words, query | {drawing_in_address.PARAMETER: text}))
        else:
            shared.append(("The drawing is too long for an address.", query))
    return shared


def take_drawing_of_link() -> None:
    """Put the drawing that came with a link on the pad, once; what was there can be had back."""
    text = st.query_params.get(drawing_in_address.PARAMETER)
    before = state.get("drawing_of_link")
    state.drawing_of_link = text  # once it is out of the address, the link can be opened again
    if text is None or text == before:
        return
    try:
        with journal.refusing(Refused.DRAWING):
            drawing = drawing_in_address.read(text)
        current_pad().offer(drawing)
    except UserError as error:
        DRAW.notices.append(str(error))


def show_brush() -> None:
    with st.container(key="brush-row", horizontal=True, vertical_alignment="center"):
        st.html('<span class="dl-label" aria-hidden="true">Brush</span>', width="content")
        st.slider(
            BRUSH.title,
            BRUSH.low,
            BRUSH.high,
            step=2,
            label_visibility="collapsed",
            **DRAW.control(BRUSH.name),
        )


page()
