"""What a real Chromium sends to the app's server, as the pattern for sessions without a browser."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.browser import DrawPage, chromium, pen_strokes, wait_until_idle
from benchmarks.latency import WINDOW
from benchmarks.streamlit_session import key_of
from benchmarks.train_page import TrainPage
from pages.shared.pad.pen_digits import pen_digits
from training import cost
from training.recipes import recipe

CANVAS, FRAME = "pad-canvas", "pad-frame"  # the pad's widgets, by the keys that the app gave them
TRAIN, STOP = "train-button", "watch-stop"  # the buttons
# A training that outlasts what is measured beside it, with the tiles of a usual one.
LONG_RECIPE, LONG_OPTIMIZER, MOST_EPOCHS = "shallow-net", "adam", 500
BATCH_SIZES = (32, 16, 8, 4, 2, 1)  # the smaller, the longer
OPENING = 90.0  # seconds at most, before anything is measured
FASTER = 2.5  # times as fast as the machine whose times estimates are

# Headers that a WebSocket client sends by itself, or that are each visitor's own.
_CLIENTS_OWN = ("upgrade", "connection", "host", "origin", "cookie", "sec-websocket-")


@dataclass(frozen=True)
class DrawVisit:
    """A visit to the Draw page.

    Attributes:
        headers: of the WebSocket's request.
        opened: asks for the page.
        pad_there: the pad's frame says that the pad can be drawn on.
        stroke: the canvas sends a drawing.
    """

    headers: dict[str, str]
    opened: BackMsg
    pad_there: BackMsg
    stroke: BackMsg

    def canvas(self) -> dict[str, Any]:
        """The canvas's value in the stroke's message."""
        return json.loads(_widget(self.stroke, CANVAS).json_value)


@dataclass(frozen=True)
class TrainVisit:
    """A visit to the Train page.

    Attributes:
        opened: asks for the page.
        stroke: the small pad's canvas sends a drawing.
        train, stop: Train is pressed; Stop is pressed.
    """

    opened: BackMsg
    stroke: BackMsg
    train: BackMsg
    stop: BackMsg


def record_drawing(address: str) -> DrawVisit:
    """Draw a stroke in a real browser, once the network is there.

    Raises:
        RuntimeError: the browser sent something else than expected, or there is no browser.
    """
    with chromium() as browser:
        page, sent, headers = _listened_to(browser)
        draw = DrawPage(page)
        draw.open(address)
        draw.wait_for_network()
        wait_until_idle(page)
        draw.draw(pen_strokes(pen_digits()[0][1], 0.6, (0.5, 0.5))[:1])
    return DrawVisit(
        headers,
        sent[0],
        _first(sent, "of the pad's frame", lambda each: _used(each, FRAME)),
        _first(sent, "of the canvas", lambda each: _widget(each, CANVAS) is not None),
    )


def long_training(seconds: float, name: str | None = None) -> str:
    """The settings, as the Train page's address has them, of a run that lasts longer than that.

    Also on a machine that is `FASTER` than the one whose times the estimates are.

    Args:
        seconds: how long it shall last.
        name: a recipe, which then is trained as it is but for more epochs and, where these don't
            last long enough, smaller batches. By default it is the usual training.

    >>> long_training(30)
    'recipe=shallow-net&epochs=500&optimizer=adam&batch_size=4'
    >>> long_training(30, "raw-inputs")
    'recipe=raw-inputs&epochs=500&batch_size=4'
    """
    changes = {} if name else {"optimizer": LONG_OPTIMIZER}
    config = replace(recipe(name or LONG_RECIPE).config, epochs=MOST_EPOCHS, **changes)
    sizes = [config.batch_size, *(each for each in BATCH_SIZES if each < config.batch_size)]
    size = next(
        (
            size
            for size in sizes
            if cost.seconds(replace(config, batch_size=size)) > FASTER * (seconds + OPENING)
        ),
        sizes[-1],
    )
    settings = {"recipe": name or LONG_RECIPE, "epochs": MOST_EPOCHS, **changes}
    return urlencode(settings | {"batch_size": size})


def record_training(address: str, seconds: float, name: str | None = None) -> TrainVisit:
    """Start a training in a real browser, and stop it.

    Args:
        address: the app's.
        seconds: how long such a training shall last at least, once it isn't stopped.
        name: the recipe, by default as `long_training` has it.

    Raises:
        RuntimeError: the browser sent something else than expected, or there is no browser.
    """
    with chromium() as browser:
        page, sent, _ = _listened_to(browser)
        train = TrainPage(page)
        train.open(f"{address}/train?{long_training(seconds, name)}")
        box = page.locator("canvas.upper-canvas").bounding_box()
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.7 * box["height"], steps=9)
        page.mouse.up()
        page.locator(".st-key-watch-thumbnail img").wait_for()
        wait_until_idle(page)
        train.train()
        train.wait_for_epoch(0)
        train.click("Stop")
        train.wait_for_status("stopped")
    return TrainVisit(
        sent[0],
        _first(sent, "of the canvas", lambda each: _widget(each, CANVAS) is not None),
        _first(sent, "of Train", lambda each: _used(each, TRAIN)),
        _first(sent, "of Stop", lambda each: _used(each, STOP)),
    )


def _listened_to(browser: Browser) -> tuple[Page, list[BackMsg], dict[str, str]]:
    """A new page, what it will send, and the headers that its WebSocket will be asked for with."""
    page = browser.new_context(viewport=WINDOW).new_page()
    sent: list[BackMsg] = []
    headers: dict[str, str] = {}

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(BackMsg.FromString(frame)))

    def keep_headers(event: dict[str, Any]) -> None:
        for name, value in event["request"]["headers"].items():
            if not name.lower().startswith(_CLIENTS_OWN):
                headers[name] = value

    page.on("websocket", listen)
    devtools = page.context.new_cdp_session(page)
    devtools.on("Network.webSocketWillSendHandshakeRequest", keep_headers)
    devtools.send("Network.enable")
    return page, sent, headers


def _first(sent: list[BackMsg], what: str, fits: Callable[[BackMsg], bool]) -> BackMsg:
    found = next(filter(fits, sent), None)
    if found is None:
        raise RuntimeError(f"the browser sent {len(sent)} messages, and none {what}")
    return found


def _used(message: BackMsg, key: str) -> bool:
    """Whether a message says that a widget with this key was used once: pressed, or has come."""
    widget = _widget(message, key)
    return widget is not None and "trigger" in widget.WhichOneof("value")


def _widget(message: BackMsg, key: str) -> Any:
    """The state of the widget with this key; None if the message has none."""
    widgets = message.rerun_script.widget_states.widgets
    return next((widget for widget in widgets if key_of(widget.id) == key), None)
