"""The Evidence panel: where the ink speaks for a digit, and where against it.

A network without a hidden layer shows its ten maps of weights, whose sums are its logits. Any
other shows how its logits change with the ink, and says by which method.
"""

from collections.abc import Sequence
from html import escape

import numpy as np

from model.explain import Explainer, class_maps
from model.preprocess import INK
from model.recogniser import Recogniser
from pages.draw.why import choose_digit
from pages.shared.live.live_html import live_html
from pages.shared.look.diverging import legend, paint_over, usual_limit
from pages.shared.look.style import theme
from pages.shared.url.page_state import PageState
from pages.shared.words.digits import a_numeral
from pages.shared.words.numbers import signed

FAINT = 0.3  # how strongly a class map shows where there is no ink on it


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
    if network.spec.kind == "dense" and not network.spec.hidden_units:
        live_html(_class_maps(network, image, logits, digit, answer), key="inside-classes")
    asked = explainer.ink_evidence(image, digit)
    other = asked if digit == answer else explainer.ink_evidence(image, answer)
    slopes = explainer.slope_map(image, digit)
    limit = float(max(np.abs(asked).max(), np.abs(other).max())) or 1.0
    pictures = [ink_picture(asked, image, limit, f"What your ink says about {a_numeral(digit)}")]
    if digit != answer:
        title = f"What it says about {a_numeral(answer)}, the best guess"
        pictures.append(ink_picture(other, image, limit, title))
    pictures.append(_slope_picture(slopes, image, digit))
    live_html(
        f'<p class="dl-inside-lead">{_sentence(logits, blank, digit, answer)}</p>'
        f"{side_by_side(pictures)}{_how(network)}",
        key="inside-evidence",
    )


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
        f"against {signed(evidence[evidence < 0].sum())}",
        signed(evidence.sum()),
    )


def _slope_picture(slopes: np.ndarray, image: np.ndarray, digit: int) -> str:
    picture = paint_over(slopes, usual_limit(slopes), np.zeros_like(slopes), theme(), image / INK)
    return _figure(
        picture,
        f"Where more ink would help {a_numeral(digit)}",
        "blue: ink here would speak for it; red: against it",
        "",
    )


def _figure(picture: str, title: str, words: str, total: str) -> str:
    alt = f"{title}: {words}{'; together ' + total if total else ''}."
    sum_line = f"about <b>{total}</b> together" if total else ""
    return (
        f'<figure class="dl-map"><figcaption>{escape(title)}</figcaption>'
        f'<img alt="{escape(alt)}" src="{picture}">'
        f"<p>{escape(words)}</p><p>{sum_line}</p></figure>"
    )


def _sentence(logits: np.ndarray, blank: np.ndarray, digit: int, answer: int) -> str:
    """What the ink does for two digits, from where they are on blank paper."""
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


def _how(network: Recogniser) -> str:
    if network.spec.kind == "dense" and not network.spec.hidden_units:
        method = (
            "Without a hidden layer this is plain multiplication: each pixel, 0 to 1, times its "
            "weight."
            if network.spec.scaled
            else "Without a hidden layer this is plain multiplication: each pixel times its weight."
        )
    else:
        method = (
            "The method is called integrated gradients: the drawing is faded in from blank paper, "
            "and each pixel gets its share of what that changes, up to a small rest. The last "
            "picture is the plain gradient at your drawing, for a little more ink in each pixel, "
            "on a scale of its own."
        )
    return f'<p class="dl-how">{method}</p>'


def _class_maps(
    network: Recogniser, image: np.ndarray, logits: np.ndarray, digit: int, answer: int
) -> str:
    """The ten maps of weights with the drawing laid over them, and what they add up to."""
    maps, bias = class_maps(network.weights), network.weights[1]
    limit = usual_limit(maps)
    ink = image / INK
    shown = FAINT + (1 - FAINT) * ink
    cells = [
        _class_map(
            each,
            paint_over(maps[each] * shown, limit, ink, theme()),
            float(logits[each] - bias[each]),
            float(bias[each]),
            won=each == answer,
            asked=each == digit,
        )
        for each in range(len(maps))
    ]
    return (
        '<p class="dl-inside-lead">Each digit has one weight for each pixel: blue speaks for it, '
        "red against it. Your drawing lies on top, and only what it covers counts. Below, that "
        "sum and the bias, which is what the digit starts with. The largest total wins.</p>"
        f'<div class="dl-class-maps">{"".join(cells)}</div>'
    )


def _class_map(digit: int, picture: str, ink: float, bias: float, won: bool, asked: bool) -> str:
    marks = " ".join(name for name, on in (("dl-won", won), ("dl-asked", asked)) if on)
    total = signed(ink + bias, 2)
    alt = f"The weights of {digit} under your drawing; they add up to {total}."
    return (
        f'<figure class="{marks}"><figcaption>{digit}</figcaption>'
        f'<img alt="{alt}" src="{picture}">'
        f"<p>{signed(ink, 2)} {signed(bias, 2)} = <b>{total}</b></p></figure>"
    )


def side_by_side(pictures: Sequence[str]) -> str:
    """Pictures of `ink_picture` in a row, with what their colours mean."""
    return f'<div class="dl-evidence">{"".join(pictures)}</div>{legend(None, theme())}'
