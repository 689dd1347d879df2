"""The pad: what is drawn on it, its history, and the canvas in the browser.

The browser's canvas is told what to show only when the server changes the drawing (undo,
clear, a digit drawn for the user, a reload); each time it gets another paper (paper.py), because it
redraws itself only when what it is told differs from last time. In between it keeps its own
strokes and sends all of them, with a picture, after each one.

What was drawn on a paper that has been replaced meanwhile is added to the new one. A canvas that
outlived its server is told again what it was told before, and so keeps all that is on it.
"""

import base64
import binascii
import random
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from cachetools import LRUCache

from model.errors import UserError
from model.images import ink_from_canvas_png
from pages.shared.live.component import component
from pages.shared.live.value_callback import value_callback
from pages.shared.pad.drawing import (
    EMPTY,
    MAX_NUMBERS,
    PAD_SIZE,
    UNREADABLE,
    Drawing,
    Stroke,
)
from pages.shared.pad.outlived import what_is_left
from pages.shared.pad.paper import BLANK_PAPER, Paper
from pages.shared.pad.pen_digits import draw_one
from pages.shared.url.setting import one_of
from training.journal import Refused, journal

HISTORY_LENGTH = 50
HISTORY_SIZE = 4 * MAX_NUMBERS  # of the drawings in it, one by one
MOST_PRESSES = 20  # that are told in one message
LAST_PRESS = 2**31
MOST_DIGITS = 1_000  # of a number on the pad
MOST_PAPERS = 20  # on which something may still be on its way
BLANK = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
LOST = "The drawing from before the reload could not be read, so the pad is empty."
PNG_PREFIX = "data:image/png;base64,"

_STATE = "pad"
_CANVAS = "pad-canvas"
_FRAME = "pad-frame"

_frame = component(
    "pad_frame",
    Path(__file__).with_name("pad_frame.js"),
    isolate_styles=False,  # the app's style sheet is for it, too
)


