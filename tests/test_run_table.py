"""The list of a visitor's runs, and runs laid over one another."""

import json

import pytest

from pages.train import run_table
from pages.train import state as train_state
from tests.fake_runs_page import standing_in
from tests.fake_trainings import a_run
from training.config import TrainingConfig
from training.recipes import recipe
from training.runs.run import Status

FIRST = recipe("first-network")


@pytest.fixture
def page(monkeypatch):
    with standing_in(monkeypatch) as make:
        yield make


def test_the_list_has_a_line_for_each_own_run(page):
    runs = [a_run(5, Status.FINISHED, id="run-1"), a_run(2, Status.STOPPED, id="run-2")]
    shown = page(*runs, a_run(1, id="run-3", owner="somebody else")).open("run-2")
    (table,) = [
        json.loads(element.proto.json)
        for element in shown.app.get("bidi_component")
        if "rows" in element.proto.json
    ]
    assert [row["id"] for row in table["rows"]] == ["run-2", "run-1"]
    assert [row["open"] for row in table["rows"]] == [True, False]
    cells = dict(zip(table["columns"], table["rows"][1]["cells"], strict=True))
    assert cells["Test accuracy"] == ["97.9 %", 0.979]
    assert cells["Parameters"] == ["9,550", 9550]
    assert cells["Settings"][0] == "12 ReLU · Adam 0.001 · batch 128 · 5 epochs"


def test_one_ticked_run_can_be_set_up_again(page, monkeypatch):
    run = a_run(5, Status.FINISHED, config=FIRST.config, recipe=FIRST.name)
    monkeypatch.setattr(run_table, "_picked", lambda runs: runs[:1])
    adopted = []
    monkeypatch.setattr(train_state.TRAIN, "adopt", lambda *given: adopted.append(given))
    page(run).open(None).press("runs-again")
    assert adopted == [(FIRST.config,)]


def test_one_ticked_run_can_be_opened(page, monkeypatch):
    monkeypatch.setattr(run_table, "_picked", lambda runs: runs[:1])
    opened = []
    monkeypatch.setattr(train_state.TRAIN, "open_run", opened.append)
    page(a_run(5, Status.FINISHED)).open(None).press("runs-open")
    assert opened == ["run-1"]


def test_ticked_runs_are_laid_over_one_another(page, monkeypatch):
    runs = [a_run(5, Status.FINISHED, id=f"run-{number}") for number in range(3)]
    monkeypatch.setattr(run_table, "_picked", lambda runs: runs)
    shown = page(*runs).open(None)
    _, overlay = shown.figures
    assert len(overlay["data"]) == 6
    assert "The same settings, seed included" in shown.html


@pytest.mark.parametrize("forged", [None, "run-1", [3, None], {"a": 1}, ["unknown"]])
def test_forged_ticks_are_nothing(monkeypatch, forged):
    monkeypatch.setattr(run_table, "state", {"run-table": {"picked": forged}})
    assert run_table._picked([a_run(1)]) == []


def test_ticked_runs_come_in_the_order_of_the_ticks(monkeypatch):
    monkeypatch.setattr(run_table, "state", {"run-table": {"picked": ["b", "a", "b"]}})
    runs = [a_run(1, id="a"), a_run(1, id="b")]
    assert [run.id for run in run_table._picked(runs)] == ["b", "a"]


def test_only_settings_that_differ_are_compared():
    runs = [a_run(5, Status.FINISHED, config=TrainingConfig(batch_size=size)) for size in (32, 128)]
    html = run_table._differences(runs, run_table._names(runs))
    assert "Batch size" in html and "Optimizer" not in html and "Test accuracy" in html
    same = run_table._differences([runs[0]] * 2, ["one", "two"])
    assert "The same settings, seed included" in same


def test_runs_of_the_same_name_are_numbered():
    assert run_table._names([a_run(name="A"), a_run(name="B"), a_run(name="A")]) == [
        "A (1)",
        "B",
        "A (2)",
    ]
