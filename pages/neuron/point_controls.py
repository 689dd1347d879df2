"""The controls for squares and circles in the plane, for every lesson that has some."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.neuron import points as sets
from pages.neuron.lesson import Lesson
from pages.neuron.points import MOST, Points, PointSet
from pages.shared.url.page_state import showing_one_of
from pages.shared.url.setting import OneOf, Setting

KINDS = {"square": "■ Square", "circle": "● Circle"}
OWN = "Your own"


def point_settings(usual: str) -> tuple[Setting, ...]:
    """A lesson's settings for its points, of which those of a set are there at first."""
    return PointSet("points", sets.DATA_SETS[usual]), OneOf("kind", "square", tuple(KINDS))


class PointControls:
    """What there is to separate, in a lesson with `point_settings`."""

    def __init__(self, lesson: Lesson, also: Callable[[], Mapping[str, Any]]) -> None:
        """
        Args:
            lesson: whose points they are.
            also: what else changes in it when points do.
        """
        self._lesson, self._also = lesson, also

    def show(self) -> None:
        """Show what adds points and takes them away."""
        points = self._points
        st.html('<p class="dl-label dl-divided">Press to add a point, drag to move one</p>')
        with st.container(key="neuron-point-row", horizontal=True, gap="small"):
            st.segmented_control(
                "Kind of point to add",
                list(KINDS),
                required=True,
                format_func=KINDS.get,
                label_visibility="collapsed",
                **self._lesson.control("kind", initial="default"),
            )
            full = len(points) >= MOST
            st.button(
                "Add a random point",
                icon=":material/casino:",
                key="neuron-random-point",
                help="Add one at a random place" if not full else f"{MOST} points are enough",
                on_click=self._add_random,
                disabled=full,
            )
            st.button(
                "Remove the last point",
                icon=":material/undo:",
                key="neuron-remove-point",
                help="Remove the last point",
                on_click=lambda: self._set(self._points[:-1]),
                disabled=not points,
            )
        self._show_sets(sets.data_set(points))

    def _show_sets(self, name: str | None) -> None:
        key = self._lesson.key("set")
        options = [*sets.TITLES, *([] if name else [OWN])]
        st.selectbox(
            "Set of points",
            options,
            format_func=lambda each: sets.TITLES.get(each, OWN),
            **showing_one_of(key, name or OWN, options),
            on_change=self._choose_set,
            label_visibility="collapsed",
        )

    @property
    def _points(self) -> Points:
        return self._lesson.values["points"]

    def _set(self, points: Points) -> None:
        self._lesson.set(points=points, **self._also())

    def _add_random(self) -> None:
        if len(self._points) < MOST:
            square = self._lesson.values["kind"] == "square"
            place = random.uniform(-1, 1), random.uniform(-1, 1)
            self._set((*self._points, sets.point_at(square, *place)))

    def _choose_set(self) -> None:
        name = st.session_state.get(self._lesson.key("set"))
        if name in sets.TITLES:
            self._set(sets.DATA_SETS[name])
