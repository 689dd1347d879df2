"""A visitor's runs in a real browser: sorted, laid over one another, in two tabs, as files.

Nothing is really trained: see tests/told_worker.py.
"""

import csv
import io
import os
import shlex
import signal
import zipfile
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from benchmarks.browser import wait_until_idle
from benchmarks.train_page import TrainPage
from server.visitor import COOKIE, new_name
from tests.patience import wait_for
from tests.told_worker import TOLD, Lead
from training.config import TrainingConfig
from training.runs.run import Epoch, Status
from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.local import COMMAND_VARIABLE, LocalBackend

CONFIG = TrainingConfig(training_images=4000)
# Hidden units and epochs: the more epochs, the more accurate, whatever the network. The seed of
# the first is that of the run that fails.
FAILS, RUNS = 900, {16: 2, 4: 5, 8: 3}
LONGEST = "4 ReLU"  # what the run with the most epochs is called


class Visitor(NamedTuple):
    """Somebody who has trained three networks, and a fourth whose worker died."""

    page: TrainPage
    address: str


@pytest.fixture(scope="module")
def cookies(app_address: str) -> list:
    """The cookies of that visitor, whose runs lie in the server's folder.

    They were trained beside it, as by another server: nobody had to open a page for that.
    """
    visitor, lead = new_name(), Lead(FAILS)
    lead.allow(1)
    told = partial(LocalBackend, command=shlex.split(TOLD[COMMAND_VARIABLE]))
    trainings = Trainings(told, RunStore())
    fails = trainings.start(replace(CONFIG, hidden_units=(2,), epochs=5, seed=FAILS), visitor)
    wait_for(lambda: len(trainings.get(fails).epochs) == 2)
    os.kill(lead.process, signal.SIGKILL)
    wait_for(lambda: trainings.get(fails).status is Status.FAILED)
    lead.let_go()
    for units, epochs in RUNS.items():
        run = trainings.start(replace(CONFIG, hidden_units=(units,), epochs=epochs), visitor)
        wait_for(lambda run=run: trainings.get(run).status is Status.FINISHED)
    trainings.close()
    return [{"name": COOKIE, "value": visitor, "url": app_address}]


@pytest.fixture
def visitor(context: BrowserContext, cookies: list, app_address: str) -> Visitor:
    context.add_cookies(cookies)
    page = TrainPage(context.new_page())
    page.open(f"{app_address}/train")
    expect(page.rows).to_have_count(4)
    return Visitor(page, app_address)


def column(page: TrainPage, name: str) -> list[str]:
    """What a column of the table says, line by line."""
    heads = page.page.locator(".dl-runs thead th").all_inner_texts()
    place = heads.index(name) + 2  # the first is 1, and has the ticks
    return page.page.locator(f".dl-runs tbody td:nth-child({place})").all_inner_texts()


def head(page: TrainPage, name: str) -> Locator:
    return page.page.locator(".dl-runs thead th", has=page.page.get_by_text(name, exact=True))


def sort_by(page: TrainPage, name: str, expected: str) -> None:
    """Press a column's head, and wait until the table is sorted by it in that way."""
    head(page, name).get_by_role("button").click()
    expect(head(page, name)).to_have_attribute("aria-sort", expected)


def tick(page: TrainPage, *networks: str) -> None:
    for network in networks:
        page.page.get_by_role("checkbox", name=f"Tick {network}", exact=True).check()


def test_a_press_on_a_columns_head_sorts_the_runs(visitor):
    page = visitor.page
    assert column(page, "Run") == ["8 ReLU", "4 ReLU", "16 ReLU", "2 ReLU"]
    sort_by(page, "Parameters", "descending")
    assert column(page, "Run") == ["16 ReLU", "8 ReLU", "4 ReLU", "2 ReLU"]
    sort_by(page, "Parameters", "ascending")
    assert column(page, "Run") == ["2 ReLU", "4 ReLU", "8 ReLU", "16 ReLU"]
    sort_by(page, "Run", "ascending")
    assert column(page, "Run") == ["16 ReLU", "2 ReLU", "4 ReLU", "8 ReLU"]
    expect(head(page, "Parameters")).to_have_attribute("aria-sort", "none")


@pytest.mark.slow
def test_what_has_no_figure_is_last_whichever_way_the_runs_are_sorted(visitor):
    page = visitor.page
    sort_by(page, "Test accuracy", "descending")
    assert column(page, "Run") == ["4 ReLU", "8 ReLU", "16 ReLU", "2 ReLU"]
    sort_by(page, "Test accuracy", "ascending")
    assert column(page, "Run") == ["16 ReLU", "8 ReLU", "4 ReLU", "2 ReLU"]
    assert column(page, "Test accuracy")[-1] == "–"
    assert column(page, "Status")[-1] == "failed"


