"""The Neuron page with Streamlit's AppTest: what is pressed in its pictures is sent by hand."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.neuron import activation as neuron_activation
from pages.neuron import descent as neuron_descent
from pages.neuron import hidden as neuron_hidden
from pages.neuron import line as neuron_line
from pages.neuron import perceptron as neuron_perceptron
from pages.neuron import softmax as neuron_softmax
from pages.neuron.activation_picture import NAMES
from pages.neuron.moving import Moving
from tests.fake_draw_page import told_address

MODULES = (
    neuron_perceptron,
    neuron_line,
    neuron_hidden,
    neuron_activation,
    neuron_softmax,
    neuron_descent,
)
LESSONS = [each.LESSON.name for each in MODULES]


class Page:
    """The app under test, with what it shows and what its address says."""

    def __init__(self) -> None:
        self.app = AppTest.from_file("../pages/main.py", default_timeout=30)
        # As st.Page names it; `switch_page` can't know before a first run of the frame.
        self.app._page_hash = calc_hash("neuron")
        self.shown: dict[str, str] = {}
        self.moving: dict[str, dict[str, Any]] = {}
        self._sent: dict[str, Any] = {}
        self._placed: dict[str, Any] = {}
        self._messages = 0

    def stand_in_html(
        self,
        html: str,
        key: str,
        on_press: Callable[[Any], None] | None = None,
    ) -> None:
        """What the lessons call instead of the real component, which needs a browser."""
        self.shown[key] = html
        if on_press and key in self._sent:
            on_press(self._sent.pop(key))

    def stand_in_moving(
        self,
        part: str,
        key: str,
        data: dict[str, Any] | None = None,
        on_reached: Callable[[Any], None] | None = None,
        on_placed: Callable[[Any], None] | None = None,
    ) -> None:
        """The same for what moves in the browser by itself."""
        if data:
            self.moving[part] = json.loads(json.dumps(data, allow_nan=False))
            self.shown[key] = json.dumps(data, ensure_ascii=False)
        if key in self._sent:
            on_reached(self._sent.pop(key))
        if key in self._placed:
            on_placed(self._placed.pop(key))

    def place(self, key: str, place: Any) -> "Page":
        """Press a picture that moves at a place, as a browser would report it."""
        self._placed[key] = place
        return self.run().run()

    def reach(self, key: str, **said: Any) -> "Page":
        """Tell what something that moves has reached, as a browser would."""
        self._messages += 1
        return self.send(key, {"number": self._messages, "said": said})

    def open(self, **address: str) -> "Page":
        self.app.query_params.update(address)
        return self.run()

    def run(self) -> "Page":
        self.shown.clear()
        self.app.run()
        assert not self.app.exception
        return self

    def send(self, key: str, value: Any) -> "Page":
        """Press something in a picture, as a browser would report it."""
        self._sent[key] = value
        return self.run().run()

    def click(self, key: str) -> "Page":
        self.app.button(key=key).click()
        return self.run()

    def slide(self, key: str, value: float) -> "Page":
        self.app.slider(key=key).set_value(value)
        return self.run()

    def choose(self, key: str, value: str) -> "Page":
        self.app.button_group(key=key).set_value(value)
        return self.run()

    @property
    def address(self) -> dict[str, str]:
        return told_address(self.app, "neuron")

    @property
    def html(self) -> str:
        return "".join(self.shown.values())

    @property
    def words(self) -> str:
        return "".join(element.proto.body for element in self.app.get("html"))

    @property
    def notices(self) -> list[str]:
        found = re.search(r'role="alert">(.*?)</div>', self.words)
        return re.findall(r"<p>(.*?)</p>", found[1]) if found else []

    @property
    def tasks(self) -> dict[str, bool]:
        """The lesson's tasks, and whether each is done."""
        told = [each.proto.json for each in self.app.get("bidi_component")]
        found = re.findall(r'data-task=\\"([\w-]+)\\" data-done=\\"(\w+)', "".join(told))
        return {name: done == "true" for name, done in found}

    @property
    def mistakes(self) -> int:
        told = "".join(each.proto.json for each in self.app.get("bidi_component"))
        return int(re.search(r"(\d+) misread", told)[1])

    @property
    def links(self) -> list[str]:
        links = (each.proto.query_string for each in self.app.get("page_link"))
        return [link for link in links if link]  # the frame's own have none


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    page = Page()
    for module in (neuron_perceptron, neuron_activation, neuron_softmax):
        monkeypatch.setattr(module, "live_html", page.stand_in_html)
    stand_in = page.stand_in_moving
    monkeypatch.setattr(Moving, "show", lambda _, *given, **how: stand_in(*given, **how))
    return page


