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
from pages.widgets import activations, evidence, softmax_sum, two_networks
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
PANELS = (CENTRING, ACTIVATIONS, EVIDENCE, SOFTMAX, TWO_NETWORKS)

INSIDE = OneOf("inside", "", PANELS)
PARAMETERS = (INSIDE, WHY, activations.LAYER)

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


def is_open(panel: str) -> bool:
    """Whether a panel is the one that is open."""
    return state.get(INSIDE.name) == panel


def in_address() -> dict[str, str]:
    """What the page's address says of what is open."""
    values = {each.name: state.get(each.name) or each.default for each in PARAMETERS}
    return values | {two_networks.SECOND.parameter.name: two_networks.SECOND.chosen}


def show_look_inside(
    network: Recogniser | Failure | None,
    second: Recogniser | Failure | None,
    steps: Trace | None,
    reading: Reading | None,
) -> None:
    """The choice of a panel, and the panel that is open.

    Args:
        network, second, steps, reading: see `View`.
    """
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
    with st.container(key="inside-panel"):
        _SHOW[chosen](View(network, second, steps, reading))


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


_SHOW: dict[str, Callable[[View], None]] = {
    CENTRING: _show_centring,
    ACTIVATIONS: _show_activations,
    EVIDENCE: _show_evidence,
    SOFTMAX: _show_softmax,
    TWO_NETWORKS: _show_two_networks,
}


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
