"""What the card says besides the answer, and the keys, in a real browser."""

from collections.abc import Sequence

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from benchmarks.browser import DrawPage, pen_strokes
from pages.shared.pad.pen_digits import pen_digits
from tests.test_letters import BOTH

MIDDLE = (0.5, 0.5)
CARD = """() => {
  const { x, y, width, height } = document.querySelector("[data-verdict]").getBoundingClientRect()
  return [x, y, width, height]
}"""
# Counts messages to the server: a key must not cost more of them than its button.
COUNT_MESSAGES = """
window.messages = 0
const send = WebSocket.prototype.send
WebSocket.prototype.send = function (data) {
  window.messages++
  return send.call(this, data)
}
"""


def strokes_of(digit: int) -> list[np.ndarray]:
    chosen = next(strokes for label, strokes in pen_digits() if label == digit)
    return [np.array(each) for each in chosen]


def backwards(strokes: Sequence[np.ndarray]) -> list[np.ndarray]:
    widest = max(each[:, 0].max() for each in strokes)
    return [each * (-1, 1) + (widest, 0) for each in strokes]


def say(page: DrawPage, sentence: str) -> None:
    expect(page.page.locator(".dl-cause p")).to_have_text(sentence)


def expect_digit(page: DrawPage, digit: int) -> None:
    expect(page.card.locator(".dl-digit")).to_have_text(str(digit))
    expect(page.page.locator(".dl-cause p")).to_have_count(0)


def test_what_is_mirrored_is_told_and_mended_and_keys_go_back_and_forth(draw_page):
    page = draw_page.page
    draw_page.draw(pen_strokes(backwards(strokes_of(4)), 0.6, MIDDLE))
    say(draw_page, "Mirrored, it would be a 4.")
    card = page.evaluate(CARD)
    words = page.locator(".dl-verdict p")
    assert words.evaluate("each => getComputedStyle(each).visibility") == "hidden"
    draw_page.click("Mirror it")
    expect_digit(draw_page, 4)
    assert page.evaluate(CARD) == card
    page.keyboard.press("Control+z")
    say(draw_page, "Mirrored, it would be a 4.")
    page.keyboard.press("Control+y")
    expect_digit(draw_page, 4)
    page.keyboard.press("7")
    page.get_by_text("Why not a 7?").wait_for()
    page.wait_for_url(lambda url: "inside=Evidence" in url and "why=7" in url)
    page.keyboard.press("Delete")
    expect(draw_page.card).to_have_attribute("data-verdict", "blank")
    page.keyboard.press("Meta+z")
    expect_digit(draw_page, 4)
    # What takes text gets its keys.
    page.get_by_role("combobox", name="Network").click()
    page.keyboard.press("Delete")
    page.keyboard.press("3")
    page.keyboard.press("Escape")
    expect_digit(draw_page, 4)
    assert "why=7" in page.url


def test_a_plain_0_also_looks_like_an_o(draw_page):
    small = draw_page.card.locator("small")
    draw_page.draw(pen_strokes(BOTH["O"][1], 0.6, MIDDLE))
    expect(small).to_have_text("It also looks like the letter O.")
    draw_page.draw([[(0.35, 0.7), (0.5, 0.5), (0.65, 0.3)]])
    expect(small).to_have_count(0)


@pytest.mark.slow
def test_a_tiny_digit_of_a_thick_brush_is_drawn_with_a_thinner_one(context, app_address):
    page = DrawPage(context.new_page())
    page.open(f"{app_address}/?brush=52")
    page.wait_for_network()
    page.draw(pen_strokes(strokes_of(4), 0.2, MIDDLE))
    say(page, "Too small for this brush. Thinner, it would be a 4.")
    page.click("Thinner brush")
    expect_digit(page, 4)
    expect(page.page.get_by_role("slider", name="Brush width")).to_have_value("12")


@pytest.mark.slow
def test_a_finger_that_left_the_pad_gets_its_digit_moved_in(phone: BrowserContext, app_address):
    page = DrawPage(phone.new_page())
    page.open(app_address)
    page.wait_for_network()
    strokes = [[(x + 0.85, y + 0.25) for x, y in each * 0.5] for each in strokes_of(2)]
    page.draw(strokes, touch=True)
    say(page, "Part of it is off the pad. Moved in, it would be a 2.")
    page.page.get_by_role("button", name="Move it in").tap()
    expect_digit(page, 2)


@pytest.mark.slow
def test_a_key_costs_no_more_messages_than_its_button(context, app_address):
    page = DrawPage(context.new_page())
    page.page.add_init_script(COUNT_MESSAGES)
    page.open(app_address)
    page.wait_for_network()
    counts = []
    for undo in (lambda: page.click("Undo"), lambda: page.page.keyboard.press("Control+z")):
        page.draw(pen_strokes(strokes_of(3), 0.6, MIDDLE))
        page.page.wait_for_timeout(1000)
        before = page.page.evaluate("messages")
        undo()
        page.wait_for_strokes(0)
        page.page.wait_for_timeout(1000)
        counts.append(page.page.evaluate("messages") - before)
    assert counts[0] == counts[1]