@pytest.mark.slow
def test_ticks_stay_with_their_runs_when_the_table_is_sorted(visitor):
    page = visitor.page
    tick(page, "4 ReLU")
    sort_by(page, "Parameters", "descending")
    expect(page.page.get_by_role("checkbox", name="Tick 4 ReLU")).to_be_checked()
    assert page.page.locator(".dl-runs tbody input:checked").count() == 1
    page.page.locator(".st-key-runs-one", has_text="4 ReLU").wait_for()


def test_two_runs_are_laid_over_one_another(visitor):
    page = visitor.page
    tick(page, "16 ReLU", "4 ReLU")
    legend = page.page.locator(".dl-run-keys span")
    expect(legend).to_have_text(["16 ReLU", "4 ReLU"])
    colors = legend.locator("i").evaluate_all("all => all.map((it) => it.style.borderTopColor)")
    assert len(set(colors)) == 2
    differences = page.page.locator(".st-key-runs-differences")
    differences.get_by_text("What differs").wait_for()
    rows = differences.locator("tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["Hidden units", "16", "4"],
        ["Epochs", "2", "5"],
        ["Test accuracy", "67.6 %", "93.0 %"],
    ]
    curves = overlay(page)
    assert curves.evaluate("plot => plot.data.map((each) => each.x.at(-1))") == [2, 2, 5, 5]
    page.page.get_by_role("checkbox", name="Tick 16 ReLU").uncheck()
    page.page.locator(".st-key-runs-one", has_text="4 ReLU").wait_for()
    expect(legend).to_have_count(0)


@pytest.mark.slow
def test_the_comparisons_loss_can_be_shown_by_its_powers_of_ten(visitor):
    page = visitor.page
    tick(page, "16 ReLU", "4 ReLU")
    overlay(page)
    toggle = page.page.locator(".st-key-runs-log label")
    for kind in ("linear", "log", "linear"):
        page.page.wait_for_function(
            "kind => document.querySelector('.st-key-overlay .js-plotly-plot')"
            "?._fullLayout?.yaxis2.type === kind",
            arg=kind,
        )
        toggle.click()
    # The other chart has a switch of its own.
    assert page.page.locator(".st-key-watch-log input").is_checked() is False


def overlay(page: TrainPage) -> Locator:
    """The chart of both runs, once it is there."""
    curves = page.page.locator(".st-key-overlay .js-plotly-plot")
    curves.wait_for()
    page.page.wait_for_function(
        "document.querySelector('.st-key-overlay .js-plotly-plot')?.data?.length === 4"
    )
    return curves


@pytest.mark.slow
def test_two_tabs_of_a_visitor_have_the_same_runs_and_both_may_steer(context, app_address, lead):
    lead.allow(1)
    one, other = TrainPage(context.new_page()), TrainPage(context.new_page())
    one.open(f"{app_address}/train?training_images=4000&hidden_units=8&epochs=9&seed={lead.seed}")
    one.train()
    one.wait_for_epoch(1)
    other.open(f"{app_address}/train")
    for page in (one, other):
        expect(page.rows).to_have_count(1)
    other.page.get_by_role("button", name="8 ReLU", exact=True).click()
    other.wait_for_status("running")
    assert other.run_id() == one.run_id()
    other.click("Pause")
    for page in (one, other):
        page.wait_for_status("paused")
    one.click("Resume")
    for page in (one, other):
        page.wait_for_status("running")
    other.click("Stop")
    for page in (one, other):
        page.wait_for_status("stopped")


@pytest.fixture
def keeping(visitor: Visitor) -> TrainPage:
    """The longest run, with the panel open from which it can be kept."""
    page = visitor.page
    page.page.get_by_role("button", name=LONGEST, exact=True).click()
    page.wait_for_status("finished")
    wait_until_idle(page.page)  # or what comes closes what was opened
    page.page.locator(".st-key-watch-keep button").click()
    return page


def downloaded(page: TrainPage, button: str) -> tuple[str, bytes]:
    """The name and the content of the file that a button gives."""
    with page.page.expect_download() as download:
        page.click(button)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_curves_can_be_kept_as_csv(keeping):
    name, content = downloaded(keeping, "Curves as a CSV file")
    assert name == f"digit-lab-{keeping.run_id()[:8]}.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert list(rows[0]) == [field.name for field in fields(Epoch)]
    assert [float(row["epoch"]) for row in rows] == keeping.epochs() == [0, 1, 2, 3, 4, 5]
    accuracies = [float(row["accuracy"]) for row in rows]
    assert accuracies == pytest.approx(keeping.curve(0), abs=1e-6)
    assert accuracies[-1] == pytest.approx(0.930016)
    assert {row["learning_rate"] for row in rows} == {"0.001"}


@pytest.mark.slow
def test_the_network_can_be_kept_as_a_keras_file(keeping):
    name, content = downloaded(keeping, "Network as a Keras file")
    assert name == f"digit-lab-{keeping.run_id()[:8]}.keras"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        assert {"config.json", "model.weights.h5"} <= set(file.namelist())
        assert '"units": 4' in file.read("config.json").decode()
