"""Training in a real browser: start, watch, steer, come back, compare, and what may go wrong."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.browser import DrawPage, free_port, start_app
from benchmarks.train_page import TrainPage

# Small enough to be over in seconds on a busy machine, with the sample of MNIST, too.
SHORT = "hidden_units=8&epochs=4&training_images=4000&batch_size=32"
# Two million updates: still under way on a quick machine when a test has seen what it waits for.
LONG = "hidden_units=8&epochs=500&training_images=4000&batch_size=1"
# An easy digit may be wholly certain after the first usual epoch.
SLOW = "hidden_units=8&epochs=500&training_images=4000&batch_size=16&learning_rate=0.00003"
PHONE = {"width": 390, "height": 844}
FACT = 2.0  # seconds within which a page must know that a worker has died
PATIENCE = 60.0


@pytest.fixture
def page(context: BrowserContext) -> TrainPage:
    return TrainPage(context.new_page())


def workers() -> set[int]:
    """The process ids of the workers of this test's server, told by its folder of runs."""
    home = os.environ["DIGIT_LAB_HOME"]
    return {
        process.pid
        for process in psutil.process_iter(["cmdline", "environ"])
        if "training.workers.worker" in (process.info["cmdline"] or ())
        and (process.info["environ"] or {}).get("DIGIT_LAB_HOME") == home
    }


def busiest(processes: set[int]) -> int:
    """The one that trains, not the one that waits."""

    def seconds(process: int) -> float:
        times = psutil.Process(process).cpu_times()
        return times.user + times.system

    before = {process: seconds(process) for process in processes}
    time.sleep(1.0)
    return max(processes, key=lambda process: seconds(process) - before[process])


