"""Digits as tiles that can be pressed: to look at one pixel by pixel, or to put it on the pad."""

from collections.abc import Iterable
from html import escape

import numpy as np

from pages.data.state import change, send
from pages.shared.look.pictures import picture
from pages.shared.pad.misread import Row
from pages.shared.url.setting import one_of
from pages.shared.words.probability import probability
from training.readings import Readings

OPEN, SEND = "open", "send"  # what a press asks for, before the image's number


def tiles(
    images: np.ndarray,
    labels: np.ndarray,
    numbers: Iterable[int],
    part: str,
    readings: Readings | None = None,
    sendable: bool = False,
) -> str:
    """Tiles as HTML for `live_html`, whose presses go to `take_press`.

    Args:
        images: (N, 28, 28) uint8, all of the part.
        labels: (N,) uint8.
        numbers: which of them to show.
        part: "training" or "test".
        readings: if given, each tile says what the network made of its digit.
        sendable: whether each tile also has a button that sends it to the pad.
    """
    made = (
        _tile(images[number], int(labels[number]), int(number), part, readings, sendable)
        for number in numbers
    )
    return "".join(made)


def take_press(press: object, part: str, count: int, row: Row | None = None) -> None:
    """Do what a press asks for; anything else than a tile's press is passed over.

    Args:
        press: what the browser sent.
        part: "training" or "test".
        count: how many images the part has.
        row: see `send`.
    """
    action, _, text = press.partition(":") if isinstance(press, str) else ("", "", "")
    number = one_of(text, count)
    if number is None:
        return
    if action == OPEN:
        change(view="one", part=part, digit=number)
    elif action == SEND:
        send(part, number, row)


def matching(
    labels: np.ndarray, readings: Readings | None, label: int | None, answer: str
) -> np.ndarray:
    """The numbers of the images to show, in their order.

    Args:
        labels: (N,) uint8.
        readings: needed unless `answer` is "all".
        label: the only digit to show, or None.
        answer: "all", "right" or "wrong".
    """
    chosen = np.ones(len(labels), bool) if label is None else labels == label
    if answer != "all":
        chosen &= (readings.digits == labels) == (answer == "right")
    return np.flatnonzero(chosen)


def _tile(
    image: np.ndarray,
    label: int,
    number: int,
    part: str,
    readings: Readings | None,
    sendable: bool,
) -> str:
    name = f"{part.capitalize()} image {number}: {label}"
    caption = f"<b>{label}</b>"
    if readings is not None:
        answer, sure = int(readings.digits[number]), float(readings.probabilities[number])
        name += f", read as {answer}"
        caption += f'<span>→ <b class="dl-{"right" if answer == label else "wrong"}">{answer}</b>'
        caption += f" <small>{probability(sure)}</small></span>"
    send = (
        f'<button type="button" class="dl-send" data-press="{SEND}:{number}" '
        f'aria-label="To the pad: {part} image {number}">To the pad</button>'
        if sendable
        else ""
    )
    return (
        f'<li><button type="button" class="dl-digit-tile" data-press="{OPEN}:{number}" '
        f'title="{escape(name)}. Look at its pixels">{picture(image, name)}</button>'
        f"<p>{caption}</p>{send}</li>"
    )
