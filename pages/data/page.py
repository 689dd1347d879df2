"""Data: MNIST itself, and what a network makes of it."""

from typing import Any

import streamlit as st

from model.errors import UserError
from model.library import DEFAULT
from pages.data.classes import show_classes
from pages.data.controls import choose
from pages.data.digits import show_digits
from pages.data.mistakes import show_mistakes
from pages.data.one import show_one
from pages.data.shapes import show_shapes
from pages.data.state import DATA, VIEWS, correct, outside_the_view, take_sent
from pages.shared.networks.menu import NETWORK, show_network_menu
from pages.shared.pad.misread import put_image
from pages.shared.pad.pad import current_pad
from pages.shared.words.notices import show_notices
from pages.shared.words.sample_notice import sample_notice
from training.data import Mnist, load_mnist
from training.readings import PARTS, part_of

POLL = 0.4  # seconds between looks at what is being computed

WITH_NETWORK = ("digits", "one", "mistakes")
_WAITING = "data-waiting"  # whether something is being computed that the page then shows

state = st.session_state


def page() -> None:
    digits, problem = find_digits()
    if digits is None:
        show_notices([problem])
        return
    DATA.follow_address()
    correct({part: len(part_of(digits, part)[1]) for part in PARTS})
    send_to_the_pad()
    show_header()
    show_notices(DATA.notices)
    if digits.is_sample:
        st.html(sample_notice(digits))
    pace = POLL if state.get(_WAITING) else None
    st.fragment(show_view, run_every=pace, key="data-view-fragment")(
        digits, pace, outside_the_view()
    )


def find_digits() -> tuple[Mnist | None, str]:
    """The digits that there are by now, or why there are none."""
    try:
        return load_mnist(wait=False), ""
    except UserError as error:
        return None, str(error)


def send_to_the_pad() -> None:
    """If a digit was sent to the pad, put it there and go there."""
    sent = take_sent()
    if sent is None:
        return
    put_image(current_pad(), *sent)
    network = DATA[NETWORK]
    st.switch_page("draw/page.py", query_params={} if network == DEFAULT else {NETWORK: network})


def show_header() -> None:
    with st.container(key="data-header", horizontal=True, vertical_alignment="bottom"):
        choose("view", tuple(VIEWS), VIEWS.get)
        if DATA["view"] in WITH_NETWORK:
            show_network_menu(DATA, NETWORK, "Network")
        DATA.show_share(
            ("This address opens the page as it is now, for a whole class.", DATA.query())
        )


def show_view(digits: Mnist, pace: float | None, outside: tuple[Any, ...]) -> None:
    """The chosen part of the page; it runs again without the rest, and while it waits, often."""
    if outside_the_view() != outside:
        st.rerun()  # what was used here changed more
    view, network, waiting = DATA["view"], DATA[NETWORK], False
    if view == "digits":
        waiting = show_digits(digits, network)
    elif view == "one":
        waiting = show_one(digits, network)
    elif view == "mistakes":
        waiting = show_mistakes(digits, network)
    elif view == "classes":
        show_classes(digits)
    else:
        show_shapes()
    DATA.keep_address()
    if waiting != (pace is not None):
        state[_WAITING] = waiting
        st.rerun()  # from the top, where the page begins or ceases to look again


page()