@pytest.mark.parametrize("name", LESSONS)
def test_each_lesson_says_what_to_try_and_to_notice_and_leads_on(page, name):
    page.open(lesson=name)
    assert "<b>Try</b>" in page.words and "<b>Notice</b>" in page.words
    assert len(page.links) == 1
    assert page.shown and page.notices == []
    assert page.address.get("lesson", LESSONS[0]) == name


def test_the_first_lesson_needs_no_address(page):
    page.open()
    assert page.address == {}
    assert "1 × 3 + 0 × 2 + 1 × 6 = 9 ≥ 4: fires" in page.html


def test_switches_weights_and_threshold_are_in_the_address(page):
    page.open()
    page.app.toggle(key="neuron-perceptron-x3").set_value(False)
    page.run().slide("neuron-perceptron-w1", -5)
    assert page.address == {"x3": "false", "w1": "-5"}
    assert "1 × (−5) + 0 × 2 + 0 × 6 = −5 &lt; 4: silent" in page.html


@pytest.mark.parametrize(("gate", "right"), [("and", 2), ("or", 2), ("xor", 1)])
def test_a_gate_brings_its_weights_and_counts_its_right_rows(page, gate, right):
    page.open().choose("neuron-perceptron-task", gate)
    assert f'data-right="{right}"' in page.html
    assert page.address["task"] == gate


def test_xor_leads_to_the_line_and_on_to_a_hidden_layer(page):
    page.open(task="xor", w1="1", w2="1", threshold="1")
    assert page.links
    page.click("neuron-crosswise")
    assert page.address == {"lesson": "line", "points": "xor"}


def test_a_shared_line_opens_as_it_was(page):
    page.open(lesson="line", w1="3", w2="2", b="0.2", points="s50_50.c-50_-50.c60_60")
    assert page.mistakes == 1
    assert page.address["points"] == "s50_50.c-50_-50.c60_60"


def test_what_was_learnt_in_the_browser_is_what_is_set(page):
    page.open(lesson="line")
    assert page.mistakes == 8 and page.moving["picture"]["heard"] is None
    said = {"w1": "-0.85", "w2": "0.58", "b": "0", "before": "-1_0.6_0.2", "points": "c1_2.s3_4"}
    page.reach("neuron-plane", **said)
    assert page.address == {"lesson": "line", **said}
    assert page.mistakes == 2 and page.app.slider(key="neuron-line-w1").value == -0.85
    assert page.moving["picture"]["line"] == [-0.85, 0.58, 0]
    assert page.moving["picture"]["heard"] == 1
    page.slide("neuron-line-w1", 2.0)
    assert page.address["w1"] == "2" and "before" not in page.address


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ({"w1": "11"}, "11"),
        ({"b": "nan"}, "nan"),
        ({"w2": "1e999"}, "1e999"),
        ({"before": "1_2"}, "1_2"),
        ({"points": "s101_0"}, "s101_0"),
        ({"points": ".".join(["s1_1"] * 41)}, "…"),
    ],
)
def test_what_can_not_have_been_reached_is_refused(page, said, quote):
    page.open(lesson="line").reach("neuron-plane", **said)
    assert page.address == {"lesson": "line"}
    assert len(page.notices) == 1 and quote in page.notices[0]


JUNK = (
    None,
    7,
    "w1",
    {"number": 1},
    {"number": "1", "said": {"w1": "2"}},
    {"number": 10**400, "said": {"w1": "2"}},
    {"number": 1, "said": [1]},
    {"number": 1, "said": {"w1": 2, "b": None, "points": ["s1_1"], "rate": "5", "zoo": "1"}},
)


@pytest.mark.parametrize(
    ("lesson", "key", "junk"),
    [
        ("line", "neuron-plane", JUNK),
        ("hidden", "neuron-network", JUNK[-1:]),
        ("descent", "neuron-landscape", JUNK[-1:]),
    ],
)
def test_a_message_of_another_shape_changes_nothing(page, lesson, key, junk):
    page.open(lesson=lesson)
    for each in junk:
        page.send(key, each)
        assert page.address == {"lesson": lesson} and page.notices == []


