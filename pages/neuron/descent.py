"""Lesson: gradient descent. A ball on a landscape of losses, and how large its steps may be."""

from typing import Any

import numpy as np
import streamlit as st

from model.descent import LANDSCAPES, MOST_STEPS, Landscape, Outcome, Path, descend
from pages.neuron import descent_picture as picture
from pages.neuron.lesson import Lesson
from pages.neuron.moving import Moving
from pages.neuron.tasks import Task, show_tasks
from pages.shared.url.page_state import showing
from pages.shared.url.setting import Number, OneOf, Whole
from pages.shared.words.try_and_notice import show_way_on, show_words

TITLES = {"bowl": "Bowl", "hollows": "Two hollows", "valley": "Two weights"}
RATES = (
    *("0.001", "0.003", "0.01", "0.03", "0.05", "0.1", "0.15", "0.16", "0.17", "0.2", "0.3"),
    *("0.4", "0.5", "0.6", "0.8", "0.95", "1", "1.05"),
)
FURTHEST = 3.0  # of all landscapes
USUAL_START = (2.4, 1.5)  # of the weights w and v
FEW_STEPS, VALLEY_STEPS = 5, 45  # that a task allows
RIGHT = 0.5  # the weight from which on the ball is on the right of two hollows
STAND = "steps so far: {}"
DECIMALS = 6  # of what the browser draws

_moving = Moving("descent")

LESSON = Lesson(
    "descent",
    "Gradient descent",
    (
        OneOf("landscape", "bowl", tuple(TITLES), title="Landscape"),
        Number("w", USUAL_START[0], -FURTHEST, FURTHEST, title="Start: weight w"),
        Number("v", USUAL_START[1], -FURTHEST, FURTHEST, title="Start: weight v"),
        OneOf("rate", "0.1", RATES, title="Learning rate"),
        Whole("steps", 0, 0, MOST_STEPS),
    ),
)

WORDS = {
    "bowl": (
        "Take steps with a rate of 0.1. Then start again with 0.003 and with 0.95.",
        "The slope says which way is down, and the rate how far to go. Too small creeps, too large "
        "jumps across, and beyond 1 it climbs out.",
    ),
    "hollows": (
        "Let the ball roll from the right, and from the left.",
        "The ball sees nothing but the slope under it. It stops in the hollow that it comes to, be "
        "it the deepest or not.",
    ),
    "valley": (
        "Raise the rate until the ball jumps from wall to wall.",
        "The walls are twenty times as steep as the floor: what is right for the floor is too "
        "large for the walls.",
    ),
}


def show() -> None:
    """Show the lesson."""
    values = LESSON.values
    landscape = LANDSCAPES[values["landscape"]]
    path = whole_path()
    steps = min(values["steps"], path.steps)
    show_words(LESSON.title, *WORDS[landscape.name])
    show_tasks(*tasks(landscape.name, path, steps))
    with st.container(key="neuron-stage", horizontal=True, gap=None):
        with st.container(key="neuron-controls", gap=None):
            show_controls(landscape)
        with st.container(key="neuron-picture", gap=None):
            data = shown(landscape, path, steps)
            _moving.show("picture", "neuron-landscape", data, on_reached=take, on_placed=put_ball)
        with st.container(key="neuron-numbers", gap=None):
            _moving.show("numbers", "neuron-descent-numbers")
            show_way_on("The same with 7,960 weights: train it", {"recipe": "ten-lines"})


def shown(landscape: Landscape, path: Path, steps: int) -> dict[str, Any]:
    """What the browser draws: all that the ball will do, and how much of it is done."""
    return {
        "plane": picture.moving_plane(landscape),
        "heard": LESSON.heard,
        "steps": steps,
        "rate": float(LESSON.values["rate"]),
        "weights": path.weights.round(DECIMALS).tolist(),
        "losses": path.losses.round(DECIMALS).tolist(),
        "slopes": path.slopes.round(DECIMALS).tolist(),
        "jumps": path.jumps,
        "words": picture.words(path),
        "isOutside": path.outcome is Outcome.ESCAPED,
        "tasks": {each.name: each.is_done for each in tasks(landscape.name, path, path.steps)},
        "stand": STAND,
    }


