"""A perceptron as a picture: switches, weights, a sum, a threshold, and whether it fires."""

from collections.abc import Sequence
from typing import Any

from model.neuron import GATES, binary_inputs, fires, weighted_sum
from pages.neuron.plot import Plane, text
from pages.shared.words.numbers import factor, plain

WIDTH = 560
ROOM = {2: 122, 3: 124}  # the height that each input has, by their number
INPUT_X, SUM_X, OUTPUT_X = 62, 330, 494
INPUT_R, SUM_R = 34, 52
THINNEST, THICKER = 1.5, 1.1  # a wire's width: for the weight 0, and for each unit more

# As wide as high, without its margins: else the line would not be at right angles to the shades.
GATE_PLANE = Plane("gate", (-0.5, 1.5), (-0.5, 1.5), 230, 244, left=26, bottom=24, top=22, right=6)


def perceptron_picture(
    names: Sequence[str], inputs: Sequence[int], weights: Sequence[int], threshold: int
) -> str:
    """The perceptron with its numbers of now, as SVG, and its sum written out."""
    total, fired = weighted_sum(inputs, weights), fires(inputs, weights, threshold)
    room = ROOM[len(names)]
    height = room * len(names)
    middle = height / 2
    heights = [room * (row + 0.42) for row in range(len(names))]
    wires = [
        _wire(top, middle, on, weight)
        for top, on, weight in zip(heights, inputs, weights, strict=True)
    ]
    switches = [_input(name, top, on) for name, top, on in zip(names, heights, inputs, strict=True)]
    state = "dl-on" if fired else ""
    sign = "≥" if fired else "&lt;"
    output = (
        f'<path class="dl-axon {state}" d="M{SUM_X + SUM_R} {middle}H{OUTPUT_X - SUM_R}"/>'
        f'<circle class="dl-soma" cx="{SUM_X}" cy="{middle}" r="{SUM_R}"/>'
        + text(SUM_X, middle + 11, plain(total, 0), "middle", "dl-value")
        + text(SUM_X, middle - 24, "sum", "middle", "dl-axis")
        + text(SUM_X, middle + 35, f"{sign} {plain(threshold, 0)}", "middle", "dl-axis")
        + f'<circle class="dl-soma {state}" cx="{OUTPUT_X}" cy="{middle}" r="{SUM_R}"/>'
        + text(OUTPUT_X, middle + 7, _word(fired), "middle", f"dl-answer-word {state}")
    )
    arithmetic = sum_in_words(inputs, weights, threshold)
    return (
        f'<svg class="dl-perceptron" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="A perceptron: {arithmetic}">{"".join(wires)}{"".join(switches)}{output}</svg>'
        f'<p class="dl-arithmetic" data-fires="{str(fired).lower()}">'
        f"{arithmetic}</p>"
    )


def sum_in_words(inputs: Sequence[int], weights: Sequence[int], threshold: int) -> str:
    """The weighted sum as arithmetic, as HTML.

    >>> sum_in_words((1, 0, 1), (3, 2, 6), 4)
    '1 × 3 + 0 × 2 + 1 × 6 = 9 ≥ 4: fires'
    """
    terms = " + ".join(
        f"{each} × {factor(weight, 0)}" for each, weight in zip(inputs, weights, strict=True)
    )
    total, fired = weighted_sum(inputs, weights), fires(inputs, weights, threshold)
    sign = "≥" if fired else "&lt;"
    return f"{terms} = {plain(total, 0)} {sign} {plain(threshold, 0)}: {_word(fired)}"


def table(
    names: Sequence[str],
    inputs: Sequence[int],
    weights: Sequence[int],
    threshold: int,
    wanted: Sequence[bool],
) -> str:
    """Every setting of the switches, with the sum and the answer; the one of now stands out.

    Args:
        names, inputs, weights, threshold: the perceptron.
        wanted: what it should say to each.
    """
    rows = binary_inputs(len(names))
    lines = []
    for number, row in enumerate(rows):
        fired = fires(row, weights, threshold)
        cells = [*map(str, row), plain(weighted_sum(row, weights), 0), _word(fired)]
        kind = "dl-now" if row == tuple(inputs) else ""
        good = fired == wanted[number]
        cells += [_word(wanted[number]), "✓ right" if good else "✗ wrong"]
        kind += "" if good else " dl-bad"
        lines.append(f'<tr class="{kind}">{"".join(f"<td>{each}</td>" for each in cells)}</tr>')
    heads = [*names, "sum", "says", "wanted", ""]
    right = rows_right(weights, threshold, wanted)
    return (
        f'<div class="dl-score"><strong data-right="{right}">{right}</strong>'
        f"<span>of {len(rows)} rows right</span></div>"
        '<table class="dl-truth"><thead><tr>'
        f"{''.join(f'<th>{each}</th>' for each in heads)}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def rows_right(weights: Sequence[int], threshold: int, wanted: Sequence[bool]) -> int:
    """For how many settings of the switches a perceptron says what is wanted.

    >>> rows_right((1, 1), 2, (False, False, False, True))
    4
    """
    rows = zip(binary_inputs(len(weights)), wanted, strict=True)
    return sum(fires(row, weights, threshold) == each for row, each in rows)


def gate_plane(gate: str, weights: Sequence[int], threshold: int) -> dict[str, Any]:
    """The four rows of a gate as points in the plane, and the perceptron as a line, for gate.js."""
    labels = GATE_PLANE.labels((0, 1), (0, 1), "first", "second")
    return {
        "plane": GATE_PLANE.moving(GATE_PLANE.grid((0, 1), (0, 1)), labels),
        "line": [*map(float, weights[:2]), float(-threshold)],
        "points": [
            (wanted, *map(float, row))
            for row, wanted in zip(binary_inputs(2), GATES[gate], strict=True)
        ],
    }


def _wire(height: float, middle: float, on: int, weight: int) -> str:
    start, end = INPUT_X + INPUT_R, SUM_X - SUM_R
    kind = "dl-plus" if weight >= 0 else "dl-minus"
    off = "" if on else " dl-idle"
    width = THINNEST + THICKER * abs(weight)
    x = start + 0.42 * (end - start)
    y = height + 0.42 * (middle - height)
    words = f"× {factor(weight, 0)}"
    room = 10 * len(words) + 10
    return (
        f'<path class="dl-dendrite {kind}{off}" stroke-width="{width:.1f}" '
        f'd="M{start} {height:.1f}L{end} {middle:.1f}"/>'
        f'<rect class="dl-tag" x="{x - room / 2:.1f}" y="{y - 13:.1f}" width="{room}" '
        f'height="26"/>' + text(x, y + 6, words, "middle", f"dl-weight{off}")
    )


def _input(name: str, height: float, on: int) -> str:
    state = "dl-on" if on else ""
    return (
        f'<circle class="dl-soma {state}" cx="{INPUT_X}" cy="{height:.1f}" r="{INPUT_R}"/>'
        + text(INPUT_X, height + 9, str(on), "middle", f"dl-value dl-input-value {state}")
        + text(INPUT_X, height + INPUT_R + 16, name, "middle", "dl-axis")
    )


def _word(fired: bool) -> str:
    return "fires" if fired else "silent"
