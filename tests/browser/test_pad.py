"""The pad in a real browser: undo, clear, reload, the address, a phone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from benchmarks.browser import (
    DrawPage,
    free_port,
    pen_strokes,
    running_app,
    start_app,
    wait_until_idle,
)
from model.library import card

LINE = [[(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]]
DOT = [[(0.8, 0.8), (0.82, 0.83)]]
CORNER = [[(0.8, 0.2), (0.82, 0.23)]]
DASH = [[(0.1, 0.5), (0.2, 0.5), (0.35, 0.5)]]  # beside all the others
DASH_INK = 2000  # pixels, at least
CANVAS = "canvas.dc-canvas.lower-canvas"
INK_BRIGHTNESS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  return data[data.findIndex((value, index) => index % 4 === 3 && value === 255) - 3]
}"""


def ink_on_screen(page: DrawPage) -> int:
    """How many pixels of the visible canvas have ink."""
    return page.page.locator(CANVAS).evaluate(
        """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
             .data.filter((value, index) => index % 4 === 3 && value > 127).length"""
    )


def test_a_blank_pad_asks_for_a_digit(draw_page):
    assert draw_page.verdict() == "blank"
    assert "Draw a digit" in draw_page.card.inner_text()
    assert draw_page.bars.count() == 10


def test_undo_takes_back_one_stroke_after_the_other(draw_page):
    draw_page.draw(LINE)
    after_one = ink_on_screen(draw_page)
    draw_page.draw(DOT)
    assert ink_on_screen(draw_page) > after_one
    draw_page.click("Undo")
    draw_page.wait_for_strokes(1)
    assert ink_on_screen(draw_page) == after_one
    draw_page.click("Undo")
    draw_page.wait_for_strokes(0)
    assert ink_on_screen(draw_page) == 0
    assert draw_page.verdict() == "blank"


def test_clear_can_be_taken_back(draw_page):
    draw_page.draw(LINE)
    draw_page.draw(DOT)
    ink = ink_on_screen(draw_page)
    draw_page.clear()
    assert draw_page.verdict() == "blank"
    draw_page.click("Undo")
    draw_page.wait_for_strokes(2)
    assert ink_on_screen(draw_page) == ink


def test_a_digit_drawn_for_the_user_does_not_lose_the_own_one(draw_page):
    draw_page.draw(LINE + DOT + DOT)  # three strokes: more than any digit drawn for the user has
    ink = ink_on_screen(draw_page)
    draw_page.click("Draw one for me")
    draw_page.page.locator('[data-strokes]:not([data-strokes="3"])').wait_for()
    draw_page.click("Undo")
    draw_page.wait_for_strokes(3)
    assert ink_on_screen(draw_page) == ink


def test_a_reload_keeps_drawing_network_brush_and_switch(draw_page, pen_drawings):
    draw_page.open(f"{draw_page.page.url}?network=ten-lines&brush=40&uncentred=true")
    draw_page.wait_for_network()
    strokes = pen_strokes(pen_drawings[4][0], 0.5, (0.2, 0.7))
    draw_page.draw(strokes)
    ink, answer = ink_on_screen(draw_page), draw_page.card.inner_text()

    draw_page.page.reload()
    draw_page.wait_for_pad()
    draw_page.wait_for_network()
    draw_page.wait_for_strokes(len(strokes))

    assert ink_on_screen(draw_page) == pytest.approx(ink, rel=0.01)
    assert draw_page.card.inner_text() == answer
    assert draw_page.network() == "ten-lines"
    assert draw_page.page.get_by_role("slider").input_value() == "40"
    assert draw_page.page.get_by_role("switch", name="Without centring").is_checked()


@pytest.mark.slow
def test_a_restart_of_the_server_keeps_the_drawing_and_the_frame(context):
    port = free_port()
    page = DrawPage(context.new_page())
    with running_app(port) as address:
        page.open(f"{address}/draw")  # by name, which a fresh server does not know yet
        page.draw(LINE + DOT)
        page.click("Undo")
        page.wait_for_strokes(1)
        assert page.has_frame()
    connecting = page.page.get_by_test_id("stConnectionStatus")
    connecting.wait_for()
    page.begin_to_draw(DOT)  # nobody hears of it yet
    with running_app(port):
        connecting.wait_for(state="detached")
        page.wait_for_strokes(2)
        assert page.has_frame()
        page.click("Undo")  # once: what was pressed before the restart is over
        page.wait_for_strokes(1)
        assert ink_on_screen(page) > 0


CONNECTED = '[data-test-connection-state="CONNECTED"]'


