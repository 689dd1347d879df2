"""Numbers as pages write them: with a real minus sign, and as many digits as help."""


def plain(value: float, places: int = 2) -> str:
    """A number with a fixed count of decimals.

    >>> plain(-0.4), plain(3, 0), plain(-0.0001)
    ('−0.40', '3', '0.00')
    """
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")


def signed(value: float, places: int = 1) -> str:
    """A number with its sign, for what adds or takes away; short where it is very large.

    >>> signed(2.34), signed(-0.456, 2), signed(-0.001), signed(-12345.6), signed(3.2e9)
    ('+2.3', '−0.46', '+0.0', '−12,346', '+3.2e+09')
    """
    if abs(value) >= 1e6:
        text = f"{value:+.2g}"
    elif abs(value) >= 1e3:
        text = f"{value:+,.0f}"
    else:
        text = f"{round(value, places) + 0.0:+.{places}f}"
    return text.replace("-", "−") if abs(value) < 1e6 else text.replace("-", "−", 1)


def factor(value: float, places: int = 2) -> str:
    """The same where it follows a sign: in brackets if it is below zero.

    >>> factor(-3, 0), factor(0.5)
    ('(−3)', '0.50')
    """
    text = plain(value, places)
    return f"({text})" if text.startswith("−") else text


def small(value: float) -> str:
    """A number of which small ones matter: 0.00034 is not 0.

    >>> small(0.25), small(0.000335), small(-1.2), small(0.0), small(1e-9)
    ('0.250', '0.00034', '−1.200', '0', '0.0000000010')
    """
    if value == 0:
        return "0"
    if abs(value) >= 0.01:
        return plain(value, 3)
    digits = 1
    while abs(value) < 10.0**-digits:
        digits += 1
    return plain(value, digits + 1) if digits < 12 else ("−" if value < 0 else "") + "0.000 …"
