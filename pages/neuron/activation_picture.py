"""Activations as a picture: the curve, its slope, and the neuron's sum of now on both."""

from collections.abc import Sequence

import numpy as np

from model.neuron import activation, slope
from pages.neuron.plot import Plane, dot
from pages.shared.words.numbers import plain, small
from pages.shared.words.settings import in_words
from training.config import allowed

NAMES = ("step", *allowed("activation").values)
FARTHEST = 10.0  # sums to either side of zero
FAR = 8.0  # what the table calls far from zero
STEPS = 400  # of a curve
TANGENT = 1.6  # how far the tangent reaches to either side

TICKS = (-10, -5, 0, 5, 10)
# Those that stay between -1 and 1 get a closer look than those that grow.
BOUNDED = ("step", "sigmoid", "tanh")
_SIZE = {"width": 480.0, "height": 400.0}
CLOSE = Plane("activation", (-10.4, 10.4), (-1.3, 1.3), **_SIZE)
HALF = Plane("activation", (-10.4, 10.4), (-2.6, 10.4), **_SIZE)
WHOLE = Plane("activation", (-10.4, 10.4), (-10.4, 10.4), **_SIZE)

WORDS = {
    "step": "The step is flat on both sides and has no slope where it jumps. Gradient descent "
    "finds nothing to follow, which is why the sigmoid took its place.",
    "sigmoid": "Far from zero the sigmoid is flat, so almost nothing is learnt there. And its "
    "slope is never above 0.25: of what flows back through a layer, the slope alone leaves a "
    "quarter at most.",
    "tanh": "Steeper than the sigmoid in the middle, with 0 where the sum is 0. Far from zero it "
    "is just as flat.",
    "relu": "Above zero the slope is 1, however far: no saturation. Below zero it is exactly 0, "
    "and a neuron that is there for every image never learns again: it has died.",
    "leaky_relu": "Like ReLU, but below zero a slope of 0.2 is left. So the neuron can find its "
    "way back and never dies.",
    "elu": "Like ReLU above zero. Below, it bends towards −1 and its slope fades instead of "
    "stopping at once.",
    "gelu": "A ReLU with a soft corner: just below zero it even dips. Far below, its slope fades "
    "to 0.",
    "silu": "The sum times its own sigmoid: a ReLU with a soft corner and a dip below zero. Far "
    "below, its slope fades to 0.",
    "linear": "The same slope everywhere, so nothing saturates. But layers without a bend add up "
    "to one layer: they can draw one line, and no more.",
}


def title(name: str) -> str:
    """What people call an activation."""
    return "Step" if name == "step" else in_words("activation", name)


def value_at(name: str, total: float) -> float:
    """What a neuron makes of its sum."""
    return float(activation(name)(np.array([total]))[0])


def slope_at(name: str, total: float) -> float:
    """How much its output changes when the sum does."""
    return float(slope(name)(np.array([total]))[0])


def activation_picture(name: str, total: float) -> str:
    """The curve, its slope dashed, and the sum of now with the tangent at it."""
    plane = CLOSE if name in BOUNDED else WHOLE if name == "linear" else HALF
    sums = np.linspace(*plane.x, STEPS + 1)
    output, steep = value_at(name, total), slope_at(name, total)
    ends = [(total + side * TANGENT, output + side * TANGENT * steep) for side in (-1, 1)]
    content = [
        plane.grid(TICKS, _heights(plane)),
        f'<path class="dl-zero" d="{plane.path([(plane.x[0], 0), (plane.x[1], 0)])}'
        f'{plane.path([(0, plane.y[0]), (0, plane.y[1])])}"/>',
        f'<path class="dl-slope" d="{_curve(plane, sums, slope(name)(sums))}"/>',
        f'<path class="dl-curve" d="{_curve(plane, sums, activation(name)(sums))}"/>',
        f'<path class="dl-drop" d="{plane.path([(total, plane.y[0]), (total, output)])}"/>',
        f'<path class="dl-tangent" d="{plane.path(ends)}"/>',
        dot(plane, total, steep, 5.5, "dl-slope-dot"),
        dot(plane, total, output, 8, "dl-ball"),
    ]
    alt = (
        f"{title(name)}: at a sum of {plain(total, 1)} the output is {small(output)} and the slope "
        f"{small(steep)}."
    )
    labels = plane.labels(TICKS, _heights(plane), "sum", "output")
    keys = '<p class="dl-curve-keys"><span>output</span><span>its slope</span></p>'
    return plane.picture("".join(content), alt, labels) + keys


def activation_numbers(name: str, total: float) -> str:
    """Output and slope at the sum of now and far from zero, and what that means."""
    sums = (-FAR, -2.0, 0.0, 2.0, FAR)
    rows = "".join(
        f"<tr><td>{plain(each, 0)}</td><td>{small(value_at(name, each))}</td>"
        f"<td>{small(slope_at(name, each))}</td></tr>"
        for each in sums
    )
    now = (
        f'<div class="dl-now-numbers"><div><span>sum</span><b>{plain(total, 1)}</b></div>'
        f"<div><span>output</span><b>{small(value_at(name, total))}</b></div>"
        f"<div><span>slope</span><b data-slope>{small(slope_at(name, total))}</b></div></div>"
    )
    return (
        f'{now}<p class="dl-here">{marker(name, total)}</p>'
        '<table class="dl-truth"><thead><tr><th>sum</th><th>output</th><th>slope</th></tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="dl-proof dl-about">{WORDS[name]}</p>'
    )


def marker(name: str, total: float) -> str:
    """What the slope at this sum means for learning.

    >>> marker("sigmoid", -8.0)
    'At −8.0 the slope is 0.00034: saturated, almost nothing is learnt here.'
    """
    steep = slope_at(name, total)
    start = f"At {plain(total, 1)} the slope is {small(steep)}"
    if steep == 0:
        return f"{start}: nothing is learnt here."
    if abs(steep) < 0.02:
        return f"{start}: saturated, almost nothing is learnt here."
    if steep < 0:
        return f"{start}: it goes down a little while the sum goes up."
    if steep < 0.5:
        return f"{start}: learning is slowed down here."
    return f"{start}: learning goes ahead here."


def _curve(plane: Plane, sums: np.ndarray, heights: np.ndarray) -> str:
    return plane.path(zip(sums.tolist(), heights.tolist(), strict=True))


def _heights(plane: Plane) -> Sequence[float]:
    return {CLOSE: (-1, -0.5, 0, 0.5, 1), HALF: (-2, 0, 2, 4, 6, 8, 10), WHOLE: TICKS}[plane]
