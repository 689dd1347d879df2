"""A control's choice that stands in the page's address, where Back and Forward find it again.

Streamlit can bind a control to the address by itself, but when another page is opened it first
takes the bound values out of the address, as a step of its own: Back then finds nothing set.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.shared.url.address import Parameter
from pages.shared.url.history import went_through_history

state = st.session_state


@dataclass(frozen=True)
class Kept:
    """A choice in the address.

    Attributes:
        parameter: its name there, which is also the control's key, and what it may be.
    """

    parameter: Parameter

    @property
    def name(self) -> str:
        """The name in the address, and the control's key."""
        return self.parameter.name

    @property
    def chosen(self) -> str:
        """What is chosen, as the address says it; `follow_address` comes first."""
        # Streamlit forgets a control's value when the control isn't shown.
        value = state[self.name] if self.name in state else state[self._followed]
        return self.parameter.default if value is None else value

    def problem(self, asked: str) -> str:
        """Why the address can't be followed, in a sentence; empty if it can."""
        return self.parameter.problem(asked)

    def follow_address(self) -> list[str]:
        """Take the choice from the address when the page opens, and goes back or forward.

        Returns:
            A sentence if the address asks for what can't be had.
        """
        asked = st.query_params.get(self.name, self.parameter.default)
        problem = self.problem(asked)
        if problem:
            del st.query_params[self.name]
            asked = self.parameter.default
        asked = self.parameter.meant(asked)
        if asked == state.get(self._followed):
            return [problem] if problem else []
        if self.name in state and not went_through_history():
            self.write()  # the page knows better than this address
        else:
            self.set(asked)
        return [problem] if problem else []

    def set(self, value: str) -> None:
        """Choose what the address says already."""
        state[self._followed] = value
        if self.name in state:
            state[self.name] = value or None
            state[self._moved] = True

    def control(self) -> dict[str, Any]:
        """What the control needs beside its label and its choices."""
        options: dict[str, Any] = {"key": self.name, "on_change": self.write}
        if not state.pop(self._moved, False):  # Streamlit wants only one of the two
            options["default"] = state[self._followed] or None
        return options

    def write(self) -> None:
        """The control's callback: write what was chosen into the address."""
        state[self._followed] = self.chosen
        if self.chosen == self.parameter.default:
            st.query_params.pop(self.name, None)
        else:
            st.query_params[self.name] = self.chosen

    @property
    def _followed(self) -> str:
        """Where it is noted what the address says, as far as known here."""
        return f"{self.name}-in-address"

    @property
    def _moved(self) -> str:
        """Where it is noted that the control's value was set from here."""
        return f"{self.name}-moved"
