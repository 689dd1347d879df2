"""What is set in the Neuron page's lessons, and how the page's address says it.

The controls never hold the truth. What one of them sends is checked as the address is, and in
every run all of them are set to what was accepted. Streamlit's own binding of controls to the
address would forget the lessons that aren't shown, and make three steps of one update.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.shared.url.address import Number, OneOf, Parameter, Whole, problems
from pages.shared.url.history import went_through_history

LESSON = "lesson"  # what the address calls the lesson
LESSON_KEY = "neuron-lesson"

_STATE = "neuron"

_keep_address = st.components.v2.component(
    "digit_lab_neuron_address", js=Path(__file__).with_name("address.js").read_text("utf-8")
)


@dataclass(frozen=True)
class Setting:
    """A value of a lesson, and its way into the address and back.

    Attributes:
        parameter: its name, its default and what it may be, as the address says it.
        read: from what the address says, once that is allowed, to the value.
        write: the inverse.
    """

    parameter: Parameter
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def default(self) -> Any:
        return self.read(self.parameter.default)

    def checked(self, value: Any) -> Any:
        """What the address would make of a value.

        Raises:
            ValueError: it can't be used; a browser may send anything.
        """
        try:
            text = self.write(value)
        except (TypeError, LookupError, AttributeError) as error:
            raise ValueError(f"{self.name} can't be {value!r}") from error
        if text != self.parameter.default and not self.parameter.allows(text):
            raise ValueError(f"{self.name} must be {self.parameter.allowed}")
        return self.read(text)


def whole(name: str, default: int, low: int, high: int) -> Setting:
    """A whole number."""
    return Setting(Whole(name, str(default), low, high), int)


def number(name: str, default: float, low: float, high: float) -> Setting:
    """A number, with up to four decimals."""
    return Setting(Number(name, decimal(default), low, high), float, decimal)


def choice(name: str, default: str, choices: Sequence[str]) -> Setting:
    """One of a few words."""
    by_name = {each.casefold(): each for each in choices}
    return Setting(OneOf(name, default, tuple(choices)), lambda text: by_name[text.casefold()])


def on_or_off(name: str, default: bool) -> Setting:
    """A switch."""
    words = {True: "true", False: "false"}
    parameter = OneOf(name, words[default], ("true", "false"))
    return Setting(parameter, lambda text: text.casefold() == "true", words.__getitem__)


def decimal(value: float) -> str:
    """A number as the address says it.

    >>> decimal(0.30000000000000004), decimal(-0.0), decimal(2)
    ('0.3', '0', '2')
    """
    return f"{round(value, 4) + 0.0:.10g}"


@dataclass
class Sheet:
    """What one visitor has set.

    Attributes:
        lesson: the name of the lesson that is shown.
        values: lesson -> setting -> value.
        notices: sentences about what in the address can't be used.
        turns: how often another lesson was turned to.
    """

    lesson: str
    values: dict[str, dict[str, Any]]
    notices: list[str] = field(default_factory=list)
    turns: int = 0


@dataclass(frozen=True)
class Lesson:
    """One of the page's lessons.

    Attributes:
        name: its name in the address.
        title: its name for people.
        settings: all that can be set in it.
    """

    name: str
    title: str
    settings: tuple[Setting, ...]

    @property
    def values(self) -> dict[str, Any]:
        """What is set, by the settings' names. To change it, use `set`."""
        return sheet().values[self.name]

    def set(self, **values: Any) -> None:
        """Change some values, from a callback; what can't be used changes nothing."""
        sheet().notices = []
        by_name = {each.name: each for each in self.settings}
        for name, value in values.items():
            with suppress(ValueError):
                self.values[name] = by_name[name].checked(value)

    def key(self, name: str) -> str:
        """The key of the control for a setting."""
        return f"neuron-{self.name}-{name}"

    def control(self, name: str, also: Callable[[], dict[str, Any]] = dict) -> dict[str, Any]:
        """What a Streamlit control needs to show a setting and to change it.

        Args:
            name: the setting's.
            also: called after a change: other values that change with it.
        """
        key = self.key(name)
        st.session_state[key] = self.values[name]

        def take() -> None:
            # It is gone if another page was turned to at the same moment; None is refused.
            self.set(**{name: st.session_state.get(key)})
            self.set(**also())

        return {"key": key, "on_change": take}


def sheet() -> Sheet:
    """What this visitor has set; `follow_address` comes first."""
    return st.session_state[_STATE]


def turn_to(lesson: str | None) -> None:
    """Show another lesson, from a callback; what is none changes nothing."""
    here = sheet()
    if lesson in here.values and lesson != here.lesson:
        here.lesson, here.notices = lesson, []
        here.turns += 1


def follow_address(lessons: Sequence[Lesson]) -> None:
    """Take a lesson and its values from the address when the page opens, or goes back or forward.

    Who comes back to the page by its name alone finds what was set before. Otherwise the address
    follows the page.
    """
    if _STATE not in st.session_state:
        values = {
            each.name: {setting.name: setting.default for setting in each.settings}
            for each in lessons
        }
        st.session_state[_STATE] = Sheet(lessons[0].name, values)
        _adopt(lessons)
    elif went_through_history() or (_is_opened_again() and set(st.query_params) & _names(lessons)):
        _adopt(lessons)


def _is_opened_again() -> bool:
    """Whether another page was shown a moment ago: then Streamlit has forgotten the controls."""
    return LESSON_KEY not in st.session_state


def _adopt(lessons: Sequence[Lesson]) -> None:
    here, asked = sheet(), st.query_params.to_dict()
    chooser = choice(LESSON, lessons[0].name, [each.name for each in lessons])
    here.notices = problems(asked, [chooser.parameter])
    name = lessons[0].name if here.notices else chooser.read(asked.get(LESSON, lessons[0].name))
    here.lesson = name
    settings = next(each.settings for each in lessons if each.name == name)
    here.notices += problems(asked, [each.parameter for each in settings])
    for each in settings:
        text = asked.get(each.name, each.parameter.default)
        known = each.parameter.allows(text)
        here.values[name][each.name] = each.read(text) if known else each.default


def query(lessons: Sequence[Lesson]) -> str:
    """What the address must say for what is shown: whatever differs from the default."""
    here = sheet()
    asked = {} if here.lesson == lessons[0].name else {LESSON: here.lesson}
    lesson = next(each for each in lessons if each.name == here.lesson)
    for each in lesson.settings:
        text = each.write(lesson.values[each.name])
        if text != each.parameter.default:
            asked[each.name] = text
    return urlencode(asked)


def keep_address(lessons: Sequence[Lesson]) -> None:
    """Have the browser show the address of what is shown; what isn't ours stays in it."""
    others = {k: v for k, v in st.query_params.to_dict().items() if k not in _names(lessons)}
    asked = "&".join(filter(None, (urlencode(others), query(lessons))))
    # What the browser said last is in it, so that it hears of what it doesn't know.
    data = {"query": asked, "turns": sheet().turns, "seen": str(st.query_params.to_dict())[:200]}
    _keep_address(data=data, key="neuron-address")


def _names(lessons: Sequence[Lesson]) -> set[str]:
    return {LESSON} | {setting.name for each in lessons for setting in each.settings}
