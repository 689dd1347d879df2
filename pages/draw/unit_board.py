"""A dense layer's units as tiles; the one that is pointed at shows what it looks for and adds.

What changes with a stroke, some numbers for each unit, is sent with every stroke. The picture of
all incoming weights stays the same, so it is an image of its own that the browser keeps.
"""

import base64
from pathlib import Path

import numpy as np
import streamlit as st

from model.explain import Units
from model.recogniser import Recogniser
from pages.shared.live.component import component
from pages.shared.look.diverging import (
    BETWEEN_LEVEL,
    STEPS,
    color,
    color_on,
    legend,
    levels,
    png,
    usual_limit,
)
from pages.shared.look.style import theme
from pages.shared.words.numbers import signed

COLUMNS = 16  # units' pictures in a row of the sheet
CACHED = 12  # sheets kept for all who look at the same networks; at most some 3 MB each
PICTURES_KEY = "unit-pictures"

_board = component(
    "unit_board",
    Path(__file__).with_name("unit_board.js"),
    isolate_styles=False,  # the app's style sheet is for it, too
)


def show(layer: Units, number: int, network: Recogniser, digit: int) -> None:
    """Show a layer's units for one image.

    Args:
        layer: the units.
        number: which hidden layer this is, from 1.
        network: the layer's network.
        digit: whose logit the units are sorted by.
    """
    side = 0
    if layer.incoming is not None:
        side = _side(layer.incoming)
        with st.container(key=PICTURES_KEY):
            st.image(_sheet(network.name, number, theme(), layer.incoming))
    shades = [color(value, 1.0, theme()) for value in (-1.0, 0.0, 1.0)]
    activations = layer.activations.astype(np.float64)
    _board(
        data={
            "title": _title(layer),
            "layer": f"{network.name}/{number}",
            "order": layer.by_influence(digit).tolist(),
            "activations": [float(f"{value:.4g}") for value in activations],
            "strongest": float(np.abs(activations).max()) or 1.0,
            "contributions": _as_text(layer.contributions),
            "largest": float(np.abs(layer.contributions).max()) or 1.0,
            "digit": digit,
            "sum": _sum_in_words(layer, digit),
            "exact": layer.is_exact,
            "side": side,
            "columns": COLUMNS,
            "from": "pixel" if number == 1 else f"unit of hidden layer {number - 1}",
            "shades": shades,
            "ink": [color_on(0.0, 1.0, theme()), *map(_turning_point, (-1, 1))],
            "legend": legend(None, theme()),
        },
        key="inside-units",
    )


def _turning_point(sign: int) -> float:
    """The share of the strongest colour from which text on it needs the other ink; 2 for none."""
    usual = color_on(0.0, 1.0, theme())
    steps = (step / STEPS for step in range(STEPS + 1))
    return next((each for each in steps if color_on(sign * each, 1.0, theme()) != usual), 2.0)


def _title(layer: Units) -> str:
    count = len(layer.activations)
    many = f"{count:,} hidden units, the most influential first" if count > 1 else "1 hidden unit"
    return f"{many}. The bluer, the more it puts out."


def _sum_in_words(layer: Units, digit: int) -> str:
    """How the layer's contributions lead to the digit's logit."""
    total = float(layer.contributions[:, digit].sum())
    if not layer.is_exact:
        return (
            f"Roughly {signed(total, 2)} in all: in a layer before the last one, a unit’s share is "
            "its activation times the logit’s slope."
        )
    bias = float(layer.bias[digit])
    return (
        f"All units together {signed(total, 2)}, and the bias {signed(bias, 2)}: "
        f"the logit of {digit} is {signed(total + bias, 2)}."
    )


def _as_text(values: np.ndarray) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def _side(incoming: np.ndarray) -> int:
    """The side of the square that holds a unit's incoming weights."""
    return int(np.ceil(np.sqrt(len(incoming))))


@st.cache_data(max_entries=CACHED, show_spinner=False)
def _sheet(network: str, number: int, theme: str, _incoming: np.ndarray) -> bytes:
    # The weights, with the underscore, take no part in telling one entry from another: a
    # network's name does, because its weights never change.
    return draw_sheet(_incoming, theme)


def draw_sheet(incoming: np.ndarray, theme: str) -> bytes:
    """All units' incoming weights as squares in rows of `COLUMNS`, as a PNG.

    Args:
        incoming: (inputs, units); 784 inputs make a square of 28 x 28, in the image's order.
        theme: "light" or "dark".
    """
    inputs, units = incoming.shape
    side = _side(incoming)
    rows = -(-units // COLUMNS)
    squares = np.full((rows * COLUMNS, side * side), BETWEEN_LEVEL, np.uint8)
    finite = np.nan_to_num(incoming.T, posinf=0.0, neginf=0.0)
    squares[:units, :inputs] = levels(finite, usual_limit(finite))
    grid = squares.reshape(rows, COLUMNS, side, side).transpose(0, 2, 1, 3)
    return png(grid.reshape(rows * side, COLUMNS * side), theme)
