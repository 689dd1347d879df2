"""Data: MNIST itself, and what a network makes of it."""

import streamlit as st

from model.errors import UserError
from pages.data.address import (
    PARAMETERS,
    VIEWS,
    as_text,
    follow_address,
    follow_if_asked,
    here,
    settle_address,
)
from pages.data.classes import show_classes
from pages.data.controls import choose, control_key
from pages.data.digits import show_digits
from pages.data.image_to_strokes import redraw
from pages.data.mistakes import show_mistakes
from pages.data.one import show_one
from pages.data.shapes import show_shapes
from pages.shared.networks.menu import NETWORK, NetworkMenu
from pages.shared.pad.pad import current_pad
from pages.shared.url import address
from pages.shared.url.class_address import page_address
from pages.shared.words.notices import show_notices
from pages.shared.words.sample_notice import sample_notice
from training.data import Mnist, load_mnist
from training.readings import PARTS, part_of

POLL = 0.4  # seconds between looks at what is being computed

MENU = NetworkMenu(NETWORK)
VIEW_NAMES = {
    "digits": "Digits",
    "one": "One digit",
    "mistakes": "Mistakes",
    "classes": "Classes",
    "shapes": "Shapes",
}
WITH_NETWORK = ("digits", "one", "mistakes")


def page() -> None:
    digits, problem = find_digits()
    if digits is None:
        show_notices([problem])
        return
    newly_opened = control_key("view") not in st.session_state
    found = MENU.follow_address()
    follow_address(newly_opened, {part: len(part_of(digits, part)[1]) for part in PARTS})
    send_to_the_pad(digits)
    show_header()
    show_notices([*found, *here().notices])
    if digits.is_sample:
        st.html(sample_notice(digits))
    pace = POLL if here().waiting else None
    st.fragment(show_view, run_every=pace, key="data-view-fragment")(digits, pace)


def find_digits() -> tuple[Mnist | None, str]:
    """The digits that there are by now, or why there are none."""
    try:
        return load_mnist(wait=False), ""
    except UserError as error:
        return None, str(error)


def send_to_the_pad(digits: Mnist) -> None:
    """If a digit was sent to the pad, put it there and go there."""
    state = here()
    if state.sent is None:
        return
    (part, number), state.sent = state.sent, None
    images, _ = part_of(digits, part)
    drawing, ink = redraw(images[number])
    current_pad().offer(drawing, ink)
    usual = MENU.chosen == NETWORK.default
    st.switch_page("draw/page.py", query_params={} if usual else {NETWORK.name: MENU.chosen})


def show_header() -> None:
    with st.container(key="data-header", horizontal=True, vertical_alignment="bottom"):
        choose("view", "What to look at", VIEWS, VIEW_NAMES.get)
        if here().choice.view in WITH_NETWORK:
            MENU.show("Network", on_choice=forget_notices)
        # Opening it runs the page again, so that the address is the one of this moment.
        share = st.popover("Share", icon=":material/link:", key="data-share", on_change="rerun")
        if share.open:
            share.write("This address opens the page as it is now, for a whole class.")
            share.code(shared_address(), language=None, wrap_lines=True)


def shared_address() -> str:
    """The address of the page as it is now."""
    values = {NETWORK.name: MENU.chosen} | as_text(here().choice)
    return address.with_values(page_address(), values, (NETWORK, *PARAMETERS))


def forget_notices() -> None:
    here().notices = ()


def show_view(digits: Mnist, pace: float | None) -> None:
    """The chosen part of the page; it runs again without the rest, and while it waits, often."""
    follow_if_asked()
    choice, state = here().choice, here()
    waiting = False
    if choice.view == "digits":
        waiting = show_digits(digits, choice, MENU.chosen)
    elif choice.view == "one":
        waiting = show_one(digits, choice, MENU.chosen)
    elif choice.view == "mistakes":
        waiting = show_mistakes(digits, choice, MENU.chosen)
    elif choice.view == "classes":
        show_classes(digits, choice)
    else:
        show_shapes()
    settle_address()
    if waiting != (pace is not None):
        state.waiting = waiting
        st.rerun()  # from the top, where the page begins or ceases to look again


page()
