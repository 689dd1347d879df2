"""The network as a drawing: its layers from the pixels to the ten digits, as SVG.

Colours are the style sheet's variables, so that it follows the theme without being drawn again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from model.network import CLASSES, PIXELS
from pages.shared.words.settings import CHOICES
from training.config import TrainingConfig

WIDTH, HEIGHT = 300, 150  # units of the drawing; on the screen it is as wide as there is room
TOP, BOTTOM = 9, 112  # between them lie the neurons
MIDDLE = (TOP + BOTTOM) / 2
INPUT_SIZE = 46  # of the small picture that stands for 784 pixels
LEFT, RIGHT = 33, 272  # the middles of the first and the last layer
SHOWN = 7  # neurons of a layer that are drawn one by one; more are cut with dots
LOOKS = ("dl-awake", "dl-silent")  # of a neuron, the second when dropout silences it
GAP_ROWS = 2  # rows that the dots take


@dataclass(frozen=True)
class Layer:
    """A column of neurons: their heights, where the dots are, and what is written below."""

    x: float
    heights: tuple[float, ...]
    dots: float | None
    radius: float
    size: str
    name: str


def schematic(config: TrainingConfig) -> str:
    """The network that a config describes, as HTML."""
    hidden = _hidden_layers(config)
    output = _output_layer()
    columns = [*hidden, output]
    parts = [_wires_from_input(columns[0])]
    parts += [_wires(left, right) for left, right in pairwise(columns)]
    parts.append(_input(config))
    for number, layer in enumerate(hidden):
        parts.append(_neurons(layer, "dl-hidden", _silenced(config, layer, number)))
    parts.append(_neurons(output, "dl-output"))
    parts.append(_digits(output))
    parts += [_caption(layer) for layer in columns]
    return (
        f'<svg class="dl-schematic" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(in_a_sentence(config))}">{"".join(parts)}</svg>'
    )


def in_a_sentence(config: TrainingConfig) -> str:
    """The same in words."""
    activation = CHOICES["activation"][config.activation]
    layers = [f"a hidden layer of {units:,} neurons" for units in config.hidden_units]
    way = ", then ".join([f"{PIXELS} pixels", *layers, f"{CLASSES} outputs with softmax"])
    after = f" The hidden neurons’ activation is {activation}." if layers else ""
    return f"The network: {way}.{after}"


def _hidden_layers(config: TrainingConfig) -> list[Layer]:
    count = len(config.hidden_units)
    step = (RIGHT - LEFT) / (count + 1)
    name = CHOICES["activation"][config.activation].partition(" (")[0]
    return [
        _layer(LEFT + step * (number + 1), units, f"{units:,}", name)
        for number, units in enumerate(config.hidden_units)
    ]


def _layer(x: float, units: int, size: str, name: str) -> Layer:
    if units <= SHOWN:
        rows = [float(row) for row in range(units)]
        dots, span = None, units - 1
    else:
        # One short piece at each end; the dots say that there are more.
        head = math.ceil((SHOWN - 1) / 2)
        tail = SHOWN - 1 - head
        first_after = head + GAP_ROWS - 1
        rows = [*map(float, range(head)), *(float(first_after + row) for row in range(tail))]
        dots, span = (head - 1 + first_after) / 2, first_after + tail - 1
    pitch = (BOTTOM - TOP) / max(SHOWN, span + 1)
    start = MIDDLE - pitch * span / 2
    return Layer(
        x=x,
        heights=tuple(start + pitch * row for row in rows),
        dots=None if dots is None else start + pitch * dots,
        radius=pitch * 0.38,
        size=size,
        name=name,
    )


def _output_layer() -> Layer:
    pitch = (BOTTOM - TOP + 10) / CLASSES
    start = MIDDLE - pitch * (CLASSES - 1) / 2
    heights = tuple(start + pitch * row for row in range(CLASSES))
    return Layer(RIGHT, heights, None, pitch * 0.36, str(CLASSES), "softmax")


def _silenced(config: TrainingConfig, layer: Layer, number: int) -> frozenset[int]:
    """Which of the neurons drawn are shown as silenced by dropout: about its share of them."""
    count = len(layer.heights)
    silent = round(config.dropout * count)
    # Spread over the column, and differently in each layer.
    order = sorted(range(count), key=lambda row: (row * 5 + number * 3) % max(1, count))
    return frozenset(order[:silent])


def _input(config: TrainingConfig) -> str:
    """A small image with a seven in it, and what its pixels are."""
    left, top, cell = LEFT - INPUT_SIZE / 2, MIDDLE - INPUT_SIZE / 2, INPUT_SIZE / 7
    seven = ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (4, 3), (3, 4), (3, 5))
    pixels = "".join(
        f'<rect x="{left + x * cell:.1f}" y="{top + y * cell:.1f}" '
        f'width="{cell:.1f}" height="{cell:.1f}"/>'
        for x, y in seven
    )
    values = "0 to 1" if config.scaled else "0 to 255"
    return (
        f'<rect class="dl-paper" x="{left}" y="{top}" width="{INPUT_SIZE}" '
        f'height="{INPUT_SIZE}" rx="4"/><g class="dl-ink">{pixels}</g>'
        f"{_words(LEFT, str(PIXELS), values)}"
    )


def _wires_from_input(layer: Layer) -> str:
    edge = LEFT + INPUT_SIZE / 2
    starts = [MIDDLE + INPUT_SIZE * share for share in (-0.4, -0.2, 0.0, 0.2, 0.4)]
    return _lines(edge, starts, layer.x - layer.radius, layer.heights)


def _wires(left: Layer, right: Layer) -> str:
    return _lines(left.x + left.radius, left.heights, right.x - right.radius, right.heights)


def _lines(x1: float, starts: Sequence[float], x2: float, ends: Sequence[float]) -> str:
    path = "".join(f"M{x1:.1f} {start:.1f}L{x2:.1f} {end:.1f}" for start in starts for end in ends)
    return f'<path class="dl-wires" d="{path}"/>'


def _neurons(layer: Layer, look: str, silenced: frozenset[int] = frozenset()) -> str:
    circles = "".join(
        f'<circle class="{LOOKS[row in silenced]}" '
        f'cx="{layer.x:.1f}" cy="{height:.1f}" r="{layer.radius:.1f}"/>'
        for row, height in enumerate(layer.heights)
    )
    dots = ""
    if layer.dots is not None:
        dots = "".join(
            f'<circle class="dl-dot" cx="{layer.x:.1f}" cy="{layer.dots + shift:.1f}" r="1.5"/>'
            for shift in (-5, 0, 5)
        )
    return f'<g class="{look}">{circles}{dots}</g>'


def _digits(layer: Layer) -> str:
    return "".join(
        f'<text class="dl-class" x="{layer.x + 14:.1f}" y="{height + 4.4:.1f}">{digit}</text>'
        for digit, height in enumerate(layer.heights)
    )


def _caption(layer: Layer) -> str:
    return _words(layer.x, layer.size, layer.name)


def _words(x: float, size: str, name: str) -> str:
    return (
        f'<text class="dl-size" x="{x:.1f}" y="131">{escape(size)}</text>'
        f'<text class="dl-name" x="{x:.1f}" y="146">{escape(name)}</text>'
    )
