"""What can be done with a run that has ended."""

import pytest

from tests.fake_runs_page import standing_in
from tests.fake_trainings import a_run
from training.runs.run import Status


@pytest.fixture
def page(monkeypatch):
    with standing_in(monkeypatch) as make:
        yield make


@pytest.mark.parametrize("status", [Status.FAILED, Status.INTERRUPTED, Status.STOPPED])
def test_a_run_that_ended_before_it_began_can_be_looked_at(page, status):
    run = a_run(0, status, epochs=(), snapshots=(), latest=None)
    shown = page(run).open()
    assert shown.links[-1]["disabled"]


def test_the_way_to_draw_for_it_names_the_network(page):
    shown = page(a_run(5, Status.FINISHED)).open()
    assert shown.links[-1]["query_params"] == {"network": "run-run-1"}
    assert not shown.links[-1]["disabled"]


def test_a_run_is_renamed(page):
    shown = page(a_run(5, Status.FINISHED)).open().unfold("watch-keep")
    name = shown.app.text_input(key="watch-name-run-1")
    assert name.proto.max_chars == 60
    name.set_value("  Class 9b ")
    shown.run()
    assert ("rename", "run-1", "Class 9b") in shown.service.calls
    assert "Class 9b" in shown.run().html


@pytest.mark.slow
def test_a_closed_popover_sends_nothing_that_could_become_stale(page):
    shown = page(a_run(5, Status.FINISHED, name="Before")).open()
    assert not shown.app.text_input and "watch-delete-now" not in shown.buttons
    assert shown.unfold("watch-keep").app.text_input[0].value == "Before"
    shown.unfold("watch-keep", False)
    shown.service.change("run-1", name="Renamed elsewhere")
    assert shown.unfold("watch-keep").app.text_input[0].value == "Renamed elsewhere"
    shown.service.change("run-1", name="And again")
    assert shown.run().app.text_input[0].value == "And again"


def test_a_run_is_deleted_only_after_a_second_press(page):
    shown = page(a_run(5, Status.FINISHED)).open().unfold("watch-delete")
    shown.app.session_state.open_run = None  # what the page takes from the address by then
    shown.press("watch-delete-now")
    assert ("delete", "run-1") in shown.service.calls and not shown.service.runs
    assert "“12 ReLU” has been deleted.<" in shown.html


def test_a_run_of_somebody_else_is_neither_renamed_nor_deleted(page):
    shown = page(a_run(5, Status.FINISHED)).open(visitor="somebody else").unfold("watch-keep")
    assert shown.app.text_input(key="watch-name-run-1").disabled
