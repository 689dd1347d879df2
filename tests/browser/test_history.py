"""The browser's Back and Forward, links and closed panels, as they are elsewhere on the web."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.browser import DrawPage, wait_until_idle
from benchmarks.train_page import TrainPage

QUICKLY = 150  # milliseconds between two presses of Back


def address(page: Page) -> str:
    return page.evaluate("location.pathname + location.search")


def wait_for_address(page: Page, asked: str) -> None:
    page.wait_for_function("asked => location.pathname + location.search === asked", arg=asked)


def turn_to(page: Page, name: str) -> None:
    page.get_by_test_id("stTopNav").get_by_role("link", name=name, exact=True).click()


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


@pytest.fixture
def walked(context: BrowserContext, app_address: str) -> tuple[Page, list[str]]:
    """A page in the middle of a walk, and the addresses that it has been at."""
    page = context.new_page()
    DrawPage(page).open(app_address)
    wait_until_idle(page)
    steps = ["/"]
    for step, asked in (
        (lambda: choose(page, "Centring"), "/?inside=Centring"),
        (lambda: choose(page, "Softmax"), "/?inside=Softmax"),
        (lambda: turn_to(page, "Train"), "/train"),
        (lambda: choose(page, "Ten lines"), "/train?recipe=ten-lines"),
        (lambda: turn_to(page, "Draw"), "/?inside=Softmax"),
        (lambda: turn_to(page, "Neuron"), "/neuron"),
    ):
        step()
        wait_for_address(page, asked)
        wait_until_idle(page)
        steps.append(asked)
    return page, steps


def test_back_and_forward_pressed_quickly_lose_nothing(walked):
    page, steps = walked
    for _ in steps[1:]:
        page.evaluate("history.back()")
        page.wait_for_timeout(QUICKLY)
    wait_for_address(page, steps[0])
    wait_until_idle(page)
    expect(page.get_by_role("radio", name="Softmax", exact=True)).not_to_be_checked()
    for _ in steps[1:]:
        page.evaluate("history.forward()")
        page.wait_for_timeout(QUICKLY)
    wait_for_address(page, steps[-1])
    page.get_by_role("radio", name="Perceptron", exact=True).wait_for()
    for asked in reversed(steps[:-1]):
        page.evaluate("history.back()")
        wait_for_address(page, asked)
        wait_until_idle(page)
        assert address(page) == asked


def test_a_link_and_a_reload_open_the_same_and_what_belongs_to_others_stays(context, app_address):
    page = context.new_page()
    asked = "/neuron?utm_source=school&lesson=softmax&digits=10"
    page.goto(app_address + asked)
    ten = page.get_by_role("radio", name="10 digits", exact=True)
    expect(ten).to_be_checked()
    page.get_by_role("button", name="All to 0").click()
    page.wait_for_function("location.search.includes('evidence=0_0')")
    assert "utm_source=school" in address(page)
    here = address(page)
    page.reload()
    expect(ten).to_be_checked()
    wait_until_idle(page)
    assert address(page) == here


@pytest.mark.slow
def test_two_tabs_have_settings_of_their_own(context, app_address):
    one, other = context.new_page(), context.new_page()
    for page in (one, other):
        page.goto(app_address + "/train")
        TrainPage(page).wait()
    choose(one, "Ten lines")
    wait_for_address(one, "/train?recipe=ten-lines")
    choose(other, "Shallow net")
    wait_for_address(other, "/train?recipe=shallow-net")
    one.reload()
    expect(one.get_by_role("radio", name="Ten lines", exact=True)).to_be_checked()


# What each panel of the Train page shows: for the default settings, then for Ten lines.
PANELS = {
    "Learning": (["Adam", "0.001", "128"], ["SGD", "0.01", "32"]),
    "Data": (["0 to 1", "60,000", "on the test set"], ["0 to 1", "60,000", "on the test set"]),
    "Against overfitting": (["none", "none"], ["none", "none"]),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        "recipe",
        "back",
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in ("none", "epochs", "seed", "link")
        ),
    ],
)
def test_a_panel_that_was_closed_shows_what_is_set(context, app_address, change):
    page = context.new_page()
    page.goto(f"{app_address}/train" + ("?recipe=ten-lines" if change == "link" else ""))
    TrainPage(page).wait()
    if change in ("recipe", "back"):
        choose(page, "Ten lines")
        wait_for_address(page, "/train?recipe=ten-lines")
    if change == "back":
        page.go_back()
        wait_for_address(page, "/train")
        expect(page.get_by_role("radio", name="My own", exact=True)).to_be_checked()
    if change == "epochs":
        page.get_by_role("slider", name="Epochs").focus()
        page.keyboard.press("ArrowRight")
        wait_for_address(page, "/train?epochs=15")
    if change == "seed":
        page.get_by_role("button", name="New start").click()
        page.wait_for_function("location.search.includes('seed=')")
    for name, (usual, ten_lines) in PANELS.items():
        wait_until_idle(page)
        page.get_by_test_id("stPopoverButton").filter(has_text=name).click()
        panel = page.get_by_test_id("stPopoverBody")
        shown = ten_lines if change in ("recipe", "link") else usual
        for value in shown:
            expect(chosen(panel, value)).not_to_have_count(0)
        page.keyboard.press("Escape")
        panel.wait_for(state="detached")


def chosen(panel, value: str):
    """What in a panel is chosen or set to a value."""
    checked = panel.locator("[role=radio][aria-checked=true]", has_text=value)
    return checked.or_(panel.get_by_test_id("stSliderThumbValue").filter(has_text=value))