@dataclass
class Pad:
    """One visitor's pad.

    Attributes:
        drawing: what is on the pad now.
        ink: (PAD_SIZE, PAD_SIZE) uint8 of 0 and 255, the latest picture that the browser made.
            For some hundredths of a second after the server changed the drawing it is still
            that of the drawing before, so that the answer changes once instead of twice.
        strokes_read: how many strokes `ink` is made of.
        earlier: the drawings before this one, for undo.
        undone: those that undo took away, the latest last, for redo.
        told: what the canvas was last told to show.
        paper: which paper it was told that on.
        heard: how many strokes it has sent, by the paper that they are on; None is the paper of a
            canvas that says nothing of it.
        outlived: whether it was there before this server: then it knows better what is on it than
            what the browser kept.
        color: the ink's colour on the screen.
        problem: why the last thing that the browser sent was refused; empty if it wasn't.
        opened: whether the pad is on the visitor's screen.
        asked: whether the browser has said what it kept from before a reload.
        session: tells this visit from the one before a reload.
        pen_digit: the digit that was last drawn for the visitor.
        pressed: the number of the last press of a button.
        looked_at: of how many strokes the drawing was when a digit of it was pressed, and which.
        offered: a drawing from elsewhere and its ink, for when it is known what the browser
            kept: that is to come back with undo.
    """

    drawing: Drawing = EMPTY
    ink: np.ndarray = field(default_factory=lambda: BLANK)
    strokes_read: int = 0
    earlier: list[Drawing] = field(default_factory=list)
    undone: list[Drawing] = field(default_factory=list)
    told: Drawing = EMPTY
    paper: Paper = BLANK_PAPER
    heard: LRUCache[Paper | None, int] = field(default_factory=lambda: LRUCache(MOST_PAPERS))
    outlived: bool = False
    color: str = ""
    problem: str = ""
    opened: bool = False
    asked: bool = False
    session: str = field(default_factory=lambda: secrets.token_hex(8))
    pen_digit: int | None = None
    pressed: int = 0
    looked_at: tuple[int, int] = (0, 0)
    offered: tuple[Drawing, np.ndarray | None] | None = None

    @property
    def fresh(self) -> bool:
        """Whether a drawing from before a reload would be welcome."""
        return not (self.asked or self.drawing or self.earlier)

    @property
    def in_words(self) -> str:
        """What is on the pad, for those who can't see it."""
        strokes = len(self.drawing.strokes)
        contents = {0: "It is empty.", 1: "It holds one stroke."}.get(
            strokes, f"It holds {strokes} strokes."
        )
        return f"Drawing pad. {contents} The button Draw one for me puts a digit on it."

    @property
    def can_undo(self) -> bool:
        """Whether there is something to go back to."""
        return bool(self.earlier)

    @property
    def is_settled(self) -> bool:
        """Whether `ink` is known to be that of `drawing`: the pad shows what it was told."""
        return self.paper in self.heard

    @property
    def can_redo(self) -> bool:
        """Whether an undo can be taken back."""
        return bool(self.undone)

    def undo(self) -> None:
        """Go back to the drawing before the last change, whether a stroke or a clear."""
        if self.earlier:
            self.undone.append(self.drawing)
            self._tell(self.earlier.pop())

    def redo(self) -> None:
        """Take back an undo, unless something else was drawn since."""
        if self.undone:
            self.earlier.append(self.drawing)
            self._tell(self.undone.pop())

    def clear(self) -> None:
        """Empty the pad; the drawing can be had back."""
        if self.drawing:
            self.put(EMPTY)

    def put(self, drawing: Drawing, ink: np.ndarray | None = None) -> None:
        """Put a drawing on the pad in place of what is there, which can be had back.

        Args:
            drawing: the drawing.
            ink: (PAD_SIZE, PAD_SIZE) uint8 of 0 and 255, its picture, if it is known before the pad
                sends one.
        """
        self._keep(self.drawing)
        self._tell(drawing)
        if ink is not None:
            self.ink, self.strokes_read = ink, len(drawing.strokes)

    def offer(self, drawing: Drawing, ink: np.ndarray | None = None) -> None:
        """Put a drawing from another page or a link on the pad, before the pad is shown.

        Args:
            drawing, ink: see `put`.
        """
        if self.fresh:
            self.offered = (drawing, ink)
        else:
            self.put(drawing, ink)

    def put_pen_digit(self, brush: float) -> None:
        """Put a digit on the pad that a pen has drawn already, another one than last time.

        Args:
            brush: the pen's width in pixels of the pad.
        """
        self.pen_digit, drawing = draw_one(brush, random.Random(), self.pen_digit)
        self.put(drawing)

    def receive(self, message: Any) -> None:
        """Take what the browser sent: `{"raw": canvas JSON, "data": PNG as a data URL}`."""
        self.opened = True
        self.problem = ""
        try:
            with journal.refusing(Refused.DRAWING):
                drawing, paper, ink = _read(message)
                if paper == self.paper:
                    self._take(drawing, ink)
                else:
                    self._add_late_strokes(drawing, paper)
        except UserError as error:
            self.problem = str(error)

    def go_on(self, message: Any, color: str) -> None:
        """Take what a canvas shows that outlived the server; this one has not been told of it.

        Args:
            message: what it sent last, as for `receive`.
            color: the ink's colour, in which it has drawn if nothing has changed since.
        """
        self.color = color
        canvas = message.get("raw") if isinstance(message, dict) else None
        paper, is_as_told = Paper.of(canvas), False
        with suppress(UserError):  # `receive` says it
            shown = Drawing.from_canvas(canvas)
            if paper and paper.told <= len(shown.strokes) and shown.looks_as_in(canvas, color):
                self.told, self.paper = Drawing(shown.strokes[: paper.told]), paper
                is_as_told = True
        self.receive(message)
        if self.drawing and not is_as_told:
            self._tell(self.drawing)
        self.outlived = not self.problem
        self.earlier = _stroke_by_stroke(self.drawing)

    def restore(self, message: Any) -> None:
        """Take the drawing that the browser kept while the page was reloaded.

        Strokes that were quicker than that lie on top of it. Where only the server began anew, its
        canvas knows better (`go_on`).
        """
        strokes = message.get("strokes") if isinstance(message, dict) else None
        first, self.opened, self.asked = not self.asked, True, True
        if first and strokes and self.paper == BLANK_PAPER and not self.outlived:
            try:
                with journal.refusing(Refused.DRAWING):
                    kept = Drawing.from_stored(strokes)
                    self._tell(kept.followed_by(self.drawing.strokes))
                self.earlier = _stroke_by_stroke(self.drawing)
            except UserError:
                self.problem = LOST
        if self.offered:
            offered, self.offered = self.offered, None
            self.offer(*offered)

    def tell_again(self) -> None:
        """Have a canvas show all of the drawing: it was made anew, and shows what it was told."""
        self.heard[self.paper] = self.paper.told
        self._tell(self.drawing)

    def take_presses(self, sent: Any, press: Callable[[str], None] | None) -> None:
        """Take presses of buttons, each once, however many come in one message.

        Args:
            sent: [[number, name], …] with rising numbers; a browser may send anything.
            press: called with the name of each that is new.
        """
        if press is None or not isinstance(sent, list):
            return
        for each in sent[-MOST_PRESSES:]:
            match each:
                case [int(number), str(name)] if self.pressed < number < LAST_PRESS:
                    self.pressed = number
                    press(name)

    def look_at(self, place: str) -> None:
        """Look at a digit of a number, by its place; a browser may send anything."""
        number = one_of(place, MOST_DIGITS)
        if number is not None:
            self.looked_at = self.strokes_read, number

    def digit_looked_at(self, count: int) -> int:
        """Which of so many digits is looked at: the one that was pressed, else the last."""
        strokes, place = self.looked_at
        return place if strokes == self.strokes_read and place < count else count - 1

    def show_in(self, color: str, again: bool) -> None:
        """Have the canvas show the drawing in a colour, if it doesn't already.

        Args:
            color: the ink's colour, which depends on the page's theme.
            again: whether the canvas is new, because the page was just opened or come back to.
        """
        recolored = color != self.color and bool(self.drawing)
        self.color = color
        if recolored or (again and self.drawing != self.told):
            self._tell(self.drawing)

    def _keep(self, drawing: Drawing) -> None:
        self.earlier.append(drawing)
        del self.earlier[:-HISTORY_LENGTH]
        while sum(each.size for each in self.earlier) > HISTORY_SIZE:
            del self.earlier[0]
        self.undone.clear()

    def _keep_each(self, strokes: tuple[Stroke, ...]) -> None:
        """Let undo take back one by one what comes together, because it was drawn quickly."""
        for count in range(len(strokes)):
            self._keep(Drawing(self.drawing.strokes + strokes[:count]))

    def _take(self, drawing: Drawing, ink: np.ndarray) -> None:
        known = len(self.drawing.strokes)
        if drawing.strokes[:known] == self.drawing.strokes:
            self._keep_each(drawing.strokes[known:])
        else:
            self._keep(self.drawing)
        self.heard[self.paper] = len(drawing.strokes)
        self.drawing, self.ink, self.strokes_read = drawing, ink, len(drawing.strokes)

    def _add_late_strokes(self, drawing: Drawing, paper: Paper | None) -> None:
        """Add what was drawn on another paper before the canvas heard of this one."""
        # A canvas of a server before this one has come with all that is on it, if it comes first.
        told = paper.told if paper and self.paper != BLANK_PAPER else 0
        known = self.heard.get(paper, told)
        self.heard[paper] = max(known, len(drawing.strokes))
        late = drawing.strokes[known:]
        if late:
            drawing = self.drawing.followed_by(late)
            self._keep_each(late)
            self._tell(drawing)

    def _tell(self, drawing: Drawing) -> None:
        self.drawing = self.told = drawing
        self.paper = Paper.new(len(drawing.strokes))
        self.problem = ""
        if not drawing:
            self.ink, self.strokes_read = BLANK, 0


