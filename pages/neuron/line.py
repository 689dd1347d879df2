"""Lesson: a neuron with two inputs is a line that separates, and it can learn where to lie.

The browser draws it, lets it learn (line_rule.js) and lets it be moved; the server knows what is
set, and hears of what was reached when something rests.
"""

import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from model.neuron import Line, mistakes
from pages.neuron import points as sets
from pages.neuron.hidden import LESSON as HIDDEN_LESSON
from pages.neuron.lesson import Lesson
from pages.neuron.line_plane import MOVING_PLANE
from pages.neuron.moving import Moving
from pages.neuron.point_controls import PointControls, point_settings
from pages.neuron.points import MOST, Points
from pages.neuron.tasks import Task, show_tasks
from pages.shared.url.setting import Number, OneOf, Setting, decimal
from pages.shared.words.try_and_notice import show_way_on, show_words

STEEPEST = 10.0  # how large weights may be here
RATES = ("0.05", "0.1", "0.2", "0.5", "1", "2", "5")
START = Line(-1.0, 0.6, 0.2)

OUTPUTS = {"step": "Step", "sigmoid": "Sigmoid"}
STAND = "{} misread"  # how far one has come
ONE_KIND = "There must be squares and circles."

# Only what `Weights` writes, and not what else Python takes for a number.
_LINE = re.compile("_".join([r"(-?\d{1,2}(?:\.\d{1,4})?)"] * 3), re.ASCII)

_moving = Moving("line")


@dataclass(frozen=True)
class Weights(Setting):
    """The three weights of a line, or none."""

    @property
    def allowed(self) -> str:
        return f"three numbers from {-STEEPEST:g} to {STEEPEST:g} such as 0.5_-1_0.2"

    def parse(self, text: str) -> Line:
        match = _LINE.fullmatch(text)
        if not match or max(abs(float(each)) for each in match.groups()) > STEEPEST:
            raise ValueError
        return Line(*map(float, match.groups()))

    def write(self, value: Line | None) -> str:
        return "_".join(map(decimal, (value.w1, value.w2, value.b))) if value else ""


LESSON = Lesson(
    "line",
    "A line that separates",
    (
        OneOf("output", "step", tuple(OUTPUTS), title="The neuron’s output"),
        Number("w1", START.w1, -STEEPEST, STEEPEST, title="w₁, for x"),
        Number("w2", START.w2, -STEEPEST, STEEPEST, title="w₂, for y"),
        Number("b", START.b, -STEEPEST, STEEPEST, title="b, the bias"),
        OneOf("rate", "0.2", RATES, title="Learning rate"),
        # The weights before the last step of learning, from which it can be shown again.
        Weights("before", None),
        *point_settings("separable"),
    ),
)
MOVED = ("w1", "w2", "b", "before", "points")  # by the browser


def show() -> None:
    """Show the lesson."""
    values = LESSON.values
    points, line = values["points"], current_line()
    show_words(
        LESSON.title,
        "Drag the line, or move its weights. Then start again and let the neuron learn.",
        "w₁ and w₂ turn the line, b shifts it. For points that lie crosswise (XOR) there is no "
        "line, however long it learns.",
    )
    show_task(points, line)
    with st.container(key="neuron-stage", horizontal=True, gap=None):
        with st.container(key="neuron-controls", gap=None):
            show_neuron()
            PointControls(LESSON, forget_update).show()
        with st.container(key="neuron-picture", gap=None):
            data = shown(points, line, values["before"])
            _moving.show("picture", "neuron-plane", data, on_reached=take)
        with st.container(key="neuron-numbers", gap=None):
            _moving.show("numbers", "neuron-line-numbers")
            if sets.data_set(points) in sets.CROSSED:
                st.button(
                    "Several lines can: open Hidden units",
                    icon=":material/show_chart:",
                    key="neuron-more-lines",
                    on_click=open_hidden,
                )
            show_way_on("Ten such neurons read digits: train them", {"hidden_units": "none"})


def shown(points: Points, line: Line, before: Line | None) -> dict[str, Any]:
    """What the browser draws."""
    values = LESSON.values
    return {
        "plane": MOVING_PLANE,
        "heard": LESSON.heard,
        "line": _numbers(line),
        "before": _numbers(before) if before else None,
        "start": _numbers(START),
        "points": sets.rows(points),
        "most": MOST,
        "kind": values["kind"],
        "soft": values["output"] == "sigmoid",
        "rate": float(values["rate"]),
        "task": {"stand": STAND, "missing": ONE_KIND},
    }


def show_task(points: Points, line: Line) -> None:
    """What is to be reached, and how many points are misread."""
    wrong = int(mistakes(line, sets.places(points), sets.targets(points)).sum())
    kinds = len(set(sets.targets(points).tolist()))
    words = "Separate the squares from the circles."
    stand = STAND.format(wrong) if kinds == 2 else ONE_KIND
    show_tasks(Task("line", words, wrong == 0 and kinds == 2, stand))


def show_neuron() -> None:
    """The neuron's controls, and learning."""
    st.segmented_control(
        "The neuron’s output",
        list(OUTPUTS),
        required=True,
        format_func=OUTPUTS.get,
        width="stretch",
        label_visibility="collapsed",
        **LESSON.control("output", also=forget_update, initial="default"),
    )
    for setting in LESSON.settings[1:4]:
        st.slider(
            setting.title,
            -STEEPEST,
            STEEPEST,
            step=0.1,
            format="%.2f",
            **LESSON.control(setting.name, also=forget_update),
        )
    st.select_slider("Learning rate", RATES, **LESSON.control("rate", also=forget_update))
    _moving.show("learning", "neuron-learn")


def current_line() -> Line:
    """The neuron as it is set."""
    return Line(*(LESSON.values[name] for name in ("w1", "w2", "b")))


def take(sent: Any) -> None:
    """Take what was reached in the browser; `sent` may be anything."""
    LESSON.reach(sent, MOVED)


def open_hidden() -> None:
    """Open the next lesson with these points."""
    HIDDEN_LESSON.set(points=LESSON.values["points"], steps=0)
    HIDDEN_LESSON.open()


def forget_update() -> dict[str, Any]:
    """What changes besides when anything is changed by hand."""
    return {"before": None}


def _numbers(line: Line) -> list[float]:
    return [line.w1, line.w2, line.b]
