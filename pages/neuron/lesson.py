"""One of the Neuron page's lessons: what can be set in it, and what is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf, Setting

PAGE = "neuron"
CHOOSER = "lesson"
LARGEST = 2**53  # up to here, a browser's numbers are whole


class Lesson:
    """A lesson: a part of the page, with settings of its own, whatever they are called."""

    def __init__(self, name: str, title: str, settings: Iterable[Setting]) -> None:
        """
        Args:
            name: its name in the address.
            title: its name for people.
            settings: all that can be set in it. Small changes are no steps for Back, which would
                have to undo every movement of a slider.
        """
        self.name, self.title = name, title
        self.settings = tuple(replace(each, part=name, step=False) for each in settings)
        self._state = PageState(PAGE, self.settings)

    @property
    def values(self) -> dict[str, Any]:
        """What is set, by the settings' names. To change it, use `set`."""
        return {each.name: self._state[self._key(each.name)] for each in self.settings}

    def set(self, **values: Any) -> None:
        """Change some values, from a callback; what can't be used gets a sentence instead."""
        self._state.set(self._keys(values))

    def reach(self, sent: Any, names: Iterable[str]) -> None:
        """Take what was reached in the browser, from a callback.

        Args:
            sent: `{"number": …, "said": …}` from parts.js: which of its messages it is, and some
                settings as the address says them. A browser may send anything.
            names: the settings that the browser moves.
        """
        if not isinstance(sent, dict):
            return
        number, said = sent.get("number"), sent.get("said")
        if isinstance(number, int) and 0 < number < LARGEST and isinstance(said, dict):
            st.session_state[self.key("heard")] = number
            self.set(**{name: said[name] for name in names if isinstance(said.get(name), str)})

    @property
    def heard(self) -> int | None:
        """The number of the browser's last message, by which it knows that it was heard."""
        return st.session_state.get(self.key("heard"))

    def open(self) -> None:
        """Show this lesson, from a callback."""
        self._state.set({})
        self._state.take(OneOf(CHOOSER, None, (self.name,)), self.name)

    def key(self, name: str) -> str:
        """The key of the control for a setting."""
        return self._state.key(self._key(name))

    def control(
        self, name: str, also: Callable[[], Mapping[str, Any]] = dict, *, initial: str = "value"
    ) -> dict[str, Any]:
        """See `PageState.control`."""
        return self._state.control(self._key(name), lambda: self._keys(also()), initial=initial)

    def _keys(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {self._key(name): value for name, value in values.items()}

    def _key(self, name: str) -> str:
        return f"{self.name}.{name}"
