"""A menu of all networks, shipped and trained here, whose choice stands in the page's address.

Streamlit can bind a menu to the address by itself, but with the titles that it shows, and going
back would not bring back the network that was chosen before.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from model import library
from model.errors import UserError
from pages.widgets.address import OneOf, Parameter, quoted
from pages.widgets.networks import networks
from pages.widgets.trained_networks import trained_networks
from pages.widgets.visitor import visitor

NETWORK = OneOf("network", "default", library.names())
MOST_TRAINED = 20  # of one's own networks in the menu, the newest

state = st.session_state


@dataclass(frozen=True)
class NetworkMenu:
    """A menu of networks.

    Attributes:
        parameter: its name in the address, also the widget's key, and the network without it.
    """

    parameter: Parameter = NETWORK

    @property
    def chosen(self) -> str:
        """The name of the chosen network; `follow_address` comes first."""
        return state[self.parameter.name]

    def follow_address(self) -> list[str]:
        """Take the network from the address when the page opens, and goes back or forward.

        Returns:
            Sentences about a network that can't be had.
        """
        name, default = self.parameter.name, self.parameter.default
        asked = st.query_params.get(name, default)
        problems = []
        if asked not in choices(asked):
            problems.append(
                f"There is no network called “{quoted(asked)}”, so {title(default)} is used."
            )
            del st.query_params[name]
            asked = default
        # Streamlit forgets what a menu said while another page was shown.
        if state.get(self._followed) != asked or name not in state:
            state[self._followed] = state[name] = asked
        return problems

    def show(self, label: str, on_choice: Callable[[], None], width: int | str = 300) -> None:
        """Show the menu; `on_choice` is called when another network has been chosen."""

        def choose() -> None:
            on_choice()
            self._write_address()

        st.selectbox(
            label,
            choices(self.chosen),
            key=self.parameter.name,
            format_func=title,
            on_change=choose,
            width=width,
        )

    def _write_address(self) -> None:
        """Write the network that was chosen into the address."""
        networks().retry(self.chosen)
        state[self._followed] = self.chosen
        if self.chosen == self.parameter.default:
            st.query_params.pop(self.parameter.name, None)
        else:
            st.query_params[self.parameter.name] = self.chosen

    @property
    def _followed(self) -> str:
        return f"{self.parameter.name}-in-address"


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