def _read(message: Any) -> tuple[Drawing, Paper | None, np.ndarray]:
    if not isinstance(message, dict):
        raise UserError(UNREADABLE)
    canvas, url = message.get("raw"), message.get("data")
    drawing = Drawing.from_canvas(canvas)
    if not isinstance(url, str) or not url.startswith(PNG_PREFIX):
        raise UserError(UNREADABLE)
    try:
        png = base64.b64decode(url[len(PNG_PREFIX) :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(UNREADABLE) from error
    return drawing, Paper.of(canvas), ink_from_canvas_png(png, PAD_SIZE)


def _stroke_by_stroke(drawing: Drawing) -> list[Drawing]:
    """What undo goes back to where it isn't known how a drawing came about."""
    strokes = drawing.strokes
    return [Drawing(strokes[:count]) for count in range(len(strokes))][-HISTORY_LENGTH:]


def current_pad() -> Pad:
    """This visitor's pad."""
    if _STATE not in st.session_state:
        st.session_state[_STATE] = Pad()
    return st.session_state[_STATE]


def show_paper(pad: Pad, brush: int, color: str) -> None:
    """Show what is drawn on.

    Args:
        pad: what to show.
        brush: the pen's width in pixels of the canvas.
        color: the ink's colour, which must be readable on the paper of the page's style.
    """
    # Imported late, because outside of a running Streamlit this package can't be imported.
    from streamlit_drawable_canvas import st_canvas

    new = _CANVAS not in st.session_state
    with st.container(key="pad-paper", gap=None):
        left = what_is_left(_CANVAS) if new and pad.fresh else None
        if left:
            pad.go_on(left, color)
        else:
            pad.show_in(color, again=new)
        st_canvas(
            stroke_width=brush,
            stroke_color=color,
            background_color=pad.paper.color,
            width=PAD_SIZE,
            height=PAD_SIZE,
            initial_drawing=pad.told.to_canvas(color),
            return_image_data=True,
            key=_CANVAS,
            on_change=value_callback(pad.receive, _CANVAS, "drawing"),
        )


def show_frame(
    pad: Pad,
    answer: str = "",
    tools: str = "",
    press: Callable[[str], None] | None = None,
    boxes: Sequence[Sequence[float]] = (),
    keys: Sequence[str] = (),
    about: Any = None,
    restore: Callable[[Any], None] | None = None,
) -> None:
    """Show what belongs to the paper, and what the network makes of it.

    Args:
        pad: what to show.
        answer: HTML for the page's place with the class dl-reading, if it has one.
        tools: HTML of buttons below the paper.
        press: called with the data-press of what was pressed in either; a browser may send
            anything.
        boxes: around the digits of a number, the one that is looked at first: left, top, width and
            height, as shares of the pad's side.
        keys: the presses that keys may ask for without a button, or how their names begin
            (pad_keys.js).
        about: what the browser keeps with the drawing while a page is reloaded, if anything.
        restore: called with that afterwards; a browser may send anything. Without it, what is kept
            stays as it is.
    """

    def take_kept(sent: Any) -> None:
        pad.restore(sent)
        if restore and isinstance(sent, dict):
            restore(sent.get("about"))

    _frame(
        data={
            "session": pad.session,
            "pressed": pad.pressed,
            **({} if pad.asked else {"asks": True}),
            "strokes": pad.drawing.to_stored(),
            "told": pad.paper.told,
            "color": pad.color,
            "label": pad.in_words,
            "tools": tools,
            **({"boxes": boxes} if boxes else {}),
            **({"keys": keys} if keys else {}),
            **({"about": about} if restore else {}),
            # An answer says itself how many strokes it is about.
            **({"answer": answer} if answer else {"read": pad.strokes_read}),
        },
        key=_FRAME,
        on_opened_change=value_callback(take_kept, _FRAME, "opened"),
        on_anew_change=pad.tell_again,
        on_theme_change=lambda: None,  # running again is all that a new theme needs
        on_pressed_change=value_callback(
            lambda sent: pad.take_presses(sent, press), _FRAME, "pressed"
        ),
    )
