"""The Draw page with Streamlit's AppTest: the canvas and the networks are stand-ins."""

import sys
from collections.abc import Iterator

import numpy as np
import pytest
import streamlit as st
from streamlit.util import calc_hash

from model import library
from model import loading as networks_module
from model.errors import UserError
from model.recogniser import judge
from pages.shared.pad.drawing import MAX_NUMBERS, PAD_SIZE
from pages.shared.pad.pad import HISTORY_LENGTH, HISTORY_SIZE, Pad
from tests.fake_draw_page import (
    ANYTHING,
    DASH,
    FOUR_OR_NINE,
    LINE,
    SURE_OF_SEVEN,
    Canned,
    Never,
    Page,
    message,
    press,
    standing_in,
)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    with standing_in(monkeypatch, lambda name: Canned(SURE_OF_SEVEN)) as page:
        yield page


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
    assert page.bars == pytest.approx(list(Canned(SURE_OF_SEVEN)._answer), abs=1e-4)
    assert page.winners == [7]


def test_the_brush_is_on_its_way_before_the_canvas(page, monkeypatch):
    # What the canvas answers would else bring the slider's old value along.
    order = []
    for module, name in ((st, "slider"), (sys.modules["streamlit_drawable_canvas"], "st_canvas")):
        shown = getattr(module, name)

        def show(*args, shown=shown, name=name, **keywords):
            order.append(name)
            return shown(*args, **keywords)

        monkeypatch.setattr(module, name, show)
    page.open()
    assert order[:2] == ["slider", "st_canvas"]


def test_an_unsure_answer_names_the_two_best_guesses(page, monkeypatch):
    answer(monkeypatch, FOUR_OR_NINE)
    page.open().draw(LINE)
    assert 'data-verdict="unsure"' in page.html
    assert ">4<" in page.html and ">9<" in page.html and ">or<" in page.html
    assert page.winners == []


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
    press(page, "retry")
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
    page.app.selectbox(key="draw-network").select("ten-lines")
    page.run()
    assert page.address["network"] == "ten-lines"
    assert 'data-network="ten-lines"' in page.html
    assert page.pad.drawing and 'data-strokes="1"' in page.html
    page.app.selectbox(key="draw-network").select("default")
    page.run()
    assert "network" not in page.address


def test_the_address_chooses_network_brush_and_switch(page):
    page.open(network="shallow-net", brush="40", uncentred="true").draw(LINE)
    assert page.app.selectbox(key="draw-network").value == "shallow-net"
    assert page.told[-1]["stroke_width"] == 40
    assert 'role="switch" aria-checked="true"' in page.html
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
    assert "<b>default" not in page.html
    assert page.app.selectbox(key="draw-network").value == "default"
    assert page.told[-1]["stroke_width"] == 28
    assert 'role="switch" aria-checked="false"' in page.html
    assert page.draw(LINE).pad.drawing


# JSON has numbers that are too large for a float.
HUGE = {"type": "Path", "strokeWidth": 28, "path": [["M", -(10**400), 5], ["L", 5, 6]]}


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
        {"raw": {"objects": [HUGE]}, "data": message([])["data"]},
        {"raw": {"objects": [HUGE | {"strokeWidth": 10**400}]}, "data": message([])["data"]},
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


def test_undo_and_clear_tell_the_canvas_what_to_show(page):
    page.open().draw(LINE).draw(DASH)
    press(page, "undo")
    assert len(page.told[-1]["initial_drawing"]["objects"]) == 1
    press(page, "clear")
    assert page.told[-1]["initial_drawing"]["objects"] == []
    assert 'data-verdict="blank"' in page.html
    press(page, "undo")
    assert len(page.told[-1]["initial_drawing"]["objects"]) == 1


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ([[1, "undo"], [2, "undo"], [3, "clear"]], ["undo", "undo", "clear"]),
        ([[1, "undo"], [1, "undo"]], ["undo"]),
        ([[2**40, "undo"]], []),
        ([["1", "undo"], [1], 1, None, [1, 2]], []),
        ("undo", []),
        (None, []),
    ],
)
def test_quick_presses_are_all_taken_and_each_once(sent, names):
    pad, taken = Pad(), []
    for _ in range(2):
        pad.take_presses(sent, taken.append)
    assert taken == names