@contextmanager
def killed_app(port: int, page: DrawPage) -> Iterator[str]:
    """The app, which is killed at the end, while this page stays open; yields its address."""
    server = start_app(port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()
    page.page.locator(CONNECTED).wait_for(state="detached")


@pytest.fixture
def left_by_its_server(context: BrowserContext) -> tuple[DrawPage, int]:
    """A page with three strokes, of which the canvas was told one, and the port of its server."""
    port, page = free_port(), DrawPage(context.new_page())
    with killed_app(port, page) as address:
        page.open(address)
        page.draw(LINE + DOT)
        page.click("Undo")
        page.wait_for_strokes(1)
        page.draw(DOT + CORNER)
    return page, port


def draw_after_restart(page: DrawPage, port: int, pause: int, strokes: int) -> None:
    """Draw DASH so many milliseconds after a new server is there; then the page has these strokes.

    The last is DASH, all are on the canvas and known to the server, and Undo works.
    """
    with running_app(port):
        page.page.locator(CONNECTED).wait_for()
        page.page.get_by_role("dialog").wait_for(state="detached")
        page.page.wait_for_timeout(pause)
        page.begin_to_draw(DASH)
        expect_strokes_to_stay(page, strokes)


def expect_strokes_to_stay(page: DrawPage, strokes: int) -> None:
    page.wait_for_strokes(strokes)
    page.wait_for_network()
    wait_until_idle(page.page)
    assert page.strokes_read() == strokes
    with_dash = ink_on_screen(page)
    page.click("Undo")
    page.wait_for_strokes(strokes - 1)
    assert with_dash - ink_on_screen(page) > DASH_INK
    for left in reversed(range(strokes - 1)):
        before = ink_on_screen(page)
        page.click("Undo")
        page.wait_for_strokes(left)
        assert ink_on_screen(page) < before
    assert ink_on_screen(page) == 0


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0, 100, 200, 300, 400, 500])
def test_a_stroke_right_after_a_restart_is_kept_with_those_before(left_by_its_server, pause):
    draw_after_restart(*left_by_its_server, pause, strokes=4)


@pytest.mark.slow
def test_so_is_one_that_is_being_drawn_while_the_server_comes_back(left_by_its_server):
    page, port = left_by_its_server
    box, mouse = page.canvas.bounding_box(), page.page.mouse
    first, second, last = (
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in DASH[0]
    )
    mouse.move(*first)
    mouse.down()
    mouse.move(*second)
    with running_app(port):
        page.page.locator(CONNECTED).wait_for()
        page.wait_for_network()
        wait_until_idle(page.page)
        mouse.move(*last)
        mouse.up()
        expect_strokes_to_stay(page, 4)


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0, 300, 1000])
def test_a_page_that_was_only_opened_before_a_restart_is_heard_after_it(context, pause):
    port, page = free_port(), DrawPage(context.new_page())
    with killed_app(port, page) as address:
        page.open(address)
        page.wait_for_network()
        wait_until_idle(page.page)
    draw_after_restart(page, port, pause, strokes=1)


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0, 300, 1000])
def test_a_page_that_was_only_come_back_to_before_a_restart_keeps_its_drawing(context, pause):
    port, page = free_port(), DrawPage(context.new_page())
    with killed_app(port, page) as address:
        page.open(address)
        page.draw(LINE)
        page.page.get_by_role("link", name="Neuron").click()
        page.page.locator(".st-key-pad-paper").wait_for(state="detached")
        page.page.get_by_role("link", name="Draw").click()
        page.canvas.wait_for()
        page.wait_for_strokes(1)
        wait_until_idle(page.page)
    draw_after_restart(page, port, pause, strokes=2)


@pytest.mark.slow
@pytest.mark.parametrize("pause", [300, 1000])
def test_a_page_on_which_the_pad_stands_elsewhere_after_a_restart_keeps_its_drawing(context, pause):
    port, page = free_port(), DrawPage(context.new_page())
    with killed_app(port, page) as address:
        page.open(address)
        page.draw(LINE)
    page.page.evaluate("history.replaceState(history.state, '', '/?not-found=%2Fx')")
    with running_app(port):
        page.page.get_by_text("This is the nearest one").wait_for()
        page.page.wait_for_timeout(pause)
        page.begin_to_draw(DASH)
        expect_strokes_to_stay(page, 2)


@pytest.mark.slow
def test_a_pad_that_was_cleared_is_blank_after_a_restart(context):
    port, page = free_port(), DrawPage(context.new_page())
    with killed_app(port, page) as address:
        page.open(address)
        page.draw(LINE)
        page.clear()
    draw_after_restart(page, port, 200, strokes=1)


