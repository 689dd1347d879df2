"""The grid of digits: what a network is fed, a dozen at a time."""

import streamlit as st

from model.loading import Failure
from pages.data.controls import choose, turn
from pages.data.missing import retry, show_missing
from pages.data.pager import first_shown, show_pager
from pages.data.state import ANSWERS, DATA
from pages.data.tiles import matching, take_press, tiles
from pages.shared.live.live_html import live_html
from pages.shared.networks.readings import Progress, readings_shelf
from pages.shared.words.try_and_notice import words
from training.data import Mnist
from training.readings import PARTS, part_of

A_DOZEN, MANY = 12, 60


def show_digits(digits: Mnist, network: str) -> bool:
    """Show the grid; whether it still waits for a network's answers."""
    with st.container(key="data-filters", horizontal=True, vertical_alignment="bottom"):
        choose("part", PARTS, str.capitalize, start=0, digit=0)
        choose("label", (None, *range(10)), _label_name, start=0)
        choose("answer", tuple(ANSWERS), ANSWERS.get, start=0)
        turn("many", "Five times as many digits at once, smaller.", start=0)
    st.html(
        words(
            "Pick one digit, then look at those that are read wrong.",
            "How differently people write it: a network has to call all of these the same.",
        )
    )
    images, labels = part_of(digits, DATA["part"])
    readings = None
    if DATA["answer"] != "all":
        readings = readings_shelf().get(network, DATA["part"], digits)
        if isinstance(readings, Progress | Failure):
            show_missing(network, readings, retry(network))
            return isinstance(readings, Progress)
    found = matching(labels, readings, DATA["label"], DATA["answer"])
    size = MANY if DATA["many"] else A_DOZEN
    start = first_shown(DATA["start"], len(found), size)
    shown = found[start : start + size]
    live_html(
        f'<ol class="dl-digits" data-size="{size}">'
        + tiles(images, labels, shown, DATA["part"], readings)
        + "</ol>",
        key="data-grid",
        on_press=lambda press: take_press(press, DATA["part"], len(labels)),
    )
    show_pager("start", start, len(found), size)
    return False


def _label_name(label: int | None) -> str:
    return "All" if label is None else str(label)
