"""What trains, on the teacher's page."""

from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from tests.fake_trainings import a_run
from training.runs.run import Status


def script() -> None:
    import streamlit as st

    from pages.teacher.class_queue import show_queue

    show_queue(st.session_state.queue, st.session_state.classroom)


def shown(*runs, **classroom) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30)
    app.session_state.queue = list(runs)
    app.session_state.classroom = SimpleNamespace(**{"stop": None, "clear_queue": None} | classroom)
    app.run()
    assert not app.exception
    return app


def test_a_run_can_have_any_id():
    assert len(shown(a_run(id="a__run"), a_run(id="_-_")).get("bidi_component")) == 2


def test_the_run_that_is_pressed_stops():
    stopped = []
    app = shown(a_run(id="one"), a_run(id="two"), stop=stopped.append)
    app.button(key="class-stop-two").click().run()
    assert stopped == ["two"]


def test_only_a_queue_can_be_cleared():
    assert shown(a_run()).button(key="class-clear").disabled
    assert not shown(a_run(0, Status.WAITING)).button(key="class-clear").disabled