def test_points_are_added_at_random_and_removed_again(page):
    page.open(lesson="line", points="none").choose("neuron-line-kind", "circle")
    page.click("neuron-random-point").click("neuron-random-point")
    assert page.address["points"].count("c") == 2
    page.click("neuron-remove-point").click("neuron-remove-point")
    assert page.address["points"] == "none"


def test_what_no_line_separates_leads_to_several_lines(page):
    page.open(lesson="line", points="ring").click("neuron-more-lines")
    assert page.address == {"lesson": "hidden", "points": "ring"}
    assert list(page.tasks) == ["hidden-ring"]


def test_a_network_is_what_its_settings_and_its_steps_say(page):
    page.open(lesson="hidden")
    first = page.moving["picture"]
    assert len(first["start"]["inputs"]) == 2 and first["steps"] == 0
    page.reach("neuron-network", steps="240", points="s1_2.c3_4")
    assert page.address == {"lesson": "hidden", "steps": "240", "points": "s1_2.c3_4"}
    page.slide("neuron-hidden-units", 5)
    assert page.address == {"lesson": "hidden", "units": "5", "points": "s1_2.c3_4"}
    assert len(page.moving["picture"]["start"]["inputs"]) == 5
    page.click("neuron-another-start")
    assert page.address["seed"] != "1"
    assert page.moving["picture"]["start"] != first["start"]
    page.reach("neuron-network", steps="5001")
    assert "steps" not in page.address and "5001" in page.notices[0]


def test_a_place_that_is_none_changes_nothing(page):
    page.open(lesson="descent")
    numbers = [float("nan"), 0], [1e400, 0], [10**400, 0]
    for junk in (None, 7, [], [0.5], ["a", "b"], *numbers, {"x": 1}, [[1], [2]]):
        page.place("neuron-landscape", junk)
        assert page.address == {"lesson": "descent"}


def test_a_place_beyond_the_edge_is_at_the_edge(page):
    page.open(lesson="descent").place("neuron-landscape", [-0.05, 0.5])
    assert page.address["w"] == "-3"


def test_there_is_an_end_to_adding_points(page):
    page.open(lesson="line", points=".".join(["s1_1"] * 40))
    assert page.app.button(key="neuron-random-point").disabled


@pytest.mark.parametrize("name", NAMES)
def test_every_activation_has_its_curve_its_words_and_a_training(page, name):
    page.open(lesson="activations", activation=name, sum="-8")
    assert "At −8.0 the slope is" in page.html
    (link,) = page.links
    assert "recipe=" in link and (name in link or name in ("step", "sigmoid", "relu"))


def test_saturation_is_said(page):
    page.open(lesson="activations", sum="-8")
    assert "At −8.0 the slope is 0.00034: saturated" in page.html


def test_one_more_unit_of_evidence_multiplies(page):
    page.open(lesson="softmax", evidence="0_0_0_0_0_0_0_0_0_0").send("neuron-softmax-table", "1")
    # e / (e + 1 + 1) = 0.576
    assert "1.00 × 2.718 = 2.72" in page.html and "57.6 %" in page.html
    assert page.address["more"] == "1"
    page.slide("neuron-softmax-evidence-0", 1.0)
    assert "more" not in page.address and page.address["evidence"].startswith("1_1_0")


def test_a_button_that_is_not_there_changes_nothing(page):
    page.open(lesson="softmax")
    for junk in (None, "9", "-1", 0, "0 ", ["0"], {"0": 1}, "x" * 9999):
        page.send("neuron-softmax-table", junk)
        assert page.address == {"lesson": "softmax"}


def test_evidence_stays_within_its_slider(page):
    page.open(lesson="softmax", evidence="5.5_0_0_0_0_0_0_0_0_0").send("neuron-softmax-table", "0")
    assert page.address["evidence"].startswith("5.5_")
    assert " disabled" in page.shown["neuron-softmax-table"]


@pytest.mark.parametrize(
    ("rate", "outcome"), [("0.001", "Too small"), ("0.3", "About right"), ("1.05", "Too large")]
)
def test_a_rate_is_judged_by_what_happens(page, rate, outcome):
    page.open(lesson="descent", rate=rate).reach("neuron-landscape", steps="10")
    over = outcome != "Too small"
    moving = page.moving["picture"]
    words = moving["words"]["end" if over else "rolling"]
    assert outcome in words["sentence"]
    assert (int(page.address["steps"]) == 10) and (moving["steps"] < 10) == over
    assert len(moving["weights"]) == (moving["steps"] + 1 if over else 1001)


