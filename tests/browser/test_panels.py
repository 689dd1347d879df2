"""Looking inside in a real browser: why not, units to point at, two networks, on both screens."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.browser import DrawPage, network_option, pen_strokes, wait_until_idle
from model.library import card

MIDDLE = (0.5, 0.5)


def open_panel(page: DrawPage, name: str) -> None:
    page.page.get_by_role("radio", name=name, exact=True).click()


def draw(page: DrawPage, pen_drawings, digit: int) -> None:
    page.draw(pen_strokes(pen_drawings[digit][0], 0.6, MIDDLE))


def test_why_not_is_answered_and_follows_every_stroke(draw_page, pen_drawings):
    page = draw_page.page
    open_panel(draw_page, "Evidence")
    page.get_by_text("Draw a digit, and you see here").wait_for()
    draw(draw_page, pen_drawings, 4)
    page.get_by_text("Why a 4?").wait_for()
    page.get_by_role("radio", name="7", exact=True).click()
    page.get_by_text("Why not a 7?").wait_for()
    pictures = page.locator(".dl-evidence img")
    assert pictures.count() == 2 and page.locator(".dl-sums li").count() == 2
    page.wait_for_url(lambda url: "inside=Evidence" in url and "why=7" in url)
    page.get_by_role("radio", name="Where more ink would help").click()
    page.locator(".dl-evidence").get_by_text("Where more ink would help a 7").wait_for()
    page.wait_for_function("location.search.includes('maps=alone')")

    page.reload()
    draw_page.wait_for_network()
    page.get_by_text("Why not a 7?").wait_for()
    before = pictures.first.get_attribute("src")
    draw_page.draw([[(0.1, 0.1), (0.3, 0.1)]])
    page.wait_for_function(
        "before => document.querySelector('.dl-evidence img').src !== before", arg=before
    )


def test_a_unit_shows_what_it_looks_for_and_adds(draw_page, pen_drawings):
    page = draw_page.page
    draw_page.choose_network(card("shallow-net")["title"])
    draw(draw_page, pen_drawings, 3)
    open_panel(draw_page, "Activations")
    tiles = page.locator(".dl-units button")
    tiles.nth(63).wait_for()
    unit = page.locator(".dl-unit")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('.dl-incoming')).backgroundImage.includes('/media/')"
    )
    tiles.nth(5).hover()
    name = re.search(r"Unit \d+", tiles.nth(5).get_attribute("aria-label"))[0]
    assert unit.get_by_role("heading").inner_text() == name
    assert unit.locator("li").count() == 10
    tiles.nth(5).focus()
    page.keyboard.press("ArrowRight")
    name = re.search(r"Unit \d+", tiles.nth(6).get_attribute("aria-label"))[0]
    assert unit.get_by_role("heading").inner_text() == name
    before = page.locator(".dl-units").inner_text()
    draw_page.draw([[(0.1, 0.9), (0.5, 0.9)]])
    page.wait_for_function(
        "before => document.querySelector('.dl-units').innerText !== before", arg=before
    )
    assert unit.get_by_role("heading").inner_text() == name  # the same unit, with new numbers


@pytest.mark.slow
def test_the_default_shows_its_feature_maps(draw_page, pen_drawings):
    draw(draw_page, pen_drawings, 8)
    open_panel(draw_page, "Activations")
    draw_page.page.locator(".dl-maps img").nth(6).wait_for()
    expect(draw_page.page.locator(".dl-units button")).to_have_count(96)


@pytest.mark.slow
def test_back_from_another_page_finds_everything_as_it_was(draw_page, pen_drawings):
    page = draw_page.page
    draw_page.choose_network(card("shallow-net")["title"])
    draw(draw_page, pen_drawings, 4)
    open_panel(draw_page, "Evidence")
    # Two changes before the browser hears of either are one step.
    page.wait_for_function("location.search.includes('inside=Evidence')")
    page.get_by_role("radio", name="7", exact=True).click()
    page.get_by_text("Why not a 7?").wait_for()
    page.wait_for_function("location.search.includes('why=7')")
    # Left while a message is on its way, a page is asked for twice: test_leaving.py tries that.
    wait_until_idle(page)
    page.get_by_role("link", name="Train a network without a hidden layer").click()
    page.locator(".st-key-train-button").wait_for()
    wait_until_idle(page)
    page.go_back()
    page.get_by_text("Why not a 7?").wait_for()
    assert draw_page.network() == "shallow-net"
    wait_until_idle(page)
    page.go_back()
    page.get_by_text(re.compile(r"^Why an? \d\?")).wait_for()


@pytest.mark.slow
def test_two_networks_read_the_same_drawing(draw_page, pen_drawings):
    page = draw_page.page
    page.set_viewport_size({"width": 1280, "height": 1200})  # a menu closes when the page scrolls
    draw(draw_page, pen_drawings, 2)
    open_panel(draw_page, "Two networks")
    page.locator(".dl-two li").nth(9).wait_for()
    page.get_by_role("combobox", name="Second network").click()
    network_option(page, card("no-hidden-layer")["title"]).click()
    page.locator(".dl-two", has_text=card("no-hidden-layer")["title"]).wait_for()
    assert page.locator(".dl-evidence img").count() == 2
    assert draw_page.network() == "default" and draw_page.digits() == [2]
    page.go_back()
    page.locator(".dl-two", has_text=card("ten-lines")["title"]).wait_for()


def test_a_panel_comes_into_sight_and_the_pad_stays_there(draw_page, pen_drawings):
    page = draw_page.page
    draw(draw_page, pen_drawings, 5)
    open_panel(draw_page, "Softmax")
    page.locator(".dl-softmax tbody tr").nth(9).wait_for()
    page.wait_for_function(
        "document.querySelector('.dl-softmax tfoot').getBoundingClientRect().bottom <= innerHeight"
    )
    box = draw_page.canvas.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
    strokes = draw_page.strokes_read()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40)
    page.mouse.up()
    draw_page.wait_for_strokes(strokes + 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Activations", "Evidence", "Softmax", "Two networks"])
def test_no_panel_is_wider_than_a_phone(phone, app_address, pen_drawings, name):
    page = DrawPage(phone.new_page())
    screen = page.page.viewport_size
    page.open(f"{app_address}/?network=no-hidden-layer&second=shallow-net&inside={name}")
    page.wait_for_network()
    page.draw(pen_strokes(pen_drawings[7][0], 0.6, MIDDLE), touch=True)
    page.page.locator(".st-key-inside-panel").scroll_into_view_if_needed()
    page.page.locator(".st-key-inside-panel :is(img, table, .dl-inside-empty)").first.wait_for()
    if name == "Evidence":
        page.page.get_by_role("radio", name="2", exact=True).tap()
        page.page.get_by_text("Why not a 2?").wait_for()
        assert page.page.locator(".dl-class-maps img").count() == 10
    if name == "Two networks":
        page.page.locator(".dl-two li").nth(9).wait_for()
    assert page.page.evaluate("document.querySelector('.stMain').scrollWidth") <= screen["width"]
    wide = page.page.evaluate(
        "[...document.querySelectorAll('.dl-scroll')]"
        ".some((each) => each.scrollWidth > each.clientWidth + 1)"
    )
    assert not wide
    sums = page.page.locator(".dl-class-maps p").all()
    assert all(each.evaluate("each => each.scrollWidth <= each.clientWidth") for each in sums)
