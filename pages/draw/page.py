"""Draw: a digit on the pad, what the network sees of it, and what it makes of that."""

import time
from html import escape

import streamlit as st

from model.loading import Failure, networks
from model.pair import looks_like_two
from model.preprocess import Trace, squash, trace
from model.recogniser import Reading, Recogniser, Verdict
from pages.draw import look_inside
from pages.draw.state import BRUSH, DRAW, UNCENTRED
from pages.shared.live.live_chart import steady_chart
from pages.shared.look.charts import probability_bars
from pages.shared.look.pictures import empty_picture, picture
from pages.shared.look.style import INK, theme
from pages.shared.networks.menu import NETWORK, show_network_menu, summary
from pages.shared.pad.pad import Pad, current_pad, show_pad
from pages.shared.words import verdict
from pages.shared.words.notices import show_notices

PATIENCE = 3.0  # seconds to wait for the pad to appear before the network is loaded anyway
POLL = 0.4  # seconds between looks at a network that is being loaded

state = st.session_state


def page() -> None:
    state.setdefault("visited_at", time.monotonic())
    DRAW.follow_address()
    show_header()
    state.waiting_for = missing()
    workspace()
    if state.waiting_for:
        wait_for_networks()


def needed() -> list[str]:
    """The names of the networks that the page shows something of, the chosen one first."""
    return [DRAW[NETWORK], *look_inside.second_network(DRAW)]


def missing() -> list[str]:
    """Those that have not been loaded yet; a failure counts as an answer."""
    return [name for name in needed() if networks().get(name) is None]


@st.fragment
def workspace() -> None:
    """All that changes with a stroke: it runs again without the rest of the app."""
    pad = current_pad()
    load_when_the_pad_is_there(pad)
    with st.container(key="stage", horizontal=True, gap=None):
        with st.container(key="pad-column", gap=None):
            show_pad_and_tools(pad)
        # Nothing below may hold up the pad, which is on its way to the browser by now.
        steps = trace(pad.ink)
        found = [networks().get(name) for name in needed()]
        network, second = found[0], found[-1]
        reading = network.read(steps.image) if steps and isinstance(network, Recogniser) else None
        with st.container(key="answer-column", gap=None):
            with st.container(key="answer", horizontal=True, gap=None):
                with st.container(key="verdict-column", gap="small"):
                    show_verdict(pad, network, reading)
                with st.container(key="bars-column", gap=None):
                    show_bars(reading, ready=pad.opened or patience_is_over())
                with st.container(key="image-column", gap=None):
                    show_input_image(steps, network)
            show_what_is_wrong(pad)
            look_inside.show_look_inside(look_inside.View(DRAW, network, second, steps, reading))
    DRAW.keep_address()


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


def show_what_is_wrong(pad: Pad) -> None:
    """What could not be used."""
    sentences = [*DRAW.notices, *([pad.problem] if pad.problem else [])]
    if sentences:
        with st.container(key="notices"):
            show_notices(sentences)


def show_header() -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="bottom"):
        show_network_menu(DRAW, NETWORK, "Network")
        st.html(f'<p class="dl-summary">{escape(summary(DRAW[NETWORK]))}</p>')
        DRAW.show_share(
            ("This address opens the page with everything set as it is here.", DRAW.query())
        )


def show_pad_and_tools(pad: Pad) -> None:
    brush = DRAW[BRUSH.name]
    show_pad(pad, brush, INK[theme()])
    with st.container(key="tools", horizontal=True, gap="small"):
        st.button("Undo", icon=":material/undo:", on_click=pad.undo, disabled=not pad.can_undo)
        st.button("Clear", icon=":material/delete:", on_click=pad.clear, disabled=not pad.drawing)
        st.button(
            "Draw one for me",
            icon=":material/gesture:",
            on_click=pad.put_pen_digit,
            args=(brush,),
            width="stretch",
        )
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


def show_verdict(pad: Pad, network: Recogniser | Failure | None, reading: Reading | None) -> None:
    if isinstance(network, Failure):
        card = verdict.failed_card(network.sentence)
    elif network is None:
        card = verdict.loading_card(drawn=bool(pad.drawing))
    elif reading is None:
        card = verdict.blank_card()
    else:
        card = verdict.verdict_card(reading, looks_like_two(pad.ink))
    st.html(verdict.about(card, DRAW[NETWORK], pad.strokes_read))
    if isinstance(network, Failure):
        st.button("Try again", on_click=networks().retry, args=(DRAW[NETWORK],), width="stretch")


def show_bars(reading: Reading | None, ready: bool) -> None:
    """Show the ten probabilities; before that, only their place.

    The chart's code is ten times as large as the pad's, and the browser shall not read it first.
    """
    st.html("<h3>How likely is each digit?</h3>")
    if not ready:
        return
    winner = reading.digit if reading and reading.verdict is Verdict.DIGIT else None
    steady_chart(
        probability_bars(reading.probabilities if reading else None, winner, theme()),
        key="bars",
        alt="How probable the network finds each of the ten digits, as bars from 0 to 100 %.",
    )


def show_input_image(steps: Trace | None, network: Recogniser | Failure | None) -> None:
    st.html(
        "<h3>What the network sees</h3>"
        + (
            picture(steps.image, "The 28 by 28 pixels that the network sees of your drawing.")
            if steps
            else empty_picture("Nothing drawn yet, so the network sees nothing.")
        )
        + "<p>28 × 28 pixels, centred like the digits that it learned from (MNIST).</p>"
    )
    st.toggle(
        UNCENTRED.title,
        help="Also shows what the same network says when the whole pad is merely shrunk.",
        **DRAW.control(UNCENTRED.name),
    )
    if DRAW[UNCENTRED.name]:
        show_uncentred(steps, network)


def show_uncentred(steps: Trace | None, network: Recogniser | Failure | None) -> None:
    """What a network sees and says if the whole pad is merely shrunk to 28 x 28."""
    if steps is None:
        image = empty_picture("Nothing drawn yet.")
        answer = "What the same network says when the whole pad is merely shrunk."
    else:
        squashed = squash(steps.ink)
        image = picture(squashed, "Your whole pad, shrunk to 28 by 28 pixels without centring.")
        readable = isinstance(network, Recogniser)
        answer = verdict.in_words(network.read(squashed)) if readable else "Merely shrunk."
    st.html(f'<div class="dl-uncentred">{image}<p>{answer}</p></div>')


page()
