"""The Activations panel: what each layer puts out for the drawing, as tiles."""

from html import escape

import numpy as np
import streamlit as st

from model.explain import Explainer, FeatureMaps
from model.recogniser import Recogniser
from pages.draw import unit_board
from pages.draw.why import choose_digit
from pages.shared.live.live_html import live_html
from pages.shared.look.diverging import BETWEEN_LEVEL, levels, paint
from pages.shared.look.style import theme
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import Whole
from training.config import MAX_HIDDEN_LAYERS

LAYER = Whole("layer", 1, 1, MAX_HIDDEN_LAYERS, title="Hidden layer")
GAP = 1  # pixels between feature maps
ACROSS = {28: 8, 14: 16, 7: 32, 4: 32}  # maps in a row, by their width in pixels

BEFORE = (
    '<p class="dl-inside-lead">These units see the drawing through layers of filters. This is what '
    "each filter finds, from the image on.</p>"
)
SCALES = (
    '<p class="dl-how">The stronger the blue, the more of its feature a map finds there. Each row '
    "has a scale of its own.</p>"
)

# What can be said of each layer without having looked at every filter.
LAYERS = {
    "strokes": "Edges and strokes: each map is one small filter, slid over the image.",
    "parts": "Combinations of those, seen at half the size.",
    "parts_again_sum": "The same with a second look.",
    "shapes": "Larger parts, at a quarter of the size.",
    "shapes_again_sum": "A second look at them.",
    "whole": "What is where in the whole digit, 4 × 4.",
    "whole_again_sum": "And a second look at that.",
}


def show(
    state: PageState, explainer: Explainer, network: Recogniser, image: np.ndarray, best: int
) -> None:
    """Show every layer's output for an image.

    Args:
        state: the page's.
        explainer, network: the network.
        image: (28, 28) uint8.
        best: the network's best guess.
    """
    if not has_units(network):
        st.html(
            '<p class="dl-inside-empty">This network has no hidden layer: the ten outputs look '
            "at the pixels themselves. Evidence shows how.</p>"
        )
        return
    layers = explainer.units(image)
    digit = choose_digit(state, "Influence on the logit of", best)
    number = _chosen_layer(state, len(layers))
    unit_board.show(layers[number - 1], number, network, digit)
    maps = explainer.feature_maps(image)
    if maps:
        html = "".join(_maps_row(layer) for layer in maps)
        live_html(f'<div class="dl-maps">{BEFORE}{html}{SCALES}</div>', key="inside-maps")


def has_units(network: Recogniser) -> bool:
    """Whether a network has hidden units: all have, but those without a hidden layer."""
    return network.spec.kind != "dense" or bool(network.spec.hidden_units)


def _chosen_layer(state: PageState, count: int) -> int:
    """The hidden layer to look at, from 1, chosen where there are several."""
    if count == 1:
        return 1
    if state[LAYER.name] > count:  # another network had more
        state.set({LAYER.name: LAYER.default})
    layers = range(1, count + 1)
    st.segmented_control(
        LAYER.title, layers, required=True, **state.control(LAYER.name, initial="default")
    )
    return int(state[LAYER.name])


def _maps_row(layer: FeatureMaps) -> str:
    height, width, count = layer.maps.shape
    picture = paint(_sheet(layer.maps), theme())
    title = f"{count} maps of {width} × {height}"
    return (
        f"<figure><figcaption><b>{title}</b> {escape(LAYERS[layer.name])}</figcaption>"
        f'<img alt="{title}: the stronger the blue, the more of its feature is there." '
        f'src="{picture}"></figure>'
    )


def _sheet(maps: np.ndarray) -> np.ndarray:
    """(height, width, maps) -> the maps side by side, as levels of the colour scale."""
    height, width, count = maps.shape
    columns = ACROSS[width]
    rows = count // columns
    shown = levels(maps, float(maps.max()) or 1.0)
    sheet = np.full((rows, height + GAP, columns, width + GAP), BETWEEN_LEVEL, np.uint8)
    grid = shown.transpose(2, 0, 1).reshape(rows, columns, height, width)
    sheet[:, :height, :, :width] = grid.transpose(0, 2, 1, 3)
    flat = sheet.reshape(rows * (height + GAP), columns * (width + GAP))
    return flat[:-GAP, :-GAP]
