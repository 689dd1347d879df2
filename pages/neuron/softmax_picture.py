"""Softmax as a table: evidence, e to its power, and the share of the whole, as bars."""

import math
from collections.abc import Sequence

import numpy as np

from model.dense import softmax
from pages.shared.words.numbers import plain
from pages.shared.words.probability import probability

FEW = 3  # rows have more room when there are no more


def softmax_table(evidence: Sequence[float], most: float) -> str:
    """One row for each digit; its button asks for one more unit of evidence.

    Args:
        evidence: one number for each digit from 0.
        most: a button that would lead beyond this can't be pressed.
    """
    shares = softmax(np.array(evidence))
    winner = int(shares.argmax())
    rows = "".join(
        _row(digit, value, float(share), digit == winner, value + 1 <= most)
        for digit, (value, share) in enumerate(zip(evidence, shares, strict=True))
    )
    total = sum(math.exp(value) for value in evidence)
    return (
        '<p class="dl-column-head"><span></span><span>e<sup>evidence</sup></span>'
        "<span>probability: its share of the sum</span></p>"
        f'<ol class="dl-shares{" dl-few" if len(evidence) <= FEW else ""}">{rows}</ol>'
        f'<p class="dl-softmax-sum"><span>sum</span><span>{power(total)}</span>'
        "<span>100.0 %</span></p>"
    )


def what_one_more_did(evidence: Sequence[float], digit: int) -> str:
    """What one more unit of evidence for a digit has changed, or what it would.

    Args:
        evidence: as it is now.
        digit: who got the unit; below 0 for nobody.
    """
    if not 0 <= digit < len(evidence):
        return (
            '<p class="dl-one-more">e is 2.718 …, and e to the power of 1 more is 2.718 times as '
            "much. Press a + 1 to see it.</p>"
        )
    before = list(evidence)
    before[digit] -= 1
    old, new = softmax(np.array(before)), softmax(np.array(evidence))
    return (
        f'<p class="dl-one-more">One more unit for <b>{digit}</b>: '
        f"{power(math.exp(before[digit]))} × 2.718 = {power(math.exp(evidence[digit]))}. Its "
        f"share went from {probability(float(old[digit]), 1)} to "
        f"<b>{probability(float(new[digit]), 1)}</b>, and every other share became "
        f"{plain(_others(old, new, digit))} times what it was.</p>"
    )


def power(value: float) -> str:
    """e to some power, with about three digits.

    >>> power(7.389), power(0.0067), power(403.4)
    ('7.39', '0.0067', '403')
    """
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def _others(old: np.ndarray, new: np.ndarray, digit: int) -> float:
    """By how much the shares of all others were multiplied; it is the same for each."""
    other = 1 if digit == 0 else 0
    return float(new[other] / old[other])


def _row(digit: int, value: float, share: float, won: bool, more: bool) -> str:
    return (
        f"<li{' class=dl-won' if won else ''}>"
        f'<button type="button" data-press="{digit}" aria-label="One more unit of evidence for '
        f'{digit}"{"" if more else " disabled"}>+ 1</button>'
        f"<span>{power(math.exp(value))}</span>"
        f'<i><em style="width:{100 * share:.2f}%"></em></i>'
        f"<b>{probability(share, 1)}</b></li>"
    )
