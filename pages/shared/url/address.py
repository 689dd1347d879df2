"""What a page's address may ask for: each parameter is declared once, with what it may be.

Streamlit itself passes over what a bound widget can't use, without a word; here it gets one.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

LONGEST_QUOTE = 30
LONGEST_NUMBER = 10  # digits of a whole number; every range here ends before


@dataclass(frozen=True)
class Parameter:
    """A value that a page's address may have; without it, the default is meant.

    Attributes:
        name: its name in the address, which is also the key of the widget that is bound to it.
        default: what the page does without it, as the address would say it.
    """

    name: str
    default: str

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        raise NotImplementedError

    def allows(self, text: str) -> bool:
        """Whether the address may say this."""
        raise NotImplementedError

    def meant(self, text: str) -> str:
        """How the address would say the same exactly."""
        return text

    def problem(self, text: str) -> str:
        """Why the address can't be followed, in a sentence; empty if it can."""
        if text == self.default or self.allows(text):
            return ""
        kept = f"left at {self.default}" if self.default else "left out"
        return f"“{self.name}” must be {self.allowed}, not “{quoted(text)}”, so it is {kept}."


@dataclass(frozen=True)
class OneOf(Parameter):
    """One of a few words."""

    choices: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    def allows(self, text: str) -> bool:
        return self.meant(text) in self.choices

    def meant(self, text: str) -> str:
        # Whoever types an address needn't know how words are written in it.
        same = (choice for choice in self.choices if choice.casefold() == text.casefold())
        return next(same, text)


@dataclass(frozen=True)
class Whole(Parameter):
    """A whole number from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def allowed(self) -> str:
        return f"a whole number from {self.low:,} to {self.high:,}"

    def allows(self, text: str) -> bool:
        # Python would also read "1_000" and Arabic digits, and refuses to read thousands of them.
        digits = text.removeprefix("-")
        is_number = digits.isascii() and digits.isdecimal() and len(text) <= LONGEST_NUMBER
        return is_number and self.low <= int(text) <= self.high


@dataclass(frozen=True)
class Number(Parameter):
    """A number from `low` to `high`, both included."""

    low: float
    high: float

    @property
    def allowed(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"

    def allows(self, text: str) -> bool:
        if not text.isascii() or "_" in text:
            return False
        try:
            value = float(text)
        except ValueError:
            return False
        return math.isfinite(value) and self.low <= value <= self.high


def switch(name: str) -> OneOf:
    """Something that is off unless the address says "true"."""
    return OneOf(name, "false", ("true", "false"))


def problems(address: Mapping[str, str], parameters: Iterable[Parameter]) -> list[str]:
    """Sentences about the values in an address that can't be used."""
    found = (each.problem(address[each.name]) for each in parameters if each.name in address)
    return [sentence for sentence in found if sentence]


def with_values(url: str, values: Mapping[str, str], parameters: Iterable[Parameter]) -> str:
    """A page's address with these values, leaving out those that are the default anyway."""
    usual = {each.name: each.default for each in parameters}
    asked = {name: value for name, value in values.items() if value != usual[name]}
    return urlunsplit(urlsplit(url)._replace(query=urlencode(asked), fragment=""))


def quoted(text: str) -> str:
    """What somebody put into an address, short enough to be repeated in a sentence."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
