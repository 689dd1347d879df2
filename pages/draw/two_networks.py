"""The Two networks panel: the same drawing, read by a second network, and where they disagree."""

from collections.abc import Sequence
from html import escape

import numpy as np

from model.explain import Explainer
from model.recogniser import Reading, Recogniser, Verdict
from pages.draw.evidence import ink_picture, side_by_side
from pages.shared.live.live_html import live_html
from pages.shared.networks.in_browser import live
from pages.shared.networks.menu import NetworkChoice, show_network_menu
from pages.shared.url.page_state import PageState
from pages.shared.words.digits import a_numeral
from pages.shared.words.probability import probability

SECOND = NetworkChoice("second", "ten-lines")
CLEARLY = 0.1  # a difference between two probabilities that is worth mentioning


def show_choice(state: PageState) -> None:
    """The menu of the second network."""
    show_network_menu(state, SECOND.name, "Second network")


def show(
    pair: Sequence[tuple[Recogniser, Explainer]], readings: Sequence[Reading], image: np.ndarray
) -> None:
    """Show what two networks make of an image.

    Args:
        pair: the two networks, the chosen one first.
        readings: what each makes of the image.
        image: (28, 28) uint8.
    """
    networks = [network for network, _ in pair]
    pictures = [
        _evidence(network, explainer, image, reading.digit)
        for (network, explainer), reading in zip(pair, readings, strict=True)
    ]
    live_html(
        f'<p class="dl-inside-lead">{in_words(networks, readings)}</p>'
        f"{_bars(networks, readings)}{side_by_side(pictures)}"
        '<p class="dl-how">Each picture shows where the ink speaks for that network’s own best '
        "guess (integrated gradients), each on a scale of its own.</p>",
        key="inside-two",
    )


def _evidence(network: Recogniser, explainer: Explainer, image: np.ndarray, digit: int) -> str:
    """Where the ink speaks for a network's best guess."""
    found = explainer.ink_evidence(image, digit)
    title = f"{network.title}: ink for {a_numeral(digit)}"
    return ink_picture(found, image, float(np.abs(found).max()) or 1.0, title)


def in_words(networks: Sequence[Recogniser], readings: Sequence[Reading]) -> str:
    """Whether two readings agree, and where they differ most, as HTML."""
    first, second = readings
    said = [
        f"{escape(network.title)} {_answer(reading)}"
        for network, reading in zip(networks, readings, strict=True)
    ]
    both = f"{said[0]}; {said[1]}."
    agreed = _meaning(first) == _meaning(second)
    difference = np.abs(first.probabilities - second.probabilities)
    digit = int(difference.argmax())
    if agreed and difference[digit] < CLEARLY:
        return f"<strong>They agree.</strong> {both}"
    head = "They agree, but not equally firmly" if agreed else "They disagree"
    one, other = (float(reading.probabilities[digit]) for reading in readings)
    return (
        f"<strong>{head}.</strong> {both} Their largest difference is over the {digit}: "
        f"{probability(one)} against {probability(other)}."
    )


def _meaning(reading: Reading) -> set[int]:
    """The digits that a reading leaves open: one, two or none."""
    if reading.verdict is Verdict.NO_DIGIT:
        return set()
    return {reading.digit} | ({reading.second} if reading.verdict is Verdict.UNSURE else set())


def _answer(reading: Reading) -> str:
    if reading.verdict is Verdict.DIGIT:
        return f"reads {a_numeral(reading.digit)} ({probability(reading.probability)})"
    if reading.verdict is Verdict.UNSURE:
        return f"is unsure: {reading.digit} or {reading.second}"
    return "sees no digit"


def _bars(networks: Sequence[Recogniser], readings: Sequence[Reading]) -> str:
    """Ten rows with a bar for each network; where they clearly differ, the row is marked."""
    first, second = (reading.probabilities for reading in readings)
    rows = []
    for digit in range(len(first)):
        differs = ' class="dl-differs"' if abs(first[digit] - second[digit]) >= CLEARLY else ""
        bars = "".join(
            f'<i><em style="width:{share:.2%}"></em></i><span>{probability(float(share))}</span>'
            for share in (first[digit], second[digit])
        )
        rows.append(f"<li{differs}><b>{digit}</b>{bars}</li>")
    heads = "".join(f"<span>{escape(network.title)}</span>" for network in networks)
    names = [network.name for network in networks]
    return (
        f'<div class="dl-two" {live(names, clearly=CLEARLY)}><p><b></b>{heads}</p>'
        f"<ol>{''.join(rows)}</ol></div>"
    )
