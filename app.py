"""Digit Lab: draw a digit and watch a network read it. Start with `streamlit run app.py`."""

import os
from pathlib import Path

import streamlit as st

from model import VERSION
from pages.widgets.style import apply_style

ABOUT = f"""**Digit Lab {VERSION}** shows how a neural network reads handwritten digits.
Everything runs on the computer that started it; no drawing leaves it."""

# Preparing one small image on several threads only makes them wait for each other: 0.4 ms
# become 24 on a busy machine. NumPy, which reads this, has not been imported yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PICTURES = Path(__file__).parent / "pages" / "widgets"

st.set_page_config(
    page_title="Digit Lab",
    page_icon=str(PICTURES / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
    menu_items={"About": ABOUT},
)
apply_style()
st.logo(str(PICTURES / "logo.svg"), size="large")
page = st.navigation(
    [
        st.Page("pages/draw.py", title="Draw", icon=":material/draw:", default=True),
        st.Page(
            "pages/train.py", title="Train", icon=":material/model_training:", url_path="train"
        ),
        st.Page("pages/data.py", title="Data", icon=":material/grid_view:", url_path="data"),
        st.Page("pages/neuron.py", title="Neuron", icon=":material/hub:", url_path="neuron"),
    ],
    position="top",
)
page.run()
