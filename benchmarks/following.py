"""`python -m benchmarks.following`: what it costs that a class follows its teacher.

The real app is started on a free port of this machine. What a real Chromium sends when it is led
from page to page is recorded first; then N sessions of this process are led in the same way. Each
asks for the teacher's page at a moment of its own within the time that the server tells a class of
that size (`server/leading.py`), which runs the page once for each of them.

- `half`, `all`: seconds from the teacher's step until half of the class, and all of it, have the
  page.
- `CPU`: milliseconds of the server's processor for each who moves, what is open included.

Networks and pictures that a browser fetches by itself, and keeps, are not counted.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.browser import ANSWER_LIMIT, DrawPage, chromium, wait_until_idle
from benchmarks.latency import WINDOW
from benchmarks.load import Server, running_server
from benchmarks.recorded import DrawVisit, record_drawing
from benchmarks.report import machine, print_table, write_json
from benchmarks.streamlit_session import Session
from benchmarks.visitors import OPEN_LIMIT, Tally, drawers, read_run
from server.leading import WITHIN, WITHIN_EACH

# Where the teacher goes, from the Draw page with the default recogniser.
STEPS = {
    "no hidden layer, Evidence": "?network=no-hidden-layer&inside=Evidence",
    "Data": "data",
    "Neuron": "neuron",
    "its second lesson": "neuron?lesson=line",
    "Train": "train?recipe=ten-lines",
    "Draw": "",
}
SEED = 20_261_128
EVERY = 3.0  # seconds from a stroke to the next one; nobody draws here
# As `move` in pages/follow.js does.
MOVE = """address => {
  history.replaceState(history.state, "", new URL(address || "./", document.baseURI))
  window.dispatchEvent(new PopStateEvent("popstate"))
}"""


def main() -> int:
    """Measure, print and write; 0 if all went well."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.following",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--sessions", type=int, nargs="+", default=[30], metavar="N", help="how many follow")
    add("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    if min(options.sessions) < 1:
        parser.error("the number of sessions must be above 0")
    results = measure(options.sessions)
    print(results["machine"])
    rows = [
        [
            str(row["sessions"]),
            row["step"],
            f"{row['half_s']:.2f}",
            f"{row['all_s']:.2f}",
            f"{row['cpu_ms']:.0f}",
        ]
        for row in results["rows"]
    ]
    print_table(["follow", "the teacher shows", "half, s", "all, s", "CPU, ms"], rows)
    print(f"{results['errors']} errors")
    write_json(options.json, results)
    return 1 if results["errors"] else 0


def measure(sessions: Sequence[int]) -> dict[str, Any]:
    """Rows of figures, and what went wrong."""
    tally = Tally()
    rows: list[dict[str, Any]] = []
    with running_server() as server:
        draw = record_drawing(server.address)
        moves = record_moves(server.address)
        for count in sessions:
            rows += asyncio.run(_follow(count, server, draw, moves, tally))
    return {"machine": machine(), "rows": rows, "errors": tally.errors + tally.disconnects}


def record_moves(address: str) -> dict[str, BackMsg]:
    """What a browser sends at each step."""
    sent: list[BackMsg] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(BackMsg.FromString(frame)))

    with chromium() as browser:
        page = browser.new_context(viewport=WINDOW).new_page()
        page.on("websocket", listen)
        draw = DrawPage(page)
        draw.open(address)
        draw.wait_for_network()
        wait_until_idle(page)
        return {step: _moved(page, path, sent) for step, path in STEPS.items()}


def _moved(page: Page, path: str, sent: list[BackMsg]) -> BackMsg:
    sent.clear()
    page.evaluate(MOVE, path)
    until = time.monotonic() + ANSWER_LIMIT / 1000
    while time.monotonic() < until:
        page.wait_for_timeout(100)
        asked = [each for each in sent if each.HasField("rerun_script")]
        if asked:
            wait_until_idle(page)
            return asked[0]
    raise RuntimeError(f"the browser asked for nothing when it was led to {path!r}")


async def _follow(
    count: int, server: Server, draw: DrawVisit, moves: Mapping[str, BackMsg], tally: Tally
) -> list[dict[str, Any]]:
    """A row for each step of a class of so many."""
    chance, rows = random.Random(SEED), []
    async with drawers(count, EVERY, server.address, draw, tally, chance) as found:
        sessions = [each.session for each in found]
        for step, recorded in moves.items():
            cpu, took = server.cpu(), []
            parts = [
                _move(*each, recorded, took)
                for each in zip(sessions, delays(count, chance), strict=True)
            ]
            await asyncio.gather(*map(tally.follow, parts))
            figures = {"half_s": statistics.median(took), "all_s": max(took)}
            figures["cpu_ms"] = 1000 * (server.cpu() - cpu) / count
            rows.append({"sessions": count, "step": step, **figures})
        tally.errors += sum(each.errors for each in sessions)
    return rows


def delays(count: int, chance: random.Random) -> list[float]:
    """Seconds after which each of so many asks for the teacher's page."""
    within = min(WITHIN_EACH * count, WITHIN) / 1000
    return [chance.uniform(0, within) for _ in range(count)]


async def _move(session: Session, delay: float, recorded: BackMsg, took: list[float]) -> None:
    """Lead a session, and take down after how many seconds it has the page."""
    begun = time.monotonic()
    await asyncio.sleep(delay)
    async with asyncio.timeout(OPEN_LIMIT):
        await session.send(session.move(recorded))
        await read_run(session)
    took.append(time.monotonic() - begun)


if __name__ == "__main__":
    raise SystemExit(main())
