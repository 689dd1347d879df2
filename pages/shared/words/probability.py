"""Probabilities in words: one way to write them, wherever they stand."""

DECIMALS = 0  # in sentences and on cards; where bars have room for their numbers, one more


def probability(value: float, decimals: int = DECIMALS) -> str:
    """A probability in percent that never claims certainty.

    >>> probability(0.981), probability(0.9999), probability(0.0001)
    ('98 %', '> 99 %', '< 1 %')
    >>> probability(0.1234, 1), probability(0.99996, 1), probability(0.0, 1)
    ('12.3 %', '> 99.9 %', '< 0.1 %')
    """
    step = 10.0**-decimals
    if value > 1 - step / 200:
        return f"> {100 - step:.{decimals}f} %"
    if value < step / 200:
        return f"< {step:.{decimals}f} %"
    return f"{100 * value:.{decimals}f} %"
