"""Strokes on their way while the canvas is told something else, or the server begins anew."""

from typing import Any

import pytest

from pages.shared.pad.drawing import MAX_STROKES, TOO_LONG, Drawing
from pages.shared.pad.pad import LOST, Pad
from pages.shared.pad.paper import BLANK_PAPER, Paper
from tests.fake_draw_page import DASH, LINE, message

DOT = [(200, 200), (201, 202)]
COLOR = "black"


class Canvas:
    """As the real one: it draws itself anew if it is told something else than last time."""

    def __init__(self) -> None:
        self.told: tuple[Any, str] | None = None
        self.objects: list[dict[str, Any]] = []

    def hear(self, pad: Pad) -> None:
        """Be told what a pad tells, and send what it shows then."""
        told = pad.told.to_canvas(COLOR)["objects"], pad.paper.color
        if told == self.told:
            return
        first, self.told, self.objects = self.told is None, told, told[0]
        if not first:
            pad.receive(self.sent())

    def draw(self, *strokes: list[tuple[float, float]]) -> dict[str, Any]:
        """What it sends after these strokes."""
        self.objects = message(self.objects, *strokes)["raw"]["objects"]
        return self.sent()

    def sent(self) -> dict[str, Any]:
        """What it has sent last."""
        return message(self.objects, paper=self.told[1])

    @property
    def strokes(self) -> int:
        """How many it shows."""
        return len(self.objects)


def strokes_of(*strokes: list[tuple[float, float]]) -> Drawing:
    return Drawing.from_canvas(message([], *strokes)["raw"])


@pytest.fixture
def pad() -> Pad:
    """A pad whose browser has kept nothing."""
    return opened()


@pytest.fixture
def canvas(pad: Pad) -> Canvas:
    canvas = Canvas()
    canvas.hear(pad)
    return canvas


def opened() -> Pad:
    pad = Pad()
    pad.show_in(COLOR, again=True)
    pad.restore({"strokes": []})
    return pad


def after_restart(canvas: Canvas) -> Pad:
    """The pad of a server that has just begun, as it is when the canvas is shown."""
    pad = Pad()
    pad.go_on(canvas.sent(), COLOR)
    return pad


# While the canvas is told something else.


@pytest.mark.parametrize("change", ["undo", "clear"])
def test_a_stroke_that_was_drawn_before_the_canvas_heard_of_a_change_is_kept(pad, canvas, change):
    pad.receive(canvas.draw(LINE))
    getattr(pad, change)()
    late = canvas.draw(DASH)
    canvas.hear(pad)
    pad.receive(late)
    canvas.hear(pad)
    assert pad.drawing == strokes_of(DASH) and canvas.strokes == 1
    pad.undo()
    canvas.hear(pad)
    assert not pad.drawing and canvas.strokes == 0


def test_each_late_stroke_is_kept_once(pad, canvas):
    pad.receive(canvas.draw(LINE))
    pad.clear()
    pad.receive(canvas.draw(DASH))
    pad.receive(canvas.draw(DOT))
    canvas.hear(pad)
    assert pad.drawing == strokes_of(DASH, DOT) and canvas.strokes == 2


def test_what_comes_late_without_a_new_stroke_brings_nothing_back(pad, canvas):
    pad.receive(canvas.draw(LINE))
    late = canvas.sent()
    pad.clear()
    pad.receive(late)
    canvas.hear(pad)
    assert not pad.drawing and canvas.strokes == 0


def test_late_strokes_make_no_drawing_that_is_too_long(pad, canvas):
    full = canvas.draw(*[LINE] * MAX_STROKES)
    pad.put(strokes_of(DASH))
    pad.receive(full)
    assert pad.problem == TOO_LONG and pad.drawing == strokes_of(DASH)


def test_a_stroke_that_is_quicker_than_the_drawing_from_before_a_reload_lies_on_top_of_it():
    for stroke_comes_first in (True, False):
        pad, canvas = Pad(), Canvas()
        pad.show_in(COLOR, again=True)
        canvas.hear(pad)
        come = [
            lambda: pad.receive(canvas.draw(DASH)),  # noqa: B023 - called below
            lambda: pad.restore({"strokes": strokes_of(LINE).to_stored()}),  # noqa: B023
        ]
        for each in come if stroke_comes_first else reversed(come):
            each()
        canvas.hear(pad)
        assert pad.drawing == strokes_of(LINE, DASH) and canvas.strokes == 2
        pad.undo()
        assert pad.drawing == strokes_of(LINE)


def test_a_canvas_that_is_made_anew_gets_back_what_was_drawn_on_it(pad, canvas):
    pad.put(strokes_of(LINE))
    canvas.hear(pad)
    pad.receive(canvas.draw(DASH))
    another = Canvas()
    another.hear(pad)
    assert another.strokes == 1
    pad.tell_again()
    stroke = another.draw(DOT)  # before it hears of that
    another.hear(pad)
    pad.receive(stroke)
    another.hear(pad)
    assert pad.drawing == strokes_of(LINE, DASH, DOT) and another.strokes == 3


