"""Neuron: one neuron, from the perceptron to softmax."""

import streamlit as st

from pages.widgets.entrance import enter
from pages.widgets.visitor import remember_visitor


def page() -> None:
    enter()
    st.html("<h2>Neuron</h2>")
    remember_visitor()


page()
