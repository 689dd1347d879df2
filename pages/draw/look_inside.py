"""Look inside: the panels under the answer, of which one or none is open.

What is closed is neither computed nor sent. Which one is open stands in the page's address, and
so does the digit that it argues for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from model.explain import ConvolutionalExplainer, Explainer, explainer
from model.loading import Failure, networks
from model.preprocess import Trace
from model.recogniser import Reading, Recogniser
from pages.draw import activations, evidence, softmax_sum, two_networks
from pages.draw.mending import Mend
from pages.draw.why import WHY
from pages.shared.live.live_html import live_html
from pages.shared.look.pictures import step_pictures
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf, Setting
from pages.shared.words import try_and_notice

if TYPE_CHECKING:
    from model.piece_reader import FoundDigit

BEYOND_BOUNDS = "This network’s numbers have grown beyond all bounds, so there is nothing to see."


@dataclass(frozen=True)
class View:
    """What there is to look into at this moment.

    Attributes:
        state: what is set on the page.
        network: the chosen network, why there is none, or None while it is being loaded.
        second: the same of the network to compare it with.
        steps: from the drawing to its image; None if nothing is drawn.
        reading: what the network makes of the image; None without an image or a network.
        number: the digits of a drawing that is several; otherwise none.
        chosen: which of them `steps` and `reading` are about.
        several: whether the drawing looks like more than one digit, though it may be no number.
        mend: why the drawing isn't read as a digit, and what would mend it, if that is known.
    """

    state: PageState
    network: Recogniser | Failure | None
    second: Recogniser | Failure | None
    steps: Trace | None
    reading: Reading | None
    number: Sequence[FoundDigit] = ()
    chosen: int = 0
    several: bool = False
    mend: Mend | None = None


def _show_centring(view: View) -> None:
    live_html(step_pictures(view.steps), key="inside-steps")


def _show_activations(view: View) -> None:
    if _is_ready(view, "what each part of the network puts out"):
        best = view.reading.digit
        activations.show(view.state, _explainer(view.network), view.network, view.steps.image, best)


def _show_evidence(view: View) -> None:
    if _is_ready(view, "where your ink speaks for a digit, and where against it"):
        best = view.reading.digit
        evidence.show(view.state, _explainer(view.network), view.network, view.steps.image, best)


def _show_softmax(view: View) -> None:
    if _is_ready(view, "how ten sums become ten probabilities"):
        reading = view.reading
        logits = view.network.logits(view.steps.image[None])[0]
        softmax_sum.show(logits, reading.digit, reading.second)


def _show_two_networks(view: View) -> None:
    two_networks.show_choice(view.state)
    if _is_ready(view, "what two networks make of the same drawing"):
        _show_pair(view)


def _show_pair(view: View) -> None:
    image, second = view.steps.image, view.second
    if second is None:
        _say("The second network is loading …")
    elif isinstance(second, Failure):
        _say(second.sentence)
        name = view.state[two_networks.SECOND.name]
        st.button("Try again", key="inside-retry", on_click=networks().retry, args=(name,))
    else:
        readings = [view.reading, second.read(image)]
        if _is_finite(readings[1]):
            pair = [(each, _explainer(each)) for each in (view.network, second)]
            two_networks.show(pair, readings, image)
        else:
            _say(BEYOND_BOUNDS)


def _is_ready(view: View, what: str) -> bool:
    """Whether there is an answer to explain; says what is missing if there isn't."""
    if isinstance(view.network, Failure):
        _say("There is no network to look into.")
    elif view.network is None:
        _say("The network is loading …")
    elif view.reading is None:
        _say(f"Draw a digit, and you see here {what}.")
    elif not _is_finite(view.reading):
        _say(BEYOND_BOUNDS)
    else:
        return True
    return False


def _is_finite(reading: Reading) -> bool:
    return bool(np.isfinite(reading.probabilities).all())


def _say(sentence: str) -> None:
    st.html(f'<p class="dl-inside-empty">{escape(sentence)}</p>')


def _explainer(network: Recogniser) -> Explainer:
    if network.spec.kind == "dense":
        return explainer(network)  # nothing to build
    return _compiled(network.name, network)


