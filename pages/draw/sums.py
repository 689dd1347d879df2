"""What adds up to a logit, as bars: where it starts, what speaks for it, what against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shared.look.diverging import color
from pages.shared.words.numbers import signed

MARGIN = 0.02  # of the axis, free at either end


@dataclass(frozen=True)
class Sum:
    """What a digit's logit is made of.

    Attributes:
        digit: whose.
        start: the logit without any ink.
        gains: what of the ink speaks for it, 0 or more.
        losses: what speaks against it, 0 or less.
        total: the logit. By integrated gradients the other three add up to it but for a small rest.
        asked: whether this is the digit that is argued for.
        won: whether no logit is larger.
    """

    digit: int
    start: float
    gains: float
    losses: float
    total: float
    asked: bool = False
    won: bool = False

    @property
    def turn(self) -> float:
        """How far the bars reach before what speaks against it takes them back."""
        return self.start + self.gains


def sums_html(sums: Sequence[Sum], start: str, theme: str) -> str:
    """Bars on one axis, which lead from zero by way of start, for and against to the logit.

    Args:
        sums: one for each row.
        start: what the start is called.
        theme: "light" or "dark".
    """
    ends = [0.0, *(value for each in sums for value in (each.start, each.turn, each.total))]
    low, high = min(ends), max(ends)
    low, span = low - MARGIN * (high - low), (1 + 2 * MARGIN) * (high - low) or 1.0

    def place(value: float) -> float:
        return 100 * (value - low) / span

    def bar(kind: str, begin: float, end: float) -> str:
        left, right = sorted((place(begin), place(end)))
        return f'<em class="dl-{kind}" style="left:{left:.2f}%;width:{right - left:.2f}%"></em>'

    rows = "".join(
        f'<li class="{_marks(each)}"><b>{each.digit}</b><i>'
        f"{bar('start', 0.0, each.start)}{bar('for', each.start, each.turn)}"
        f"{bar('against', each.turn, each.turn + each.losses)}"
        f'<u style="left:{place(each.total):.2f}%"></u></i>'
        f"<span>{signed(each.start)}</span><span>{signed(each.gains)}</span>"
        f"<span>{signed(each.losses)}</span><strong>{signed(each.total, 2)}</strong></li>"
        for each in sums
    )
    heads = "".join(f"<span>{head}</span>" for head in (start, "for", "against"))
    colors = f"--dl-for:{color(1.0, 1.0, theme)};--dl-against:{color(-1.0, 1.0, theme)}"
    return (
        f'<div class="dl-sums" style="{colors};--zero:{place(0.0):.2f}%">'
        f'<p aria-hidden="true"><b></b><i></i>{heads}<strong>logit</strong></p>'
        f'<ol aria-label="{_in_words(start)}">{rows}</ol></div>'
    )


def _in_words(start: str) -> str:
    return f"For each digit {start}, what speaks for it, what against it, and the logit."


def _marks(row: Sum) -> str:
    return " ".join(name for name, on in (("dl-won", row.won), ("dl-asked", row.asked)) if on)
