"""A menu of all networks, shipped and trained here, whose choice stands in the page's address."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from model import library
from model.errors import UserError
from model.library import DEFAULT
from model.loading import networks
from pages.shared.networks.trained import trained_networks
from pages.shared.url.page_state import PageState, showing_one_of
from pages.shared.url.setting import Setting, quoted
from pages.shared.visitor import visitor
from pages.shared.words.runs import numbered

NETWORK = "network"
MOST_TRAINED = 20  # of one's own networks in the menu, the newest
# What each network that comes with the app is, for somebody who has never met one.
IN_SHORT = {
    "no-hidden-layer": "Nothing lies between pixels and answers: one map of weights a digit.",
    "ten-lines": "Ten hidden neurons, which must do for all digits.",
    "raw-inputs": "32 hidden neurons, fed pixels from 0 to 255 in batches of ten.",
    "raw-inputs-large-batch": "The same 32 neurons and raw pixels, in batches of 128.",
    "scaled-inputs": "The same 32 neurons, fed pixels from 0 to 1: one division, fewer mistakes.",
    "shallow-net": "64 hidden neurons that learned in very small steps.",
    "first-network": "512 hidden neurons: strong on MNIST, and sure of whatever it is shown.",
    "default": "Convolutional, made for drawings: it also learned what is no digit.",
}


@dataclass(frozen=True)
class NetworkChoice(Setting):
    """The choice of a network; which there are changes with every training."""

    def read(self, text: str) -> str:
        """See `Setting`."""
        if text in choices(text):
            return text
        kept = title(self.default)
        raise ValueError(f"There is no network called “{quoted(text)}”, so {kept} is used.")


def show_network_menu(
    state: PageState, key: str, label: str, on_choice: Callable[[], None] = lambda: None
) -> None:
    """Show the menu of networks for one of a page's settings.

    Args:
        state: the page's.
        key: the setting's.
        label: what the menu is called.
        on_choice: called when another network has been chosen.
    """
    names = choices(state[key])
    if state[key] not in names:  # it has been deleted
        state.set({key: DEFAULT})
    # Streamlit tells choices apart by what it shows, and people train the same twice.
    labels = dict(zip(names, numbered([_label(name) for name in names]), strict=True))
    control = state.control(key)

    def choose() -> None:
        control["on_change"]()
        networks().retry(state[key])
        on_choice()

    st.selectbox(
        label,
        names,
        format_func=lambda name: labels.get(name, name),
        width=300,
        **showing_one_of(control["key"], state[key], names),
        on_change=choose,
    )


def choices(chosen: str) -> list[str]:
    """The networks to choose from: what comes with the app, and what this visitor trained.

    Args:
        chosen: a name that belongs to them if there is such a network, whoever trained it.
    """
    names = [*library.names(), *trained_networks().names(visitor())[:MOST_TRAINED]]
    if chosen not in names and library.is_trained(chosen) and _is_there(chosen):
        names.append(chosen)
    return names


def title(name: str) -> str:
    """The network's name to show."""
    try:
        return library.card(name)["title"]
    except UserError:
        return name  # it can be chosen, and then says what is wrong with it


def summary(name: str) -> str:
    """What the network is, and how much it reads, in two sentences."""
    try:
        about = IN_SHORT.get(name) or library.card(name).get("summary", "")
    except UserError:
        return ""
    mnist, drawings = _shares(name)
    if not mnist or not drawings:
        return about
    return f"{about} Reads {mnist} of MNIST’s test images, {drawings} of drawings."


def _label(name: str) -> str:
    """A network's title with how much it reads: of MNIST's test images, of drawings."""
    return " · ".join(filter(None, (title(name), *_shares(name))))


def _shares(name: str) -> tuple[str, str]:
    """How much a shipped network reads of MNIST's test images and of drawings; empty if unknown."""
    if library.is_trained(name):
        return "", ""
    try:
        mnist = library.card(name).get("measured", {}).get("mnist_test_accuracy")
    except UserError:
        mnist = None
    shares = (mnist, library.drawings_read(name))
    first, second = ("" if share is None else f"{100 * share:.0f} %" for share in shares)
    return first, second


def _is_there(name: str) -> bool:
    try:
        library.card(name)
    except UserError:
        return False
    return True
