"""The Evidence panel: where the ink speaks for a digit, and where against it.

What it shows of a network without a hidden layer is its weights, whose sums are the logits. Of any
other it shows how the logits change with the ink, and says by which method.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from model.explain import Explainer, class_maps
from model.preprocess import INK
from model.recogniser import Recogniser
from pages.draw.activations import has_units
from pages.draw.sums import Sum, sums_html
from pages.draw.why import choose_digit
from pages.shared.live.live_html import live_html
from pages.shared.look.diverging import legend, paint_over
from pages.shared.look.style import theme
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf
from pages.shared.words.digits import a_numeral
from pages.shared.words.numbers import signed

STRONGEST = 97  # percent of what isn't zero: what is beyond has the strongest colour, too
TIMES_INK, ALONE = "times-ink", "alone"
MAPS = OneOf("maps", TIMES_INK, (TIMES_INK, ALONE), title="Maps")
# What the two kinds of maps are called: of a network without a hidden layer, and of any other.
PLAIN_TITLES = {TIMES_INK: "Weights × ink", ALONE: "Weights alone"}
TITLES = {TIMES_INK: "What your ink does", ALONE: "Where more ink would help"}


@dataclass(frozen=True, eq=False)
class Subject:
    """What is explained.

    Attributes:
        network: the network.
        image: (28, 28) uint8, what it sees.
        logits: (10,) of the image.
        blank: (10,) of blank paper.
        digit: what is argued for.
        answer: the best guess.
    """

    network: Recogniser
    image: np.ndarray
    logits: np.ndarray
    blank: np.ndarray
    digit: int
    answer: int

    @property
    def is_plain(self) -> bool:
        """Whether there is no hidden layer."""
        return not has_units(self.network)

    @property
    def ink(self) -> np.ndarray:
        """(28, 28), 0 to 1."""
        return self.image / INK

    @property
    def digits(self) -> list[int]:
        """What is argued for, and the best guess if that is another."""
        return list(dict.fromkeys((self.digit, self.answer)))

    def sum(self, digit: int, evidence: np.ndarray) -> Sum:
        """What a digit's logit is made of, given its evidence."""
        return Sum(
            digit,
            float(self.blank[digit]),
            float(evidence[evidence > 0].sum()),
            float(evidence[evidence < 0].sum()),
            float(self.logits[digit]),
            asked=digit == self.digit,
            won=digit == self.answer,
        )


def show(
    state: PageState, explainer: Explainer, network: Recogniser, image: np.ndarray, answer: int
) -> None:
    """Show the evidence for a digit.

    Args:
        state: the page's.
        explainer, network: the network.
        image: (28, 28) uint8.
        answer: the network's best guess.
    """
    digit = choose_digit(state, "Argue for", answer)
    logits, blank = network.logits(np.stack([image, np.zeros_like(image)])).astype(np.float64)
    subject = Subject(network, image, logits, blank, digit, answer)
    alone = _choose_maps(state, subject)
    evidence = {}
    if not (alone and subject.is_plain):  # the weights alone know of no ink
        evidence = {each: explainer.ink_evidence(image, each) for each in subject.digits}
    if alone:
        slopes = {each: explainer.slope_map(image, each) for each in subject.digits}
        pictures = _slope_pictures(slopes, subject)
    else:
        pictures = _ink_pictures(evidence, subject)
    parts = [
        f'<p class="dl-inside-lead">{_sentence(subject)}</p>',
        side_by_side(pictures),
        *(_class_maps(subject, alone) if subject.is_plain else _two_sums(evidence, subject)),
        f'<p class="dl-how">{_how(subject)}</p>',
    ]
    live_html("".join(parts), key="inside-evidence")


def _choose_maps(state: PageState, subject: Subject) -> bool:
    """The switch between the two kinds of maps; whether it is the one without the ink."""
    titles = PLAIN_TITLES if subject.is_plain else TITLES
    chosen = st.segmented_control(
        MAPS.title,
        MAPS.choices,
        required=True,
        format_func=titles.get,
        label_visibility="collapsed",
        **state.control(MAPS.name, initial="default"),
    )
    return bool(chosen == ALONE)


def _ink_pictures(evidence: dict[int, np.ndarray], subject: Subject) -> list[str]:
    limit = _limit(list(evidence.values()))
    return [
        ink_picture(each, subject.image, limit, _title("What your ink says about", digit, subject))
        for digit, each in evidence.items()
    ]


def ink_picture(evidence: np.ndarray, image: np.ndarray, limit: float, title: str) -> str:
    """Where the ink speaks for and against, laid over the ink, with its sum.

    Args:
        evidence: (28, 28), see `Explainer.ink_evidence`.
        image: (28, 28) uint8, the ink.
        limit: the evidence, in either direction, whose colour is the strongest.
        title: what it is evidence of.
    """
    return _figure(
        paint_over(evidence, limit, image / INK, theme()),
        title,
        f"for {signed(evidence[evidence > 0].sum())}, "
        f"against {signed(evidence[evidence < 0].sum())}, "
        f"about <b>{signed(evidence.sum())}</b> together",
    )


