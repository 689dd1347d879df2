"""A page that is left while a message of its own is on its way: the next one is shown."""

from playwright.sync_api import expect

from benchmarks.browser import DrawPage, wait_until_idle
from benchmarks.data_view import DataPage
from benchmarks.train_page import TrainPage


def test_back_at_once_after_undo_shows_the_page_before(context, app_address):
    data_page = DataPage(context.new_page())
    data_page.open(f"{app_address}/data")
    page = data_page.page
    page.get_by_role("link", name="Draw").first.click()
    draw_page = DrawPage(page)
    draw_page.wait_for_pad()
    draw_page.wait_for_network()
    draw_page.click("Draw one for me")
    wait_until_idle(page)

    draw_page.click("Undo")
    page.go_back()
    data_page.wait()
    wait_until_idle(page)
    page.go_forward()
    draw_page.wait_for_pad()
    draw_page.wait_for_network()


def test_another_page_is_opened_from_a_field_that_was_not_finished(context, app_address):
    train_page = TrainPage(context.new_page())
    train_page.open(f"{app_address}/train")
    page = train_page.page
    page.get_by_role("textbox", name="Seed").fill("7")
    page.get_by_role("link", name="Data").first.click()
    DataPage(page).wait()


# Takes the page's own elements away, as far as can be seen, and counts how often it is asked for.
EMPTY = """
() => {
  const shown = document.querySelector('[data-testid="stMainBlockContainer"]')
  const block = document.createElement("div")
  block.dataset.testid = "stVerticalBlock"
  window.asked = 0
  window.addEventListener("popstate", () => { window.asked += 1 })
  shown.prepend(block)
  window.fill = () => block.remove()
}
"""


def test_what_is_asked_for_again_keeps_what_was_set(context, app_address):
    page = context.new_page()
    page.goto(f"{app_address}/neuron?lesson=descent&steps=4")
    expect(page.locator("[data-steps]")).to_have_text("4")
    wait_until_idle(page)
    page.evaluate("history.replaceState({}, '', '/neuron')")  # as after a press on its name
    page.evaluate(EMPTY)
    page.wait_for_function("window.asked === 1")
    page.evaluate("window.fill()")
    page.wait_for_url("**/neuron?lesson=descent&steps=4")
    expect(page.locator("[data-steps]")).to_have_text("4")


def test_what_shows_nothing_is_asked_for_again(context, app_address):
    """Whatever emptied it: here the page's own elements are taken away."""
    data_page = DataPage(context.new_page())
    data_page.open(f"{app_address}/data")
    page = data_page.page
    wait_until_idle(page)
    page.evaluate(EMPTY)
    page.wait_for_function("window.asked === 3")
    # As many looks as two more tries would take: nothing is to happen in them.
    page.evaluate(
        """() => {
          window.looks = 0
          setInterval(() => { window.looks += 1 }, 250)
        }"""
    )
    page.wait_for_function("window.looks > 4")
    assert page.evaluate("window.asked") == 3