# When the server begins anew.


@pytest.mark.parametrize("meanwhile", [(), (DASH,)])
def test_a_canvas_that_outlived_the_server_is_not_drawn_anew(pad, canvas, meanwhile):
    pad.receive(canvas.draw(LINE))
    pad.receive(canvas.draw(DOT))
    pad.undo()
    canvas.hear(pad)
    pad.receive(canvas.draw(DASH))
    kept = pad.drawing.to_stored()
    canvas.draw(*meanwhile)
    again = after_restart(canvas)
    canvas.draw(DOT)  # while the new server tells it for the first time what to show
    canvas.hear(again)
    again.restore({"strokes": kept})
    canvas.hear(again)
    assert canvas.strokes == 3 + len(meanwhile)
    again.receive(canvas.sent())
    assert again.drawing == strokes_of(LINE, DASH, *meanwhile, DOT)
    for count in reversed(range(3 + len(meanwhile))):
        again.undo()
        canvas.hear(again)
        assert canvas.strokes == len(again.drawing.strokes) == count
    assert not again.can_undo


def test_a_pad_that_was_cleared_stays_so_though_the_browser_has_not_heard_of_it(pad, canvas):
    pad.receive(canvas.draw(LINE))
    kept = pad.drawing.to_stored()
    pad.clear()
    canvas.hear(pad)
    again = after_restart(canvas)
    again.restore({"strokes": kept})
    canvas.hear(again)
    assert not again.drawing and canvas.strokes == 0


def test_a_canvas_on_which_nobody_has_drawn_is_not_drawn_anew(pad, canvas):
    again = Pad()  # to which it has nothing to say
    again.show_in(COLOR, again=True)
    stroke = canvas.draw(LINE)
    canvas.hear(again)
    again.receive(stroke)
    again.restore({"strokes": []})
    assert again.drawing == strokes_of(LINE) and canvas.strokes == 1


def test_a_canvas_that_had_nothing_to_say_keeps_its_drawing_and_a_stroke_that_is_quick(pad):
    pad.receive(message([], LINE))
    pad.show_in(COLOR, again=True)
    canvas = Canvas()
    canvas.hear(pad)  # as who comes back to the page
    kept = pad.drawing.to_stored()
    for stroke_comes_first in (True, False):
        again = Pad()
        again.show_in(COLOR, again=True)
        stroke = message(canvas.objects, DASH, paper=canvas.told[1])
        if stroke_comes_first:
            again.receive(stroke)
        again.restore({"strokes": kept})
        if not stroke_comes_first:
            again.receive(stroke)
        assert again.drawing == again.told == strokes_of(LINE, DASH)


@pytest.mark.parametrize("differs", [{"stroke": "white"}, {"strokeLineCap": "butt"}])
def test_a_canvas_that_looks_otherwise_than_it_would_now_is_told_all_of_it(pad, canvas, differs):
    pad.receive(canvas.draw(LINE))
    canvas.objects = [each | differs for each in canvas.objects]
    again = after_restart(canvas)
    assert again.told == again.drawing == strokes_of(LINE)
    assert again.paper not in (pad.paper, BLANK_PAPER)


def test_so_is_one_that_says_nothing_of_its_paper():
    again = Pad()
    again.go_on(message([], LINE, paper=""), COLOR)
    again.receive(message([], LINE, DASH, paper=""))
    again.restore({"strokes": strokes_of(LINE).to_stored()})
    assert again.told == again.drawing == strokes_of(LINE, DASH)


def test_what_could_not_be_taken_before_is_not_taken_now():
    again = Pad()
    again.go_on(message([], *[LINE] * (MAX_STROKES + 1)), COLOR)
    assert again.problem == TOO_LONG
    again.restore({"strokes": strokes_of(LINE).to_stored()})
    assert again.told == again.drawing == strokes_of(LINE) and again.problem != LOST


# The paper.


def test_a_canvas_says_which_paper_it_shows():
    paper = Paper.new(3)
    assert Paper.of({"objects": [], "background": paper.color}) == paper
    assert paper != Paper.new(3)


@pytest.mark.parametrize(
    "canvas",
    [
        *(None, [], "x", {}),
        *({"background": each} for each in (None, 7, "", "white", "rgba(1, 2, 0, 1)", "rgba(1, 2")),
        *({"background": f"rgba({each}, 0, 0, 0)"} for each in ("", "٣", "1" * 11, "1.5")),
    ],
)
def test_a_browser_may_say_anything_of_its_paper(canvas):
    assert Paper.of(canvas) is None
