"""A real server among careless and hostile visitors: what they may do to it and to the others."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.presence import MOST_OWN as MOST_OWN_PAGES
from server.scripts import PLOTLY, address
from server.visitor import COOKIE, new_name
from server.watching.places import MOST_AT_ADDRESS, MOST_OWN
from tests import event_loop, malformed
from tests.patience import PATIENCE, wait_for
from tests.served import Server, open_page, served, start_training
from tests.told_worker import Lead
from training.runs.room import MOST_AT_PLACE
from training.runs.store import new_id

SEED = 20261128
LED = 4_242  # the seed of the run that is watched
# The picture of one unit is so small that even many watchers are shown another one at each look.
SETTINGS = f"hidden_units=1&epochs=9&training_images=4000&seed={LED}"
TOO_BIG = 1009  # with which a WebSocket is closed
LATE = 1000.0  # milliseconds: how long anybody else may have to wait meanwhile, on a busy machine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("abused")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGIT_LAB_HOME", str(folder))
        Lead(LED).allow(1)
        with served(folder, TEACHER_SECRET="correct horse battery") as server:
            wait_for(lambda: server.ask("ready") == 200)
            yield server


@pytest.fixture(scope="module")
def stream(server: Server) -> str:
    """Where the events of a run are that goes on."""

    async def start() -> str:
        session = server.visit()
        try:
            return (await start_training(session, SETTINGS))[1]
        finally:
            await session.close()

    return event_loop.run(start())


def p95(server: Server, count: int = 40) -> float:
    return sorted(server.milliseconds() for _ in range(count))[int(0.95 * count)]


def works(server: Server) -> bool:
    """Whether somebody new finds a page without an error."""

    async def visit() -> bool:
        session = server.visit()
        try:
            return len(await open_page(session)) > 10 and session.errors == 0
        finally:
            await session.close()

    return event_loop.run(visit())


# What nobody asks for.


def test_a_thousand_malformed_requests_break_nothing(server):
    def answer(request: bytes) -> bytes:
        with server.line(request) as line:
            line.settimeout(PATIENCE)
            with contextlib.suppress(ConnectionError):
                return line.recv(4000)
        return b""

    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(answer, malformed.requests(SEED, 1000)))
    statuses = [int(found[1]) for each in answers if (found := re.match(rb"HTTP/1.1 (\d+)", each))]
    print(f"{len(statuses)} of 1,000 answered: {sorted(set(statuses))}")
    assert len(statuses) > 900 and max(statuses) < 500
    assert not any(b"root:" in each or b"X-Injected: 1\r\n" in each for each in answers)
    assert server.tracebacks == 0
    assert works(server)


def test_five_hundred_malformed_messages_reach_nobody_else(server):
    like = BackMsg()
    like.rerun_script.page_name = "train"

    async def visit() -> int:
        other = server.visit()
        await open_page(other)
        ids = [f"$$ID-{hash}-{key}" for key, hash in other._hashes.items()]
        for each in ids:
            like.rerun_script.widget_states.widgets.add().id = each
        hostile = server.visit()
        closed = 0
        for message in malformed.messages(SEED, 500, like):
            try:
                if hostile._socket is None:
                    await hostile.connect()
                await hostile.send(message)
                await (await hostile._socket.ping())
            except websockets.ConnectionClosed:
                hostile = server.visit()
                closed += 1
        await hostile.close()
        # What the other one asks for now is shown to it as before.
        again = BackMsg()
        again.rerun_script.query_string = ""
        await other.send(again.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                _, message = await other.receive()
                if message.WhichOneof("type") == "script_finished":
                    break
        await other.close()
        print(f"500 messages, {closed} connections closed, {other.errors} errors elsewhere")
        return other.errors

    before = len(server.log)
    assert event_loop.run(visit()) == 0
    raised = re.findall(r"^(\w+(?:\.\w+)*(?:Error|Exception).*)$", server.log[before:], re.M)
    print("\n".join(sorted({f"{raised.count(each)} × {each}" for each in raised})))
    assert works(server)


def test_25_megabytes_are_refused_before_they_are_there(server):
    async def send() -> int:
        session = server.visit()
        await session.connect()
        try:
            await session.send(bytes(25 * 10**6))
            await session.receive()
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else TOO_BIG
        return 0

    before = server.megabytes
    assert event_loop.run(send()) == TOO_BIG
    print(f"25 MB: memory {server.megabytes - before:+.0f} MB")
    assert server.megabytes - before < 20 and works(server)


def test_a_stranger_uploads_nothing(server):
    with server.line(b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: x\r\n") as line:
        line.sendall(b"Content-Length: 25000000\r\n\r\n" + bytes(10**5))
        assert line.recv(100).startswith(b"HTTP/1.1 403")


def test_runs_are_not_found_by_guessing(server, stream):
    run = stream.split("/")[1]
    near = [run[:-1], run + "A", run.swapcase(), run[1:] + run[0]]
    guesses = near + [new_id() for _ in range(200)]
    before = server.log.count('"unknown_run"')
    assert {server.ask(f"runs/{each}/events") for each in guesses} == {404}
    assert {server.ask(f"runs/{each}/network") for each in near} == {404}
    assert server.log.count('"unknown_run"') == before + len(guesses) + len(near)
    assert run not in server.log


def test_a_page_of_another_site_opens_no_socket_and_gets_no_stream(server, stream):
    async def connect(origin: str) -> None:
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(address, origin=origin, proxy=None):
            pass

    for origin in ("https://evil.example", "http://127.0.0.1.evil.example", "null"):
        with pytest.raises(websockets.InvalidStatus, match="403"):
            event_loop.run(connect(origin))
        assert server.ask(stream, origin=origin) == 403
    assert server.ask(stream, sec_fetch_site="cross-site") == 403
    event_loop.run(connect(server.address))


# Very many.


def hold_streams(server: Server, stream: str, count: int, cookie: str = "") -> list[socket.socket]:
    """So many streams that nobody reads, of one browser or of one each, however answered."""
    lines = []
    for _ in range(count):
        named = f"Cookie: {COOKIE}={cookie or new_name()}"
        lines.append(server.line(f"GET /{stream} HTTP/1.1\r\nHost: x\r\n{named}\r\n\r\n".encode()))
    return lines


def statuses(lines: list[socket.socket]) -> list[int]:
    """The status with which each was answered."""
    return [int(line.recv(12)[-3:]) for line in lines]


def close(lines: list[socket.socket]) -> None:
    for line in lines:
        line.close()


def test_500_streams_and_500_sockets_at_once_leave_room_and_time_for_others(server, stream):
    quiet, before, tracebacks = p95(server), server.megabytes, server.tracebacks

    async def hold() -> None:
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        sockets = await asyncio.gather(
            *(
                websockets.connect(address, origin=server.address, proxy=None, ping_interval=None)
                for _ in range(500)
            )
        )
        lines = await asyncio.to_thread(hold_streams, server, stream, 500)
        found = statuses(lines)
        crowded = await asyncio.to_thread(p95, server)
        print(
            f"500 sockets, {found.count(200)} of 500 streams: answers' p95 {quiet:.1f} → "
            f"{crowded:.1f} ms, memory {server.megabytes - before:+.0f} MB"
        )
        assert found.count(200) == MOST_AT_ADDRESS and found.count(503) == 500 - MOST_AT_ADDRESS
        assert crowded < LATE
        # Who has a page open still finds room to watch.
        visitor = server.visit()
        await open_page(visitor, "train")
        (own,) = lines_of = hold_streams(server, stream, 1, visitor.cookies[COOKIE])
        assert statuses([own]) == [200]
        close(lines + lines_of)
        await visitor.close()
        await asyncio.gather(*(each.close() for each in sockets))

    event_loop.run(hold())
    assert works(server) and server.tracebacks == tracebacks


def test_one_browser_holds_no_more_than_its_share_of_streams(server, stream):
    lines = hold_streams(server, stream, 3 * MOST_OWN, new_name())
    found = statuses(lines)
    close(lines)
    assert found.count(200) == MOST_OWN and found.count(429) == 2 * MOST_OWN


def test_one_browser_opens_no_more_than_its_share_of_pages(server):
    async def hold() -> int:
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        cookie = {"Cookie": f"{COOKIE}={new_name()}"}
        found = await asyncio.gather(
            *(
                websockets.connect(
                    address, origin=server.address, proxy=None, additional_headers=cookie
                )
                for _ in range(2 * MOST_OWN_PAGES)
            ),
            return_exceptions=True,
        )
        opened = [each for each in found if not isinstance(each, BaseException)]
        await asyncio.gather(*(each.close() for each in opened))
        return len(opened)

    assert event_loop.run(hold()) == MOST_OWN_PAGES


def test_a_class_trains_beside_one_who_took_all_places_with_cookies_that_are_thrown_away(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    Lead(LED).allow(1)

    async def fill(server: Server) -> None:
        taken, runs, students = [], [], [server.visit() for _ in range(30)]
        for _ in range(MOST_AT_PLACE):
            thrown_away = server.visit()
            taken.append((await start_training(thrown_away, SETTINGS))[0])
            await thrown_away.close()
        for student in students:
            runs.append((await start_training(student, SETTINGS))[0])
        assert len({*taken, *runs}) == MOST_AT_PLACE + 30
        assert {server.ask(f"runs/{run}/events") for run in taken[-25:]} == {404}
        await asyncio.gather(*(each.close() for each in students))

    with served(tmp_path) as server:
        wait_for(lambda: server.ask("ready") == 200)
        event_loop.run(fill(server))
        assert server.tracebacks == 0


def test_those_who_never_read_cost_no_memory_and_delay_nobody(server, stream):
    before = server.megabytes
    lines = hold_streams(server, stream, MOST_AT_ADDRESS - 20)
    with server.line(f"GET /{stream} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as reader:
        text, begun, events = b"", time.monotonic(), 0
        while events < 60:
            text += reader.recv(65536)
            events = text.count(b"\ndata: {")
        rate = (events - 1) / (time.monotonic() - begun)
    grown = server.megabytes - before
    print(
        f"{len(lines)} who never read: one who does has {rate:.2f} events a second, {grown:+.0f} MB"
    )
    close(lines)
    assert rate >= 2.0 and grown < 60


def test_a_page_that_is_asked_for_and_never_read_costs_little_and_delays_nobody(server):
    async def ask() -> float:
        session = server.visit()
        await open_page(session, "data")
        session._socket.transport.pause_reading()
        again = BackMsg()
        again.rerun_script.page_name = "data"
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(200):
                await session.send(again.SerializeToString())
                await asyncio.to_thread(server.milliseconds)
        meanwhile = await asyncio.to_thread(p95, server)
        session._socket.transport.abort()
        return meanwhile

    before = server.megabytes
    meanwhile = event_loop.run(ask())
    grown = server.megabytes - before
    print(f"200 pages asked for and not read: answers' p95 {meanwhile:.1f} ms, {grown:+.0f} MB")
    assert meanwhile < LATE and grown < 60 and works(server)


# The end.


def test_a_stop_takes_less_than_ten_seconds_with_all_of_that_open(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    Lead(LED).allow(1)
    with served(tmp_path) as server:
        wait_for(lambda: server.ask("ready") == 200)

        async def fill() -> tuple[list[socket.socket], str]:
            sessions = [server.visit() for _ in range(8)]
            run, stream = await start_training(sessions[0], SETTINGS)
            for session in sessions[1:]:
                await open_page(session, "train", f"run={run}")
            # The sockets stay open: their loop ends, and nobody closes or reads them any more.
            held = await asyncio.to_thread(hold_streams, server, stream, 40)
            assert set(statuses(held)) == {200}
            with server.line(f"GET /{stream} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as reader:
                seen = b""
                while seen.count(b"\ndata: {") < 10:
                    seen += reader.recv(65536)
            # One more has no room left for what it asked for, and makes none.
            plotly = address(PLOTLY)
            held.append(server.line(f"GET /{plotly} HTTP/1.1\r\nHost: x\r\n\r\n".encode()))
            assert held[-1].recv(12).endswith(b"200")
            stop(server)
            return held, run

        def stop(server: Server) -> None:
            children = psutil.Process(server.process.pid).children(recursive=True)
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(PATIENCE)
            print(f"stopped in {time.monotonic() - begun:.2f} s, exit code", end=" ")
            print(server.process.returncode)
            assert time.monotonic() - begun < 10
            assert children and not psutil.wait_procs(children, 5)[1]

        held, _ = event_loop.run(fill())
        close(held)
        assert server.log.count('"interrupted"') == 1 and server.tracebacks == 0


def test_a_stop_while_tensorflow_is_loaded_takes_no_longer(tmp_path):
    with served(tmp_path) as server:
        memory = psutil.Process(server.process.pid).memory_info
        begun_with = memory().rss
        wait_for(lambda: memory().rss > begun_with + 40e6)  # it is being imported
        begun = time.monotonic()
        server.process.terminate()
        server.process.wait(PATIENCE)
        print(f"stopped in {time.monotonic() - begun:.2f} s")
        assert time.monotonic() - begun < 10


def test_wrong_secrets_open_nothing_and_are_soon_not_even_looked_at(server):
    async def guess() -> str:
        session = server.visit()
        frames = []
        for _ in range(8):
            frames += await open_page(session, "class", f"secret={secrets.token_hex(8)}")
            await session.close()
        return b"".join(frames).decode("utf-8", "replace")

    shown = event_loop.run(guess())
    assert "tried too often" in shown and "What trains" not in shown
