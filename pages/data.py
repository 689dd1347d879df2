"""Data: MNIST itself, and what a network makes of it."""

import streamlit as st

from pages.widgets.entrance import enter
from pages.widgets.visitor import remember_visitor


def page() -> None:
    enter()
    st.html("<h2>Data</h2>")
    remember_visitor()


page()
