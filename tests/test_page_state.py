"""What can be set on a page, for every page from its own table."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import streamlit as st

from pages.data.state import DATA
from pages.draw.state import DRAW
from pages.lesson.plan import STEPS, Step
from pages.lesson.state import LESSON
from pages.neuron.lesson import CHOOSER
from pages.neuron.lessons import NEURON
from pages.shared.pad import drawing_in_address
from pages.shared.url import page_state
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import Number, OneOf, Setting, Switch, Whole
from pages.train.state import TRAIN

BRUSH = Whole("brush", 28, 12, 52)
ANGLE = Number("angle", 0.0, -1.5, 1.5)
PART = OneOf("part", None, ("Training", "Test"))
OFF = Switch("off")

PAGES = (DRAW, TRAIN, DATA, NEURON, LESSON)
TABLE = [(page, key) for page in PAGES for key in page.by_key if key not in ("run", "recipe")]


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (BRUSH, "12", 12),
        (BRUSH, "52", 52),
        (ANGLE, "-1.5", -1.5),
        (ANGLE, "1e-3", 0.001),
        (PART, "test", "Test"),
        (PART, "", None),
        (OFF, "True", True),
    ],
)
def test_what_a_setting_may_be_is_read(setting, text, value):
    assert setting.read(text) == value


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        *((BRUSH, text) for text in ("", "11", "53", "-28", "2_8", "²", "28.0")),
        *((BRUSH, text) for text in ("9" * 5000, "0" * 5000, "0" * 9 + "39")),
        *((ANGLE, text) for text in ("", "2", "nan", "inf", "1_0", "٣", "0x1", "1e999")),
        *((PART, text) for text in ("Tests", "Training, Test")),
        *((OFF, text) for text in ("maybe", "1")),
    ],
)
def test_anything_else_gets_a_sentence_that_says_what_would_be_right(setting, text):
    with pytest.raises(ValueError, match="must be") as error:
        setting.read(text)
    assert setting.allowed in str(error.value) and len(str(error.value)) < 200


@pytest.mark.parametrize("sent", [None, [], {}, "<b>", 1e999, float("nan"), -1, (), object()])
@pytest.mark.parametrize(("page", "key"), TABLE, ids=lambda each: str(getattr(each, "page", each)))
def test_nothing_that_a_browser_sends_is_trusted(page, key, sent):
    setting = page.by_key[key]
    with suppress(ValueError):  # which is a sentence; any other error is one of ours
        value = setting.checked(sent)
        assert setting.read(setting.write(value)) == value


def other_values(setting: Setting) -> list[Any]:
    """Values that a setting may have beside its default."""
    if isinstance(setting, OneOf):
        found = list(setting.choices)
    elif isinstance(setting, Switch):
        found = [True, False]
    elif isinstance(setting, Whole | Number):
        found = [setting.low, setting.high]
    else:
        found = SPECIAL[setting.name]
    return [value for value in found if value != setting.default]


SPECIAL: dict[str, list[Any]] = {
    "network": ["ten-lines"],
    "second": ["shallow-net"],
    "evidence": [(6.0, -6.0, *[0.25] * 8)],
    "points": [
        (),
    ],
    "before": [],
    "hidden_units": [(), (2048, 1, 77)],
    "activation": ["tanh"],
    "epochs": [500],
    "batch_size": [1],
    "optimizer": ["sgd"],
    "learning_rate": [0.00123],
    "loss": ["mean_squared_error"],
    "scaled": [False],
    "training_images": [100],
    "dropout": [0.5],
    "l2": [0.01],
    "validation_split": [0.1],
    "seed": [7],
}


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Iterator["Visitor"]:
    made = Visitor()
    monkeypatch.setattr(page_state, "st", made)
    monkeypatch.setattr(st, "session_state", made.session_state)
    monkeypatch.setattr(page_state, "went_through_history", lambda: made.back)
    monkeypatch.setattr(page_state, "_address", made.take_address)
    return made


class Visitor:
    """A browser with an address that follows the pages, and a history to go back in."""

    def __init__(self) -> None:
        self.session_state: dict[str, Any] = {}
        self.said: dict[str, str] = {}
        self.back = False
        self.history: list[dict[str, str]] = []
        self._steps = 0

    @property
    def query_params(self) -> "Visitor":
        return self

    def to_dict(self) -> dict[str, str]:
        return dict(self.said)

    def take_address(self, data: dict[str, Any], key: str) -> None:
        if data["steps"] != self._steps:
            self.history.append(dict(self.said))
        self._steps, self.said = data["steps"], dict(data["query"])

    def look(self, page: PageState, back: bool = False) -> None:
        """Have a page run once."""
        self.back = back
        page.follow_address()
        page.keep_address()


def turn_to(page: PageState, key: str) -> None:
    """Show the part of the page that a setting belongs to."""
    if page.by_key[key].part:
        page.set({CHOOSER: page.by_key[key].part})


@pytest.mark.parametrize(("page", "key"), TABLE, ids=lambda each: str(getattr(each, "page", each)))
def test_every_setting_does_what_settings_do_on_the_web(visitor, page, key):
    setting = page.by_key[key]
    for value in other_values(setting):
        visitor.look(page)
        turn_to(page, key)
        visitor.look(page)
        before = dict(visitor.said)
        page.set({key: value})
        visitor.look(page)
        assert page[key] == value and not page.notices
        changed = dict(visitor.said)
        assert changed != before
        # A link opens the same in another session, and so does a reload.
        visitor.session_state.clear()
        visitor.look(page)
        assert page[key] == value and visitor.said == changed
        # Back, and Forward.
        visitor.said = before
        visitor.look(page, back=True)
        assert page[key] == setting.default
        visitor.said = changed
        visitor.look(page, back=True)
        assert page[key] == value
        # Another page is turned to, and this one by its name alone.
        other = next(each for each in PAGES if each is not page)
        visitor.said = {}
        visitor.look(other)
        visitor.said = {}
        visitor.look(page)
        assert page[key] == value and visitor.said == changed
        # A run that the browser asked for before it heard of the new address changes nothing.
        visitor.said = {}
        visitor.look(page)
        assert page[key] == value and visitor.said == changed
        visitor.session_state.clear()
        visitor.said = {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page)
def test_whatever_the_address_says_the_page_opens_and_says_what_it_could_not_use(visitor, page):
    names = [name for name in page.names if name not in ("run", "recipe")]
    visitor.said = dict.fromkeys(names, "<b>")
    visitor.look(page)
    shown = [key for key, each in page.by_key.items() if not each.part or "perceptron" in key]
    assert page.visit.values == page.defaults()
    assert len(page.notices) == len(shown) - 2 * (page is TRAIN)


def test_a_small_change_replaces_the_address_and_a_large_one_is_a_step(visitor):
    visitor.look(DRAW)
    for brush in (14, 16, 18):
        DRAW.set({"brush": brush})
        visitor.look(DRAW)
    assert visitor.said == {"brush": "18"} and not visitor.history
    DRAW.set({"inside": "Evidence"})
    visitor.look(DRAW)
    assert visitor.history == [{"brush": "18"}]


def test_a_misspelt_setting_is_pointed_out_and_what_belongs_to_others_is_not(visitor):
    visitor.said = {"epoch": "5", "utm_source": "school"}
    visitor.look(TRAIN)
    (sentence,) = TRAIN.notices
    assert "“epoch”" in sentence and "“epochs”" in sentence


@pytest.mark.parametrize("step", STEPS, ids=lambda each: each.name)
def test_a_step_of_a_lesson_is_at_an_address_that_its_page_understands(visitor, step: Step):
    (page,) = (each for each in PAGES if each.page == step.page)
    query = dict(step.query)
    drawing = query.pop(drawing_in_address.PARAMETER, None)
    visitor.said = query
    visitor.look(page)
    assert not page.notices
    assert visitor.said == query or {"recipe", "epochs"} <= set(query)
    assert drawing is None or drawing_in_address.read(drawing)


def test_the_network_goes_along_to_a_page_that_is_opened_by_its_name(visitor):
    visitor.look(DRAW)
    DRAW.set({"network": "no-hidden-layer"})
    visitor.look(DRAW)
    visitor.said = {}
    visitor.look(DATA)
    assert visitor.said == {"network": "no-hidden-layer"}
    DATA.set({"network": "ten-lines"})
    visitor.look(DATA)
    visitor.said = {}
    visitor.look(TRAIN)
    assert visitor.said == {"recipe": "ten-lines"}
    TRAIN.set({"epochs": 3})
    visitor.look(TRAIN)
    visitor.said = {}
    visitor.look(DRAW)
    assert DRAW["network"] == "ten-lines"
    # Nothing was chosen since: what was set on Train is there.
    visitor.said = {}
    visitor.look(TRAIN)
    assert TRAIN["epochs"] == 3 and TRAIN["hidden_units"] == (10,)


@pytest.mark.parametrize("back", [False, True])
def test_an_address_that_says_something_and_back_win_over_the_network_that_goes_along(
    visitor, back
):
    visitor.said = {"network": "ten-lines"}
    visitor.look(DRAW)
    visitor.said = {} if back else {"view": "mistakes"}
    visitor.look(DATA, back=back)
    assert DATA["network"] == "default"
    visitor.said = {"recipe": "shallow-net"}
    visitor.look(TRAIN)
    assert visitor.said == {"recipe": "shallow-net"}


def test_a_run_that_is_open_on_train_stays_open_whatever_network_is_chosen_elsewhere(
    visitor, monkeypatch
):
    visitor.look(TRAIN)
    monkeypatch.setattr(type(TRAIN), "run", "a run")
    visitor.said = {"network": "ten-lines"}
    visitor.look(DRAW)
    visitor.said = {}
    visitor.look(TRAIN)
    assert TRAIN["hidden_units"] != (10,)
