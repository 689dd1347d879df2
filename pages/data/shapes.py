"""What goes wrong when shapes don't fit: three classic mistakes, what Keras says, what mends it."""

from html import escape

import streamlit as st

from pages.shared.words.try_and_notice import show_way_on_to, words
from training.recipes import recipe
from training.shape_mistakes import MISTAKES, SETTING, ShapeMistake


def show_shapes() -> None:
    """Show the three mistakes."""
    st.html(
        words(
            "Read the error before the cure, and say which two shapes don’t fit.",
            "Keras always names both: the shape that it expected, and the one that it got.",
        )
    )
    st.html(f'<ol class="dl-shapes">{"".join(map(_card, MISTAKES))}</ol>')
    with st.expander("The network that these lines are about", key="data-setting"):
        st.code(SETTING, language="python")
    with st.container(key="data-links", horizontal=True):
        show_way_on_to(recipe("ten-lines"), "The whole program, on the Train page")


def _card(mistake: ShapeMistake) -> str:
    return (
        f"<li><h3>{escape(mistake.title)}</h3>"
        f"<pre><code>{escape(mistake.code)}</code></pre>"
        f'<p class="dl-said"><b>Keras says</b> {escape(mistake.message)}</p>'
        f'<p class="dl-mend"><b>What mends it</b><code>{escape(mistake.mend)}</code></p>'
        f"<p>{escape(mistake.why)}</p></li>"
    )
