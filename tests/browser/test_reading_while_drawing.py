"""The browser reads while the pen moves; the server's answer at the end changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from benchmarks.browser import ROOT, DrawPage, pen_strokes, running_app
from benchmarks.browser_reading import modules
from benchmarks.train_page import TrainPage
from model import library
from pages.shared.pad.pen_digits import pen_digits

LATE_TENSORFLOW = ROOT / "tests" / "late_tensorflow"
EVERY_NETWORK = "**/networks/*"
BARS = """
(selector) => [...document.querySelectorAll(`${selector} em`)].map((bar) => {
  const row = bar.closest("li")
  return `${row.className} ${row.getAttribute("style") ?? bar.getAttribute("style")}`
})
"""
CHANGED = f"([selector, before]) => ({BARS})(selector).join() !== before.join()"
# What the browser makes of the pad's finished strokes, in percent as the bars have it.
READ_CANVAS = """
async (modules) => {
  const module = (name) => import(`${modules}/${name}.js`)
  const { addInk, toMnist } = await module("preprocess")
  const { parse, probabilities } = await module("network")
  const host = document.querySelector(".st-key-pad-paper [data-testid=stBidiComponentIsolated]")
  const canvas = host.shadowRoot.querySelector(".dc-canvas.lower-canvas")
  const { width, height } = canvas
  const ink = new Uint8Array(width * height)
  addInk(canvas.getContext("2d").getImageData(0, 0, width, height).data, ink)
  const place = document.querySelector(".dl-reading")
  const [address] = JSON.parse(place.dataset.live).networks
  const network = parse(await (await fetch(address)).arrayBuffer())
  const values = probabilities(network, toMnist({ ink, width, height }))
  const rows = [...place.querySelectorAll(".dl-bars-large li")]
  const titles = rows.map((bar) => parseFloat(bar.title))
  return [[...values].map((value) => 100 * value), titles]
}
"""
# Counts the animation frames that our scripts ask for.
COUNT_FRAMES = """
window.framesAsked = 0
const ask = window.requestAnimationFrame.bind(window)
window.requestAnimationFrame = (callback) => {
  if (new Error().stack.includes("/scripts/")) window.framesAsked++
  return ask(callback)
}
"""


def strokes_of(digit: int) -> list:
    strokes = next(strokes for each, strokes in pen_digits() if each == digit and len(strokes) == 1)
    return pen_strokes(strokes, 0.6, (0.5, 0.5))


@contextmanager
def pen_on(page: DrawPage, strokes: list) -> Iterator[None]:
    """A drawing of one stroke is finished but for the pen, which still rests on the pad."""
    (stroke,) = strokes
    box = page.canvas.bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    before = page.strokes_read()
    page.page.mouse.move(*points[0])
    page.page.mouse.down()
    for point in points[1:]:
        page.page.mouse.move(*point)
    yield
    page.page.mouse.up()
    page.wait_for_strokes(before + 1)


def bars(page: DrawPage, selector: str = ".dl-bars-large") -> list[str]:
    return page.page.evaluate(BARS, selector)


def assert_they_agree(page: DrawPage) -> None:
    """The server's answer, which stands, is the browser's reading of what is on the pad."""
    page.page.locator(".stApp:not([data-ahead])").wait_for()
    browsers, servers = page.page.evaluate(READ_CANVAS, modules())
    assert browsers == pytest.approx(servers, abs=0.2)  # percent


@pytest.fixture
def page(context: BrowserContext) -> DrawPage:
    return DrawPage(context.new_page())


def open_with(page: DrawPage, address: str) -> None:
    """Open a page and wait until both the server and the browser can read."""
    with page.page.expect_response(EVERY_NETWORK):
        page.open(address)
    page.wait_for_network()


def test_bars_move_before_the_pen_lifts_and_the_server_agrees(page, app_address):
    open_with(page, app_address)
    flat = bars(page)
    with pen_on(page, strokes_of(3)):
        expect(page.card).to_have_attribute("data-verdict", "digit")
        expect(page.card.locator(".dl-digit")).to_have_text("3")
        assert page.strokes_read() == 0 and bars(page) != flat
        expect(page.page.locator(".dl-image-column img")).to_have_count(1)
    assert page.digits() == [3]


OFTEN = (library.DEFAULT, "shallow-net")  # one of each kind; the others are for the night


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] * (name not in OFTEN))
        for name in library.names()
    ],
)
def test_every_network_reads_in_the_browser_as_in_the_server(page, app_address, name):
    open_with(page, f"{app_address}/?network={name}")
    with pen_on(page, strokes_of(2)):
        expect(page.card).not_to_have_attribute("data-verdict", "blank")
    assert_they_agree(page)


@pytest.mark.slow
def test_the_first_reading_comes_before_tensorflow(context, tmp_path):
    let_in = tmp_path / "tensorflow may come"
    late = {"PYTHONPATH": str(LATE_TENSORFLOW), "LET_TENSORFLOW_IN": str(let_in)}
    with running_app(environment=late) as address:
        page = DrawPage(context.new_page())
        page.open(address)
        expect(page.card).to_have_attribute("data-verdict", "blank")
        page.draw(strokes_of(3))
        expect(page.card.locator(".dl-digit")).to_have_text("3")
        page.click("Undo")
        expect(page.card).to_have_attribute("data-verdict", "blank")
        page.page.reload()
        page.wait_for_pad()
        page.draw(strokes_of(3))
        page.page.reload()
        expect(page.card.locator(".dl-digit")).to_have_text("3")
        assert not page.page.locator("[data-loaded]").count()
        let_in.touch()
        page.wait_for_network()
        assert page.digits() == [3]


@pytest.mark.slow
def test_a_network_that_was_trained_here_reads_too(context, app_address):
    train = TrainPage(context.new_page())
    train.open(f"{app_address}/train?training_images=4000&hidden_units=3&epochs=1")
    train.train()
    train.wait_for_status("finished")
    run = train.page.url.partition("run=")[2].partition("&")[0]
    page = DrawPage(train.page)
    open_with(page, f"{app_address}/?network=run-{run}")
    with pen_on(page, strokes_of(2)):
        expect(page.card).not_to_have_attribute("data-verdict", "blank")
    assert_they_agree(page)


def test_undo_clear_and_a_digit_from_the_app_are_read(page, app_address):
    open_with(page, f"{app_address}/?network=ten-lines")
    page.draw(strokes_of(3))
    one = bars(page)
    page.draw(strokes_of(1))
    assert bars(page) != one
    page.click("Undo")
    page.wait_for_strokes(1)
    assert bars(page) == one
    page.click("Clear")
    expect(page.card).to_have_attribute("data-verdict", "blank")
    page.click("Draw one for me")
    expect(page.card).not_to_have_attribute("data-verdict", "blank")


@pytest.mark.slow
def test_without_centring_is_read_too(page, app_address):
    open_with(page, f"{app_address}/?network=ten-lines&uncentred=true")
    words = page.page.locator(".dl-uncentred p")
    page.draw(strokes_of(1))
    before = words.inner_text()
    with pen_on(page, strokes_of(3)):
        expect(words).not_to_have_text(before)


@pytest.mark.slow
def test_both_of_two_networks_read(page, app_address):
    open_with(page, f"{app_address}/?network=shallow-net&inside=Two+networks&second=raw-inputs")
    page.draw(strokes_of(1))
    page.page.locator(".dl-two li").nth(9).wait_for()
    before = bars(page, ".dl-two")
    with pen_on(page, strokes_of(3)):
        page.page.locator("[data-ahead]").wait_for()
        page.page.wait_for_function(CHANGED, arg=[".dl-two", before])
    page.page.locator(".stApp:not([data-ahead])").wait_for()


@pytest.mark.slow
def test_another_network_in_between_is_asked_at_once(page, app_address):
    open_with(page, f"{app_address}/?network=ten-lines")
    page.draw(strokes_of(3))
    with page.page.expect_response(EVERY_NETWORK):
        page.choose_network(library.card("shallow-net")["title"])
    before = bars(page)
    with pen_on(page, strokes_of(1)):
        page.page.wait_for_function(CHANGED, arg=[".dl-bars-large", before])
    assert page.network() == "shallow-net"
    assert_they_agree(page)


@pytest.mark.parametrize("damage", ["missing", "altered", "late"])
def test_without_its_network_the_browser_waits_for_the_server(page, app_address, damage):
    held: list[Route] = []

    def answer(route: Route) -> None:
        if damage == "missing":
            route.fulfill(status=404, body="There is no such network.")
        elif damage == "altered":
            given = route.fetch()
            route.fulfill(response=given, body=given.body()[:-1] + b"\x01")
        else:
            held.append(route)

    complaints = []
    page.page.on("pageerror", lambda error: complaints.append(str(error)))
    page.page.route(EVERY_NETWORK, answer)
    page.open(f"{app_address}/?network=ten-lines")
    page.wait_for_network()
    with pen_on(page, strokes_of(3)):
        expect(page.card).to_have_attribute("data-verdict", "blank")
    expect(page.card).not_to_have_attribute("data-verdict", "blank")
    assert not complaints
    if held:
        server = bars(page)
        for route in held:
            route.continue_()
        with pen_on(page, strokes_of(1)):
            page.page.wait_for_function(CHANGED, arg=[".dl-bars-large", server])


@pytest.mark.slow
def test_the_pen_may_leave_the_pad_and_come_back(page, app_address):
    open_with(page, f"{app_address}/?network=ten-lines")
    box = page.canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = page.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, box["y"] - 60, steps=5)
    mouse.move(x + 40, y, steps=5)
    mouse.up()
    page.wait_for_strokes(1)
    assert_they_agree(page)


def test_a_drawing_is_replayed_and_gone_through_with_a_slider(page, app_address):
    open_with(page, f"{app_address}/?network=ten-lines")
    page.draw(strokes_of(3))
    whole = bars(page)
    page.click("Replay")
    slider = page.page.get_by_role("slider", name="How much of the drawing is drawn")
    expect(slider).to_have_value("200")  # its end
    slider.fill("100")
    assert bars(page) != whole
    slider.fill("0")
    expect(page.card).to_have_attribute("data-verdict", "blank")
    page.page.locator(".dl-replay canvas").click(position={"x": 30, "y": 30})
    expect(page.page.locator(".dl-replay")).to_have_count(0)
    assert bars(page) == whole and page.strokes_read() == 1
    page.click("Replay")
    page.click("Clear")
    expect(page.page.locator(".dl-replay")).to_have_count(0)
    expect(page.card).to_have_attribute("data-verdict", "blank")


@pytest.mark.slow
def test_nothing_moves_while_the_pen_rests(page, app_address):
    page.page.add_init_script(COUNT_FRAMES)
    open_with(page, f"{app_address}/?network=ten-lines")
    page.draw(strokes_of(3))
    page.page.wait_for_function(
        "() => new Promise((done) => { const seen = framesAsked;"
        " setTimeout(() => done(seen === framesAsked), 500) })"
    )
    assert page.page.evaluate("framesAsked") > 0


@pytest.mark.slow
def test_a_tab_does_not_grow_with_every_stroke(page, app_address):
    """500 strokes; nightly, because it takes minutes."""
    open_with(page, f"{app_address}/?network=ten-lines")
    devtools = page.page.context.new_cdp_session(page.page)

    def heap() -> float:
        devtools.send("HeapProfiler.collectGarbage")
        return page.page.evaluate("performance.memory.usedJSHeapSize") / 2**20

    def draw(times: int) -> float:
        for _ in range(times):
            page.draw(strokes_of(1))
            page.clear()
        return heap()

    warm = draw(50)
    assert draw(450) - warm < 10
