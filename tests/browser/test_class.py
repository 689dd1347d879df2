"""The teacher's page in a real browser: who may see it, and what a teacher may do."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.browser import running_app, wait_until_idle
from benchmarks.train_page import TrainPage
from server.teacher import ADDRESS, GUESSES, OWN_GUESSES, TOO_MANY, VARIABLE
from tests.browser.conftest import DESKTOP, new_context
from tests.browser.conftest import TEACHERS_SECRET as SECRET
from tests.browser.led_run import begin
from tests.told_worker import TOLD, Lead

SHORT = "correct horse"  # a secret that may be guessed


@pytest.fixture
def teacher(context: BrowserContext, app_address: str) -> Page:
    """The teacher's page, opened by its address."""
    page = context.new_page()
    page.goto(f"{app_address}/{ADDRESS}?secret={SECRET}")
    expect(page.get_by_text("Browsers here")).to_be_visible()
    return page


@pytest.fixture
def student(another_context: BrowserContext) -> TrainPage:
    return TrainPage(another_context.new_page())


def test_without_the_secret_nothing_of_it_is_there(context, app_address):
    page = context.new_page()
    page.goto(f"{app_address}/{ADDRESS}")
    page.get_by_label("Secret", exact=True).fill("not the secret")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("That is not the teacher’s secret.")).to_be_visible()
    assert page.locator(".st-key-class").count() == 0
    assert page.get_by_role("link", name="Class").count() == 0
    page.get_by_label("Secret", exact=True).fill(SECRET)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Browsers here")).to_be_visible()


def test_the_secret_leaves_the_address_and_a_reload_needs_none(teacher):
    teacher.wait_for_function("!location.search")
    teacher.reload()
    expect(teacher.get_by_text("Browsers here")).to_be_visible()
    expect(teacher.get_by_role("link", name="Class").first).to_be_attached()
    expect(teacher.locator(".dl-join img")).to_be_visible()


@pytest.mark.slow
def test_a_class_that_guesses_does_not_lock_the_teacher_out(browser):
    with running_app(environment=TOLD | {VARIABLE: SHORT}) as address, ExitStack() as windows:

        def door(device: str) -> Page:
            """The page as somebody new sees it at a device."""
            options = DESKTOP | {"extra_http_headers": {"X-Forwarded-For": device}}
            page = windows.enter_context(new_context(browser, options)).new_page()
            page.goto(f"{address}/{ADDRESS}")
            return page

        def show(page: Page, secret: str) -> None:
            page.get_by_label("Secret", exact=True).fill(secret)
            page.keyboard.press("Enter")

        doors = [door("192.168.1.30") for _ in range(GUESSES // OWN_GUESSES)]
        for guess in range(OWN_GUESSES):
            for page in doors:
                show(page, f"guess {guess}")
        for page in doors:
            wait_until_idle(page)
        student, teacher = door("192.168.1.30"), door("192.168.1.20")
        show(student, SHORT)
        expect(student.get_by_text(TOO_MANY)).to_be_visible()
        show(teacher, SHORT)
        expect(teacher.get_by_text("Browsers here")).to_be_visible()


@pytest.mark.slow
def test_the_class_draws_while_trainings_are_paused(teacher, student, led_address, lead: Lead):
    begin(student, led_address, lead)
    row = teacher.locator(".dl-class-run", has_text="learning, epoch 1")
    expect(row).to_be_visible()
    switch = teacher.get_by_role("switch", name="Pause all trainings")
    teacher.get_by_text("Pause all trainings").click()
    expect(switch).to_be_checked()
    student.wait_for_status("paused")
    expect(student.page.get_by_text("while the class draws").first).to_be_visible()
    lead.allow(3)
    teacher.get_by_text("Pause all trainings").click()
    student.wait_for_epoch(3)
    teacher.get_by_role("button", name="Stop").first.click()
    student.wait_for_status("stopped")
    expect(student.page.locator(".dl-result")).to_contain_text("The teacher stopped it.")
    expect(teacher.get_by_text("Best so far")).to_be_visible()


EPOCHS, UNITS = "Most epochs", "Most hidden units in a layer"


def choose(page: Page, control: str, value: str) -> None:
    page.get_by_role("combobox", name=control).click()
    page.get_by_role("option", name=value, exact=True).click()


def shows(page: Page, control: str, value: str) -> None:
    expect(page.get_by_role("combobox", name=control)).to_have_value(value)


@contextmanager
def limited_to(teacher: Page, epochs: str) -> Iterator[None]:
    """Nobody may train for more epochs than that meanwhile."""
    choose(teacher, EPOCHS, epochs)
    shows(teacher, EPOCHS, epochs)
    try:
        yield
    finally:
        choose(teacher, EPOCHS, "no limit")
        shows(teacher, EPOCHS, "no limit")


def test_a_limit_is_told_before_train_is_pressed(teacher, student, app_address):
    with limited_to(teacher, "5"):
        student.open(f"{app_address}/train?epochs=9")
        expect(student.notice.first).to_contain_text("Epochs can be 5 at most for this class")
        expect(student.train_button).to_be_disabled()


@pytest.mark.slow
def test_a_second_browser_of_the_teacher_shows_the_limits_and_leaves_them(
    teacher, another_context, app_address
):
    second = another_context.new_page()
    second.goto(f"{app_address}/{ADDRESS}?secret={SECRET}")
    for page in (teacher, second):
        page.set_viewport_size({"width": 1280, "height": 1000})  # to scroll would close a list
    shows(second, EPOCHS, "no limit")
    choose(teacher, EPOCHS, "5")
    try:
        shows(second, EPOCHS, "5")
        choose(second, UNITS, "64")
        shows(teacher, UNITS, "64")
        teacher.reload()
        shows(teacher, EPOCHS, "5")
        shows(teacher, UNITS, "64")
    finally:
        choose(teacher, EPOCHS, "no limit")
        shows(teacher, EPOCHS, "no limit")
        choose(teacher, UNITS, "no limit")
        shows(teacher, UNITS, "no limit")


def test_a_limit_takes_out_what_waits_and_tells_its_owner(
    teacher, student, led_address, lead: Lead, app_address, browser
):
    begin(student, led_address, lead)
    with new_context(browser) as window:
        other = TrainPage(window.new_page())
        other.open(f"{app_address}/train?epochs=50")
        other.train()
        other.wait_for_status("waiting")
        with limited_to(teacher, "5"):
            expect(other.page.locator(".dl-result")).to_contain_text(
                "was taken out of the queue before it began. The teacher allows 5 epochs at most "
                "by now, and it has 50. Its settings are still here."
            )
            expect(student.page.locator(".dl-status")).to_have_text("learning")
            assert "epochs=50" in other.page.url and "run=" not in other.page.url


def test_who_has_not_pressed_train_sees_the_queue_and_the_pause_by_themselves(
    teacher, student, led_address, lead: Lead, app_address, browser
):
    with new_context(browser) as window:
        other = TrainPage(window.new_page())
        other.open(f"{app_address}/train?epochs=9")
        expected = other.page.locator(".dl-estimate")
        expect(expected).to_contain_text("It begins at once.")
        begin(student, led_address, lead)
        expect(expected).to_contain_text(re.compile("It begins in about .*: 1 under way"))
        teacher.get_by_text("Pause all trainings").click()
        try:
            expect(expected).to_contain_text("The teacher has paused all trainings.")
        finally:
            teacher.get_by_text("Pause all trainings").click()
        lead.let_go()
        expect(expected).to_contain_text("It begins at once.")
