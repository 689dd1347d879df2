"""Digits in words: "a seven", "the eighth place"."""

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PLACES = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


def a_digit(digit: int) -> str:
    """A digit as something that can be drawn.

    >>> a_digit(7), a_digit(8)
    ('a seven', 'an eight')
    """
    return f"{'an' if digit == 8 else 'a'} {WORDS[digit]}"


def a_numeral(digit: int) -> str:
    """The same with the digit as a numeral.

    >>> a_numeral(7), a_numeral(8)
    ('a 7', 'an 8')
    """
    return f"{'an' if digit == 8 else 'a'} {digit}"


def counted(count: int, digit: int) -> str:
    """So many of a digit.

    >>> counted(2, 6), counted(1, 4)
    ('2 sixes', '1 four')
    """
    several = "sixes" if digit == 6 else f"{WORDS[digit]}s"
    return f"{count:,} {WORDS[digit] if count == 1 else several}"


def place(digit: int) -> str:
    """Where a digit's place among ten is, counted from the first.

    >>> place(7)
    'eighth'
    """
    return PLACES[digit]
