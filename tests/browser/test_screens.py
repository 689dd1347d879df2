"""The frame of every page on small and large screens, by keyboard, and without its server."""

import pytest
from playwright.sync_api import BrowserContext, expect

from benchmarks.browser import DrawPage, free_port, pen_strokes, start_app, stop_app

PHONE = {"width": 390, "height": 844}
SIDEWAYS = {"width": 844, "height": 390}
WIDTHS = (360, 390, 600, 768, 820, 960, 1024, 1280)

# In the page: how far it is wider than its window, and whether texts under maps overlap.
TOO_WIDE = """(() => {
  const main = document.querySelector(".stMain")
  return main.scrollWidth - main.clientWidth
})()"""
OVERLAPS = """(() => {
  const boxes = [...document.querySelectorAll(".dl-class-maps p")].map((p) => {
    const range = document.createRange()
    range.selectNodeContents(p)
    return range.getBoundingClientRect()
  })
  const cut = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  return boxes.some((a, i) => boxes.slice(i + 1).some((b) => cut(a, b)))
})()"""


@pytest.mark.slow
def test_nothing_is_wider_than_its_screen_and_evidence_can_be_read(
    context: BrowserContext, app_address: str, pen_drawings
):
    page = DrawPage(context.new_page())
    page.open(f"{app_address}/?inside=Evidence&network=no-hidden-layer")
    page.wait_for_network()
    page.draw(pen_strokes(pen_drawings[3][0], 0.6, (0.5, 0.5)))
    page.page.locator(".dl-class-maps").wait_for()
    for width in WIDTHS:
        page.page.set_viewport_size({"width": width, "height": 844})
        page.page.wait_for_function(f"({TOO_WIDE}) <= 0")
        page.page.wait_for_function(f"!({OVERLAPS})")
        narrowest = page.page.evaluate(
            "Math.min(...[...document.querySelectorAll('.dl-class-maps img')].map(i => i.width))"
        )
        assert narrowest >= 60


def test_a_phone_held_sideways_shows_the_whole_pad(context: BrowserContext, app_address: str):
    page = context.new_page()
    page.set_viewport_size(SIDEWAYS)
    DrawPage(page).open(app_address)
    assert page.locator(".st-key-pad-paper").bounding_box()["height"] <= SIDEWAYS["height"] - 60


@pytest.mark.slow
def test_on_a_phone_every_page_is_a_labelled_tab(context: BrowserContext, app_address: str):
    page = context.new_page()
    page.set_viewport_size(PHONE)
    DrawPage(page).open(app_address)
    tabs = page.locator(".st-key-tabs")
    for name in ("Train", "Data", "Neuron", "Draw"):
        link = tabs.get_by_role("link", name=name, exact=True)
        box = link.bounding_box()
        assert box["height"] >= 40 and box["y"] + box["height"] <= PHONE["height"]
        link.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_hidden()


def test_the_keyboard_sees_where_it_is_in_the_navigation(context: BrowserContext, app_address: str):
    page = context.new_page()
    DrawPage(page).open(app_address)
    link = page.get_by_test_id("stTopNav").get_by_role("link", name="Data")
    for _ in range(12):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    assert float(link.evaluate("link => parseFloat(getComputedStyle(link).outlineWidth)")) >= 2


@pytest.mark.slow
def test_a_server_that_is_gone_is_not_called_a_lost_internet(context: BrowserContext):
    port = free_port()
    server = start_app(port)
    try:
        page = DrawPage(context.new_page())
        page.open(f"http://127.0.0.1:{port}")
    finally:
        stop_app(server)
    page.page.get_by_text("Digit Lab doesn’t answer").wait_for()
    assert page.page.get_by_text("internet").count() == 0
