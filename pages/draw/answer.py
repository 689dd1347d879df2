"""What a network makes of the drawing: verdict, bars and the image that it sees, as HTML."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from model.loading import Failure
from model.preprocess import Trace, squash, trace
from model.recogniser import Reading, Recogniser, Verdict
from model.two_digits import looks_like_two
from pages.shared.look.bars import ten_bars
from pages.shared.look.pictures import empty_picture, picture
from pages.shared.pad.pad import Pad
from pages.shared.words import verdict
from pages.shared.words.notices import notices_html

BARS = "How probable the network finds each of the ten digits, as bars from 0 to 100 %."
UNCENTRED = "Also shows what the same network says when the whole pad is merely shrunk."
# As long as the browser hasn't got the first answer; its place has its size already.
ANSWER_TO_COME = '<div class="dl-verdict-column"></div>'

_SEEN = "draw-seen"


@dataclass(frozen=True, eq=False)
class Seen:
    """A drawing as a network sees it; made once for each, however often the page runs.

    Attributes:
        ink: the drawing's picture.
        network: the network, why there is none, or None while it is being loaded.
        steps: from the drawing to its image; None if nothing is drawn.
        reading: what the network makes of the image; None without an image or a network.
    """

    ink: np.ndarray
    network: Recogniser | Failure | None
    steps: Trace | None
    reading: Reading | None


def look_at(pad: Pad, network: Recogniser | Failure | None) -> Seen:
    """What a network makes of what is on the pad."""
    seen: Seen | None = st.session_state.get(_SEEN)
    if seen is None or seen.ink is not pad.ink or seen.network is not network:
        steps = trace(pad.ink)
        readable = steps is not None and isinstance(network, Recogniser)
        reading = network.read(steps.image) if readable else None
        seen = st.session_state[_SEEN] = Seen(pad.ink, network, steps, reading)
    return seen


def answer_html(seen: Seen, pad: Pad, network: str, uncentred: bool) -> str:
    """Verdict, bars and image.

    Args:
        seen: what the network makes of the drawing.
        pad: what is drawn.
        network: the network's name.
        uncentred: whether to show, too, what it says without MNIST's centring.
    """
    card = verdict.about(_card(seen, pad), network, pad.strokes_read)
    reading = seen.reading
    winner = reading.digit if reading and reading.verdict is Verdict.DIGIT else None
    bars = ten_bars(reading.probabilities if reading else None, winner, BARS, large=True)
    problem = notices_html([pad.problem]) if pad.problem else ""
    return (
        f'<div class="dl-verdict-column">{card}</div>'
        f'<div class="dl-bars-column"><h3>How likely is each digit?</h3>{bars}</div>'
        f'<div class="dl-image-column"><h3>What the network sees</h3>{_image(seen)}'
        "<p>28 × 28 pixels, centred like the digits that it learned from (MNIST).</p>"
        f'<button type="button" role="switch" aria-checked="{str(uncentred).lower()}" '
        f'class="dl-switch" data-press="uncentred" title="{UNCENTRED}"><i></i>'
        f"Without centring</button>{_uncentred(seen) if uncentred else ''}</div>{problem}"
    )


def tools_html(pad: Pad) -> str:
    """The buttons under the pad."""
    return (
        _tool("undo", "Undo", "undo", pad.can_undo)
        + _tool("clear", "Clear", "delete", bool(pad.drawing))
        + _tool("draw", "Draw one for me", "gesture", True)
    )


def _tool(press: str, label: str, icon: str, enabled: bool) -> str:
    return (
        f'<button type="button" class="dl-button" data-press="{press}"'
        f'{"" if enabled else " disabled"}><i aria-hidden="true">{icon}</i>{label}</button>'
    )


def _card(seen: Seen, pad: Pad) -> str:
    if isinstance(seen.network, Failure):
        again = '<button type="button" class="dl-button" data-press="retry">Try again</button>'
        return verdict.failed_card(seen.network.sentence) + again
    if seen.network is None:
        return verdict.loading_card(drawn=bool(pad.drawing))
    if seen.reading is None:
        return verdict.blank_card()
    return verdict.verdict_card(seen.reading, looks_like_two(pad.ink))


def _image(seen: Seen) -> str:
    if seen.steps is None:
        return empty_picture("Nothing drawn yet, so the network sees nothing.")
    return picture(seen.steps.image, "The 28 by 28 pixels that the network sees of your drawing.")


def _uncentred(seen: Seen) -> str:
    """What a network sees and says if the whole pad is merely shrunk to 28 x 28."""
    if seen.steps is None:
        image = empty_picture("Nothing drawn yet.")
        answer = "What the same network says when the whole pad is merely shrunk."
    else:
        squashed = squash(seen.steps.ink)
        image = picture(squashed, "Your whole pad, shrunk to 28 by 28 pixels without centring.")
        readable = isinstance(seen.network, Recogniser)
        answer = verdict.in_words(seen.network.read(squashed)) if readable else "Merely shrunk."
    return f'<div class="dl-uncentred">{image}<p>{answer}</p></div>'
