"""Lesson: a neuron with two inputs is a line that separates, and it can learn where to lie."""

import random
import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from model.neuron import Line, Update, learn_by_gradient, learn_from_mistake, mistakes
from pages.neuron import points as sets
from pages.neuron.lesson import Lesson
from pages.neuron.line_picture import PLANE, legend, line_numbers, line_picture
from pages.neuron.points import MOST, Points, PointSet
from pages.neuron.tasks import Task, show_tasks
from pages.shared.live.live_html import live_html
from pages.shared.url.page_state import showing_one_of
from pages.shared.url.setting import Number, OneOf, Setting, decimal
from pages.shared.words.try_and_notice import show_way_on, show_words

STEEPEST = 10.0  # how large weights may be here
RATES = ("0.05", "0.1", "0.2", "0.5", "1", "2", "5")
MANY = 10  # steps of learning at once
START = Line(-1.0, 0.6, 0.2)

OUTPUTS = {"step": "Step", "sigmoid": "Sigmoid"}
KINDS = {"square": "■ Square", "circle": "● Circle"}
SETS = {
    "separable": "Separable",
    "nearly": "Nearly separable",
    "xor": "XOR: crosswise",
    "none": "None",
}
OWN = "Your own"

# Only what `Weights` writes, and not what else Python takes for a number.
_LINE = re.compile("_".join([r"(-?\d{1,2}(?:\.\d{1,4})?)"] * 3), re.ASCII)


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
        PointSet("points", sets.DATA_SETS["separable"]),
        OneOf("kind", "square", tuple(KINDS)),
    ),
)


def show() -> None:
    """Show the lesson."""
    values = LESSON.values
    soft, points, line = values["output"] == "sigmoid", values["points"], current_line()
    update = last_update()
    show_words(
        LESSON.title,
        "Move the weights. Then start again and let the neuron learn, one update at a time.",
        "w₁ and w₂ turn the line, b shifts it. For points that lie crosswise (XOR) there is no "
        "line, however long it learns.",
    )
    show_task(points, line)
    with st.container(key="neuron-stage", horizontal=True, gap=None):
        with st.container(key="neuron-controls", gap=None):
            show_neuron(points, line, soft)
            show_points(points)
        with st.container(key="neuron-picture", gap=None):
            live_html(
                line_picture(points, line, update, soft) + legend(soft),
                key="neuron-plane",
                on_place=add_point,
            )
        with st.container(key="neuron-numbers", gap=None):
            live_html(line_numbers(points, line, update, soft), key="neuron-line-numbers")
            show_way_on("Ten such neurons read digits: train them", {"hidden_units": "none"})


def show_task(points: Points, line: Line) -> None:
    """What is to be reached, and how many points are misread."""
    wrong = int(mistakes(line, sets.places(points), sets.targets(points)).sum())
    kinds = len(set(sets.targets(points).tolist()))
    words = "Separate the squares from the circles."
    stand = f"{wrong} misread" if kinds == 2 else "There must be squares and circles."
    show_tasks(Task("line", words, wrong == 0 and kinds == 2, stand))


def show_neuron(points: Points, line: Line, soft: bool) -> None:
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
    done = next_update(line) is None
    with st.container(key="neuron-learning", horizontal=True, gap="small"):
        st.button(
            "Learn",
            key="neuron-learn",
            type="primary",
            on_click=learn,
            disabled=done,
            help="One step of gradient descent" if soft else "One update from one mistake",
            width="stretch",
        )
        st.button(f"{MANY} ×", key="neuron-learn-many", on_click=learn, args=(MANY,), disabled=done)
        st.button("Start again", key="neuron-again", on_click=start_again)


def show_points(points: Points) -> None:
    """What there is to separate."""
    st.html('<p class="dl-label dl-divided">Press the plane to add a point</p>')
    with st.container(key="neuron-point-row", horizontal=True, gap="small"):
        st.segmented_control(
            "Kind of point to add",
            list(KINDS),
            required=True,
            format_func=KINDS.get,
            label_visibility="collapsed",
            **LESSON.control("kind", initial="default"),
        )
        full = len(points) >= MOST
        st.button(
            "Add a random point",
            icon=":material/casino:",
            key="neuron-random-point",
            help="Add one at a random place" if not full else f"{MOST} points are enough",
            on_click=add_random_point,
            disabled=full,
        )
        st.button(
            "Remove the last point",
            icon=":material/undo:",
            key="neuron-remove-point",
            help="Remove the last point",
            on_click=remove_point,
            disabled=not points,
        )
    name = sets.data_set(points)
    key = LESSON.key("set")
    options = [*SETS, *([] if name else [OWN])]
    st.selectbox(
        "Set of points",
        options,
        format_func=lambda each: SETS.get(each, OWN),
        **showing_one_of(key, name or OWN, options),
        on_change=choose_set,
        label_visibility="collapsed",
    )


def current_line() -> Line:
    """The neuron as it is set."""
    return Line(*(LESSON.values[name] for name in ("w1", "w2", "b")))


def next_update(line: Line) -> Update | None:
    """What learning would do next; None if it has nothing to learn from."""
    values = LESSON.values
    rule = learn_by_gradient if values["output"] == "sigmoid" else learn_from_mistake
    points = values["points"]
    return rule(line, sets.places(points), sets.targets(points), float(values["rate"]))


def last_update() -> Update | None:
    """The step of learning that led to the neuron as it is set, if one did."""
    before = LESSON.values["before"]
    update = next_update(before) if before else None
    return update if update and within(update.after) == current_line() else None


def within(line: Line) -> Line:
    """The same weights, as far and as finely as they can be set."""
    return Line(
        *(
            round(min(max(each, -STEEPEST), STEEPEST), 4) + 0.0
            for each in (line.w1, line.w2, line.b)
        )
    )


def learn(steps: int = 1) -> None:
    """Take steps of learning, as many as there are to take."""
    before, line = None, current_line()
    for _ in range(steps):
        update = next_update(line)
        if update is None:
            break
        before, line = line, within(update.after)
    LESSON.set(before=before, w1=line.w1, w2=line.w2, b=line.b)


def start_again() -> None:
    """Put the line where it was at first."""
    LESSON.set(before=None, w1=START.w1, w2=START.w2, b=START.b)


def forget_update() -> dict[str, Any]:
    """What changes besides when anything is changed by hand."""
    return {"before": None}


def add_point(place: Any) -> None:
    """Add a point where the plane was pressed; `place` may be anything."""
    where = PLANE.numbers_pressed(place)
    if where is not None:
        add(*where)


def add_random_point() -> None:
    """Add a point without a pointer."""
    add(random.uniform(-1, 1), random.uniform(-1, 1))


def add(x: float, y: float) -> None:
    """Add a point of the chosen kind."""
    points = LESSON.values["points"]
    if len(points) < MOST:
        point = sets.point_at(LESSON.values["kind"] == "square", x, y)
        LESSON.set(points=(*points, point), before=None)


def remove_point() -> None:
    """Remove the point that was added last."""
    LESSON.set(points=LESSON.values["points"][:-1], before=None)


def choose_set() -> None:
    """Take another set of points."""
    name = st.session_state.get(LESSON.key("set"))
    if name in SETS:
        LESSON.set(points=sets.DATA_SETS[name], before=None)
