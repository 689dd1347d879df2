"""A student's page that follows the teacher's, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.browser import DrawPage, free_port, start_app, stop_app, wait_until_idle
from benchmarks.train_page import TrainPage
from server.lead import NAME
from server.teacher import ADDRESS, VARIABLE
from tests.browser.conftest import TEACHERS_SECRET as SECRET
from tests.browser.led_run import begin
from tests.told_worker import TOLD


@pytest.fixture
def teacher(context, app_address) -> Page:
    """A page of the teacher's browser."""
    page = context.new_page()
    page.goto(f"{app_address}/{ADDRESS}?secret={SECRET}")
    expect(page.get_by_text("Browsers here")).to_be_visible()
    return page


@pytest.fixture
def student(another_context, app_address, teacher) -> Page:
    """A page of somebody else, who has opened the teacher's link; the teacher shows Draw."""
    teacher.goto(app_address)
    expect(teacher.locator(".st-key-pad-paper")).to_be_visible()
    page = another_context.new_page()
    page.goto(f"{app_address}/follow")
    expect(page.locator(".st-key-pad-paper")).to_be_visible()
    expect(following(page)).to_be_visible()
    return page


def following(page: Page):
    return page.get_by_text("Following the teacher")


def waiting(page: Page):
    return page.get_by_text("The teacher isn’t leading now")


def turn_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def is_at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(f"/{path}([?].*)?$"))


def test_the_page_goes_where_the_teacher_goes(teacher, student):
    turn_to(teacher, "Neuron")
    is_at(student, "neuron")
    expect(student.locator(".dl-page-title")).to_have_text("Neuron")
    turn_to(teacher, "Data")
    is_at(student, "data")
    is_at(teacher, "data")  # its own address comes after the server has told the class
    teacher.go_back()
    is_at(student, "neuron")
    expect(student.locator(".dl-page-title")).to_have_text("Neuron")


def test_a_run_and_its_settings_are_followed(teacher, student, led_address, lead):
    run = begin(TrainPage(teacher), led_address, lead)
    expect(student).to_have_url(re.compile(f"run={run}"))
    shown = TrainPage(student)
    shown.wait_for_epoch(1)
    lead.allow(2)
    shown.wait_for_epoch(2)


@pytest.mark.slow
def test_drawing_is_no_reason_to_stay_but_another_setting_is(teacher, student):
    drawing = DrawPage(student)
    drawing.wait_for_network()
    drawing.draw([[(0.5, 0.2), (0.5, 0.8)]])
    turn_to(teacher, "Neuron")
    is_at(student, "neuron")
    student.get_by_role("radio", name="Descent").click()
    back = student.get_by_role("button", name="Follow the teacher")
    expect(back).to_be_visible()
    assert "follow=" not in student.url
    turn_to(teacher, "Data")
    is_at(teacher, "data")
    is_at(student, "neuron")
    back.click()
    is_at(student, "data")
    expect(following(student)).to_be_visible()


def test_a_reload_follows_and_another_page_does_not(teacher, student):
    turn_to(teacher, "Neuron")
    is_at(student, "neuron")
    student.reload()
    expect(following(student)).to_be_visible()
    turn_to(student, "Data")
    expect(student.get_by_role("button", name="Follow the teacher")).to_be_visible()
    is_at(student, "data")


@pytest.mark.slow
def test_a_teacher_may_look_something_up_alone(teacher, student, app_address):
    teacher.goto(f"{app_address}/{ADDRESS}")
    expect(teacher.get_by_text("Following you")).to_be_visible()
    teacher.get_by_text("The class follows me").click()
    try:
        expect(waiting(student)).to_be_visible()
        turn_to(teacher, "Data")
        expect(teacher.locator(".dl-page-title")).to_have_text("Data")
        wait_until_idle(teacher)
        is_at(student, "")
    finally:
        turn_to(teacher, "Class")
        teacher.get_by_text("The class follows me").click()
    is_at(student, "data")


@pytest.mark.slow
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_server_that_was_killed_leaves_the_class_where_it_is(
    context, another_context, tmp_path, is_kept
):
    """Whether the file of what was shown is there afterwards or not."""
    port, environment = free_port(), {"DIGIT_LAB_HOME": str(tmp_path), VARIABLE: SECRET}
    server, address = start_app(port, environment=TOLD | environment), f"http://127.0.0.1:{port}"
    try:
        teacher, student = context.new_page(), another_context.new_page()
        teacher.goto(f"{address}/{ADDRESS}?secret={SECRET}")
        expect(teacher.get_by_text("Browsers here")).to_be_visible()
        student.goto(f"{address}/follow")
        expect(waiting(student)).to_be_visible()
        teacher.goto(f"{address}/train?epochs=7")
        expect(student).to_have_url(re.compile("/train[?]epochs=7"))
        expect(student.locator(".dl-page-title")).to_have_text("Train")
        expect(following(student)).to_be_visible()
        wait_until_idle(student)
        teacher.close()
        server.kill()
        server.wait()
        if not is_kept:
            (tmp_path / NAME).unlink()
        with student.expect_response("**/follow/events", timeout=60_000):
            server = start_app(port, environment=TOLD | environment)
        expect(following(student) if is_kept else waiting(student)).to_be_visible()
        wait_until_idle(student)
        expect(student).to_have_url(re.compile("/train[?]epochs=7"))
        expect(student.locator(".dl-page-title")).to_have_text("Train")
        teacher = context.new_page()
        teacher.goto(f"{address}/{ADDRESS}?secret={SECRET}")
        expect(teacher.get_by_text("Browsers here")).to_be_visible()
        turn_to(teacher, "Neuron")
        is_at(student, "neuron")
        expect(following(student)).to_be_visible()
    finally:
        stop_app(server)
