"""The parts of `benchmarks.load` that need neither a server nor a browser."""

import asyncio
import base64
import json
import random
import sys
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import load, streamlit_session
from benchmarks.canvas import canvas_png, canvas_value, growing_drawings, points
from benchmarks.load import in_words, known, median_of_recipes, stroke_figures
from benchmarks.recorded import FASTER, long_training
from benchmarks.streamlit_session import (
    XSRF_COOKIE,
    MessageCache,
    Session,
    ends_run,
    is_error,
    key_of,
)
from benchmarks.visitors import Drawer, Tally, answers, phases
from benchmarks.watchers import Watcher
from model.images import ink_from_canvas_png
from pages.shared.pad.drawing import PAD_SIZE, Drawing
from pages.shared.pad.pad import PNG_PREFIX, Pad
from pages.shared.pad.paper import BLANK_PAPER
from pages.shared.words.verdict import about
from tests import event_loop
from training import cost
from training.recipes import RECIPES, recipe

COLOR = "#16202C"
# What a real canvas sent of one stroke, without most of what is the same in every stroke.
RECORDED = {
    "drawing": {
        "raw": {
            "version": "7.4.0",
            "background": BLANK_PAPER.color,
            "objects": [
                {"type": "Path", "stroke": COLOR, "strokeWidth": 28, "path": [], "opacity": 1}
            ],
        },
        "data": PNG_PREFIX,
    }
}
HERE, THERE = "0" * 32, "1" * 32  # in the ids of the recorded widgets, and of a session's own
FRAGMENT, PAGE = "2" * 32, "3" * 32


# What the canvas sends.


@pytest.fixture
def drawings() -> list[Drawing]:
    return growing_drawings(random.Random(1))


def test_a_digit_grows_by_one_stroke_at_a_time(drawings):
    assert len(drawings) >= 2
    assert [len(each.strokes) for each in drawings] == list(range(1, len(drawings) + 1))
    assert all(each.strokes == drawings[-1].strokes[: len(each.strokes)] for each in drawings)


def test_the_pad_reads_what_the_canvas_sends(drawings):
    pad = Pad()
    for drawing in drawings:
        pad.receive(json.loads(canvas_value(RECORDED, drawing))["drawing"])
        assert not pad.problem
        assert pad.drawing == drawing and pad.strokes_read == len(drawing.strokes)


def test_a_path_keeps_what_is_the_same_in_every_stroke(drawings):
    objects = json.loads(canvas_value(RECORDED, drawings[-1]))["drawing"]["raw"]["objects"]
    assert all(each["type"] == "Path" and each["opacity"] == 1 for each in objects)
    assert all(each["width"] > 0 and 0 < each["left"] < PAD_SIZE for each in objects)


def test_the_picture_has_ink_along_the_strokes_and_nowhere_else(drawings):
    value = json.loads(canvas_value(RECORDED, drawings[-1]))
    png = base64.b64decode(value["drawing"]["data"].removeprefix(PNG_PREFIX))
    ink = ink_from_canvas_png(png, PAD_SIZE)
    widths = [stroke.width for stroke in drawings[-1].strokes]
    path = [point for stroke in drawings[-1].strokes for point in points(stroke)]
    assert all(ink[int(y), int(x)] == 255 for x, y in path)
    for x, y in [(5, 5), (395, 5), (5, 395), (395, 395)]:
        away = min((x - across) ** 2 + (y - down) ** 2 for across, down in path) ** 0.5
        assert (ink[y, x] > 0) == (away < max(widths) / 2)


def test_a_blank_canvas_has_no_ink():
    assert not ink_from_canvas_png(canvas_png(Drawing(), COLOR), PAD_SIZE).any()


# Messages.


def html(body: str) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.html.body = body
    return message.SerializeToString()


def test_an_answer_is_known_by_its_number_of_strokes():
    frame = html(about("<p>4</p>", "default", 1, loaded=True))
    assert answers(frame, 1)
    assert not answers(frame, 11) and not answers(html(about("", "default", 11, loaded=True)), 1)


def test_an_answer_is_known_within_a_components_json():
    message = ForwardMsg()
    component = message.delta.new_element.bidi_component
    component.json = json.dumps({"html": about("<p>4</p>", "default", 2, loaded=True)})
    frame = message.SerializeToString()
    assert answers(frame, 2) and not answers(frame, 1)


