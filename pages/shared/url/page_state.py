"""What is set on a page: one state for each page of a visit, in the controls and in the address.

The controls never hold the truth. What one of them sends is checked as the address is, and in
every run all of them are set to what was accepted. The address is followed when a page opens, and
when the browser goes back or forward; otherwise it follows the page.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared.live.component import component
from pages.shared.url.class_address import page_address
from pages.shared.url.setting import Setting, quoted
from pages.shared.visitor import visitor
from server.leading import FOLLOW, leading
from server.teacher import teachers
from server.unknown_address import LESSON, PAGES

REMEMBERED = 8  # addresses that the browser may not have heard of yet
AGAIN = "again"  # the parameter with which a page that stayed empty is asked for (never_empty.js)
_SHOWN = "page-shown"
_ALONG = "goes-along"  # by the settings' names, what the page before said

_address = component("address", Path(__file__).with_name("address.js"))


@dataclass
class Visit:
    """What one visitor has set on a page.

    Attributes:
        values: by the settings' keys.
        notices: sentences about what can't be used.
        steps: how many changes are steps for the browser's Back.
        seen: what the address said when the page last ran.
        told: what it was told to say of late.
        along: what went along from page to page when this one last ran.
    """

    values: dict[str, Any]
    notices: list[str] = field(default_factory=list)
    steps: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    told: deque[dict[str, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    along: dict[str, Any] = field(default_factory=dict)


class PageState:
    """The settings of a page, declared once; what a visitor has set is in their session."""

    def __init__(
        self,
        page: str,
        settings: Iterable[Setting],
        chooser: str = "",
        once: Iterable[str] = (),
        leads: bool = True,
    ) -> None:
        """
        Args:
            page: its name in the address; empty for the first one.
            settings: all that can be set.
            chooser: the setting that says which part of the page is shown, if it has parts: only
                that part's settings are in the address.
            once: what else the page takes from an address; then it goes out of it.
            leads: whether pages that follow the teacher's go here, too.
        """
        self.page, self.chooser, self.leads = page, chooser, leads
        self._prefix = page or "draw"
        self.by_key = {key_of(each): each for each in settings}
        self.names = tuple(
            dict.fromkeys((*(each.name for each in self.by_key.values()), *once, AGAIN))
        )

    def __getitem__(self, key: str) -> Any:
        """The value of a setting: of "name", or in a part of the page of "part.name"."""
        return self.visit.values[key]

    @property
    def visit(self) -> Visit:
        """What this visitor has set."""
        key = f"{self._prefix}-state"
        if key not in st.session_state:
            st.session_state[key] = Visit(self.defaults())
        return st.session_state[key]

    @property
    def notices(self) -> list[str]:
        """Sentences about what can't be used."""
        return self.visit.notices

    def defaults(self) -> dict[str, Any]:
        """The values where no address and nobody says otherwise."""
        return {key: each.default for key, each in self.by_key.items()}

    def set(self, values: Mapping[str, Any]) -> None:
        """Change some values; what can't be used gets a sentence instead."""
        visit = self.visit
        visit.notices = []
        for key, value in values.items():
            setting = self.by_key[key]
            try:
                self.take(setting, setting.checked(value))
            except ValueError as error:
                visit.notices.append(str(error))

    def take(self, setting: Setting, value: Any) -> None:
        """Take a value that has been checked."""
        visit, key = self.visit, key_of(setting)
        if visit.values[key] != value:
            visit.values[key] = value
            visit.steps += setting.step

    def correct(self, sentence: str, **values: Any) -> None:
        """Replace what can't be shown after all, and say why."""
        self.set(values)
        self.notices.append(sentence)

    def key(self, key: str) -> str:
        """The key of a setting's control."""
        return f"{self._prefix}-{key.replace('.', '-')}"

    def control(
        self,
        key: str,
        also: Callable[[], Mapping[str, Any]] = dict,
        *,
        initial: str = "value",
        instead: Any = None,
    ) -> dict[str, Any]:
        """What a Streamlit control needs to show a setting and to change it.

        Args:
            key: the setting's.
            also: called after a change: other values that change with it.
            initial: see `showing`.
            instead: what it shows if that isn't the setting's own value.
        """
        control = self.key(key)

        def take() -> None:
            # It is gone if another page was turned to at the same moment.
            if control in st.session_state:
                self.set({key: st.session_state[control]})
                if not self.notices:
                    self.set(also())

        value = self[key] if instead is None else instead
        return showing(control, value, initial) | {"on_change": take}

    def follow_address(self) -> None:
        """Take what is set from the address, where that is what the visitor means.

        Whoever comes back to the page by its name alone finds what was set before, but for what
        goes along from page to page.
        """
        visit, said = self.visit, st.query_params.to_dict()
        again = said.pop(AGAIN, None) is not None
        asked = self._own(said)
        opened = st.session_state.get(_SHOWN) != self.page
        first = _SHOWN not in st.session_state or (opened and not visit.told)
        st.session_state[_SHOWN] = self.page
        # Otherwise the browser may have asked for this run before it heard of the new address.
        named = opened or again  # the page, by its name alone if nothing is asked for
        moved = asked if named else asked not in (visit.seen, *visit.told)
        through_history = went_through_history() and not again
        if first or moved or through_history:
            visit.values, visit.notices = self.read(asked)
            visit.notices += _misspelt(said, self.names)
        along = st.session_state.get(_ALONG, {})
        if opened and not asked and not through_history and along != visit.along:
            self.come_along(along)
        visit.along = along
        visit.seen = asked

    def come_along(self, along: Mapping[str, Any]) -> None:
        """Take over what was chosen on another page, when this one is opened by its name alone.

        Args:
            along: by the settings' names.
        """
        for key, setting in self.by_key.items():
            if setting.goes_along and setting.name in along:
                with suppress(ValueError):  # it may be gone by now
                    self.visit.values[key] = setting.checked(along[setting.name])

    def keep_address(self) -> None:
        """Have the browser show the address of what is set; what isn't ours stays in it.

        If it is the teacher's, the pages that follow go there, too.
        """
        visit, query = self.visit, self.query()
        if self.leads and teachers.is_teacher(visitor()) and FOLLOW not in st.query_params:
            leading.show(self.page, query)
        chosen = {
            each.name: visit.values[key] for key, each in self.by_key.items() if each.goes_along
        }
        if chosen:
            visit.along = st.session_state[_ALONG] = st.session_state.get(_ALONG, {}) | chosen
        if query in visit.told:
            visit.told.remove(query)
        visit.told.append(query)
        seen = self._own(st.query_params.to_dict())
        _address(
            data={
                "page": self.page,
                "pages": (*PAGES, LESSON),
                "names": self.names,
                "query": list(query.items()),
                "seen": list(seen.items()),
                "steps": visit.steps,
            },
            key=self.key("address"),
        )

    def show_share(self, *addresses: tuple[str, Mapping[str, str]]) -> None:
        """A popover with addresses to be copied: what each opens, and what it says."""
        # Opening it runs the page again, so that the address is the one of this moment.
        share = st.popover(
            "Share", icon=":material/link:", key=self.key("share"), on_change="rerun"
        )
        if share.open:
            for words, query in addresses:
                share.write(words)
                share.code(_address_with(query), language=None, wrap_lines=True)

    def query(self) -> dict[str, str]:
        """What the address says of what is set."""
        return self.write(self.visit.values)

    def read(self, asked: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
        """The values that an address asks for, whatever it says, and what of it can't be used."""
        values, sentences = dict(self.visit.values), []
        for key, setting in self.by_key.items():  # the chooser comes first
            if not self._is_shown(setting, values):
                continue
            values[key] = setting.default
            try:
                if setting.name in asked:
                    values[key] = setting.read(asked[setting.name])
            except ValueError as error:
                sentences.append(str(error))
        return values, sentences

    def write(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The shortest address that asks for these values; `read` is its inverse."""
        texts = {
            setting.name: (setting.write(values[key]), setting.write(setting.default))
            for key, setting in self.by_key.items()
            if self._is_shown(setting, values)
        }
        return {name: text for name, (text, usual) in texts.items() if text != usual}

    def _own(self, said: Mapping[str, str]) -> dict[str, str]:
        """What of an address is about this page's settings, in their order."""
        return {name: said[name] for name in self.names if name in said}

    def _is_shown(self, setting: Setting, values: Mapping[str, Any]) -> bool:
        return not setting.part or setting.part == values[self.chooser]


def key_of(setting: Setting) -> str:
    """What a setting is called among those of its page."""
    return f"{setting.part}.{setting.name}" if setting.part else setting.name


def showing(control: str, value: Any, initial: str = "value") -> dict[str, Any]:
    """What a Streamlit control needs to show a value.

    One that shows it already isn't disturbed, it may be moving. But a browser that is only just
    about to show a control may have missed what it was told: it shows the initial value.

    Args:
        control: its key.
        value: what it shall show.
        initial: what the control calls its initial value: "value" or "default".
    """
    if control not in st.session_state or st.session_state[control] != value:
        st.session_state[control] = value
    return {"key": control, initial: value}


def showing_one_of(control: str, value: Any, options: Sequence[Any]) -> dict[str, Any]:
    """The same for a selectbox, whose initial value is the place among its options."""
    return {"key": showing(control, value)["key"], "index": options.index(value)}


def went_through_history() -> bool:
    """Whether this run of the page was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _address_with(query: Mapping[str, str]) -> str:
    """This page's address with these parameters and no others."""
    # Commas between units stay readable.
    asked = urlencode(query, safe=",")
    return urlunsplit(urlsplit(page_address())._replace(query=asked, fragment=""))


def _misspelt(said: Iterable[str], names: Iterable[str]) -> list[str]:
    close = {
        each: get_close_matches(each, names, n=1, cutoff=0.75) for each in set(said) - set(names)
    }
    return [
        f"There is no setting “{quoted(each)}”; perhaps “{found[0]}”."
        for each, found in sorted(close.items())
        if found
    ]