def tasks(landscape: str, path: Path, steps: int) -> tuple[Task, ...]:
    """What is to be reached on a landscape, after so many steps of the ball's whole path.

    Each of them is reached, if at all, at the end of the path.
    """
    at_end = 0 < steps == path.steps
    arrived, stand = at_end and path.outcome is Outcome.ARRIVED, STAND.format(steps)
    if landscape == "bowl":
        near, out = f"Reach the bottom in {FEW_STEPS} steps or fewer.", "Make the ball climb out."
        return (
            Task("descent-bowl", near, arrived and steps <= FEW_STEPS, stand),
            Task("descent-out", out, at_end and path.outcome is Outcome.ESCAPED, stand),
        )
    if landscape == "hollows":
        words = "Bring the ball from the right into the deeper hollow, which is on the left."
        from_right = bool(path.weights[0][0] > RIGHT)
        return (Task("descent-hollows", words, arrived and from_right, stand),)
    words = (
        f"Reach the bottom from where the ball starts at first, in {VALLEY_STEPS} steps or fewer."
    )
    is_usual = path.weights[0].tolist() == list(USUAL_START)
    quick = arrived and is_usual and steps <= VALLEY_STEPS
    return (Task("descent-valley", words, quick, stand),)


def show_controls(landscape: Landscape) -> None:
    """Where the ball starts, how large its steps are, and steps."""
    st.segmented_control(
        "Landscape",
        list(TITLES),
        required=True,
        format_func=TITLES.get,
        width="stretch",
        label_visibility="collapsed",
        **LESSON.control("landscape", also=begin_again, initial="default"),
    )
    st.select_slider(
        "Learning rate",
        RATES,
        **LESSON.control("rate", also=begin_again),
    )
    names = ("w",) if landscape.weights == 1 else ("w", "v")
    for name in names:
        show_start(landscape, name)
    _moving.show("learning", "neuron-step")
    st.html('<p class="dl-label">Press the picture to put the ball elsewhere.</p>')


def show_start(landscape: Landscape, name: str) -> None:
    """Where the ball starts, for one weight."""
    key = LESSON.key(f"{name}-{landscape.name}")
    st.slider(
        f"Start: weight {name}",
        -landscape.limit,
        landscape.limit,
        step=0.1,
        format="%.1f",
        **showing(key, min(max(LESSON.values[name], -landscape.limit), landscape.limit)),
        on_change=lambda: LESSON.set(**{name: st.session_state.get(key)}, steps=0),
    )


def whole_path() -> Path:
    """All that the ball will do."""
    landscape = LANDSCAPES[LESSON.values["landscape"]]
    return descend(landscape, start(landscape), float(LESSON.values["rate"]), MOST_STEPS)


def start(landscape: Landscape) -> np.ndarray:
    """(n,) the weights that the ball starts from."""
    asked = [LESSON.values[name] for name in ("w", "v")][: landscape.weights]
    return np.clip(np.array(asked), -landscape.limit, landscape.limit)


def begin_again() -> dict[str, Any]:
    """What changes besides when the landscape or the rate does: the ball is at its start."""
    return {"steps": 0}


def take(sent: Any) -> None:
    """Take what was reached in the browser; `sent` may be anything."""
    LESSON.reach(sent, ("steps",))


def put_ball(place: Any) -> None:
    """Let the ball start where the picture was pressed; `place` may be anything."""
    landscape = LANDSCAPES[LESSON.values["landscape"]]
    where = picture.plane_of(landscape).numbers_pressed(place)
    if where is None:
        return
    w, v = (round(min(max(each, -landscape.limit), landscape.limit), 2) for each in where)
    LESSON.set(w=w, steps=0, **({"v": v} if landscape.weights == 2 else {}))