def test_errors_are_what_the_server_says_went_wrong():
    exception = ForwardMsg()
    exception.delta.new_element.exception.type = "KeyError"
    broken = ForwardMsg(script_finished=ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
    fine = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    assert is_error(exception) and is_error(broken)
    assert not is_error(fine) and not is_error(ForwardMsg.FromString(html("KeyError")))


def status(running: bool) -> ForwardMsg:
    message = ForwardMsg()
    message.session_status_changed.script_is_running = running
    return message


def test_a_run_has_ended_when_the_server_is_at_rest():
    assert ends_run(status(False))
    assert not ends_run(status(True)) and not ends_run(ForwardMsg.FromString(html("")))


@pytest.mark.parametrize(
    ("widget", "key"),
    [
        (f"$$ID-{HERE}-network", "network"),
        (f"$$STREAMLIT_INTERNAL_KEY_$$ID-{HERE}-pad-frame__events", "pad-frame"),
        ("something else", ""),
    ],
)
def test_a_widgets_key_is_in_its_id(widget, key):
    assert key_of(widget) == key


def finished(*fragments: str) -> ForwardMsg:
    message = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def large(name: str, fragment: str) -> ForwardMsg:
    message = ForwardMsg.FromString(html("a picture"))
    message.hash, message.metadata.cacheable = name, True
    message.delta.fragment_id = fragment
    return message


def test_large_messages_are_kept_for_two_runs_of_their_own_part():
    cache = MessageCache()
    for message in (large("style", ""), large("tiles", FRAGMENT)):
        cache.take(message)
    for _ in range(2):
        cache.take(finished(FRAGMENT))
    assert list(cache.used) == ["style", "tiles"]
    cache.take(ForwardMsg(ref_hash="tiles"))  # used again
    cache.take(finished(FRAGMENT))
    assert list(cache.used) == ["style", "tiles"]
    cache.take(finished())
    assert list(cache.used) == ["tiles"]


# A session.


class Socket:
    """A server of which all is known in advance."""

    def __init__(self, messages: list[ForwardMsg]) -> None:
        self.frames = [message.SerializeToString() for message in messages]
        self.sent: list[BackMsg] = []

    async def recv(self) -> bytes:
        return self.frames.pop(0)

    async def send(self, frame: bytes) -> None:
        self.sent.append(BackMsg.FromString(frame))

    async def close(self) -> None:
        pass


def first_messages() -> list[ForwardMsg]:
    """What a server sends of a page with one fragment, one widget and one large message."""
    navigation, widget = ForwardMsg(), ForwardMsg()
    navigation.navigation.page_script_hash = PAGE
    widget.delta.fragment_id = FRAGMENT
    widget.delta.new_element.bidi_component.id = f"$$ID-{THERE}-pad-canvas"
    return [navigation, large("style", ""), widget, status(False)]


def recorded_stroke() -> BackMsg:
    message = BackMsg()
    asked = message.rerun_script
    asked.fragment_id, asked.page_script_hash = "of another session", "of another page"
    asked.context_info.url = "http://127.0.0.1/"
    for key, value in {"pad-canvas": "recorded", "gone": "of a widget that isn't there"}.items():
        asked.widget_states.widgets.add(id=f"$$ID-{HERE}-{key}", json_value=value)
    return message


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch):
    """Run an asynchronous function with a session and what it is connected to."""

    def run(messages: list[ForwardMsg], function) -> None:
        socket = Socket(messages)

        async def connect(*_: object, **__: object) -> Socket:
            return socket

        async def everything() -> None:
            session = Session("http://127.0.0.1", {}, {XSRF_COOKIE: "token"})
            await session.connect()
            await function(session, socket)
            await session.close()

        monkeypatch.setattr(streamlit_session.websockets, "connect", connect)
        event_loop.run(asyncio.wait_for(everything(), 10))

    return run


def test_a_session_asks_with_its_own_ids(visit):
    messages = first_messages()

    async def draw(session: Session, socket: Socket) -> None:
        for _ in messages:
            await session.receive()
        await session.send(
            session.request(recorded_stroke(), "pad-canvas", {"pad-canvas": "drawn"})
        )
        asked = socket.sent[0].rerun_script
        (widget,) = asked.widget_states.widgets
        assert (widget.id, widget.json_value) == (f"$$ID-{THERE}-pad-canvas", "drawn")
        assert (asked.fragment_id, asked.page_script_hash) == (FRAGMENT, PAGE)
        assert list(asked.cached_message_hashes) == ["style"]
        assert asked.context_info.url == "http://127.0.0.1/"
        with pytest.raises(KeyError):
            session.request(recorded_stroke(), "gone")

    visit(messages, draw)


def test_a_session_repeats_what_the_server_wants_to_be_repeated(visit):
    repeat, stop = ForwardMsg(), ForwardMsg()
    repeat.auto_rerun.fragment_id, repeat.auto_rerun.interval = FRAGMENT, 0.01
    stop.stop_auto_rerun.fragment_ids.append(FRAGMENT)

    async def watch(session: Session, socket: Socket) -> None:
        await session.open(BackMsg(), "run=1")
        await session.receive()
        while len(socket.sent) < 3:
            await asyncio.sleep(0)
        await session.receive()
        assert not session.repeated
        for message in socket.sent[1:]:
            asked = message.rerun_script
            assert asked.is_auto_rerun and asked.fragment_id == FRAGMENT
            assert asked.query_string == "run=1"

    visit([repeat, stop], watch)