@st.cache_resource(show_spinner="Taking the network apart …")
def _compiled(name: str, _network: Recogniser) -> ConvolutionalExplainer:
    """A network's explainer that takes a second to build; made once for everybody."""
    return explainer(_network)


@dataclass(frozen=True)
class Panel:
    """One of the panels: what shows it, and what to try in it.

    Attributes:
        name: its name on the button and in the address.
        show: shows it.
        try_this, notice: what to do in it, in a sentence, and what to see.
        way_on: where it continues on the Train page: the link's words, and the settings there.
        settings: what can be set in it.
        suits: whether a network has what there is to try.
    """

    name: str
    show: Callable[[View], None]
    try_this: str
    notice: str
    way_on: tuple[str, dict[str, str]]
    settings: tuple[Setting, ...] = ()
    suits: Callable[[Recogniser], bool] = lambda _: True


EVIDENCE = "Evidence"
PANELS = (
    Panel(
        "Centring",
        _show_centring,
        "Draw the same digit small in a corner, then large in the middle.",
        "The last picture hardly changes, and that is the one that the network sees.",
        ("Train on images like these", {"recipe": "first-network"}),
    ),
    Panel(
        "Activations",
        _show_activations,
        "Press the first tiles with numbers one by one, then add a stroke to your drawing.",
        "A unit that puts out much may add little: what counts is its output times its weight.",
        ("Train other hidden units", {"recipe": "shallow-net"}),
        (WHY, activations.LAYER),
        suits=activations.has_units,
    ),
    Panel(
        EVIDENCE,
        _show_evidence,
        "Argue for a digit that you did not draw. Switch to the other maps, and draw where it is "
        "blue.",
        "The same stroke can speak for one digit and against another.",
        ("Train a network without a hidden layer", {"hidden_units": "none"}),
        (WHY, evidence.MAPS),
    ),
    Panel(
        "Softmax",
        _show_softmax,
        "Spoil your digit little by little, and watch the two largest logits come together.",
        "A lead of one in logits is a factor of 2.7 in probability, wherever it lies.",
        ("Train one with ten hidden units", {"recipe": "ten-lines"}),
    ),
    Panel(
        "Two networks",
        _show_two_networks,
        "Draw a digit that only one of them reads.",
        "Two networks can agree and still look at different parts of your ink.",
        ("Train a third one", {"recipe": "scaled-inputs"}),
        (two_networks.SECOND,),
    ),
)
INSIDE = OneOf("inside", None, tuple(each.name for each in PANELS), title="Look inside")
SETTINGS = (INSIDE, *(setting for each in PANELS for setting in each.settings))


def second_network(state: PageState) -> list[str]:
    """The name of the network to compare with, if the panel that does so is open."""
    panel = open_panel(state)
    return [state[two_networks.SECOND.name]] if panel and panel.show is _show_two_networks else []


def open_panel(state: PageState) -> Panel | None:
    """The panel that is open."""
    return next((each for each in PANELS if each.name == state[INSIDE.name]), None)


def argue_for(state: PageState, digit: str) -> None:
    """Explain a digit: in the panel that is open, if it can, or in Evidence, if none is.

    Args:
        state: the page's.
        digit: a browser may send anything.
    """
    if digit in WHY.choices and can_argue(state):
        panel = open_panel(state)
        state.set({INSIDE.name: panel.name if panel else EVIDENCE, WHY.name: digit})


def can_argue(state: PageState) -> bool:
    """Whether a digit can be asked for: what is open is about one, or nothing is open."""
    panel = open_panel(state)
    return panel is None or WHY in panel.settings


def show_choice(state: PageState) -> None:
    """The choice of a panel."""
    with st.container(key="inside-choice", horizontal=True, vertical_alignment="center"):
        st.html('<span class="dl-label" aria-hidden="true">Look inside</span>', width="content")
        st.pills(
            INSIDE.title,
            INSIDE.choices,
            wrap=True,
            label_visibility="collapsed",
            **state.control(INSIDE.name, initial="default"),
        )


def show_panel(panel: Panel, view: View) -> None:
    """What a panel shows of a drawing."""
    if not isinstance(view.network, Recogniser) or panel.suits(view.network):
        st.html(try_and_notice.words(panel.try_this, panel.notice))
    panel.show(view)
    try_and_notice.show_way_on(*panel.way_on)
