"""A menu of all networks, shipped and trained here, whose choice stands in the page's address."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from model import library
from model.errors import UserError
from pages.shared.networks.loading import networks
from pages.shared.networks.trained import trained_networks
from pages.shared.url.address import OneOf, Parameter, quoted
from pages.shared.url.kept import Kept
from pages.shared.visitor import visitor
from pages.shared.words.runs import numbered

NETWORK = OneOf("network", "default", library.names())
MOST_TRAINED = 20  # of one's own networks in the menu, the newest


@dataclass(frozen=True)
class NetworkMenu(Kept):
    """A menu of networks."""

    parameter: Parameter = NETWORK

    def problem(self, asked: str) -> str:
        """See `Kept`: which networks there are changes with every training."""
        if asked in choices(asked):
            return ""
        kept = title(self.parameter.default)
        return f"There is no network called “{quoted(asked)}”, so {kept} is used."

    def show(self, label: str, on_choice: Callable[[], None] = lambda: None) -> None:
        """Show the menu; `on_choice` is called when another network has been chosen."""

        def choose() -> None:
            on_choice()
            networks().retry(self.chosen)
            self.write()

        names = choices(self.chosen)
        if self.chosen not in names:  # it has been deleted
            st.query_params.pop(self.name, None)
            self.set(self.parameter.default)
        # Streamlit tells choices apart by what it shows, and people train the same twice.
        labels = dict(zip(names, numbered([title(name) for name in names]), strict=True))
        options = self.control()
        if "default" in options:
            options["index"] = names.index(options.pop("default"))
        st.selectbox(
            label,
            names,
            format_func=lambda name: labels.get(name, name),
            width=300,
            **options | {"on_change": choose},
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
