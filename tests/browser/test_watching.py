"""A run that moves by itself: its events, and your digit read by the network of the moment."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, WebSocket, expect

from benchmarks.browser_reading import modules
from server.watching.changes import change
from tests.browser.led_run import begin
from tests.test_changes import changed, some_json, varied

NETWORK = "**/runs/*/network*"
BARS = ".st-key-watch-bars li"
# Counts the event streams that a page has open.
COUNT_STREAMS = """
window.streams = 0
window.EventSource = class extends EventSource {
  constructor(...given) { super(...given); window.streams++ }
  close() { if (this.readyState !== 2) window.streams--; super.close() }
}
"""
# A tab that is in the background, or isn't.
HIDE = """
(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden })
  document.dispatchEvent(new Event("visibilitychange"))
}
"""

# A page that follows a run, and nothing else of the app.
FOLLOW = """
async (script) => {
  window.asked = []
  window.streams = []
  window.EventSource = class extends EventTarget {
    static CLOSED = 2
    constructor() { super(); streams.push(this) }
    close() {}
  }
  const { default: show } = await import(script)
  const data = { address: "runs/one/events", controls: "", patience: 0 }
  show({ data, parentElement: document.body, setTriggerValue: (...sent) => asked.push(sent) })
}
"""
REFUSE = "Object.assign(streams.at(-1), { readyState: 2 }).onerror()"


def shares(tab: Page) -> list[str]:
    return tab.locator(BARS).evaluate_all("bars => bars.map((bar) => bar.getAttribute('style'))")


def wait_for_other(tab: Page, before: list[str]) -> None:
    tab.wait_for_function(
        "([bars, before]) => [...document.querySelectorAll(bars)]"
        ".map((bar) => bar.getAttribute('style')).join() !== before.join()",
        arg=[BARS, before],
    )


@contextmanager
def pen_on(tab: Page) -> Iterator[None]:
    """A line is drawn, and the pen still rests on the pad."""
    box = tab.locator(".st-key-watch-pad .st-key-pad-paper").bounding_box()
    points = [(0.5, 0.2), (0.48, 0.5), (0.46, 0.8)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    tab.mouse.move(*places[0])
    tab.mouse.down()
    for place in places[1:]:
        tab.mouse.move(*place, steps=4)
    yield
    tab.mouse.up()


def wait_for_answer(tab: Page) -> None:
    """Wait until the server knows what is on the pad."""
    expect(tab.get_by_role("button", name="Clear", exact=True)).to_be_enabled()
    tab.locator(".stApp:not([data-ahead])").wait_for()


def test_your_digit_is_read_while_it_is_drawn_by_the_network_of_the_moment(
    train_page, led_address, lead
):
    begin(train_page, led_address, lead)
    tab = train_page.page
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    flat = shares(tab)
    with pen_on(tab):
        wait_for_other(tab, flat)
        expect(tab.locator(".st-key-watch-thumbnail img")).to_have_count(1)
        expect(tab.locator(".dl-bars + p")).to_have_count(0)
        before = shares(tab)
        lead.allow(3)
        wait_for_other(tab, before)  # though the pen rests
    wait_for_answer(tab)
    assert sum(url.endswith("/network") for url in asked) >= 2
    browsers = shares(tab)
    lead.allow(5)
    train_page.wait_for_epoch(5)
    wait_for_other(tab, browsers)


@pytest.mark.slow
def test_your_digit_is_read_by_the_epoch_that_is_replayed(train_page, led_address):
    train_page.open(led_address)
    train_page.train()
    train_page.wait_for_status("finished")
    tab = train_page.page
    tab.get_by_role("slider", name="Replay").wait_for()
    train_page.move_slider("Replay", "Home")
    tab.locator('.dl-weights[data-epoch="0"]').wait_for()
    flat = shares(tab)
    with tab.expect_request("**/network?epoch=0*"), pen_on(tab):
        wait_for_other(tab, flat)
        browsers = shares(tab)
    wait_for_answer(tab)
    assert as_shares(shares(tab)) == pytest.approx(as_shares(browsers), abs=0.02)


def as_shares(styles: list[str]) -> list[float]:
    return [float(style.partition(":")[2]) for style in styles]


@pytest.mark.slow
def test_without_the_network_the_server_reads_at_pen_up(train_page, led_address, lead):
    train_page.page.route(NETWORK, lambda route: route.fulfill(status=404))
    begin(train_page, led_address, lead)
    flat = shares(train_page.page)
    with pen_on(train_page.page):
        expect(train_page.page.locator(".st-key-watch-thumbnail img")).to_have_count(1)
        assert shares(train_page.page) == flat
    wait_for_other(train_page.page, flat)


@pytest.mark.slow
def test_a_run_moves_without_a_word_between_page_and_server(train_page, led_address, lead):
    messages = []

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda _: messages.append("received"))
        socket.on("framesent", lambda _: messages.append("sent"))

    train_page.page.on("websocket", count)
    begin(train_page, led_address, lead)
    train_page.page.get_by_role("button", name="Pause").and_(
        train_page.page.locator(":enabled")
    ).wait_for()
    wait_until_quiet(train_page.page, messages)
    messages.clear()
    lead.allow(4)
    train_page.wait_for_epoch(4)
    assert not messages


def wait_until_quiet(page: Page, messages: list[str]) -> None:
    """Wait until what the page showed last has been said to its end."""
    before = -1
    while len(messages) > before:
        before = len(messages)
        page.wait_for_timeout(1_000)


@pytest.mark.slow
def test_a_dropped_connection_is_taken_up_again(train_page, led_address, lead):
    begin(train_page, led_address, lead)
    train_page.page.context.set_offline(True)
    lead.allow(2)
    train_page.page.context.set_offline(False)
    lead.allow(3)
    train_page.wait_for_epoch(3)
    assert train_page.epochs() == [0, 1, 2, 3]


@pytest.mark.slow
def test_a_tab_that_nobody_sees_and_a_page_that_was_left_follow_nothing(
    train_page, led_address, lead
):
    tab = train_page.page
    tab.add_init_script(COUNT_STREAMS)
    begin(train_page, led_address, lead)
    tab.wait_for_function("streams === 1")  # it was another while the run waited
    tab.evaluate(HIDE, True)
    tab.wait_for_function("streams === 0")
    lead.allow(2)
    tab.evaluate(HIDE, False)
    train_page.wait_for_epoch(2)
    tab.wait_for_function("streams === 1")
    tab.get_by_role("link", name="Neuron").click()
    tab.wait_for_function("streams === 0")


def test_a_page_that_is_refused_a_stream_is_asked_once_and_after_the_end_until_it_answers(
    context, app_address
):
    tab = context.new_page()
    tab.goto(f"{app_address}/_stcore/health")
    tab.clock.install()
    tab.evaluate(FOLLOW, f"{modules()}/../../train/live_run.js")

    def after(seconds: float) -> tuple[int, int]:
        """How often the page was asked, and how many streams were opened, so much later."""
        tab.clock.run_for(1_000 * seconds)
        return tuple(tab.evaluate("[asked.length, streams.length]"))

    assert after(5) == (0, 1)
    tab.evaluate(REFUSE)
    assert after(14) == (1, 1)
    assert after(2) == (1, 2)
    tab.evaluate(REFUSE)
    assert after(14) == (2, 2)
    assert after(2) == (2, 3)
    tab.evaluate("streams.at(-1).dispatchEvent(new Event('over'))")
    assert after(10) == (6, 4)


def test_the_browser_makes_the_changes_that_the_server_found(context, app_address):
    rng = random.Random(4)
    pairs = [(each, varied(rng, each)) for each in (some_json(rng, 4) for _ in range(300))]
    found = [(before, change(before, after), after) for before, after in pairs]
    told = [[before, each] for before, each, _ in found if each]
    tab = context.new_page()
    tab.goto(app_address)
    made = tab.evaluate(
        "async ([modules, told]) => { const { changed } = await import(`${modules}/changes.js`)\n"
        "  return JSON.stringify(told.map(([before, change]) => changed(before, change))) }",
        [modules(), told],
    )
    assert json.loads(made) == [after for *_, each, after in found if each]
    assert all(changed(before, each) == after for before, each, after in found if each)
