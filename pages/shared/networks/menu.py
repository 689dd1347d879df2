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
    labels = dict(zip(names, numbered([title(name) for name in names]), strict=True))
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
    """What the network is, in a sentence."""
    try:
        return library.card(name).get("summary", "")
    except UserError:
        return ""


def _is_there(name: str) -> bool:
    try:
        library.card(name)
    except UserError:
        return False
    return True
