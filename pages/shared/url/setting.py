"""What can be set on a page: each setting is declared once, with what it may be.

From its declaration come the check of what a browser sends, the sentence about what can't be used,
and what the page's address says.
"""

import math
from dataclasses import dataclass, field
from typing import Any

LONGEST_QUOTE = 30
LONGEST_NUMBER = 10  # digits of a whole number; every range here ends before


@dataclass(frozen=True)
class Setting:
    """Something that can be set on a page.

    Attributes:
        name: its name in the address.
        default: its value where the address doesn't say.
        title: what its control is called.
        step: whether a change of it is a step for the browser's Back.
        part: the part of the page that it belongs to; empty for all of it.
        goes_along: whether another page that has it, opened by its name alone, takes it over.
    """

    name: str
    default: Any
    title: str = field(default="", kw_only=True)
    step: bool = field(default=True, kw_only=True)
    part: str = field(default="", kw_only=True)
    goes_along: bool = field(default=False, kw_only=True)

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """The value that a text means; ValueError if it means none."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """A value as the address says it; `read` is the inverse."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """What the address means by a text.

        Raises:
            ValueError: it means nothing here; the text of the error is a sentence.
        """
        usual = self.write(self.default)
        if text == usual:
            return self.default
        try:
            return self.parse(text)
        except ValueError as error:
            kept = f"left at {usual}" if usual else "left out"
            raise ValueError(
                f"{self.title or f'“{self.name}”'} must be {self.allowed}, not “{quoted(text)}”, "
                f"so it is {kept}."
            ) from error

    def checked(self, value: Any) -> Any:
        """What the address would make of a value, which a browser sent; see `read`."""
        try:
            text = self.write(value)
        except (TypeError, LookupError, AttributeError, ValueError):
            text = str(value)
        return self.read(text)


@dataclass(frozen=True)
class OneOf(Setting):
    """One of a few words."""

    choices: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    def parse(self, text: str) -> str:
        # Whoever types an address needn't know how words are written in it.
        same = [choice for choice in self.choices if choice.casefold() == text.casefold()]
        if not same:
            raise ValueError
        return same[0]


@dataclass(frozen=True)
class Switch(Setting):
    """Something that is on or off."""

    default: bool = False

    @property
    def allowed(self) -> str:
        return "true or false"

    def parse(self, text: str) -> bool:
        if text.casefold() not in ("true", "false"):
            raise ValueError
        return text.casefold() == "true"

    def write(self, value: Any) -> str:
        return str(value).lower()


@dataclass(frozen=True)
class Whole(Setting):
    """A whole number from `low` to `high`, both included; the default may be None."""

    low: int
    high: int

    @property
    def allowed(self) -> str:
        return f"a whole number from {self.low:,} to {self.high:,}"

    def parse(self, text: str) -> int:
        # Python would also read "1_000" and Arabic digits, and refuses to read thousands of them.
        digits = text.removeprefix("-")
        is_number = digits.isascii() and digits.isdecimal() and len(text) <= LONGEST_NUMBER
        if not is_number or not self.low <= int(text) <= self.high:
            raise ValueError
        return int(text)


@dataclass(frozen=True)
class Number(Setting):
    """A number from `low` to `high`, both included, with up to four decimals."""

    low: float
    high: float

    @property
    def allowed(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"

    def parse(self, text: str) -> float:
        if not text.isascii() or "_" in text or not math.isfinite(float(text)):
            raise ValueError
        if not self.low <= float(text) <= self.high:
            raise ValueError
        return float(text)

    def write(self, value: Any) -> str:
        return decimal(value)


def decimal(value: float) -> str:
    """A number as an address says it.

    >>> decimal(0.30000000000000004), decimal(-0.0), decimal(2)
    ('0.3', '0', '2')
    """
    return f"{round(value, 4) + 0.0:.10g}"


def quoted(text: str) -> str:
    """What somebody put into an address, short enough to be repeated in a sentence."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def one_of(text: Any, count: int) -> int | None:
    """The number of one of `count` things, from 0, as a browser sent it; None if it is none."""
    try:
        return Whole("number", None, 0, count - 1).parse(text) if isinstance(text, str) else None
    except ValueError:
        return None