class Wire:
    """What the browser says to the server, which can be cut.

    Attributes:
        is_cut: whether it is lost.
        messages: how many there were.
    """

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self.messages = 0
        page.route_web_socket("**/_stcore/stream*", self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def say(message: str | bytes) -> None:
            self.messages += 1
            if not self.is_cut:
                server.send(message)

        browser.on_message(say)


def pressed_in_vain(context: BrowserContext, app_address: str) -> tuple[DrawPage, Wire]:
    """A page with two strokes, and Undo pressed while nothing reaches the server."""
    page = DrawPage(context.new_page())
    wire = Wire(page.page)
    page.open(app_address)
    page.draw(LINE + DOT)
    wire.is_cut = True
    page.click("Undo")
    page.page.wait_for_timeout(500)
    return page, wire


def test_a_press_whose_message_is_lost_is_sent_again(context, app_address):
    page, wire = pressed_in_vain(context, app_address)
    assert page.strokes_read() == 2
    wire.is_cut = False
    page.wait_for_strokes(1)
    page.page.wait_for_timeout(500)
    assert page.strokes_read() == 1


@pytest.mark.slow
def test_a_press_that_was_lost_is_forgotten_with_the_page(context, app_address):
    page, wire = pressed_in_vain(context, app_address)
    wire.is_cut = False
    page.page.get_by_role("link", name="Neuron").click()
    page.page.locator(".st-key-pad-paper").wait_for(state="detached")
    wait_until_idle(page.page)
    before = wire.messages
    page.page.wait_for_timeout(8000)  # longer than it would take to send it twice
    assert wire.messages == before


def test_the_ink_follows_the_theme(draw_page):
    draw_page.draw(LINE)
    canvas = draw_page.page.locator(CANVAS).element_handle()
    assert canvas.evaluate(INK_BRIGHTNESS) < 100
    draw_page.page.emulate_media(color_scheme="dark")
    draw_page.page.wait_for_function(f"canvas => ({INK_BRIGHTNESS})(canvas) > 200", arg=canvas)
    assert draw_page.strokes_read() == 1


def test_another_tab_begins_with_an_empty_pad(draw_page, context, app_address):
    draw_page.draw(LINE)
    other = DrawPage(context.new_page())
    other.open(app_address)
    other.wait_for_network()
    assert other.verdict() == "blank"


def test_going_back_brings_back_the_network_and_keeps_the_drawing(draw_page):
    draw_page.draw(LINE)
    draw_page.choose_network(card("ten-lines")["title"])
    draw_page.page.wait_for_function("location.search.includes('network=ten-lines')")
    wait_until_idle(draw_page.page)
    draw_page.page.go_back()
    draw_page.page.locator('[data-network="default"]').wait_for()
    assert draw_page.strokes_read() == 1
    draw_page.page.go_forward()
    draw_page.page.locator('[data-network="ten-lines"]').wait_for()
    assert draw_page.strokes_read() == 1


def test_an_address_that_asks_for_what_does_not_exist_is_explained(draw_page, app_address):
    draw_page.open(f"{app_address}/?network=perceptron&brush=900&uncentred=perhaps")
    notice = draw_page.page.get_by_role("alert")
    notice.wait_for()
    for part in ("perceptron", "900", "perhaps"):
        assert part in notice.inner_text()
    draw_page.wait_for_network()
    assert draw_page.network() == "default"
    assert "?" not in draw_page.page.url
    draw_page.draw(LINE)
    assert draw_page.strokes_read() == 1


def test_a_finger_draws_on_a_phone(phone, app_address, pen_drawings):
    page = DrawPage(phone.new_page())
    screen = page.page.viewport_size
    page.open(app_address)
    page.wait_for_network()
    box = page.canvas.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= screen["width"]
    assert box["width"] == pytest.approx(box["height"], abs=1) and box["width"] > 300

    page.draw(pen_strokes(pen_drawings[2][0], 0.6, (0.5, 0.5)), touch=True)
    assert page.digits() == [2]
    # Pad and answer are on the screen together, and nothing sticks out at the side.
    assert page.card.bounding_box()["y"] + page.card.bounding_box()["height"] <= screen["height"]
    width = page.page.evaluate("document.querySelector('.stMain').scrollWidth")
    assert width <= screen["width"]
    # Where the canvas has its own, invisible buttons a finger must draw, too.
    page.draw([[(0.97, 0.03), (0.9, 0.1), (0.8, 0.2)]], touch=True)


def test_everything_for_the_first_minute_is_above_the_fold(draw_page):
    height = draw_page.page.viewport_size["height"]
    for part in (
        draw_page.canvas,
        draw_page.card,
        draw_page.page.locator(".dl-bars-large"),
        draw_page.page.get_by_role("button", name="Draw one for me"),
        draw_page.page.get_by_role("radio", name="Two networks"),
    ):
        box = part.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= height


def test_the_bars_never_disappear_while_they_change(draw_page):
    draw_page.page.evaluate(
        """() => {
          window.blinks = 0
          const look = () => {
            const bars = document.querySelectorAll(".dl-bars-large li")
            if (bars.length !== 10) window.blinks += 1
            requestAnimationFrame(look)
          }
          look()
        }"""
    )
    for place in (0.3, 0.5, 0.7):
        draw_page.draw([[(place, 0.2), (place, 0.5), (place, 0.8)]])
    assert draw_page.page.evaluate("window.blinks") == 0


def test_the_page_asks_nobody_else(browser, app_address):
    page = DrawPage(browser.new_page())  # with nothing in its cache
    asked = []
    page.page.on("request", lambda request: asked.append(request.url))
    page.open(app_address)
    page.wait_for_network()
    assert asked
    assert [url for url in asked if not url.startswith((app_address, "data:", "blob:"))] == []
    page.page.close()


def test_pictures_and_pad_say_what_they_show(draw_page):
    draw_page.click("Draw one for me")
    draw_page.page.locator('[data-verdict="digit"]').wait_for()
    draw_page.page.get_by_role("radio", name="Centring").click()
    draw_page.page.locator(".dl-step img").nth(3).wait_for()
    assert draw_page.page.get_by_role("img", name="Drawing pad").count() == 1
    for image in draw_page.page.locator(".stMain img").all():
        assert image.get_attribute("alt")


@pytest.mark.slow
def test_a_shared_drawing_is_on_the_pad_of_whoever_opens_the_link(
    draw_page, another_context, pen_drawings
):
    draw_page.draw(pen_strokes(pen_drawings[3][0], 0.6, (0.5, 0.5)))
    read = draw_page.digits()
    draw_page.page.get_by_role("button", name="Share").click()
    links = draw_page.page.locator("[data-testid=stPopoverBody] code")
    expect(links).to_have_count(2)
    link = links.nth(1).inner_text()
    assert "drawing=" in link
    other = DrawPage(another_context.new_page())
    other.open(link)
    other.wait_for_network()
    other.wait_for_strokes(len(pen_drawings[3][0]))
    assert other.digits() == read
    other.page.wait_for_url(lambda url: "drawing=" not in url)
    other.click("Clear")
    other.wait_for_strokes(0)
    other.page.reload()
    other.wait_for_pad()
    expect(other.card).to_have_attribute("data-verdict", "blank")


def test_a_link_without_a_readable_drawing_says_so(context, app_address):
    page = DrawPage(context.new_page())
    page.open(f"{app_address}/?drawing=nonsense")
    expect(page.page.locator(".dl-notice")).to_contain_text("can’t be read")


# A hand rests on the pad, a pen draws a line beside it and lifts; then the hand moves and lifts.
# Chromium's own tools can touch with fingers only.
PEN_AND_PALM = """
() => {
  const host = document.querySelector(".st-key-pad-paper [data-testid=stBidiComponentIsolated]")
  const canvas = host.shadowRoot.querySelector(".upper-canvas")
  const box = canvas.getBoundingClientRect()
  const touchAt = (identifier, [x, y]) => new Touch({ identifier, target: canvas,
    clientX: box.left + x * box.width, clientY: box.top + y * box.height })
  const down = []
  const tell = (kind, pointerType, identifier, place) => {
    const touch = touchAt(identifier, place)
    const shared = { bubbles: true, cancelable: true, composed: true }
    if (kind === "touchstart") {
      canvas.dispatchEvent(new PointerEvent("pointerdown", { ...shared, pointerType }))
      down.push(touch)
    }
    const at = down.findIndex((each) => each.identifier === identifier)
    if (kind === "touchend") down.splice(at, 1)
    canvas.dispatchEvent(new TouchEvent(kind,
      { ...shared, touches: down, targetTouches: down, changedTouches: [touch] }))
  }
  const palm = (kind, place) => tell(kind, "touch", 1, place)
  const pen = (kind, place) => tell(kind, "pen", 2, place)
  pen("touchstart", [0.3, 0.2])
  pen("touchmove", [0.3, 0.4])
  pen("touchend", [0.3, 0.5])
  palm("touchstart", [0.8, 0.9])
  pen("touchstart", [0.5, 0.2])
  pen("touchmove", [0.5, 0.5])
  palm("touchmove", [0.7, 0.8])
  pen("touchmove", [0.5, 0.7])
  pen("touchend", [0.5, 0.8])
  palm("touchmove", [0.9, 0.7])
  palm("touchend", [0.9, 0.6])
}
"""


def test_once_a_pen_was_seen_only_the_pen_draws(phone, app_address):
    page = DrawPage(phone.new_page())
    page.open(app_address)
    page.wait_for_network()
    page.draw([[(0.2, 0.2), (0.2, 0.5), (0.2, 0.8)]], touch=True)
    page.page.evaluate(PEN_AND_PALM)
    page.wait_for_strokes(3)
    stored = page.page.evaluate("JSON.parse(sessionStorage.getItem('digit-lab-drawing'))")
    across = [[point[-2] for point in path] for _, path in stored]
    assert all(max(each) < 240 for each in across), "a hand has drawn"