def test_each_event_is_an_update_with_its_bytes_and_its_picture():
    picture = b"x" * 500
    events = [b"retry: 1000\n\n", b'id: a-0\ndata: {"all":{}}\n\n', b": nothing new\n\n"]
    events.append(b'id: a-1\ndata: {"change":"pictures/' + b"0" * 64 + b'"}\n\n')

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        if asked.startswith(b"GET /pictures/"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + picture)
        else:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"".join(events))
        await writer.drain()
        writer.close()

    async def watch() -> Watcher:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            address = f"http://127.0.0.1:{port}"
            watcher = Watcher(Session(address, {}), address)
            with pytest.raises(OSError, match="closed"):
                await watcher.watch("runs/x/events")
            return watcher

    watcher = event_loop.run(watch())
    assert watcher.updates(0.0) == 2
    assert 500 < watcher.size(0.0) < 800


# Times and figures.


def test_visitors_begin_evenly_spread():
    begin = phases(4, 2.0, random.Random(0))
    assert [int(each // 0.5) for each in begin] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("phase", "seconds", "strokes"), [(0, 9, 3), (0.5, 20, 7), (2.5, 20, 6), (2.5, 2, 0)]
)
def test_strokes_are_due_until_the_time_is_over(phase, seconds, strokes):
    drawer = Drawer(Session("http://127.0.0.1", {}), phase, open=True)
    assert drawer.due(seconds, 3) == strokes


def test_who_could_not_open_the_page_has_nothing_to_draw():
    assert Drawer(Session("http://127.0.0.1", {}), 0).due(20, 3) == 0


def test_figures_of_strokes():
    tally = Tally(seconds=[0.1, 0.3, 0.2], messages=[32, 30, 32], sizes=[100, 300, 200])
    assert stroke_figures(tally, cpu=0.15) == pytest.approx(
        {
            "strokes": 3,
            "stroke_to_result_p50_ms": 200,
            "stroke_to_result_p95_ms": 290,
            "stroke_cpu_ms": 50,
            "stroke_messages": 32,
            "stroke_bytes": 200,
        }
    )


def test_without_strokes_there_are_no_figures():
    figures = stroke_figures(Tally(), cpu=0.15)
    assert figures.pop("strokes") == 0
    assert set(figures.values()) == {None}


# Recipes that are watched.


@pytest.fixture
def planned(monkeypatch):
    """What `main` is asked to measure."""

    def plan(*options: str) -> load.Plan:
        asked = []

        def measure(sessions: list[int], plan: load.Plan) -> dict:
            asked.append(plan)
            return {
                "machine": "",
                "rows": [],
                "memory_slope_mib": None,
                "carries": None,
                "breaks": None,
                "recipes_watch_bytes_per_second": None,
            }

        monkeypatch.setattr(load, "measure", measure)
        monkeypatch.setattr(sys, "argv", ["load", *options])
        load.main()
        return asked[0]

    return plan


def test_the_usual_training_is_watched_or_the_recipes_that_are_named_or_all(planned):
    assert planned("--watch", "3").recipes == ()
    assert planned("--watch", "3", "--recipes", "ten-lines").recipes == ("ten-lines",)
    assert planned("--watch", "3", "--recipes").recipes == tuple(each.name for each in RECIPES)


@pytest.mark.parametrize(
    "options",
    [
        ["--recipes"],
        ["--recipes", "--watch", "3", "--sessions", "1", "2"],
        ["--watch", "3", "--recipes", "ten"],
    ],
)
def test_recipes_are_known_and_watched_beside_one_number_of_sessions(planned, capsys, options):
    with pytest.raises(SystemExit):
        planned(*options)
    assert "recipes" in capsys.readouterr().err


@pytest.mark.parametrize("name", [each.name for each in RECIPES])
def test_a_recipe_is_watched_as_it_is_but_for_longer(name):
    own = recipe(name).config
    asked = dict(parse_qsl(long_training(30, name)))
    assert asked.pop("recipe") == name
    config = replace(own, epochs=int(asked.pop("epochs")), batch_size=int(asked.pop("batch_size")))
    assert not asked and config.batch_size <= own.batch_size
    assert cost.seconds(config) > FASTER * 30
    cost.check(config, training_images_there=config.training_images)


def test_the_median_of_the_recipes_is_of_what_each_watcher_gets():
    rows = [{"recipe": str(each), "watch_bytes_per_second": each} for each in (30, 10, 12)]
    assert median_of_recipes(rows) == 12
    assert median_of_recipes([{"recipe": None, "watch_bytes_per_second": 9}]) is None
    assert median_of_recipes([]) is None


def test_figures_in_words():
    assert [in_words(each) for each in (27941, 3.14159, 0, None)] == ["27,941", "3.14", "0", "–"]
    assert in_words("ten-lines") == "ten-lines"
    assert known(float("nan")) is None and known(0.0) == 0.0
