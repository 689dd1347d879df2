"""Ten probabilities as bars: HTML, so that they can glide, and need no chart's code."""

from collections.abc import Sequence

from pages.shared.words.probability import DECIMALS, probability

SMALLEST_LABEL = 0.005  # a probability below this is a bar too short to see: no number either
ROOM_FOR_LABEL = 0.82  # a large bar longer than this carries its number inside
AXIS = ("0 %", "25", "50", "75", "100 %")


def ten_bars(
    probabilities: Sequence[float] | None, winner: int | None, alt: str, large: bool = False
) -> str:
    """Ten horizontal bars, always all ten, on a fixed axis from 0 to 100 %.

    Args:
        probabilities: ten numbers from 0 to 1, or None for bars of no length.
        winner: the digit whose bar carries the accent colour, or None for no winner.
        alt: what they show, for those who can't see them.
        large: whether there is room for an axis, and for the numbers with one more decimal.
    """
    values = [0.0] * 10 if probabilities is None else [float(each) for each in probabilities]
    rows = "".join(_row(digit, value, digit == winner, large) for digit, value in enumerate(values))
    if not large:
        return f'<ol class="dl-bars" aria-label="{alt}">{rows}</ol>'
    axis = "".join(f"<span>{each}</span>" for each in AXIS)
    return (
        f'<ol class="dl-bars dl-bars-large" aria-label="{alt}">{rows}</ol>'
        f'<p class="dl-axis" aria-hidden="true">{axis}</p>'
    )


def _row(digit: int, value: float, won: bool, large: bool) -> str:
    kinds = " ".join(["dl-won"] * won + ["dl-inside"] * (large and value > ROOM_FOR_LABEL))
    kind = f' class="{kinds}"' if kinds else ""
    number = probability(value, DECIMALS + large) if value >= SMALLEST_LABEL else ""
    return (
        f'<li style="--share:{value:.4f}" title="{100 * value:.3f} %"{kind}>'
        f"<b>{digit}</b><i><em></em></i><span>{number}</span></li>"
    )
