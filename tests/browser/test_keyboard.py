"""Keyboard only: Tab reaches each page’s main controls, its focus is seen, and they work."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.browser import DrawPage, wait_until_idle
from benchmarks.train_page import TrainPage

MOST_TABS = 80
FOCUSED = """() => {
  const element = document.activeElement
  const text = element.id === "stMain" ? "" : element.textContent // which is all of the page
  return element.getAttribute("aria-label") || text.trim()
}"""
# In the page: whether what has the focus looks different from what it is without; else what it is.
# React hears of it a moment later.
UNSEEN = """async () => {
  const element = document.activeElement
  const around = []
  for (let each = element, level = 0; each && level < 5; each = each.parentElement, level++) {
    around.push(each, ...(level ? each.children : []))
  }
  const looks = async () => {
    await new Promise((done) => setTimeout(done, 60))
    return around.map((each) => {
      const { outline, boxShadow, borderColor, backgroundColor, color } = getComputedStyle(each)
      return [outline, boxShadow, borderColor, backgroundColor, color].join()
    }).join()
  }
  const focused = await looks()
  element.blur()
  const blurred = await looks()
  element.focus({ focusVisible: true })
  return focused === blurred ? element.outerHTML.slice(0, 300) : ""
}"""


def reach(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus, which must be seen at each step."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused and page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(UNSEEN) == ""
        if re.search(name, focused):
            return
    pytest.fail(f"Tab doesn’t reach {name}")


@pytest.mark.slow
def test_draw_by_keyboard(draw_page: DrawPage):
    page = draw_page.page
    reach(page, "Draw one for me$")
    page.keyboard.press("Enter")
    expect(draw_page.answer).not_to_have_attribute("data-strokes", "0")
    reach(page, "^Centring$")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".st-key-inside-panel").wait_for()


@pytest.mark.slow
def test_train_by_keyboard(train_page: TrainPage, app_address: str):
    train_page.open(f"{app_address}/train?hidden_units=8&training_images=4000")
    page = train_page.page
    reach(page, "^Epochs$")
    page.keyboard.press("Home")
    wait_until_idle(page)
    reach(page, "Train$")
    page.keyboard.press("Enter")
    train_page.wait_for_status("finished")
    assert train_page.epochs()[-1] == 1


@pytest.mark.slow
def test_data_and_neuron_by_keyboard(context, app_address: str):
    page = context.new_page()
    page.goto(f"{app_address}/data?view=mistakes")
    page.locator(".dl-cell").first.wait_for()
    reach(page, "read as")
    page.keyboard.press("Enter")
    page.locator(".st-key-data-behind h3 button").wait_for()
    page.goto(f"{app_address}/neuron")
    reach(page, "^Perceptron$")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("lesson="))