def _slope_pictures(slopes: dict[int, np.ndarray], subject: Subject) -> list[str]:
    limit = _limit(list(slopes.values()))
    paper = np.zeros_like(subject.ink)
    begin = "The weights of" if subject.is_plain else "Where more ink would help"
    return [
        _figure(
            paint_over(each, limit, paper, theme(), subject.ink),
            _title(begin, digit, subject),
            "Ink on blue speaks for it, ink on red against it.",
        )
        for digit, each in slopes.items()
    ]


def _limit(maps: Sequence[np.ndarray] | np.ndarray) -> float:
    """The end of one scale for several maps, on which what is usual can be seen from afar."""
    values = np.abs(np.ravel(maps))
    return float(np.percentile(values[values > 0], STRONGEST)) if values.any() else 1.0


def _title(begin: str, digit: int, subject: Subject) -> str:
    guess = ", the best guess" if digit == subject.answer else ""
    return f"{begin} {a_numeral(digit)}{guess}"


def _figure(picture: str, title: str, words: str) -> str:
    """A picture with its title, and what there is to say of it, as HTML without attributes."""
    alt = f"{title}: {words}".replace("<b>", "").replace("</b>", "")
    return (
        f'<figure class="dl-map"><figcaption>{escape(title)}</figcaption>'
        f'<img alt="{escape(alt)}" src="{picture}"><p>{words}</p></figure>'
    )


def _sentence(subject: Subject) -> str:
    """What the ink does for two digits, from where they are on blank paper."""
    digit, answer = subject.digit, subject.answer
    logits, blank = subject.logits, subject.blank
    ink = logits - blank
    start = (
        f"On blank paper the logit of {digit} is {signed(blank[digit])}; your ink changes it by "
        f"{signed(ink[digit])}, to {signed(logits[digit])}."
    )
    if digit == answer:
        return (
            f"<strong>Why {a_numeral(digit)}?</strong> {start} No other is larger. Choose another "
            "digit to see what speaks against it."
        )
    end = (
        f"For {answer}, the best guess: {signed(blank[answer])} on blank paper, "
        f"{signed(ink[answer])} by your ink, {signed(logits[answer])} together."
    )
    return f"<strong>Why not {a_numeral(digit)}?</strong> {start} {end}"


def _how(subject: Subject) -> str:
    if subject.is_plain:
        scaled = ", 0 to 1," if subject.network.spec.scaled else ""
        return (
            "Without a hidden layer this is plain multiplication: each pixel"
            f"{scaled} times its weight, and all of these added up."
        )
    return (
        "The method is called integrated gradients: the drawing is faded in from blank paper, "
        "and each pixel gets its share of what that changes, up to a small rest. Where more ink "
        "would help is the plain gradient at your drawing, for a little more ink in each pixel."
    )


def _two_sums(evidence: dict[int, np.ndarray], subject: Subject) -> list[str]:
    sums = [subject.sum(digit, each) for digit, each in evidence.items()]
    return [sums_html(sums, "blank paper", theme())]


def _class_maps(subject: Subject, alone: bool) -> list[str]:
    """All ten maps of weights, and what they add up to."""
    weights, shown = class_maps(subject.network.weights), subject.ink
    scale = 1.0 if subject.network.spec.scaled else float(INK)
    products = weights * shown * scale
    sums = [subject.sum(digit, each) for digit, each in enumerate(products)]
    maps = weights if alone else products
    limit = _limit(maps)
    ground = np.zeros_like(shown) if alone else shown
    cells = [
        _class_map(each, paint_over(maps[each.digit], limit, ground, theme(), shown * alone))
        for each in sums
    ]
    return [
        '<p class="dl-inside-lead">Each digit has one weight for each pixel: blue speaks for it, '
        "red against it. Only what your drawing covers counts. What speaks for it and against it "
        "is added to the bias, which is what the digit starts with, and the largest sum wins.</p>",
        sums_html(sums, "bias", theme()),
        f'<div class="dl-class-maps">{"".join(cells)}</div>',
    ]


def _class_map(of: Sum, picture: str) -> str:
    marks = " ".join(name for name, on in (("dl-won", of.won), ("dl-asked", of.asked)) if on)
    total = signed(of.total, 2)
    alt = f"The weights of {of.digit} and your drawing; they add up to {total}."
    return (
        f'<figure class="{marks}"><figcaption>{of.digit}</figcaption>'
        f'<img alt="{alt}" src="{picture}"><p>together <b>{total}</b></p></figure>'
    )


def side_by_side(pictures: Sequence[str]) -> str:
    """Pictures of `ink_picture` in a row, with what their colours mean."""
    return f'<div class="dl-evidence">{"".join(pictures)}</div>{legend(None, theme())}'
