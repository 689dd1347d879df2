"""The Draw page with Streamlit's AppTest: the canvas and the networks are stand-ins."""

import base64
import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from model import library
from model.errors import UserError
from model.recogniser import Recogniser, judge
from pages.widgets import networks as networks_module
from pages.widgets.drawing import PAD_SIZE

SURE_OF_SEVEN = {7: 0.98}
FOUR_OR_NINE = {4: 0.5, 9: 0.45}
ANYTHING = {4: 0.3}


class Canned(Recogniser):
    """A recogniser that answers the same whatever it is shown."""

    def __init__(self, answer: dict[int, float]) -> None:
        rest = (1 - sum(answer.values())) / (10 - len(answer))
        self._answer = np.array([answer.get(digit, rest) for digit in range(10)], np.float32)

    def predict(self, images: np.ndarray) -> np.ndarray:
        return np.repeat(self._answer[None], len(images), axis=0)


class AtOnce:
    """An executor that doesn't wait for a thread."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def submit(self, job: Callable, *arguments: Any) -> None:
        job(*arguments)


class Never(AtOnce):
    """An executor whose thread is always busy with something else."""

    def submit(self, job: Callable, *arguments: Any) -> None:
        pass


class Page:
    """The app under test, and a hand that draws on its pad."""

    def __init__(self) -> None:
        self.app = AppTest.from_file("../app.py", default_timeout=30)
        self.told: list[dict[str, Any]] = []

    def open(self, **address: str) -> "Page":
        self.app.query_params.update(address)
        self.run()
        self.pad.restore({"strokes": []})  # the browser reports that the pad is there
        return self.run()

    def run(self) -> "Page":
        self.app.run()
        assert not self.app.exception
        return self

    def stand_in_canvas(self, **options: Any) -> None:
        """What the page calls instead of the real canvas, which needs a browser."""
        self.told.append(options)
        st.session_state.setdefault(options["key"], {})

    def draw(self, *strokes: list[tuple[float, float]]) -> "Page":
        """Add strokes to what the pad shows, as the browser would send it."""
        self.pad.receive(message(self.pad.drawing.to_canvas("black")["objects"], *strokes))
        return self.run()

    @property
    def pad(self) -> Any:
        return self.app.session_state["pad"]

    @property
    def html(self) -> str:
        return "".join(element.proto.body for element in self.app.get("html"))

    @property
    def bars(self) -> list[float]:
        return self.figure["data"][0]["x"]

    @property
    def figure(self) -> dict[str, Any]:
        import json

        (chart,) = self.app.get("plotly_chart")
        return json.loads(chart.proto.spec)


def message(
    objects: list[dict], *strokes: list[tuple[float, float]], size: int = PAD_SIZE
) -> dict[str, Any]:
    """What the canvas sends: its objects, some new strokes, and a picture with ink in it."""
    added = [
        {
            "type": "Path",
            "strokeWidth": 28,
            "path": [["M", *stroke[0]], *(["L", *point] for point in stroke[1:])],
        }
        for stroke in strokes
    ]
    pixels = np.zeros((size, size, 4), np.uint8)
    if objects or added:
        pixels[60:200, 100:130, 3] = 255
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    url = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    return {"raw": {"version": "7.4.0", "objects": objects + added}, "data": url}


LINE = [(110, 70), (115, 190)]
DASH = [(90, 120), (150, 121)]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    page = Page()
    canvas = SimpleNamespace(st_canvas=page.stand_in_canvas)
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", canvas)
    monkeypatch.setattr(networks_module, "ThreadPoolExecutor", AtOnce)
    monkeypatch.setattr(library, "load", lambda name: Canned(SURE_OF_SEVEN))
    st.cache_resource.clear()
    yield page
    st.cache_resource.clear()


def answer(monkeypatch: pytest.MonkeyPatch, probabilities: dict[int, float]) -> None:
    monkeypatch.setattr(library, "load", lambda name: Canned(probabilities))


def test_a_blank_pad_is_not_read(page):
    page.open()
    assert 'data-verdict="blank"' in page.html and "Draw a digit" in page.html
    assert page.bars == [0] * 10


def test_a_digit_is_read_and_its_bar_stands_out(page):
    page.open().draw(LINE)
    assert 'data-verdict="digit"' in page.html
    assert ">7<" in page.html and "98 %" in page.html
    assert page.bars == pytest.approx(list(Canned(SURE_OF_SEVEN)._answer))
    colors = page.figure["data"][0]["marker"]["color"]
    assert colors.count(colors[7]) == 1
    assert page.figure["layout"]["xaxis"]["range"] == [0, 1]


def test_an_unsure_answer_names_the_two_best_guesses(page, monkeypatch):
    answer(monkeypatch, FOUR_OR_NINE)
    page.open().draw(LINE)
    assert 'data-verdict="unsure"' in page.html
    assert ">4<" in page.html and ">9<" in page.html and ">or<" in page.html
    colors = page.figure["data"][0]["marker"]["color"]
    assert len(set(colors)) == 1


def test_what_is_no_digit_is_not_called_one(page, monkeypatch):
    answer(monkeypatch, ANYTHING)
    page.open().draw(LINE)
    assert 'data-verdict="no-digit"' in page.html
    assert "That doesn’t look like a digit." in page.html
    assert 'class="dl-digit"' not in page.html


def test_the_page_says_that_the_network_is_loading_and_takes_drawings(page, monkeypatch):
    monkeypatch.setattr(networks_module, "ThreadPoolExecutor", Never)
    page.open().draw(LINE)
    assert 'data-verdict="loading"' in page.html
    assert "The network is loading" in page.html
    assert page.pad.drawing


def test_a_network_that_cannot_be_loaded_says_why_and_can_be_tried_again(page, monkeypatch):
    def refuse(name):
        raise UserError("The weights of Ten lines are missing.")

    monkeypatch.setattr(library, "load", refuse)
    page.open().draw(LINE)
    assert "The weights of Ten lines are missing." in page.html
    assert page.pad.drawing
    answer(monkeypatch, SURE_OF_SEVEN)
    next(button for button in page.app.button if button.label == "Try again").click()
    page.run()
    page.run()
    assert 'data-verdict="digit"' in page.html


def test_an_unexpected_failure_shows_a_sentence_and_no_traceback(page, monkeypatch):
    def fail(name):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(library, "load", fail)
    page.open().draw(LINE)
    assert networks_module.UNEXPECTED in page.html
    assert "secret detail" not in page.html


def test_another_network_reads_the_same_drawing_and_is_in_the_address(page):
    page.open().draw(LINE)
    page.app.selectbox(key="network").select("ten-lines")
    page.run()
    assert page.app.query_params["network"] == "ten-lines"
    assert 'data-network="ten-lines"' in page.html
    assert page.pad.drawing and 'data-strokes="1"' in page.html
    page.app.selectbox(key="network").select("default")
    page.run()
    assert "network" not in page.app.query_params


def test_the_address_chooses_network_brush_and_switch(page):
    page.open(network="shallow-net", brush="40", uncentred="true").draw(LINE)
    assert page.app.selectbox(key="network").value == "shallow-net"
    assert page.told[-1]["stroke_width"] == 40
    assert page.app.toggle(key="uncentred").value is True
    assert "Merely shrunk" in page.html
    assert 'role="alert"' not in page.html


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("network", "no-such-net"),
        ("network", "<b>default</b>"),
        ("brush", "1"),
        ("brush", "1e9"),
        ("brush", "-28"),
        ("brush", "²"),
        ("uncentred", "maybe"),
    ],
)
def test_a_value_that_the_address_cannot_have_is_explained(page, parameter, value):
    page.open(**{parameter: value})
    assert 'role="alert"' in page.html
    assert "<b>" not in page.html
    assert page.app.selectbox(key="network").value == "default"
    assert page.told[-1]["stroke_width"] == 28
    assert page.app.toggle(key="uncentred").value is False
    assert page.draw(LINE).pad.drawing


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "drawing",
        {},
        {"raw": {"objects": []}},
        {"raw": {"objects": []}, "data": None},
        {"raw": {"objects": []}, "data": "data:image/png;base64,not base64"},
        {"raw": {"objects": []}, "data": "data:image/png;base64,aGVsbG8="},
        {"raw": {"objects": []}, "data": "https://example.org/picture.png"},
        {"raw": {"objects": [{"type": "Image"}]}, "data": message([])["data"]},
        {"raw": {"objects": "many"}, "data": message([])["data"]},
        message([], size=PAD_SIZE + 1),
        message([], [(float("nan"), 1), (2, 3)]),
        message([], [(1e12, 1), (2, 3)]),
        message([], *[LINE] * 1000),
    ],
)
def test_a_bad_payload_gets_a_sentence_and_keeps_the_drawing(page, payload):
    page.open().draw(LINE)
    before = page.pad.drawing
    page.pad.receive(payload)
    page.run()
    assert 'role="alert"' in page.html
    assert page.pad.drawing == before
    assert 'data-verdict="digit"' in page.html
    page.draw(DASH)
    assert 'role="alert"' not in page.html


def press(page: Page, label: str) -> None:
    next(button for button in page.app.button if button.label == label).click()
    page.run()


def test_undo_and_clear_tell_the_canvas_what_to_show(page):
    page.open().draw(LINE).draw(DASH)
    press(page, "Undo")
    assert len(page.told[-1]["initial_drawing"]["objects"]) == 1
    press(page, "Clear")
    assert page.told[-1]["initial_drawing"]["objects"] == []
    assert 'data-verdict="blank"' in page.html
    press(page, "Undo")
    assert len(page.told[-1]["initial_drawing"]["objects"]) == 1


def test_a_stroke_does_not_make_the_canvas_draw_itself_again(page):
    page.open()
    before = page.told[-1]["initial_drawing"]
    page.draw(LINE)
    assert page.told[-1]["initial_drawing"] == before


def test_draw_one_for_me_puts_a_digit_on_the_pad_that_can_be_taken_back(page):
    page.open().draw(LINE)
    own = page.pad.drawing
    press(page, "Draw one for me")
    assert page.pad.drawing and page.pad.drawing != own
    assert page.told[-1]["initial_drawing"]["objects"]
    press(page, "Undo")
    assert page.pad.drawing == own


def test_a_drawing_from_before_a_reload_comes_back(page):
    page.open().draw(LINE)
    stored = page.pad.drawing.to_stored()
    reloaded = Page()
    reloaded.told = page.told
    reloaded.run()
    reloaded.pad.restore({"strokes": stored})
    reloaded.run()
    assert reloaded.pad.drawing == page.pad.drawing
    assert len(page.told[-1]["initial_drawing"]["objects"]) == 1


@pytest.mark.parametrize("strokes", ["x", [[1]], [[28, "M"]], [[28, [["M", "a", "b"]]]]])
def test_a_damaged_drawing_from_before_a_reload_is_refused(page, strokes):
    page.run()
    page.pad.restore({"strokes": strokes})
    page.run()
    assert 'role="alert"' in page.html
    assert not page.pad.drawing


def test_the_stand_in_judges_as_the_real_recogniser_does():
    image = np.zeros((28, 28), np.uint8)
    for probabilities in (SURE_OF_SEVEN, FOUR_OR_NINE, ANYTHING):
        canned = Canned(probabilities)
        assert canned.read(image).verdict is judge(canned._answer).verdict