def test_a_stroke_does_not_make_the_canvas_draw_itself_again(page):
    page.open()
    before = page.told[-1]["initial_drawing"]
    page.draw(LINE)
    assert page.told[-1]["initial_drawing"] == before


def test_draw_one_for_me_puts_a_digit_on_the_pad_that_can_be_taken_back(page):
    page.open().draw(LINE)
    own = page.pad.drawing
    press(page, "draw")
    assert page.pad.drawing and page.pad.drawing != own
    assert page.told[-1]["initial_drawing"]["objects"]
    press(page, "undo")
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
    press(reloaded, "undo")
    assert not reloaded.pad.drawing and not reloaded.pad.can_undo


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


def test_nothing_of_a_picture_is_kept_when_its_dialog_is_closed(page):
    page.open()
    page.app.session_state["from-paper"] = "a picture"
    page.run()  # as a dialog that is closed asks for
    assert "from-paper" not in page.app.session_state


def test_nor_when_another_page_is_gone_back_to_while_it_is_open(page):
    page.open()
    page.app.session_state["from-paper"] = "a picture"
    page.app._page_hash = calc_hash("neuron")
    page.run()
    assert "from-paper" not in page.app.session_state


class ReadsSeveral(Canned):
    """Makes nothing of an image that comes alone, and of those that come together a sure 1."""

    def predict(self, images: np.ndarray) -> np.ndarray:
        return Canned(ANYTHING if len(images) == 1 else {1: 0.98}).predict(images)


def test_what_is_no_digit_is_told_why_where_that_is_known(page, monkeypatch):
    page.open().draw(LINE)
    assert '<div class="dl-cause" role="status"></div>' in page.html
    monkeypatch.setattr(library, "load", lambda name: ReadsSeveral(ANYTHING))
    page.app.selectbox(key="draw-network").select("ten-lines")
    page.run()
    assert 'data-verdict="no-digit"' in page.html
    assert "Too small for this brush. Thinner, it would be a 1." in page.html
    assert 'data-press="mend">Thinner brush<' in page.html
    found = page.app.session_state["draw-cause"]
    page.run()
    assert page.app.session_state["draw-cause"] is found  # not looked for again
    press(page, "undo")
    assert "Too small" not in page.html


def test_strokes_that_come_together_are_undone_one_by_one():
    pad = Pad()
    pad.receive(message([], LINE, DASH, LINE))
    for count in (2, 1, 0):
        pad.undo()
        assert len(pad.drawing.strokes) == count
    assert not pad.can_undo


def test_an_undo_can_be_taken_back_until_something_else_is_drawn():
    pad = Pad()
    pad.receive(message([], LINE))
    one = pad.drawing
    pad.receive(message(one.to_canvas("black")["objects"], DASH))
    two = pad.drawing
    pad.redo()
    assert pad.drawing == two and not pad.can_redo
    pad.undo()
    pad.undo()
    assert not pad.drawing
    pad.redo()
    assert pad.drawing == one and pad.can_undo and pad.can_redo
    pad.redo()
    assert pad.drawing == two and not pad.can_redo
    pad.undo()
    pad.clear()
    assert not pad.can_redo


def test_long_drawings_can_be_undone_too_but_not_so_many_of_them():
    pad, every = Pad(), [(x % 400, x % 391) for x in range(MAX_NUMBERS // 5)]
    for number in range(HISTORY_LENGTH):
        pad.receive(message([], [(number, number), *every]))
    assert sum(each.size for each in pad.earlier) <= HISTORY_SIZE
    assert len(pad.earlier) >= HISTORY_SIZE // MAX_NUMBERS
    last = pad.earlier[-1]
    pad.undo()
    assert pad.drawing == last
