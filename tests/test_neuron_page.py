"""The Neuron page with Streamlit's AppTest: what is pressed in its pictures is sent by hand."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.neuron import activation as neuron_activation
from pages.neuron import descent as neuron_descent
from pages.neuron import line as neuron_line
from pages.neuron import perceptron as neuron_perceptron
from pages.neuron import softmax as neuron_softmax
from pages.neuron.activation_picture import NAMES
from tests.fake_draw_page import told_address

MODULES = (neuron_perceptron, neuron_line, neuron_activation, neuron_softmax, neuron_descent)
LESSONS = [each.LESSON.name for each in MODULES]


class Page:
    """The app under test, with what it shows and what its address says."""

    def __init__(self) -> None:
        self.app = AppTest.from_file("../pages/main.py", default_timeout=30)
        # As st.Page names it; `switch_page` can't know before a first run of the frame.
        self.app._page_hash = calc_hash("neuron")
        self.shown: dict[str, str] = {}
        self._sent: dict[str, Any] = {}

    def stand_in_html(
        self,
        html: str,
        key: str,
        on_press: Callable[[Any], None] | None = None,
        on_place: Callable[[Any], None] | None = None,
    ) -> None:
        """What the lessons call instead of the real component, which needs a browser."""
        self.shown[key] = html
        handler = on_press or on_place
        if handler and key in self._sent:
            handler(self._sent.pop(key))

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
        return int(re.search(r'data-mistakes="(\d+)"', self.html)[1])

    @property
    def links(self) -> list[str]:
        links = (each.proto.query_string for each in self.app.get("page_link"))
        return [link for link in links if link]  # the frame's own have none


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    page = Page()
    for module in MODULES:
        monkeypatch.setattr(module, "live_html", page.stand_in_html)
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


def test_one_update_at_a_time_until_no_mistake_is_left(page):
    page.open(lesson="line")
    assert page.mistakes == 8
    page.click("neuron-learn")
    # The circle at (-0.75, 0.1) has the largest sum, 1.01: its place, times 0.2, is taken away.
    assert "The circle at (−0.75, 0.10) was taken for a square" in page.html
    assert "−1.00 − 0.2 × (−0.75) = <b>−0.85</b>" in page.html
    assert page.address["w1"] == "-0.85" and page.address["before"] == "-1_0.6_0.2"
    page.click("neuron-learn-many")
    assert page.mistakes == 0
    assert page.app.button(key="neuron-learn").disabled
    page.click("neuron-again")
    assert page.address == {"lesson": "line"}


def test_an_update_is_shown_again_to_whoever_opens_its_address(page):
    page.open(lesson="line", w1="-0.85", w2="0.58", b="0", before="-1_0.6_0.2")
    assert "−1.00 − 0.2 × (−0.75) = <b>−0.85</b>" in page.html and 'class="dl-before"' in page.html


def test_an_update_that_did_not_happen_is_not_shown(page):
    page.open(lesson="line", w1="5", before="-1_0.6_0.2")
    assert 'class="dl-before"' not in page.html


def test_gradient_descent_makes_the_loss_smaller(page):
    page.open(lesson="line", output="sigmoid", rate="1")
    losses = []
    for _ in range(3):
        losses.append(float(re.search(r"loss ([\d.]+)", page.html)[1]))
        page.click("neuron-learn")
    assert losses == sorted(losses, reverse=True) and "Every point pulls" in page.html


def test_a_weight_moved_by_hand_forgets_the_last_update(page):
    page.open(lesson="line").click("neuron-learn").slide("neuron-line-w1", 2.0)
    assert page.address["w1"] == "2" and "before" not in page.address


def test_points_are_added_where_the_plane_is_pressed_and_removed_again(page):
    page.open(lesson="line", points="none").choose("neuron-line-kind", "circle")
    page.send("neuron-plane", [0.5, 0.5])
    (x, y) = (
        float(each) / 100 for each in re.match(r"c(.*)_(.*)", page.address["points"]).groups()
    )
    assert neuron_line.PLANE.numbers_at(0.5, 0.5) == pytest.approx((x, y), abs=0.005)
    page.click("neuron-random-point")
    assert page.address["points"].count(".c") == 1
    page.click("neuron-remove-point").click("neuron-remove-point")
    assert page.address["points"] == "none"
    assert page.app.button(key="neuron-learn").disabled


@pytest.mark.parametrize(
    "junk",
    [
        None,
        7,
        [],
        [0.5],
        ["a", "b"],
        [float("nan"), 0],
        [1e400, 0],
        [10**400, 0],
        {"x": 1},
        [[1], [2]],
    ],
)
@pytest.mark.parametrize(
    ("lesson", "key"), [("line", "neuron-plane"), ("descent", "neuron-landscape")]
)
def test_a_place_that_is_none_changes_nothing(page, lesson, key, junk):
    page.open(lesson=lesson).send(key, junk)
    assert page.address == {"lesson": lesson}


def test_a_place_beyond_the_edge_is_at_the_edge(page):
    page.open(lesson="line", points="none").send("neuron-plane", [-0.05, 1.05])
    assert page.address["points"] == "s-100_-100"


def test_there_is_an_end_to_adding_points(page):
    page.open(lesson="line", points=".".join(["s1_1"] * 40))
    assert page.app.button(key="neuron-random-point").disabled
    page.send("neuron-plane", [0.5, 0.5])
    assert page.address["points"].count("s1_1") == 40


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


@pytest.mark.parametrize("junk", [None, "9", "-1", 0, "0 ", ["0"], {"0": 1}, "x" * 9999])
def test_a_button_that_is_not_there_changes_nothing(page, junk):
    page.open(lesson="softmax").send("neuron-softmax-table", junk)
    assert page.address == {"lesson": "softmax"}


def test_evidence_stays_within_its_slider(page):
    page.open(lesson="softmax", evidence="5.5_0_0_0_0_0_0_0_0_0").send("neuron-softmax-table", "0")
    assert page.address["evidence"].startswith("5.5_")
    assert " disabled" in page.shown["neuron-softmax-table"]


@pytest.mark.parametrize(
    ("rate", "outcome"), [("0.001", "Too small"), ("0.3", "About right"), ("1.05", "Too large")]
)
def test_a_rate_is_judged_by_what_happens(page, rate, outcome):
    page.open(lesson="descent", rate=rate).click("neuron-steps")
    assert outcome in page.html
    over = outcome != "Too small"
    assert page.app.button(key="neuron-step").disabled == over
    assert (int(page.address["steps"]) < 10) == over


@pytest.mark.parametrize("landscape", neuron_descent.TITLES)
def test_the_ball_starts_where_the_landscape_is_pressed(page, landscape):
    page.open(lesson="descent", landscape=landscape, steps="3")
    page.send("neuron-landscape", [0.3, 0.4])
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
