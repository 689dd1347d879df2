"""Lesson: activations. What a neuron makes of its sum, and how steep that is."""

import streamlit as st

from pages.neuron import activation_picture as picture
from pages.neuron.lesson import Lesson
from pages.neuron.tasks import Task, show_tasks
from pages.shared.live.live_html import live_html
from pages.shared.url.setting import Number, OneOf
from pages.shared.words.try_and_notice import show_way_on, show_words

FLAT = 0.01  # a slope that lets next to nothing through

LESSON = Lesson(
    "activations",
    "Activations",
    (
        OneOf("activation", "sigmoid", picture.NAMES, title="Activation"),
        Number("sum", 1.0, -picture.FARTHEST, picture.FARTHEST, title="Weighted sum"),
    ),
)


def show() -> None:
    """Show the lesson."""
    name, total = LESSON.values["activation"], LESSON.values["sum"]
    show_words(
        LESSON.title,
        "Move the sum far to the left and far to the right, and watch the slope. Then compare "
        "Sigmoid with ReLU.",
        "A weight learns by as much as the slope lets through. Where the curve is flat, the "
        "neuron is saturated and hardly learns.",
    )
    slope = picture.slope_at(name, total)
    words = f"Find a sum at which {picture.title(name)} has a slope below {FLAT:g}."
    flat = Task(f"activation-{name}", words, abs(slope) < FLAT, f"now {picture.small(slope)}")
    show_tasks(flat)
    with st.container(key="neuron-stage", horizontal=True, gap=None):
        with st.container(key="neuron-controls", gap=None):
            st.pills(
                "Activation",
                picture.NAMES,
                required=True,
                format_func=picture.title,
                **LESSON.control("activation", initial="default"),
            )
            st.slider(
                "Weighted sum",
                -picture.FARTHEST,
                picture.FARTHEST,
                step=0.1,
                format="%.1f",
                **LESSON.control("sum"),
            )
        with st.container(key="neuron-picture", gap=None):
            live_html(picture.activation_picture(name, total), key="neuron-curve")
        with st.container(key="neuron-numbers", gap=None):
            live_html(picture.activation_numbers(name, total), key="neuron-slopes")
            show_way_on_from(name)


def show_way_on_from(name: str) -> None:
    """A link to a training with this activation."""
    title = picture.title(name)
    if name in ("sigmoid", "step"):
        show_way_on("64 neurons with a sigmoid: train them", {"recipe": "shallow-net"})
    elif name == "relu":
        show_way_on("32 neurons with ReLU: train them", {"recipe": "scaled-inputs"})
    else:
        settings = {"recipe": "scaled-inputs", "activation": name}
        show_way_on(f"32 neurons with {title}: train them", settings)
