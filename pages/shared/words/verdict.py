"""What the network makes of the drawing, as the largest thing on the page.

Each kind of answer has its own shape: one large digit, two smaller ones with "or" between, a
question mark in a broken frame. Colour only helps.
"""

from html import escape

from model.recogniser import Reading, Verdict
from pages.shared.words.probability import probability

SURE = 0.95  # the least probability that is called sure
TWO_DIGITS = "Are these two digits? The network reads one at a time."


def verdict_card(reading: Reading, two_digits: bool = False) -> str:
    """The card for a reading of a drawing.

    Args:
        reading: what the network makes of it.
        two_digits: whether the drawing looks like two digits, which the network can't know.
    """
    if reading.verdict is Verdict.DIGIT:
        sure = reading.probability >= SURE
        sentence = "The network is sure of this." if sure else "The network thinks so."
        if two_digits:
            sentence = "But these look like two digits, and it reads only one."
        return _card("digit", _guess(reading.digit, reading.probability), sentence)
    if reading.verdict is Verdict.UNSURE:
        guesses = (
            _guess(reading.digit, reading.probability)
            + '<span class="dl-or">or</span>'
            + _guess(reading.second, reading.second_probability)
        )
        sentence = TWO_DIGITS if two_digits else "Not sure. These are its two best guesses."
        return _card("unsure", guesses, sentence)
    mark = '<span class="dl-mark" aria-hidden="true">?</span>'
    sentence = TWO_DIGITS if two_digits else "That doesn’t look like a digit."
    return _card("no-digit", mark, sentence)


def blank_card() -> str:
    """The card while nothing has been drawn."""
    return _card(
        "blank", '<span class="dl-prompt">Draw a digit</span>', "with the mouse, a finger or a pen"
    )


def loading_card(drawn: bool) -> str:
    """The card while the network is being loaded."""
    advice = (
        "Your drawing is read as soon as it is there."
        if drawn
        else "You can draw already. It takes a few seconds, once."
    )
    return _card("loading", '<span class="dl-prompt">The network is loading …</span>', advice)


def failed_card(sentence: str) -> str:
    """The card when there is no network to read the drawing, and why."""
    return _card("failed", '<span class="dl-prompt">No answer</span>', sentence)


def in_words(reading: Reading) -> str:
    """A reading in a few words, as HTML, for a place beside a small picture."""
    best = f"<strong>{reading.digit}</strong> ({probability(reading.probability)})"
    if reading.verdict is Verdict.DIGIT:
        return f"Merely shrunk, it reads {best}."
    if reading.verdict is Verdict.UNSURE:
        second = f"<strong>{reading.second}</strong> ({probability(reading.second_probability)})"
        return f"Merely shrunk: {best} or {second}?"
    return f"Merely shrunk: no digit. Best guess {best}."


def about(card: str, network: str, strokes: int) -> str:
    """A card that says in attributes which network and how many strokes it is about.

    Whoever waits for an answer (a test, a benchmark) can tell it from the one before.
    """
    return f'<div data-network="{escape(network)}" data-strokes="{strokes}">{card}</div>'


def _card(kind: str, content: str, sentence: str) -> str:
    return (
        f'<div class="dl-verdict" data-verdict="{kind}" role="status" aria-live="polite">'
        f'<div class="dl-answer">{content}</div><p>{escape(sentence)}</p></div>'
    )


def _guess(digit: int, share: float) -> str:
    return (
        f'<span class="dl-guess"><span class="dl-digit">{digit}</span>'
        f'<span class="dl-percent">{probability(share)}</span></span>'
    )
