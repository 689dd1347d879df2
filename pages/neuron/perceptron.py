"""Lesson: the perceptron. Switches, weights and a threshold, and what it can't do."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from model.neuron import GATES
from pages.neuron import perceptron_picture as picture
from pages.neuron.lesson import Lesson
from pages.neuron.line import LESSON as LINE_LESSON
from pages.neuron.moving import Moving
from pages.neuron.points import DATA_SETS
from pages.neuron.tasks import Task, show_tasks
from pages.shared.live.live_html import live_html
from pages.shared.url.setting import OneOf, Switch, Whole
from pages.shared.words.try_and_notice import show_way_on, show_words

HOT_DOG = "hotdog"
TASKS = {HOT_DOG: "Hot dog", "and": "AND", "or": "OR", "xor": "XOR"}
# Weights and threshold for each to begin with: Krohn's, then something that doesn't solve it.
USUAL = {
    HOT_DOG: ((3, 2, 6), 4),
    "and": ((1, 1, 0), 1),
    "or": ((1, 1, 0), 2),
    "xor": ((1, 1, 0), 2),
}
INGREDIENTS = ("ketchup", "mustard", "bun")
SWITCHES = ("first", "second")
LARGEST = 10  # weight
HIGHEST = 20  # threshold

_gate = Moving("gate")

LESSON = Lesson(
    "perceptron",
    "Perceptron",
    (
        OneOf("task", HOT_DOG, tuple(TASKS), title="Task"),
        Switch("x1", True),
        Switch("x2", False),
        Switch("x3", True),
        Whole("w1", 3, -LARGEST, LARGEST),
        Whole("w2", 2, -LARGEST, LARGEST),
        Whole("w3", 6, -LARGEST, LARGEST),
        Whole("threshold", 4, -HIGHEST, HIGHEST, title="Threshold"),
    ),
)

WORDS = {
    HOT_DOG: (
        "Switch ketchup, mustard and bun on and off, and find the rows that are wrong.",
        "Each switch that is on adds its weight to the sum. The neuron fires when the sum reaches "
        "the threshold: a large weight is a strong argument.",
    ),
    "and": (
        "Move the threshold, or the weights, and watch the line.",
        "Many weights do it. What counts is on which side of the line the four points lie.",
    ),
    "or": (
        "Solve it by moving nothing but the threshold.",
        "The threshold shifts the line and leaves its direction alone.",
    ),
    "xor": (
        "Fire for one switch, but neither for none nor for both.",
        "Look at the plane: on which side of the line would each of the four points have to lie?",
    ),
}
TO_REACH = {
    HOT_DOG: (
        8,
        "Fire for a hot dog, which has the bun and at least one sauce, and for nothing else.",
    ),
    "and": (4, "Fire only when both switches are on."),
    "or": (4, "Fire when at least one switch is on."),
    "xor": (3, "Get three of the four rows right. Can you get the fourth?"),
}


def show() -> None:
    """Show the lesson."""
    values = LESSON.values
    task = values["task"]
    names = INGREDIENTS if task == HOT_DOG else SWITCHES
    count = len(names)
    inputs = [int(values[f"x{number}"]) for number in range(1, count + 1)]
    weights = [values[f"w{number}"] for number in range(1, count + 1)]
    threshold = values["threshold"]
    show_words("The perceptron", *WORDS[task])
    show_task(task, weights, threshold)
    with st.container(key="neuron-stage", horizontal=True, gap=None):
        with st.container(key="neuron-controls", gap=None):
            show_controls(names)
        with st.container(key="neuron-picture", gap=None):
            live_html(
                picture.perceptron_picture(names, inputs, weights, threshold),
                key="neuron-perceptron",
            )
            if task != HOT_DOG:
                _gate.show("picture", "neuron-gate", picture.gate_plane(task, weights, threshold))
        with st.container(key="neuron-numbers", gap=None):
            live_html(
                picture.table(names, inputs, weights, threshold, GATES[task]),
                key="neuron-truth",
            )
            show_more(task)


def show_controls(names: tuple[str, ...]) -> None:
    """A switch and a weight for each input, and the threshold."""
    st.segmented_control(
        "Task",
        list(TASKS),
        required=True,
        format_func=TASKS.get,
        width="stretch",
        label_visibility="collapsed",
        **LESSON.control("task", also=usual_weights, initial="default"),
    )
    st.html('<p class="dl-heads"><span>input</span><span>weight</span></p>')
    for number, name in enumerate(names, start=1):
        with st.container(
            key=f"neuron-input-{number}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.toggle(name, **LESSON.control(f"x{number}"))
            st.slider(
                f"Weight of {name}",
                -LARGEST,
                LARGEST,
                label_visibility="collapsed",
                **LESSON.control(f"w{number}"),
            )
    st.slider("Threshold", -HIGHEST, HIGHEST, **LESSON.control("threshold"))


def show_task(task: str, weights: Sequence[int], threshold: int) -> None:
    """What is to be reached, and how many rows are right."""
    wanted, (enough, words) = GATES[task], TO_REACH[task]
    right = picture.rows_right(weights, threshold, wanted)
    stand = f"{right} of {len(wanted)} rows right"
    show_tasks(Task(f"perceptron-{task}", words, right >= enough, stand))


def usual_weights() -> dict[str, Any]:
    """What changes with the task: weights and threshold, for the visitor to change again."""
    (w1, w2, w3), threshold = USUAL[LESSON.values["task"]]
    return {"w1": w1, "w2": w2, "w3": w3, "threshold": threshold}


def show_more(task: str) -> None:
    """What the task leads to."""
    if task == "xor":
        st.html(
            "<details class='dl-proof'><summary>Why not?</summary>Both off must stay silent, so "
            "the threshold is above 0. Each switch alone must fire, so each weight reaches the "
            "threshold. Then both weights together reach it twice over, and both on fires, too. "
            "No line has both squares on one side and both circles on the other. (Minsky and "
            "Papert, 1969)</details>"
        )
        st.button(
            "Let a neuron try to learn it",
            icon=":material/show_chart:",
            on_click=learn_crosswise,
            key="neuron-crosswise",
        )
        show_way_on("A hidden layer can: train one", {"recipe": "ten-lines"})
    elif task == HOT_DOG:
        st.html(
            "<p class='dl-proof'>Rosenblatt’s machine, the Mark I Perceptron, had 400 photocells "
            "for switches. The hot dog is from Krohn’s <i>Deep Learning Illustrated</i>, "
            "chapter 6.</p>"
        )
        show_way_on("784 pixels instead of three switches: train it", {"recipe": "shallow-net"})
    else:
        show_way_on("Ten neurons and 784 inputs: train them", {"hidden_units": "none"})


def learn_crosswise() -> None:
    """Open the next lesson with XOR's four points."""
    LINE_LESSON.set(points=DATA_SETS["xor"], output="step", before=None, w1=-1.0, w2=0.6, b=0.2)
    LINE_LESSON.open()
