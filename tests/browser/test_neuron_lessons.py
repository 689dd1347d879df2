"""The Neuron page in a real browser: sliders, points, updates, and the address that keeps them."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from benchmarks.browser import ANSWER_LIMIT, wait_until_idle

# What a lesson's first minute needs, by its title.
NEEDED = {
    "Perceptron": (".dl-perceptron", ".dl-arithmetic", ".st-key-neuron-perceptron-threshold"),
    "A line that separates": (".dl-line", ".dl-shades", ".st-key-neuron-learn", ".dl-equation"),
    "Hidden units": (".dl-network", ".st-key-neuron-network-learn", ".dl-units"),
    "Activations": (".dl-activation", ".st-key-neuron-activations-sum", ".dl-here"),
    "Softmax": (".dl-shares", ".dl-softmax-sum", ".dl-one-more"),
    "Gradient descent": (".dl-descent", ".st-key-neuron-step", ".dl-outcome"),
}


STUCK, PARTED = 3, 2  # starts of hidden units: that get stuck, that part a ring's circles


class NeuronPage:
    """The page, as a student uses it."""

    def __init__(self, page: Page, app_address: str) -> None:
        self.page = page
        self.sent: list[object] = []  # to the server, by the page
        page.on("websocket", lambda socket: socket.on("framesent", lambda it: self.sent.append(it)))
        self.page.set_default_timeout(ANSWER_LIMIT)
        self.home = f"{app_address}/neuron"
        self.plane = page.locator(".dl-line")
        self.squares = page.locator(".dl-line .dl-square")
        self.boundary = page.locator(".dl-line .dl-boundary")

    def open(self, query: str = "") -> "NeuronPage":
        self.page.goto(self.home + query)
        self.page.locator(".dl-live svg, .dl-live ol").first.wait_for()
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def turn_to(self, lesson: str) -> None:
        self.page.get_by_role("radio", name=lesson, exact=True).click()

    def learn(self) -> None:
        """Take one update, and wait until it is shown."""
        before = self.page.locator(".dl-equation").inner_text()
        self.button("Learn").click()
        expect(self.page.locator(".dl-equation")).not_to_have_text(before)

    def play(self, speed: str) -> None:
        """Play at so many steps a second."""
        self.page.get_by_label("Speed").select_option(speed)
        self.button("Play").click()

    def place_of(self, thing: str) -> tuple[float, float]:
        """The middle of something that can be moved."""
        box = self.page.locator(f'[data-move="{thing}"] .dl-touch').bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def expect_task(self, name: str, done: bool = True) -> None:
        task = self.page.locator(f'[data-task="{name}"]')
        expect(task).to_have_attribute("data-done", str(done).lower())

    def expect_mistakes(self, count: int) -> None:
        expect(self.page.locator("[data-mistakes]")).to_have_text(str(count))

    def expect_query(self, pattern: str) -> None:
        expect(self.page).to_have_url(re.compile(re.escape(self.home) + pattern + "$"))


@pytest.fixture
def neuron_page(context: BrowserContext, app_address: str) -> NeuronPage:
    return NeuronPage(context.new_page(), app_address)


@pytest.fixture
def on_a_phone(phone: BrowserContext, app_address: str) -> NeuronPage:
    return NeuronPage(phone.new_page(), app_address)


@pytest.mark.slow
def test_the_line_moves_with_its_weights(neuron_page):
    neuron_page.open("?lesson=line")
    neuron_page.expect_mistakes(8)
    before = neuron_page.boundary.get_attribute("d")
    weight = neuron_page.page.get_by_role("slider", name="w₁, for x")
    weight.press("ArrowRight")
    expect(neuron_page.boundary).not_to_have_attribute("d", before)
    neuron_page.expect_query(r"\?lesson=line&w1=-0\.9")
    # Dragged to the far right, the weight of x decides alone.
    track = neuron_page.page.locator(".st-key-neuron-line-w1 [role=group]").bounding_box()
    knob = neuron_page.page.locator(".st-key-neuron-line-w1 [style*='left']").bounding_box()
    middle = knob["y"] + knob["height"] / 2
    neuron_page.page.mouse.move(knob["x"] + knob["width"] / 2, middle)
    neuron_page.page.mouse.down()
    neuron_page.page.mouse.move(track["x"] + track["width"] - 12, middle, steps=4)
    neuron_page.page.mouse.up()
    neuron_page.expect_mistakes(2)


def test_it_learns_step_by_step_and_the_address_keeps_each(neuron_page, another_context):
    neuron_page.open("?lesson=line")
    page, box = neuron_page.page, neuron_page.plane.bounding_box()
    steps_back = page.evaluate("history.length")
    neuron_page.plane.evaluate("plane => { plane.same = true }")
    for _ in range(3):
        neuron_page.learn()
    expect(page.locator(".dl-before")).to_be_attached()
    expect(page.locator(".dl-update table")).to_be_visible()
    # The picture has stayed where and what it was, and Back hasn't got three steps longer.
    assert neuron_page.plane.bounding_box() == box and neuron_page.plane.evaluate("it => it.same")
    neuron_page.expect_query(r"\?lesson=line&w1=-0\.53&.*&before=.*")
    assert page.evaluate("history.length") == steps_back

    wait_until_idle(page)
    shown = page.locator(".dl-update").inner_text()
    page.reload()
    expect(page.locator(".dl-update")).to_have_text(shown, use_inner_text=True)
    other = another_context.new_page()
    other.goto(page.url)
    expect(other.locator(".dl-update")).to_have_text(shown, use_inner_text=True)

    neuron_page.button("10 ×").click()
    neuron_page.expect_mistakes(0)
    expect(neuron_page.button("Learn")).to_be_disabled()


def test_it_plays_without_the_server_which_hears_of_the_end(neuron_page):
    neuron_page.open("?lesson=line&points=xor")
    page, equation = neuron_page.page, neuron_page.page.locator(".dl-equation")
    wait_until_idle(page)
    neuron_page.sent.clear()
    neuron_page.play("30")
    for _ in range(3):
        before = equation.inner_text()
        expect(equation).not_to_have_text(before)
    assert not neuron_page.sent
    neuron_page.button("Pause").click()
    neuron_page.expect_query(r"\?lesson=line&w1=.*&before=.*&points=xor")
    wait_until_idle(page)
    assert len(neuron_page.sent) == 1
    shown = equation.inner_text()
    page.reload()
    expect(equation).to_have_text(shown, use_inner_text=True)


def test_line_and_points_are_moved_by_hand(neuron_page):
    neuron_page.open("?lesson=line")
    page = neuron_page.page
    wait_until_idle(page)
    neuron_page.sent.clear()
    (x, y), before = neuron_page.place_of("line-end"), neuron_page.boundary.get_attribute("d")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 160, steps=5)
    expect(neuron_page.boundary).not_to_have_attribute("d", before)
    assert not neuron_page.sent
    page.mouse.up()
    neuron_page.expect_query(r"\?lesson=line&w1=.*&b=.*")
    wait_until_idle(page)
    assert len(neuron_page.sent) == 1
    # A task answers in the same moment, whoever moves.
    answered = page.evaluate(
        """() => {
          const stand = () => document.querySelector('[data-task="line"] em').textContent
          const [grip, before] = [document.querySelector('[data-move="line-middle"]'), stand()]
          const press = { key: "ArrowRight", bubbles: true }
          for (let i = 0; i < 8; i++) grip.dispatchEvent(new KeyboardEvent("keydown", press))
          grip.dispatchEvent(new KeyboardEvent("keyup", press))
          return before !== stand()
        }"""
    )
    assert answered
    point = page.locator('[data-move="point-0"]')
    point.focus()
    point.press("ArrowLeft")
    expect(point).to_have_attribute("aria-valuenow", "0.4")
    neuron_page.expect_query(r".*&points=s40_60\..*")
    point.press("Delete")
    neuron_page.expect_query(r".*&points=s70_20\..*")


def test_hidden_units_solve_xor_where_one_cannot(neuron_page):
    neuron_page.open("?lesson=hidden")
    page = neuron_page.page
    wait_until_idle(page)
    neuron_page.sent.clear()
    neuron_page.play("300")
    neuron_page.expect_task("hidden-xor")
    assert not neuron_page.sent
    # Nothing plays in a tab that nobody sees.
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(neuron_page.button("Play")).to_be_visible()
    neuron_page.expect_query(r"\?lesson=hidden&steps=\d+")
    point = page.locator('[data-move="point-0"]')
    point.press("ArrowRight")
    neuron_page.expect_query(r"\?lesson=hidden&points=s-55_60.*")
    neuron_page.button("100 ×").click()
    neuron_page.expect_query(r"\?lesson=hidden&steps=100&points=s-55_60.*")
    shown = page.locator(".dl-outcome").inner_text()
    page.reload()
    expect(page.locator('[data-steps="100"]')).to_have_text(shown)


@pytest.mark.slow
def test_the_tasks_of_hidden_units_know_when_they_are_done(neuron_page):
    neuron_page.open("?lesson=hidden")
    page = neuron_page.page
    page.get_by_role("slider", name="Hidden units").press("ArrowLeft")
    neuron_page.expect_query(r"\?lesson=hidden&units=1")
    for _ in range(5):
        neuron_page.button("100 ×").click()
    neuron_page.expect_task("hidden-one")
    page.goto(f"{neuron_page.home}?lesson=hidden&seed={STUCK}&steps=1000")
    neuron_page.expect_task("hidden-stuck")
    page.goto(f"{neuron_page.home}?lesson=hidden&points=ring&units=3&seed={PARTED}&steps=1500")
    neuron_page.expect_task("hidden-ring")


@pytest.mark.slow
def test_the_ball_rolls_to_the_end(neuron_page):
    neuron_page.open("?lesson=descent&rate=0.1&landscape=hollows&w=-2")
    neuron_page.play("10")
    expect(neuron_page.page.locator('[data-outcome="arrived"]')).to_be_visible()
    neuron_page.expect_query(r"\?lesson=descent&landscape=hollows&w=-2&steps=\d+")


@pytest.mark.slow
def test_a_press_adds_a_point_there_and_a_sigmoid_learns_it(neuron_page):
    neuron_page.open("?lesson=line&points=none&output=sigmoid")
    box = neuron_page.plane.bounding_box()
    neuron_page.plane.click(position={"x": box["width"] / 2, "y": box["height"] / 4})
    expect(neuron_page.squares).to_have_count(1)
    square = neuron_page.squares.bounding_box()
    assert square["x"] + square["width"] / 2 == pytest.approx(box["x"] + box["width"] / 2, abs=2)
    assert square["y"] + square["height"] / 2 == pytest.approx(box["y"] + box["height"] / 4, abs=2)
    neuron_page.page.get_by_role("radio", name="● Circle").click()
    neuron_page.button("Add a random point").press("Enter")
    expect(neuron_page.plane.locator(".dl-circle")).to_have_count(1)
    neuron_page.expect_query(r".*&points=s.*\.c.*&kind=circle")
    neuron_page.learn()
    expect(neuron_page.page.locator(".dl-update")).to_contain_text("Every point pulls")
    neuron_page.button("Remove the last point").click()
    expect(neuron_page.plane.locator(".dl-circle")).to_have_count(0)


def test_back_and_forward_turn_from_lesson_to_lesson(neuron_page):
    neuron_page.open()
    page = neuron_page.page
    page.get_by_role("switch", name="bun").locator("xpath=ancestor::label").click()
    expect(page.locator(".dl-arithmetic")).to_contain_text("silent")
    neuron_page.turn_to("Softmax")
    page.get_by_role("button", name="One more unit of evidence for 2").click()
    expect(page.locator(".dl-one-more")).to_contain_text("One more unit for 2")
    neuron_page.turn_to("Gradient descent")
    neuron_page.button("Step").click()
    neuron_page.expect_query(r"\?lesson=descent&steps=1")
    for expected in ("?lesson=softmax&evidence=", "?x3=false"):
        page.go_back()
        neuron_page.expect_query(re.escape(expected) + ".*")
    expect(page.locator(".dl-arithmetic")).to_contain_text("silent")
    page.go_forward()
    expect(page.locator(".dl-one-more")).to_contain_text("One more unit for 2")
    page.go_forward()
    expect(page.locator("[data-steps]")).to_have_text("1")


@pytest.mark.slow
def test_a_lesson_leads_on_to_its_recipe(neuron_page):
    neuron_page.open("?lesson=descent&steps=4")
    neuron_page.page.get_by_role("link", name="train it").click()
    neuron_page.page.locator(".st-key-train-button").wait_for()
    assert neuron_page.page.url.endswith("/train?recipe=ten-lines")


@pytest.mark.slow
def test_the_pages_name_alone_leads_back_to_what_was_set(neuron_page):
    neuron_page.open("?lesson=descent&steps=4")
    page = neuron_page.page
    page.get_by_role("link", name="Train", exact=True).click()
    page.locator(".st-key-train-button").wait_for()
    # Left while a message is on its way, a page is asked for twice: test_leaving.py tries that.
    wait_until_idle(page)
    page.get_by_role("link", name="Neuron", exact=True).click()
    expect(page.locator("[data-steps]")).to_have_text("4")
    neuron_page.expect_query(r"\?lesson=descent&steps=4")


def test_everything_for_the_first_minute_is_above_the_fold(neuron_page):
    neuron_page.open("?lesson=softmax&digits=10")
    for lesson, parts in NEEDED.items():
        neuron_page.turn_to(lesson)
        for part in parts:
            box = neuron_page.page.locator(part).bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= 720


@pytest.mark.slow
def test_a_finger_adds_points_and_learns_on_a_phone(on_a_phone):
    on_a_phone.open("?lesson=line")
    before = on_a_phone.squares.count()
    for part in (".dl-line", ".st-key-neuron-line-w1", ".st-key-neuron-learn"):
        box = on_a_phone.page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= on_a_phone.page.viewport_size["height"]
    on_a_phone.plane.tap()
    expect(on_a_phone.squares).to_have_count(before + 1)
    on_a_phone.button("Learn").tap()
    expect(on_a_phone.page.locator(".dl-update")).to_contain_text("was taken for a")
    # A finger finds whatever it may touch, and takes a point along.
    targets = on_a_phone.page.locator(".dl-player :is(button, select), g > .dl-touch")
    for box in (each.bounding_box() for each in targets.all()):
        assert min(box["width"], box["height"]) >= 40
    (x, y), point = on_a_phone.place_of("point-0"), on_a_phone.page.locator('[data-move="point-0"]')
    devtools = on_a_phone.page.context.new_cdp_session(on_a_phone.page)
    for kind, at in (("touchStart", 0), ("touchMove", 20), ("touchMove", 40), ("touchEnd", None)):
        fingers = [] if at is None else [{"x": x - at, "y": y + at}]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    expect(point).not_to_have_attribute("aria-valuenow", "0.45")
    on_a_phone.expect_query(r".*&points=s.*")


@pytest.mark.slow
def test_nothing_sticks_out_at_a_phones_side(on_a_phone):
    on_a_phone.open("?lesson=softmax&digits=10")
    screen = on_a_phone.page.viewport_size["width"]
    for lesson, parts in NEEDED.items():
        on_a_phone.turn_to(lesson)
        first = on_a_phone.page.locator(parts[0]).bounding_box()
        assert 0 <= first["x"] and first["x"] + first["width"] <= screen
        width = on_a_phone.page.evaluate("document.querySelector('.stMain').scrollWidth")
        assert width <= screen


def test_what_can_not_be_used_is_explained_and_every_control_has_a_name(neuron_page):
    neuron_page.open("?lesson=line&w1=1e999&points=<script>&rate=soon")
    notice = neuron_page.page.get_by_role("alert")
    for part in ("1e999", "<script>", "soon"):
        expect(notice).to_contain_text(part)
    neuron_page.expect_query(r"\?lesson=line")
    for control in neuron_page.page.locator(".stMain").get_by_role("button").all():
        assert control.get_attribute("aria-label") or control.inner_text()


def test_a_task_that_is_done_is_ticked_and_the_browser_remembers_it(neuron_page):
    page = neuron_page.page
    neuron_page.open("?task=and&threshold=1&w1=1&w2=1&w3=0")
    task = page.locator('[data-task="perceptron-and"]')
    expect(task).to_contain_text("2 of 4 rows right")
    page.get_by_role("slider", name="Threshold").press("ArrowRight")
    expect(task).to_contain_text("Done!")
    page.get_by_role("slider", name="Threshold").press("ArrowLeft")
    expect(task).to_have_attribute("data-done", "false")
    expect(page).to_have_url(re.compile("threshold=1"))
    page.reload()
    expect(task).to_have_attribute("data-before", "")
