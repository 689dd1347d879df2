"""The teacher's page with Streamlit's AppTest, for two teachers' browsers."""

import json

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from pages.shared.url import class_address
from server.teacher import teachers
from training.runs import service
from training.runs.classroom import Limits

EPOCHS, UNITS = "Most epochs", "Most hidden units in a layer"  # the controls' titles


@pytest.fixture
def classroom(desk, monkeypatch):
    monkeypatch.setattr(service, "trainings", lambda: desk.trainings)
    monkeypatch.setattr(teachers, "is_teacher", lambda visitor: True)
    return desk.trainings.classroom


def opened() -> AppTest:
    """The page in one more browser."""
    return run(AppTest.from_file("../pages/teacher/page.py", default_timeout=30))


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def control(app: AppTest, title: str) -> Selectbox:
    return next(each for each in app.selectbox if each.label == title)


def choose(app: AppTest, title: str, value: str | int) -> None:
    control(app, title).set_value(value)
    run(app)


def joining(app: AppTest) -> str:
    """The part of the page that says how to join."""
    told = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.json]
    return next(each["html"] for each in told if "dl-join" in each.get("html", ""))


def test_two_teachers_do_not_undo_each_other_s_limits(classroom):
    first, second = opened(), opened()
    choose(first, EPOCHS, 5)
    choose(second, UNITS, 64)
    assert classroom.limits == Limits(epochs=5, units=64)
    choose(first, EPOCHS, "no limit")
    assert classroom.limits == Limits(units=64)


def test_a_control_shows_what_the_other_teacher_has_set(classroom):
    first, second = opened(), opened()
    choose(first, EPOCHS, 5)
    assert control(run(second), EPOCHS).value == 5
    choose(second, EPOCHS, 10)
    assert control(run(first), EPOCHS).value == 10
    assert classroom.limits == Limits(epochs=10)


def test_other_networks_that_may_be_the_room_s_stand_below_the_likeliest(classroom, monkeypatch):
    addresses = [f"http://{each}:8501/" for each in ("192.168.1.20", "10.42.0.1")]
    monkeypatch.setattr(class_address, "app_addresses", lambda: addresses)
    shown = joining(opened())
    assert "<strong>http://192.168.1.20:8501/<wbr>follow</strong>" in shown
    assert "<p>or http://10.42.0.1:8501/<wbr>follow</p>" in shown
    monkeypatch.setattr(class_address, "app_addresses", lambda: addresses[:1])
    assert "<p>or " not in joining(opened())
