"""Lesson: a few hidden units, each a line, and a neuron that reads them; XOR is solved at last.

The lesson of TensorFlow Playground (see model/hidden_layer.py). The browser lets the network learn
(network_rule.js) and draws it; the server knows what is set, gives the first weights, and hears how
many steps were taken.
"""

import random
from typing import Any

import streamlit as st

from model.hidden_layer import first_weights
from pages.neuron import points as sets
from pages.neuron.lesson import Lesson
from pages.neuron.line_plane import MOVING_PLANE
from pages.neuron.moving import Moving
from pages.neuron.point_controls import PointControls, point_settings
from pages.neuron.points import DATA_SETS, MOST
from pages.neuron.tasks import Task, show_tasks
from pages.shared.url.setting import OneOf, Whole
from pages.shared.words.try_and_notice import show_way_on, show_words

ACTIVATIONS = {"tanh": "tanh", "sigmoid": "Sigmoid", "relu": "ReLU"}
RATES = ("0.01", "0.03", "0.1", "0.3", "1", "3", "10")
MOST_UNITS, MOST_STEPS, MOST_STARTS = 8, 5_000, 999
ENOUGH = 500  # steps after which one unit has shown what it can do
LONG = 1_000  # steps after which what is misread stays so
FEW = 3  # units that are enough for a ring
STANDS = {
    "stand": "{} misread",
    "steps": "steps so far: {}",
    "one": "Set one hidden unit.",
    "two": "Set two hidden units.",
    "xor": "Take the set XOR again.",
}

_moving = Moving("hidden")

LESSON = Lesson(
    "hidden",
    "Hidden units",
    (
        Whole("units", 2, 1, MOST_UNITS, title="Hidden units"),
        OneOf("activation", "tanh", tuple(ACTIVATIONS), title="Activation"),
        OneOf("rate", "1", RATES, title="Learning rate"),
        Whole("seed", 1, 1, MOST_STARTS, title="Start"),
        Whole("steps", 0, 0, MOST_STEPS),
        *point_settings("xor"),
    ),
)
MOVED = ("points", "steps")  # by the browser


def show() -> None:
    """Show the lesson."""
    show_words(
        LESSON.title,
        "Press Play. Then give it one hidden unit only, or more of them, or another start.",
        "Each hidden unit is a line, dashed. The output weighs what they say, so its border may "
        "bend. Some starts get stuck: two networks can learn the same and differ in luck.",
    )
    show_tasks(*tasks())
    with st.container(key="neuron-stage", horizontal=True, gap=None):
        with st.container(key="neuron-controls", gap=None):
            show_network()
            PointControls(LESSON, begin_again).show()
        with st.container(key="neuron-picture", gap=None):
            _moving.show("picture", "neuron-network", shown(), on_reached=take)
        with st.container(key="neuron-numbers", gap=None):
            _moving.show("numbers", "neuron-network-numbers")
            st.html(
                "<p class='dl-proof'>After <i>TensorFlow Playground</i> by Daniel Smilkov and Shan "
                "Carter.</p>"
            )
            show_way_on("The same with 784 pixels for inputs: train it", {"hidden_units": "32"})


def shown() -> dict[str, Any]:
    """What the browser draws."""
    values = LESSON.values
    network = first_weights(values["units"], values["activation"], values["seed"])
    names = ("units", "activation", "rate", "seed")
    return {
        "plane": MOVING_PLANE,
        "heard": LESSON.heard,
        "key": "_".join(str(values[name]) for name in names),
        "start": {"inputs": network.inputs.tolist(), "outputs": network.outputs.tolist()},
        "activation": values["activation"],
        "rate": float(values["rate"]),
        "steps": values["steps"],
        "mostSteps": MOST_STEPS,
        "points": sets.rows(values["points"]),
        "most": MOST,
        "kind": values["kind"],
        "xor": sets.places_code(DATA_SETS["xor"]),
        "ring": sets.places_code(DATA_SETS["ring"]),
        "tasks": {"words": STANDS, "one": ENOUGH, "stuck": LONG, "few": FEW},
    }


def tasks() -> tuple[Task, ...]:
    """What is to be reached with these points; the browser sees when it is (hidden.js)."""
    name = sets.data_set(LESSON.values["points"])
    if name == "ring":
        words = f"Part the circles from the ring with {FEW} hidden units or fewer."
        return (Task("hidden-ring", words, False),)
    if name != "xor":
        return ()
    return (
        Task("hidden-xor", "Let two hidden units learn XOR without a mistake.", False),
        Task("hidden-one", f"See how far one hidden unit comes in {ENOUGH} steps.", False),
        Task(
            "hidden-stuck",
            f"Find a start from which two units still misread something after {LONG:,} steps.",
            False,
        ),
    )


def show_network() -> None:
    """The network's controls, and learning."""
    st.slider("Hidden units", 1, MOST_UNITS, **LESSON.control("units", also=begin_again))
    st.segmented_control(
        "Activation",
        list(ACTIVATIONS),
        required=True,
        format_func=ACTIVATIONS.get,
        width="stretch",
        label_visibility="collapsed",
        **LESSON.control("activation", also=begin_again, initial="default"),
    )
    st.select_slider("Learning rate", RATES, **LESSON.control("rate", also=begin_again))
    _moving.show("learning", "neuron-network-learn")
    st.button(
        f"Start {LESSON.values['seed']}: take another",
        icon=":material/casino:",
        key="neuron-another-start",
        help="Other random weights to begin with. The address keeps their number.",
        on_click=another_start,
        width="stretch",
    )


def another_start() -> None:
    """Take other first weights."""
    seeds = [each for each in range(1, MOST_STARTS + 1) if each != LESSON.values["seed"]]
    LESSON.set(seed=random.choice(seeds), steps=0)


def begin_again() -> dict[str, Any]:
    """What changes besides when anything that learning depends on does."""
    return {"steps": 0}


def take(sent: Any) -> None:
    """Take what was reached in the browser; `sent` may be anything."""
    LESSON.reach(sent, MOVED)
