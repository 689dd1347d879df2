"""Several digits on the pad, in a real browser."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.browser import DrawPage
from pages.shared.pad.pen_digits import pen_digits

KEEP_WHAT_IS_SAID = """
() => {
  window.said = []
  const card = document.querySelector("[data-verdict]")
  const keep = () => {
    const digits = [...card.querySelectorAll(".dl-digit, .dl-number button")]
    const now = [card.dataset.verdict, digits.map((each) => each.textContent).join("")]
    if (JSON.stringify(now) !== JSON.stringify(window.said.at(-1))) window.said.push(now)
  }
  const all = { subtree: true, childList: true, attributes: true, characterData: true }
  new MutationObserver(keep).observe(card, all)
}
"""


def number(text: str, height: float = 0.3, gap: float = 0.1) -> list:
    """Strokes of digits beside one another, on a pad whose side is 1."""
    chance = random.Random(3)
    strokes, left = [], 0.08
    for digit in text:
        lines = chance.choice([lines for label, lines in pen_digits() if label == int(digit)])
        strokes += [[(left + height * x, 0.3 + height * y) for x, y in line] for line in lines]
        left += height * max(x for line in lines for x, _ in line) + gap
    return strokes


@pytest.fixture
def draw_page(context: BrowserContext, app_address: str) -> DrawPage:
    return opened(context.new_page(), app_address)


def opened(page: Page, address: str) -> DrawPage:
    drawing = DrawPage(page)
    drawing.open(f"{address}/?inside=Centring")
    drawing.wait_for_network()
    return drawing


@contextmanager
def held_pen(drawing: DrawPage, stroke: list) -> Iterator[None]:
    """A stroke is drawn, and the pen rests at its end; what the card says meanwhile is kept."""
    page, box = drawing.page, drawing.canvas.bounding_box()
    page.evaluate(KEEP_WHAT_IS_SAID)
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    yield
    page.mouse.up()


def said(page: Page) -> list[list[str]]:
    """Kind and digits of each thing that the card said since the pen came, once each."""
    return page.evaluate("window.said")


def digits(page: Page):
    return page.locator(".dl-number button")


def winner(page: Page):
    return page.locator(".dl-bars-large .dl-won b")


def test_42_is_42_and_each_digit_can_be_looked_at(draw_page):
    page = draw_page.page
    *before, last = number("42")
    draw_page.draw(before)
    expect(draw_page.card).to_have_attribute("data-verdict", "digit")
    with held_pen(draw_page, last):  # the card, the boxes and the bars are there before it lifts
        expect(digits(page)).to_have_text(["4", "2"])
        expect(winner(page)).to_have_text("2")
        expect(page.locator(".dl-boxes i")).to_have_count(2)
        assert draw_page.strokes_read() == len(before)
    draw_page.wait_for_strokes(len(before) + 1)
    # What it said meanwhile: the 4 stands, and no moment is it "no digit".
    assert {verdict for verdict, _ in said(page)} <= {"digit", "number"}
    assert all(text.startswith("4") for _, text in said(page))
    expect(digits(page)).to_have_text(["4", "2"])
    expect(winner(page)).to_have_text("2")  # what was drawn last
    expect(page.locator(".dl-boxes i")).to_have_count(2)
    digits(page).first.click()
    expect(winner(page)).to_have_text("4")
    page.keyboard.press("ArrowRight")
    expect(winner(page)).to_have_text("2")
    expect(digits(page).nth(1)).to_be_focused()
    # The panels explain the digit that is looked at.
    box = page.locator(".st-key-inside-steps img").first
    expect(box).to_be_visible()


def test_two_digits_that_are_one_blob_are_told_apart_when_the_pen_lifts(draw_page):
    """With the usual pen these two overlap: the server knows them by their strokes."""
    strokes = number("33", height=0.45, gap=0.03)
    assert len(strokes) == 2
    draw_page.draw(strokes)
    expect(digits(draw_page.page)).to_have_text(["3", "3"])
    expect(draw_page.page.locator(".dl-boxes i")).to_have_count(2)


def test_a_finger_writes_a_number(phone, app_address):
    drawing = opened(phone.new_page(), app_address)
    drawing.draw(number("42"), touch=True)
    expect(digits(drawing.page)).to_have_text(["4", "2"])


def test_one_more_digit_is_looked_at_and_undo_takes_it_away(draw_page):
    page = draw_page.page
    strokes = number("427", height=0.25)
    first = len(number("42", height=0.25))
    draw_page.draw(strokes[:first])
    digits(page).first.click()
    expect(winner(page)).to_have_text("4")
    draw_page.draw(strokes[first:])
    expect(digits(page)).to_have_text(["4", "2", "7"])
    expect(winner(page)).to_have_text("7")
    for _ in strokes[first:]:
        draw_page.click("Undo")
    expect(digits(page)).to_have_text(["4", "2"])
    draw_page.clear()
    expect(page.locator(".dl-boxes i")).to_have_count(0)
