"""A lesson under way, the projector, and the network, from page to page in a real browser."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.browser import ANSWER_LIMIT, DrawPage, wait_until_idle


def turn_to(page: Page, name: str) -> None:
    page.get_by_test_id("stTopNav").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    wait_until_idle(page)


def expect_said(page: Page, **parameters: str) -> None:
    """Wait until the address says all of this, in any order."""
    page.wait_for_function(
        "wanted => Object.entries(wanted).every("
        "([name, value]) => new URLSearchParams(location.search).get(name) === value)",
        arg=parameters,
    )


def size_of(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")


def test_a_lesson_leads_from_page_to_page_until_it_is_left(
    context: BrowserContext, app_address: str
):
    page = context.new_page()
    page.set_default_timeout(ANSWER_LIMIT)
    page.goto(f"{app_address}/lesson?minutes=45")
    page.get_by_role("button", name="Reasons for an answer").click()
    link = page.get_by_role("link", name="Open it")
    expect(link).to_have_attribute("href", re.compile("plan=45-6"))  # that step's, by now
    link.click()
    bar = page.locator(".dl-lesson-bar")
    expect(bar).to_contain_text("Step 6 of 9")
    expect_said(page, network="no-hidden-layer", plan="45-6")
    DrawPage(page).wait_for_pad()
    wait_until_idle(page)
    # Another page is turned to, and the network goes along; so does the lesson.
    turn_to(page, "Data")
    expect_said(page, network="no-hidden-layer", plan="45-6")
    turn_to(page, "Train")
    expect_said(page, hidden_units="none", plan="45-6")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data")
    page.reload()
    expect(bar).to_contain_text("Step 6 of 9")
    wait_until_idle(page)
    bar.get_by_role("button", name="Leave the lesson").click()
    expect(bar).to_have_count(0)
    assert "plan=" not in page.url
    page.wait_for_timeout(700)  # longer than it takes to put back what is kept
    assert "plan=" not in page.url and bar.count() == 0


def test_a_projector_shows_the_answer_large_on_every_page_until_it_is_off(
    context: BrowserContext, app_address: str
):
    page = context.new_page()
    DrawPage(page).open(app_address)
    usual = size_of(page, ".dl-bars-large li")
    switch = page.get_by_role("button", name="Projector")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert size_of(page, ".dl-bars-large li") > 1.2 * usual
    expect(page.get_by_role("button", name="Share")).to_have_count(0)
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 1280
    expect_said(page, projector="1")
    turn_to(page, "Neuron")
    expect_said(page, projector="1")
    expect(page.locator("html[data-projector]")).to_have_count(1)
    switch.click()
    expect(page.locator("html[data-projector]")).to_have_count(0)
    assert "projector" not in page.url


@pytest.mark.slow
def test_a_phone_finds_the_lesson_at_the_top_and_keeps_its_four_tabs(
    phone: BrowserContext, app_address: str
):
    page = phone.new_page()
    DrawPage(page).open(app_address)
    expect(page.locator(".st-key-tabs").get_by_role("link")).to_have_count(4)
    page.locator(".st-key-lesson-link").get_by_role("link", name="Lesson").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lesson")
    page.get_by_role("link", name="Open it").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Draw")
    bar, tabs = page.locator(".dl-lesson-row"), page.locator(".st-key-tabs")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box["y"] + box["height"] <= tabs.bounding_box()["y"] + 1
    for control in bar.locator(":scope > :visible").all():
        assert control.bounding_box()["height"] >= 40
