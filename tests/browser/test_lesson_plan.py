"""The lesson plan, walked word for word: each step is opened by its link and done as it says.

What it names has to be on the screen, and what it says is seen has to be seen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.browser import DrawPage, Strokes, pen_strokes, running_app, wait_until_idle
from benchmarks.data_view import DataPage
from benchmarks.train_page import TrainPage
from pages.lesson.plan import LESSONS, STEP, Lesson, named
from tests.browser.conftest import DESKTOP, PHONE, new_context

MIDDLE, CORNER = (0.5, 0.5), (0.0, 0.0)
SCREENS = {"laptop": DESKTOP, "phone": PHONE}
SAMPLE = (20, 3)  # the lesson, and the first of three steps that are tried on every commit

# Lines in shares of the pad, and the gap of the 4 that the plan's links bring along.
ACROSS_THE_GAP = [(0.3 + 0.3625 * share / 10, 0.1875) for share in range(11)]
SCRIBBLE = [(0.1 + 0.8 * (n % 2), 0.1 + 0.8 * n / 12) for n in range(13)] + [
    (0.9 - 0.8 * n / 12, 0.1 + 0.8 * (n % 2)) for n in range(13)
]
POINTED_FOUR: Strokes = [
    [(0.6, 0.18), (0.28, 0.55), (0.3, 0.57), (0.75, 0.55)],
    [(0.6, 0.18), (0.59, 0.5), (0.58, 0.85)],
]
OPEN_FOUR: Strokes = [
    [(0.25, 0.1), (0.2, 0.5), (0.22, 0.53), (0.75, 0.52)],
    [(0.62, 0.12), (0.61, 0.5), (0.59, 0.92)],
]
CAPITAL_A: Strokes = [
    [(0.2, 0.88), (0.35, 0.5), (0.5, 0.12), (0.65, 0.5), (0.8, 0.88)],
    [(0.3, 0.62), (0.7, 0.62)],
]

# In the page: which of these names somebody can see, as words or as the name of a control.
VISIBLE = """(names) => {
  const words = (text) => (text ?? "").replaceAll(/\\s+/g, " ")
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && height > 1 && getComputedStyle(element).visibility !== "hidden"
  }
  const all = [...document.querySelectorAll(".stApp *")].filter(
    (each) => !each.closest(".dl-lesson-bar, script, style"),
  )
  return names.filter((name) =>
    all.some((each) => {
      const labels = [each.getAttribute("aria-label"), each.title]
      const said = labels.some((text) => words(text).includes(name))
      const holds = (other) => words(other.textContent).includes(name)
      if (!said && !(holds(each) && ![...each.children].some(holds))) return false
      return each.getClientRects().length > 0 && isShown(each.closest("button, a, label") ?? each)
    }),
  )
}"""


@dataclass
class Walk:
    """Somebody who walks a step.

    Attributes:
        page: their tab.
        touch: whether they have fingers instead of a mouse.
        pens: a few pen drawings of each digit.
    """

    page: Page
    touch: bool
    pens: dict[int, list]

    @property
    def pad(self) -> DrawPage:
        return DrawPage(self.page)  # which also sets how long is waited

    @property
    def main(self) -> Locator:
        """The page itself, without the bar."""
        return self.page.locator(".stMain")

    def draw(self, strokes: Strokes) -> None:
        self.pad.draw(strokes, touch=self.touch)

    def pen(self, digit: int, size: float, place: tuple[float, float]) -> Strokes:
        return pen_strokes(self.pens[digit][0], size, place)

    def clear(self) -> None:
        self.pad.clear()

    def expect_digit(self, digit: int) -> None:
        """The answer is this digit; it may be one that the network is not sure of."""
        expect(self.pad.card.locator(".dl-digit").first).to_have_text(str(digit))

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).click()

    def choose(self, name: str) -> None:
        self.main.get_by_role("radio", name=name, exact=True).click()

    def move(self, slider: str, key: str, times: int) -> None:
        handle = self.main.get_by_role("slider", name=slider)
        for _ in range(times):
            before = handle.get_attribute("aria-valuenow")
            handle.press(key)
            expect(handle).not_to_have_attribute("aria-valuenow", before)

    def expect_done(self, task: str) -> None:
        expect(self.page.locator(f'[data-task="{task}"]')).to_contain_text("Done!")


def draw(walk: Walk) -> None:
    walk.draw(walk.pen(3, 0.85, MIDDLE))
    walk.expect_digit(3)
    walk.clear()
    walk.draw(walk.pen(3, 0.33, CORNER))
    walk.expect_digit(3)
    walk.clear()
    walk.draw([SCRIBBLE])
    expect(walk.pad.card).to_have_attribute("data-verdict", "no-digit")


def nine(walk: Walk) -> None:
    walk.pad.wait_for_strokes(2)
    walk.expect_digit(4)
    walk.draw([ACROSS_THE_GAP])
    walk.expect_digit(9)
    walk.press("Replay")
    walk.page.locator(".dl-replay input").wait_for()
    walk.page.locator(".dl-replay input").press("Home")
    walk.clear()
    walk.draw(POINTED_FOUR)
    walk.expect_digit(4)


def uncentred(walk: Walk) -> None:
    walk.pad.wait_for_strokes(2)
    walk.expect_digit(4)
    merely = walk.page.locator(".dl-uncentred p")
    expect(merely).to_contain_text("Merely shrunk: no digit")


def centring(walk: Walk) -> None:
    pictures = walk.page.locator(".dl-step img")
    expect(pictures).to_have_count(4)
    first, last = pictures.first.get_attribute("src"), pixels_of(walk, 3)
    walk.clear()
    walk.draw(OPEN_FOUR)
    expect(pictures.first).not_to_have_attribute("src", first)
    differences = [abs(a - b) for a, b in zip(last, pixels_of(walk, 3), strict=True)]
    assert sum(differences) / len(differences) < 30  # of 255 grey levels


def pixels_of(walk: Walk, number: int) -> list[int]:
    """The grey levels of a picture of the way to the network."""
    return (
        walk.page.locator(".dl-step img")
        .nth(number)
        .evaluate(
            """async (image) => {
          await image.decode()
          const canvas = new OffscreenCanvas(28, 28).getContext("2d")
          canvas.drawImage(image, 0, 0, 28, 28)
          return [...canvas.getImageData(0, 0, 28, 28).data].filter((_, place) => place % 4 === 0)
        }"""
        )
    )


def pixels(walk: Walk) -> None:
    image = walk.page.locator(".dl-pixels-image")
    image.tap() if walk.touch else image.hover()
    expect(walk.page.locator(".dl-pixels-side")).to_contain_text("Row")
    walk.press("Lay the rows in a line")
    walk.main.get_by_text("0 to 1", exact=True).click()
    DataPage(walk.page).wait_for_parameter("scaled", "true")


def hot_dog(walk: Walk) -> None:
    for name, times in (("ketchup", 2), ("mustard", 1), ("bun", 4)):
        walk.move(f"Weight of {name}", "ArrowLeft", times)
    walk.move("Threshold", "ArrowLeft", 1)
    walk.page.get_by_role("switch", name="bun").locator("xpath=ancestor::label").click()
    expect(walk.page.locator(".dl-arithmetic")).to_contain_text("silent")
    walk.expect_done("perceptron-hotdog")


def gates(walk: Walk) -> None:
    walk.move("Threshold", "ArrowRight", 1)
    walk.expect_done("perceptron-and")
    walk.choose("OR")
    expect(walk.page.locator('[data-task="perceptron-or"]')).to_be_visible()
    walk.move("Threshold", "ArrowLeft", 1)
    walk.expect_done("perceptron-or")


def xor(walk: Walk) -> None:
    walk.move("Threshold", "ArrowLeft", 1)
    expect(walk.page.locator("[data-right]")).to_have_text("3")
    walk.main.get_by_text("Why not?").click()
    walk.main.get_by_text("No line has both squares").wait_for()


def evidence(walk: Walk) -> None:
    walk.draw(walk.pen(3, 0.7, MIDDLE))
    maps = walk.page.locator(".dl-class-maps figure")
    expect(maps).to_have_count(10)
    expect(walk.page.locator(".dl-class-maps .dl-won")).to_have_count(1)
    walk.choose("8")
    walk.main.get_by_text("Why not an 8?").wait_for()


def stroke(walk: Walk) -> None:
    walk.pad.wait_for_strokes(2)
    walk.main.get_by_text("The weights of a 9").wait_for()
    walk.expect_digit(4)
    walk.draw([ACROSS_THE_GAP])
    walk.expect_digit(9)
    walk.main.get_by_text("Why a 9?").wait_for()


def softmax(walk: Walk) -> None:
    expect(walk.page.locator(".dl-softmax tbody tr")).to_have_count(10)
    expect(walk.page.locator(".dl-softmax tbody")).to_contain_text("−")


def mistakes(walk: Walk) -> set[str]:
    """Do it; what was named and seen on the page that it leaves."""
    data = DataPage(walk.page)
    data.matrix.wait_for()
    wrong = [
        (int(data.cell(digit, answer).inner_text()), digit, answer)
        for digit in range(10)
        for answer in range(10)
        if digit != answer and data.cell(digit, answer).count()
    ]
    count, digit, answer = max(wrong)
    data.cell(digit, answer).click()
    data.wait_for_parameter("read_as", str(answer))
    expect(data.tiles).to_have_count(min(count, 60))
    assert covered(walk) == 0
    seen = set(walk.page.evaluate(VISIBLE, ["what it is", "what the network reads", "To the pad"]))
    walk.page.locator(".dl-send").first.click()
    walk.pad.wait_for_strokes(1)
    line = walk.page.locator(".dl-misread p")
    expect(line).to_contain_text(f"{digit}, read as")
    expect(line).to_contain_text(f"1 of {count}")
    walk.expect_digit(answer)
    walk.draw([[(0.5, 0.5), (0.55, 0.55)]])  # mended or not, it is still the same digit
    expect(line).to_contain_text(f"1 of {count}")
    walk.press("Next mistake")
    expect(line).to_contain_text(f"2 of {count}")
    walk.pad.wait_for_strokes(1)
    assert walk.pad.network() == "no-hidden-layer"
    walk.press("Undo")
    expect(line).to_contain_text(f"1 of {count}")
    return seen


def covered(walk: Walk) -> int:
    """How many digits have a button lying over them."""
    return walk.page.evaluate(
        """() => [...document.querySelectorAll(".dl-digits li")].filter((tile) => {
          const image = tile.querySelector("img").getBoundingClientRect()
          return tile.querySelector(".dl-send").getBoundingClientRect().top < image.bottom - 1
        }).length"""
    )


def line(walk: Walk) -> None:
    for _ in range(2):
        before = walk.page.locator(".dl-equation").inner_text()
        walk.press("Learn")
        expect(walk.page.locator(".dl-equation")).not_to_have_text(before)
    expect(walk.page.locator(".dl-update table")).to_be_visible()
    walk.press("10 ×")
    walk.expect_done("line")


def descent(walk: Walk) -> None:
    outcome = walk.page.locator(".dl-outcome")
    walk.press("10 ×")
    expect(outcome).to_contain_text("creeps")
    walk.move("Learning rate", "ArrowRight", 4)
    walk.press("10 ×")
    expect(outcome).to_contain_text("On its way")
    walk.press("10 ×")
    expect(outcome).to_contain_text("at the bottom")
    walk.move("Learning rate", "End", 1)
    walk.press("10 ×")
    expect(outcome).to_contain_text("left the picture")


def train(walk: Walk) -> None:
    page = trained(walk)
    assert page.figure("theirs") == "90.2 %"
    assert 80 < float(page.figure("yours").rstrip(" %")) < 95
    expect(walk.page.locator(".dl-bars li span").filter(has_text="%").first).to_be_visible()


def rate(walk: Walk) -> None:
    walk.page.locator(".st-key-train-learning button").first.click()
    slider = walk.page.locator(".st-key-train-learning_rate").get_by_role("slider")
    slider.press("ArrowRight")
    DataPage(walk.page).wait_for_parameter("learning_rate", "0.002")
    walk.page.keyboard.press("Escape")
    page = trained(walk)
    expect(page.rows.first).to_contain_text("%")


def overfitting(walk: Walk) -> None:
    page = trained(walk)
    training, validation = page.curve(0), page.curve(1)
    assert training[-1] > 0.995 and training[-1] > validation[-1] + 0.01
    assert abs(validation[-1] - validation[len(validation) // 2]) < 0.01


def trained(walk: Walk) -> TrainPage:
    """Have a digit on the small pad, press Train, and wait for the end."""
    page = TrainPage(walk.page)
    page.wait()
    walk.press("Draw one for me")
    page.train()
    page.wait_for_status("finished")
    return page


def letter(walk: Walk) -> None:
    walk.draw(CAPITAL_A)
    walk.main.get_by_text("They disagree").wait_for()
    words = walk.page.locator(".st-key-inside-panel .dl-inside-lead")
    expect(words).to_contain_text("First network reads")
    expect(words).to_contain_text("Default recogniser sees no digit")


WALKED: dict[str, Callable[[Walk], set[str] | None]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        *(draw, nine, uncentred, centring, pixels, hot_dog, gates, xor, evidence, stroke, softmax),
        *(mistakes, line, descent, train, rate, overfitting, letter),
    )
}


def walk_step(walk: Walk, lesson: Lesson, number: int) -> None:
    """Do a step that was opened, see what it says, and go on to the next."""
    step, count = lesson.steps[number - 1], len(lesson.steps)
    bar = walk.page.locator(".dl-lesson-bar")
    expect(bar).to_contain_text(f"Step {number} of {count}")
    expect(bar.get_by_role("heading", name=step.title)).to_be_visible()
    wait_until_idle(walk.page)
    walk.page.mouse.click(2, 300)  # beside the words: out of the way
    expect(bar.get_by_role("heading")).to_have_count(0)
    if not step.page:
        walk.pad.wait_for_pad()
        walk.pad.wait_for_network()
    names = named(" ".join((*step.do, step.see)))
    seen = set(walk.page.evaluate(VISIBLE, names))
    seen |= WALKED[step.name](walk) or set()
    seen |= set(walk.page.evaluate(VISIBLE, names))
    assert not set(names) - seen
    wide = walk.page.evaluate("document.querySelector('.stMain').scrollWidth")
    assert wide <= walk.page.viewport_size["width"]
    wait_until_idle(walk.page)
    bar.locator("[data-way=next]").click()
    heading = walk.page.get_by_role("heading", level=1)
    if number < count:
        expect(heading).to_have_text(lesson.steps[number].page_title)
        expect(bar).to_contain_text(f"Step {number + 1} of {count}")
    else:
        expect(heading).to_have_text("Lesson")
        expect(bar).to_have_count(0)


def test_every_step_of_the_plan_is_walked():
    assert set(WALKED) == set(STEP)


@pytest.mark.slow
def test_three_steps_work_as_they_are_written(context, app_address, pen_drawings):
    minutes, first = SAMPLE
    (lesson,) = (each for each in LESSONS if each.minutes == minutes)
    walk = Walk(context.new_page(), False, pen_drawings)
    walk.page.goto(f"{app_address}/{lesson.address(first)}")
    for number in range(first, first + 3):
        walk_step(walk, lesson, number)


@pytest.fixture(scope="module")
def training_app(browser: Browser) -> Iterator[str]:
    """An app that trains for real, and waits for nobody."""
    with running_app() as address:
        yield address


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", STEP)
def test_every_step_works_as_it_is_written(browser, training_app, pen_drawings, name, screen):
    lesson = next(each for each in reversed(LESSONS) if STEP[name] in each.steps)
    number = lesson.steps.index(STEP[name]) + 1
    with new_context(browser, SCREENS[screen]) as context:
        walk = Walk(context.new_page(), screen == "phone", pen_drawings)
        walk.page.goto(f"{training_app}/{lesson.address(number)}")
        walk_step(walk, lesson, number)
