"""Look inside: the panels under the answer, of which one or none is open.

What is closed is neither computed nor sent. Which one is open stands in the page's address, and
so does the digit that it argues for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from model.explain import ConvolutionalExplainer, Explainer, explainer
from model.preprocess import Trace
from model.recogniser import Reading, Recogniser
from pages.widgets import activations, evidence, lesson, softmax_sum, two_networks
from pages.widgets.address import OneOf
from pages.widgets.networks import Failure
from pages.widgets.pictures import step_pictures
from pages.widgets.steady_html import steady_html
from pages.widgets.why import WHY

CENTRING = "Centring"
ACTIVATIONS = "Activations"
EVIDENCE = "Evidence"
SOFTMAX = "Softmax"
TWO_NETWORKS = "Two networks"

state = st.session_state


@dataclass(frozen=True)
class View:
    """What there is to look into at this moment.

    Attributes:
        network: the chosen network, why there is none, or None while it is being loaded.
        second: the same of the network to compare it with.
        steps: from the drawing to its image; None if nothing is drawn.
        reading: what the network makes of the image; None without an image or a network.
    """

    network: Recogniser | Failure | None
    second: Recogniser | Failure | None
    steps: Trace | None
    reading: Reading | None


def _show_centring(view: View) -> None:
    steady_html(step_pictures(view.steps), key="inside-steps")


def _show_activations(view: View) -> None:
    if _is_ready(view, "what each part of the network puts out"):
        activations.show(_explainer(view.network), view.network, view.steps.image)


def _show_evidence(view: View) -> None:
    if _is_ready(view, "where your ink speaks for a digit, and where against it"):
        evidence.show(_explainer(view.network), view.network, view.steps.image)


def _show_softmax(view: View) -> None:
    if _is_ready(view, "how ten sums become ten probabilities"):
        softmax_sum.show(view.network.logits(view.steps.image[None])[0])


def _show_two_networks(view: View) -> None:
    two_networks.show_choice()
    if _is_ready(view, "what two networks make of the same drawing"):
        image = view.steps.image
        if isinstance(view.second, Recogniser):
            pair = [(each, _explainer(each)) for each in (view.network, view.second)]
            two_networks.show(pair, image)
        elif isinstance(view.second, Failure):
            _say(view.second.sentence)
        else:
            _say("The second network is loading …")


def _is_ready(view: View, what: str) -> bool:
    """Whether there is an answer to explain; says what is missing if there isn't."""
    if isinstance(view.network, Failure):
        _say("There is no network to look into.")
    elif view.network is None:
        _say("The network is loading …")
    elif view.reading is None:
        _say(f"Draw a digit, and you see here {what}.")
    else:
        return True
    return False


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
    """One of the panels: what shows it, and its lesson.

    Attributes:
        show: shows it.
        try_this, notice: the lesson in two sentences.
        way_on: where it continues on the Train page: the link's words, and the settings there.
    """

    show: Callable[[View], None]
    try_this: str
    notice: str
    way_on: tuple[str, dict[str, str]]


_PANELS = {
    CENTRING: Panel(
        _show_centring,
        "Draw the same digit small in a corner, then large in the middle.",
        "The last picture hardly changes, and that is the one that the network sees.",
        ("Train on images like these", {"recipe": "first-network"}),
    ),
    ACTIVATIONS: Panel(
        _show_activations,
        "Point at the first tiles one by one, then add a stroke to your drawing.",
        "A unit that puts out much may add little: what counts is its output times its weight.",
        ("Train other hidden units", {"recipe": "shallow-net"}),
    ),
    EVIDENCE: Panel(
        _show_evidence,
        "Argue for a digit that it is not, and draw what is blue in the last picture.",
        "The same stroke can speak for one digit and against another.",
        ("Train a network without a hidden layer", {"hidden_units": "none"}),
    ),
    SOFTMAX: Panel(
        _show_softmax,
        "Spoil your digit little by little, and watch the two largest logits come together.",
        "A lead of one in logits is a factor of 2.7 in probability, wherever it lies.",
        ("Train one that ends in a softmax", {"recipe": "ten-lines"}),
    ),
    TWO_NETWORKS: Panel(
        _show_two_networks,
        "Draw a digit that only one of them reads.",
        "More than their answers differs: they look at different parts of your ink.",
        ("Train a third one", {"recipe": "scaled-inputs"}),
    ),
}
PANELS = tuple(_PANELS)

INSIDE = OneOf("inside", "", PANELS)
PARAMETERS = (INSIDE, WHY, activations.LAYER)


def is_open(panel: str) -> bool:
    """Whether a panel is the one that is open."""
    return state.get(INSIDE.name) == panel


def in_address() -> dict[str, str]:
    """What the page's address says of what is open."""
    values = {each.name: state.get(each.name) or each.default for each in PARAMETERS}
    return values | {two_networks.SECOND.parameter.name: two_networks.SECOND.chosen}


def show_look_inside(view: View) -> None:
    """The choice of a panel, and the panel that is open."""
    with st.container(key="inside-choice", horizontal=True, vertical_alignment="center"):
        st.html('<span class="dl-label" aria-hidden="true">Look inside</span>', width="content")
        chosen = st.pills(
            "Look inside",
            PANELS,
            key=INSIDE.name,
            bind="query-params",
            wrap=True,
            label_visibility="collapsed",
        )
    if chosen is None:
        return
    panel = _PANELS[chosen]
    with st.container(key="inside-panel"):
        st.html(lesson.words(panel.try_this, panel.notice))
        panel.show(view)
        lesson.show_way_on(*panel.way_on)
