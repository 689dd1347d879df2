"""Draw: a digit on the pad, what the network sees of it, and what it makes of that."""

import time
from html import escape

import streamlit as st

from model.loading import networks
from pages.draw.answer import ANSWER_TO_COME, answer_html, look_at, tools_html
from pages.draw.look_inside import View, open_panel, second_network, show_look_inside
from pages.draw.state import BRUSH, DRAW, UNCENTRED
from pages.shared.look.style import INK, theme
from pages.shared.networks.menu import NETWORK, show_network_menu, summary
from pages.shared.pad.pad import Pad, current_pad, show_frame, show_paper
from pages.shared.words.notices import show_notices

PATIENCE = 3.0  # seconds to wait for the pad to appear before the network is loaded anyway
POLL = 0.4  # seconds between looks at a network that is being loaded

state = st.session_state


def page() -> None:
    state.setdefault("visited_at", time.monotonic())
    DRAW.follow_address()
    show_header()
    state.waiting_for = missing()
    state.whole_page = True
    with st.container(key="stage", horizontal=True, gap=None):
        with st.container(key="pad-column", gap=None):
            paper()
            show_brush()
        with st.container(key="answer-column", gap=None):
            st.html(f'<div class="dl-reading">{ANSWER_TO_COME}</div>')
            show_notices(DRAW.notices)
            show_panels()
    DRAW.keep_address()
    if state.waiting_for:
        wait_for_networks()


@st.fragment
def paper() -> None:
    """All that a stroke changes, in as few messages as can be: the pad, and the answer to it.

    An open panel is more than that, and has all of the page run again.
    """
    pad = current_pad()
    load_when_the_pad_is_there(pad)
    show_paper(pad, DRAW[BRUSH.name], INK[theme()])
    # Nothing below may hold up the pad, which is on its way to the browser by now.
    seen = look_at(pad, networks().get(DRAW[NETWORK]))
    answer = answer_html(seen, pad, DRAW[NETWORK], uncentred=DRAW[UNCENTRED.name])
    show_frame(pad, answer, tools_html(pad), press)
    if not state.pop("whole_page", False) and (state.pop("follow", False) or open_panel(DRAW)):
        st.rerun()


def press(name: str) -> None:
    """Do what a button of the pad or of the answer asks for."""
    pad = current_pad()
    if name == "undo":
        pad.undo()
    elif name == "clear":
        pad.clear()
    elif name == "draw":
        pad.put_pen_digit(DRAW[BRUSH.name])
    elif name == "retry":
        networks().retry(DRAW[NETWORK])
    elif name == UNCENTRED.name:
        DRAW.set({UNCENTRED.name: not DRAW[UNCENTRED.name]})
        state.follow = True


def show_panels() -> None:
    """The choice of a panel that looks inside, and the one that is open."""
    found = [networks().get(name) for name in needed()]
    seen = look_at(current_pad(), found[0])
    show_look_inside(View(DRAW, found[0], found[-1], seen.steps, seen.reading))


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
        DRAW.show_share(
            ("This address opens the page with everything set as it is here.", DRAW.query())
        )


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