@pytest.mark.parametrize("landscape", neuron_descent.TITLES)
def test_the_ball_starts_where_the_landscape_is_pressed(page, landscape):
    page.open(lesson="descent", landscape=landscape, steps="3")
    page.place("neuron-landscape", [0.3, 0.4])
    assert float(page.address["w"]) < 0 and "steps" not in page.address
    assert ("v" in page.address) == (landscape == "valley")


def test_lessons_keep_what_was_set_while_others_are_shown(page):
    page.open(lesson="activations", activation="tanh").choose("neuron-lesson", "softmax")
    assert page.address == {"lesson": "softmax"}
    page.choose("neuron-lesson", "activations")
    assert page.address == {"lesson": "activations", "activation": "tanh"}


@pytest.mark.parametrize(
    ("address", "quotes"),
    [
        ({"lesson": "brain"}, ["brain"]),
        ({"lesson": "line", "w1": "nan", "b": "1e999", "rate": "3"}, ["nan", "1e999", "3"]),
        ({"lesson": "line", "points": "s1_1.x", "before": "1_2"}, ["s1_1.x", "1_2"]),
        ({"lesson": "line", "points": "s1_1." * 5000}, ["…"]),
        ({"lesson": "softmax", "evidence": "1_2", "more": "10"}, ["1_2", "10"]),
        ({"lesson": "descent", "steps": "9" * 9999, "w": "4"}, ["…", "4"]),
        ({"x1": "maybe", "w1": "1.5", "task": "<script>"}, ["maybe", "1.5", "&lt;script&gt;"]),
        ({"lesson": "activations", "activation": "softplus", "sum": ""}, ["softplus", "“”"]),
    ],
)
def test_an_address_that_can_not_be_followed_is_explained(page, address, quotes):
    page.open(**address)
    assert len(page.notices) == len(quotes)
    for quote in quotes:
        assert any(quote in notice for notice in page.notices)
    # What is shown is what the rest of the address, or the default, means.
    assert set(page.address) <= {"lesson"}


def test_a_notice_goes_when_something_is_changed(page):
    page.open(lesson="line", w1="99")
    assert page.notices
    page.slide("neuron-line-w1", 1.0)
    assert not page.notices


SOLVED = {
    "perceptron-hotdog": {"w1": "2", "w2": "2", "w3": "4", "threshold": "6"},
    "perceptron-and": {"task": "and", "w1": "1", "w2": "1", "threshold": "2"},
    "perceptron-or": {"task": "or", "w1": "1", "w2": "1", "threshold": "1"},
    "perceptron-xor": {"task": "xor", "w1": "1", "w2": "1", "threshold": "1"},
    "line": {"lesson": "line", "w1": "1", "w2": "1", "b": "0"},
    "activation-sigmoid": {"lesson": "activations", "sum": "6"},
    "softmax": {"lesson": "softmax", "evidence": "6_6_-6_0_0_0_0_0_0_0"},
    "descent-bowl": {"lesson": "descent", "rate": "0.5", "steps": "1"},
    "descent-out": {"lesson": "descent", "rate": "1.05", "steps": "3"},
    "descent-hollows": {"lesson": "descent", "landscape": "hollows", "rate": "0.3", "steps": "4"},
    "descent-valley": {"lesson": "descent", "landscape": "valley", "rate": "0.16", "steps": "41"},
}
UNSOLVED = {
    "perceptron-hotdog": {},
    "line": {"lesson": "line", "points": "s0_0", "w1": "1", "w2": "1", "b": "0"},  # no circle
    "activation-sigmoid": {"lesson": "activations"},
    "softmax": {"lesson": "softmax"},
    "descent-bowl": {"lesson": "descent", "rate": "0.2", "steps": "8"},
    "descent-out": {"lesson": "descent"},
    "descent-hollows": {"lesson": "descent", "landscape": "hollows", "w": "-2", "steps": "9"},
    "descent-valley": {"lesson": "descent", "landscape": "valley", "rate": "0.15", "w": "0.1"},
}


@pytest.mark.parametrize("task", SOLVED)
def test_a_task_knows_when_it_is_done(page, task):
    assert page.open(**SOLVED[task]).tasks[task]


@pytest.mark.parametrize("task", UNSOLVED)
def test_and_when_it_is_not(page, task):
    assert not page.open(**UNSOLVED[task]).tasks[task]
