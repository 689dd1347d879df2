"""The Softmax panel: from ten logits to ten probabilities, as a sum to follow with a pencil."""

import math
from html import escape

import numpy as np

from model.dense import softmax
from pages.shared.live.live_html import live_html

SMALLEST = 5e-5  # a power below this is written as a power of ten
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def show(logits: np.ndarray, best: int, second: int) -> None:
    """Show what softmax does.

    Args:
        logits: (10,), what the network's last layer puts out.
        best, second: the network's two best guesses.
    """
    live_html(softmax_table(logits.astype(np.float64), best, second), key="inside-softmax")


def softmax_table(logits: np.ndarray, best: int, second: int) -> str:
    """Each digit's logit, its distance from the largest, e to that power, and its share."""
    largest = float(logits[best])
    distances = logits - largest
    powers = np.exp(distances)
    shares = softmax(logits)
    rows = "".join(
        _row(digit, logits[digit], distances[digit], powers[digit], shares[digit], digit == best)
        for digit in range(len(logits))
    )
    total = _power(powers.sum())
    return (
        '<p class="dl-inside-lead">The network ends in ten sums, its <strong>logits</strong>: any '
        "numbers, below zero, too. Softmax turns them into shares of 1. Take the largest logit "
        "away from all of them (that changes no share, it only keeps the numbers small), raise "
        "e = 2.718 to each, and divide by the sum.</p>"
        '<div class="dl-scroll"><table class="dl-table dl-softmax"><thead><tr><th>Digit</th>'
        f"<th>Logit z</th><th>z − {_subtracted(largest)}</th><th>e to that</th>"
        f"<th>÷ {total}</th><th></th></tr></thead><tbody>{rows}</tbody>"
        f"<tfoot><tr><th>Sum</th><td></td><td></td><td>{total}</td><td>100.00 %</td><td></td></tr>"
        f"</tfoot></table></div>{_lesson(logits, best, second)}"
    )


def _row(
    digit: int, logit: float, distance: float, power: float, share: float, is_best: bool
) -> str:
    look = ' class="dl-won"' if is_best else ""
    return (
        f"<tr{look}><th>{digit}</th><td>{_number(logit)}</td><td>{_number(distance)}</td>"
        f"<td>{_power(power)}</td><td>{_share(share)}</td>"
        f'<td class="dl-share"><i><em style="width:{share:.2%}"></em></i></td></tr>'
    )


def _lesson(logits: np.ndarray, best: int, second: int) -> str:
    """What the two largest logits say about their probabilities."""
    lead = float(logits[best] - logits[second])
    sentence = (
        f"The logit of {best} is {_number(lead)} larger than that of {second}, so its probability "
        f"is e to the {_number(lead)} = {_power_of_e(lead)} times as large. One more unit of "
        "evidence always multiplies by 2.718."
    )
    return f'<p class="dl-how">{escape(sentence)}</p>'


def _power_of_e(exponent: float) -> str:
    """e to the power of a number from 0 on, which may be too large for any other notation.

    >>> _power_of_e(1.0), _power_of_e(100.0), _power_of_e(4132348.0)
    ('2.72', '2.7 · 10⁴³', '10¹⁷⁹⁴⁶⁵⁵')
    """
    tens = exponent / math.log(10.0)
    if tens < 5:
        return f"{math.exp(exponent):,.3g}" if tens < 3 else f"{math.exp(exponent):,.0f}"
    power = f"10{str(math.floor(tens)).translate(SUPERSCRIPTS)}"
    # Beyond this the logits themselves aren't exact enough for a factor in front.
    return f"{10.0 ** (tens % 1.0):.1f} · {power}" if tens < 1000 else power


def _subtracted(value: float) -> str:
    """A logit behind a minus sign: in brackets if it is below zero."""
    text = _number(value)
    return f"({text})" if text.startswith("−") else text


def _number(value: float) -> str:
    """A logit with two decimals, or with none where it is large.

    >>> _number(-1.2345), _number(1234.5)
    ('−1.23', '1,234')
    """
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}"
    return text.replace("-", "−")


def _power(value: float) -> str:
    """A power of e, in full or as a power of ten.

    >>> _power(1.0), _power(0.0123), _power(2.5e-9), _power(0.0)
    ('1.0000', '0.0123', '2.5 · 10⁻⁹', '0')
    """
    if value == 0:
        return "0"
    if SMALLEST <= value < 1e6:
        return f"{value:.4f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa} · 10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def _share(value: float) -> str:
    """A share in percent, never 0 for what is only small.

    >>> _share(0.98765), _share(0.00012), _share(1e-9)
    ('98.77 %', '0.01 %', '< 0.01 %')
    """
    return "< 0.01 %" if 0 < value < 5e-5 else f"{100 * value:.2f} %"