def wait_for(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it didn't happen"
        time.sleep(0.05)


def test_a_recipe_by_its_address_is_trained_and_both_figures_stand_side_by_side(page, app_address):
    page.open(f"{app_address}/train?recipe=scaled-inputs")
    assert "95" not in page.page.locator(".dl-figures").inner_text()
    page.train()
    page.wait_for_status("finished")
    page.wait_for_epoch(5)
    assert page.epochs() == [0, 1, 2, 3, 4, 5]
    accuracy = page.curve(0)
    assert accuracy[0] < 0.3 < 0.8 < accuracy[-1]
    sample = page.page.locator(".dl-notice").count() > 0
    if not sample:
        assert page.figure("theirs") == "95.0 %"
        assert abs(float(page.figure("yours").rstrip(" %")) - 95.0) < 2.0


def test_curves_digit_and_weights_move_while_it_learns(page, app_address):
    page.open(f"{app_address}/train?{SLOW}")
    page.click("Draw one for me")
    page.page.locator(".dl-picture img").wait_for()
    page.train()
    page.wait_for_epoch(1)
    seen = {(tuple(page.bars()), page.tiles())}
    # Far apart: a quick machine does ten epochs between two pictures of the curves.
    for epoch in (10, 40, 100):
        page.wait_for_epoch(epoch)
        seen.add((tuple(page.bars()), page.tiles()))
    assert len({bars for bars, _ in seen}) > 1 and len({tiles for _, tiles in seen}) > 1
    page.click("Stop")
    page.wait_for_status("stopped")


def test_pause_one_epoch_a_new_rate_and_stop(page, app_address):
    page.open(f"{app_address}/train?{LONG}&seed=2")
    page.train()
    page.wait_for_epoch(1)
    page.click("Pause")
    page.wait_for_status("paused")
    before = page.epochs()[-1]
    page.move_slider("Learning rate", "ArrowLeft")
    page.click("One epoch")
    page.wait_for_epoch(before + 1)
    page.wait_for_status("paused")
    assert page.epochs()[-1] == before + 1
    page.click("Resume")
    page.wait_for_epoch(before + 3)
    page.click("Stop")
    page.wait_for_status("stopped")
    assert page.figure("test").endswith("%")
    page.page.reload()
    page.wait()
    assert page.status() == "stopped"


def test_a_reload_and_a_second_tab_show_the_same_run_which_goes_on(page, context, app_address):
    page.open(f"{app_address}/train?{LONG}&seed=3")
    run = page.train()
    page.wait_for_epoch(1)
    page.page.reload()
    page.wait()
    assert page.run_id() == run and page.status() == "running"
    page.wait_for_epoch(page.epochs()[-1] + 2)
    second = TrainPage(context.new_page())
    second.open(page.page.url)
    assert second.status() == "running"
    second.click("Stop")
    page.wait_for_status("stopped")


def test_a_double_click_starts_one_run(page, app_address):
    page.open(f"{app_address}/train?{SHORT}&seed=4")
    before = page.rows.count()
    page.train_button.dblclick()
    page.wait_for_status("finished")
    page.page.reload()
    page.wait()
    page.rows.first.wait_for()
    assert page.rows.count() == before + 1


def test_a_run_goes_on_when_its_browser_is_closed(browser, page, app_address):
    page.open(f"{app_address}/train?{LONG}&seed=5")
    page.train()
    page.wait_for_epoch(1)
    address = page.page.url
    cookies = page.page.context.cookies()
    page.page.close()
    again = browser.new_context()
    again.add_cookies(cookies)
    returned = TrainPage(again.new_page())
    returned.open(address)
    assert returned.status() == "running"
    returned.click("Stop")
    returned.wait_for_status("stopped")
    again.close()


def test_somebody_else_watches_but_does_not_steer(browser, page, app_address):
    page.open(f"{app_address}/train?{LONG}&seed=6")
    page.train()
    page.wait_for_epoch(1)
    other_context = browser.new_context()
    other = TrainPage(other_context.new_page())
    other.open(page.page.url)
    assert other.status() == "running"
    assert other.page.get_by_role("button", name="Stop").is_disabled()
    assert other.rows.count() == 0
    other_context.close()
    page.click("Stop")
    page.wait_for_status("stopped")


def test_draw_for_the_network_that_was_just_trained(page, app_address):
    page.open(f"{app_address}/train?{SHORT}&seed=7")
    run = page.train()
    page.wait_for_status("finished")
    page.page.get_by_role("link", name="Draw for this network").click()
    draw = DrawPage(page.page)
    draw.wait_for_pad()
    draw.wait_for_network()
    assert draw.network() == f"run-{run}"
    draw.click("Draw one for me")
    page.page.locator('[data-strokes]:not([data-strokes="0"])').wait_for()
    assert draw.verdict() in ("digit", "unsure", "no-digit")


def test_two_runs_are_compared(page, app_address):
    for seed, units in ((8, 4), (8, 16)):
        page.open(
            f"{app_address}/train?hidden_units={units}&epochs=3&training_images=4000&seed={seed}"
        )
        page.train()
        page.wait_for_status("finished")
    boxes = page.page.locator(".dl-runs tbody input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    differences = page.page.locator(".st-key-runs-differences")
    differences.get_by_text("What differs").wait_for()
    text = differences.inner_text()
    assert "Hidden units" in text and "Epochs" not in text
    curves = page.page.locator(".st-key-overlay-holder .js-plotly-plot")
    curves.wait_for()
    assert curves.evaluate("plot => plot.data.length") == 4


def test_a_run_is_replayed_from_its_beginning(page, app_address):
    page.open(f"{app_address}/train?{SHORT}&seed=9")
    page.train()
    page.wait_for_status("finished")
    page.page.get_by_role("slider", name="Replay").wait_for()
    last = page.tiles()
    page.move_slider("Replay", "Home")
    page.page.locator('.dl-weights[data-epoch="0"]').wait_for()
    assert page.tiles() != last
    page.move_slider("Replay", "End")
    page.page.locator('.dl-weights[data-epoch="4"]').wait_for()
    assert page.tiles() == last


def test_what_an_address_asks_for_in_vain_is_explained(page, app_address):
    page.open(f"{app_address}/train?epochs=100000&activation=magic&run=../../etc/passwd")
    text = page.notice.first.inner_text()
    assert "1 to 500" in text and "magic" in text and "no such training" in text
    assert page.page.get_by_test_id("stException").count() == 0


def test_a_killed_worker_ends_its_run_at_once_and_drawing_goes_on(page, app_address):
    page.open(f"{app_address}/train?{LONG}&seed=10")
    page.train()
    page.wait_for_epoch(2)
    os.kill(busiest(workers()), signal.SIGKILL)
    killed = time.monotonic()
    page.wait_for_status("failed", limit=10_000)
    assert time.monotonic() - killed < FACT
    assert "memory" in page.page.locator(".dl-result").inner_text()
    page.open(f"{app_address}/train?{SHORT}&seed=11")
    page.train()
    page.wait_for_status("finished")


def test_the_page_fits_on_a_phone(browser: Browser, app_address):
    context = browser.new_context(viewport=PHONE)
    page = TrainPage(context.new_page())
    page.open(f"{app_address}/train?{SHORT}&seed=12")
    assert fits(page.page)
    page.train()
    page.wait_for_status("finished")
    assert fits(page.page)
    context.close()


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the right."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def server(browser: Browser, tmp_path, monkeypatch) -> Iterator[subprocess.Popen]:
    """A server of its own, with its own runs, to be ended by the test."""
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    port = free_port()
    process = start_app(port)
    process.address = f"http://127.0.0.1:{port}"
    yield process
    process.kill()
    process.wait()


# Streamlit ends in the same way for Ctrl-C as for SIGTERM.
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_ends_leaves_no_orphans_and_finds_its_runs_again(page, server, how):
    page.open(f"{server.address}/train?{SHORT}")
    finished = page.train()
    page.wait_for_status("finished")
    page.open(f"{server.address}/train?{LONG}")
    interrupted = page.train()
    page.wait_for_epoch(2)
    children = workers()
    assert children
    server.send_signal(how)
    server.wait(PATIENCE)
    wait_for(lambda: not children & workers())

    port = int(server.address.rpartition(":")[2])
    again = start_app(port)
    try:
        page.open(f"{server.address}/train?run={interrupted}")
        assert page.status() == "interrupted"
        page.open(f"{server.address}/train?run={finished}")
        assert page.status() == "finished" and page.epochs() == [0, 1, 2, 3, 4]
        assert page.rows.count() == 2
    finally:
        again.terminate()
        again.wait()
