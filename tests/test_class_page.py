"""The teacher's page with Streamlit's AppTest."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.url import class_address
from server.teacher import teachers
from training.runs import service


@pytest.fixture(autouse=True)
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


def joining(app: AppTest) -> str:
    """The part of the page that says how to join."""
    told = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.json]
    return next(each["html"] for each in told if "dl-join" in each.get("html", ""))


def test_other_networks_that_may_be_the_room_s_stand_below_the_likeliest(monkeypatch):
    addresses = [f"http://{each}:8501/" for each in ("192.168.1.20", "10.42.0.1")]
    monkeypatch.setattr(class_address, "app_addresses", lambda: addresses)
    shown = joining(opened())
    assert "<strong>http://192.168.1.20:8501/<wbr>follow</strong>" in shown
    assert "<p>or http://10.42.0.1:8501/<wbr>follow</p>" in shown
    monkeypatch.setattr(class_address, "app_addresses", lambda: addresses[:1])
    assert "<p>or " not in joining(opened())
