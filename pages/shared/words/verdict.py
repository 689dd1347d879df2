"""What the network makes of the drawing, as the largest thing on the page.

Each kind of answer has its own shape: one large digit, two smaller ones with "or" between, a
question mark in a broken frame. Colour only helps.
"""

from collections.abc import Sequence
from html import escape

from model.recogniser import Reading, Verdict
from pages.shared.words.probability import probability

NUMBERED = "digit-"  # what is sent when a digit of a number is pressed, before its place
SURE = 0.95  # the least probability that is called sure
# What the card can say; the browser gets all of it, because it reads while the pen moves.
WORDS = {
    "draw": "Draw a digit",
    "with": "with the mouse, a finger or a pen",
    "sure": "The network is sure of this.",
    "thinks": "The network thinks so.",
    "letter": "It also looks like the letter {0}.",
    "letters": "It also looks like the letters {0} and {1}.",
    "one_of_two": "But it looks like more than one digit.",
    "unsure": "Not sure. These are its two best guesses.",
    "no_digit": "That doesn’t look like a digit.",
    "two": "It looks like more than one digit.",
    "number": "Each digit is read by itself. Press one to look at it.",
    "image": "The 28 by 28 pixels that the network sees of your drawing.",
    "no_image": "Nothing drawn yet, so the network sees nothing.",
    "shrunk": "Your whole pad, shrunk to 28 by 28 pixels without centring.",
    "shrunk_digit": "Merely shrunk, it reads {0}.",
    "shrunk_unsure": "Merely shrunk: {0} or {1}?",
    "shrunk_no_digit": "Merely shrunk: no digit. Best guess {0}.",
}


def verdict_card(reading: Reading, several: bool = False, letters: str = "") -> str:
    """The card for a reading of a drawing.

    Args:
        reading: what the network makes of it.
        several: whether the drawing looks like several digits, which the network can't know.
        letters: which it looks like, too, if it is a digit; see `model.letters`.
    """
    if reading.verdict is Verdict.DIGIT:
        sure = WORDS["sure" if reading.probability >= SURE else "thinks"]
        guess = _guess(reading.digit, reading.probability)
        if several:
            return _card("digit", guess, WORDS["one_of_two"])
        return _card("digit", guess, sure, _letters_in_words(letters))
    if reading.verdict is Verdict.UNSURE:
        guesses = (
            _guess(reading.digit, reading.probability)
            + '<span class="dl-or">or</span>'
            + _guess(reading.second, reading.second_probability)
        )
        return _card("unsure", guesses, WORDS["two" if several else "unsure"])
    mark = '<span class="dl-mark" aria-hidden="true">?</span>'
    return _card("no-digit", mark, WORDS["two" if several else "no_digit"])


def number_card(readings: Sequence[Reading], chosen: int) -> str:
    """The card for a number: its digits, of which one is looked at.

    Args:
        readings: of its digits, from left to right.
        chosen: which of them bars, image and panels are about.
    """
    digits = "".join(
        f'<button data-press="{NUMBERED}{place}" aria-pressed="{str(place == chosen).lower()}">'
        f"{_in_number(reading)}</button>"
        for place, reading in enumerate(readings)
    )
    content = f'<span class="dl-number" style="--count:{len(readings)}">{digits}</span>'
    of_chosen = readings[chosen]
    share = f"{of_chosen.digit}: {probability(of_chosen.probability)}"
    return _card("number", f'{content}<span class="dl-percent">{share}</span>', WORDS["number"])


def blank_card() -> str:
    """The card while nothing has been drawn."""
    return _card("blank", f'<span class="dl-prompt">{WORDS["draw"]}</span>', WORDS["with"])


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


def shrunk_in_words(reading: Reading) -> str:
    """A reading of the whole pad, merely shrunk, in a few words, as HTML."""
    guesses = [
        f"<strong>{digit}</strong> ({probability(share)})"
        for digit, share in (
            (reading.digit, reading.probability),
            (reading.second, reading.second_probability),
        )
    ]
    return WORDS[f"shrunk_{reading.verdict.name.lower()}"].format(*guesses)


def about(card: str, network: str, strokes: int, loaded: bool) -> str:
    """A card that says in attributes what it is about.

    Whoever waits for an answer (the browser's own reading, a test, a benchmark) can tell it from
    the one before.

    Args:
        card: the card.
        network: the network's name.
        strokes: how many strokes have been read.
        loaded: whether the server has the network by now, or knows why it hasn't.
    """
    return (
        f'<div data-network="{escape(network)}" data-strokes="{strokes}"'
        f"{' data-loaded' if loaded else ''}>{card}</div>"
    )


def _card(kind: str, content: str, sentence: str, aside: str = "") -> str:
    small = f"<small>{escape(aside)}</small>" if aside else ""
    return (
        f'<div class="dl-verdict" data-verdict="{kind}" role="status" aria-live="polite">'
        f'<div class="dl-answer">{content}</div><p>{escape(sentence)}{small}</p></div>'
    )


def _letters_in_words(letters: str) -> str:
    return WORDS["letters" if len(letters) > 1 else "letter"].format(*letters) if letters else ""


def _in_number(reading: Reading) -> str:
    return "?" if reading.verdict is Verdict.NO_DIGIT else f"{reading.digit}"


def _guess(digit: int, share: float) -> str:
    return (
        f'<span class="dl-guess"><span class="dl-digit">{digit}</span>'
        f'<span class="dl-percent">{probability(share)}</span></span>'
    )
