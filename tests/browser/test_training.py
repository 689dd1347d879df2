"""Training in a real browser: start, watch, steer, come back, and what may go wrong.

Nothing is really trained: a run learns as far as its test allows (see tests/told_worker.py).
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from benchmarks.browser import free_port, start_app, wait_until_idle
from benchmarks.train_page import TrainPage
from tests.browser.led_run import EPOCHS, SETTINGS, begin
from tests.patience import PATIENCE, wait_for
from tests.told_worker import TOLD

# Seconds within which a page must know that a worker has died: it isn't silence that tells, for
# which a worker has six.
FACT = 4.0
# In the page: whether all ten bars together, and the tiles, are others than they were.
MOVED = """([bars, tiles]) =>
    [...document.querySelectorAll(".dl-bars li span")].map((each) => each.innerText)
        .join() !== bars.join() && document.querySelector(".dl-tiles img").src !== tiles"""


def workers() -> set[int]:
    """The process ids of the workers of this test's server, told by its folder of runs."""
    home = os.environ["DIGIT_LAB_HOME"]
    return {
        process.pid
        for process in psutil.process_iter(["cmdline", "environ"])
        if "tests.told_worker" in (process.info["cmdline"] or ())
        and (process.info["environ"] or {}).get("DIGIT_LAB_HOME") == home
    }


def test_curves_digit_and_weights_move_while_it_learns(train_page, led_address, lead):
    train_page.open(led_address)
    train_page.click("Draw one for me")
    train_page.page.locator(".dl-picture img").wait_for()
    lead.allow(1)
    train_page.train()
    train_page.wait_for_epoch(1)
    for epoch in (2, 3):
        before = [train_page.bars(), train_page.tiles()]
        lead.allow(epoch)
        train_page.wait_for_epoch(epoch)
        train_page.page.wait_for_function(MOVED, arg=before)
        assert train_page.status() == "running"
    assert train_page.epochs() == [0, 1, 2, 3]


@pytest.mark.slow
def test_the_label_under_the_pointer_stays_while_curves_grow(train_page, led_address, lead):
    begin(train_page, led_address, lead)
    chart = train_page.page.locator(".st-key-curves .js-plotly-plot")
    whole = chart.bounding_box()
    train_page.page.mouse.move(
        whole["x"] + 0.2 * whole["width"], whole["y"] + 0.3 * whole["height"]
    )
    label = chart.locator(".hoverlayer")
    expect(label).to_contain_text("validation accuracy")
    chart.evaluate("chart => { chart.isTheSame = true }")
    lead.allow(3)
    train_page.wait_for_epoch(3)
    assert chart.evaluate("chart => chart.isTheSame")
    expect(label).to_contain_text("validation accuracy")
    with train_page.page.expect_download() as download:
        chart.locator(".modebar-btn").click()
    assert download.value.suggested_filename == "digit-lab.png"


def test_pause_one_epoch_a_new_rate_and_stop(train_page, led_address, lead):
    begin(train_page, led_address, lead)
    train_page.click("Pause")
    train_page.wait_for_status("paused")
    lead.allow(EPOCHS)
    train_page.move_slider("Learning rate", "ArrowLeft")
    train_page.click("One epoch")
    train_page.wait_for_epoch(2)
    train_page.wait_for_status("paused")
    assert train_page.epochs() == [0, 1, 2]
    lead.allow(4)
    train_page.click("Resume")
    train_page.wait_for_epoch(4)
    train_page.click("Stop")
    train_page.wait_for_status("stopped")
    assert train_page.figure("test").endswith("%")
    train_page.page.reload()
    train_page.wait()
    assert train_page.status() == "stopped" and train_page.epochs() == [0, 1, 2, 3, 4]


def test_a_reload_and_a_second_tab_show_the_same_run_which_goes_on(
    train_page, context, led_address, lead
):
    run = begin(train_page, led_address, lead)
    train_page.page.reload()
    train_page.wait()
    assert train_page.run_id() == run and train_page.status() == "running"
    lead.allow(3)
    train_page.wait_for_epoch(3)
    second = TrainPage(context.new_page())
    second.open(train_page.page.url)
    assert second.status() == "running"
    second.click("Stop")
    train_page.wait_for_status("stopped")


@pytest.mark.slow
def test_a_double_click_starts_one_run(train_page, led_address, lead):
    lead.allow(1)
    train_page.open(led_address)
    train_page.train_button.dblclick()
    train_page.wait_for_epoch(1)
    lead.let_go()
    train_page.wait_for_status("finished")
    train_page.page.reload()
    train_page.wait()
    train_page.rows.first.wait_for()
    assert train_page.rows.count() == 1


@pytest.mark.slow
def test_a_run_goes_on_when_its_browser_is_closed(train_page, another_context, led_address, lead):
    begin(train_page, led_address, lead)
    here = train_page.page.url
    cookies = train_page.page.context.cookies()
    train_page.page.close()
    lead.allow(2)
    another_context.add_cookies(cookies)
    returned = TrainPage(another_context.new_page())
    returned.open(here)
    returned.wait_for_epoch(2)
    assert returned.status() == "running"
    returned.click("Stop")
    returned.wait_for_status("stopped")


@pytest.mark.slow
def test_somebody_else_watches_but_does_not_steer(train_page, another_context, led_address, lead):
    begin(train_page, led_address, lead)
    other = TrainPage(another_context.new_page())
    other.open(train_page.page.url)
    assert other.status() == "running"
    assert other.page.get_by_role("button", name="Stop").is_disabled()
    assert other.rows.count() == 0
    lead.allow(2)
    other.wait_for_epoch(2)


def test_a_run_is_replayed_from_its_beginning(train_page, led_address):
    sent: list[object] = []
    train_page.page.on(
        "websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame))
    )
    train_page.open(led_address)
    train_page.train()
    train_page.wait_for_status("finished")
    train_page.page.get_by_role("slider", name="Replay").wait_for()
    train_page.page.locator(f'.dl-weights[data-epoch="{EPOCHS}"]').wait_for()
    last = train_page.tiles()
    # It goes through them by itself, and the server's page is not run for that. However late the
    # epochs come, it begins with the first.
    wait_until_idle(train_page.page)
    sent.clear()
    late: list[Route] = []
    train_page.page.route("**/epochs?**from=0", lambda route: late.append(route))
    speed = train_page.page.get_by_label("Speed")
    speed.select_option("30")
    train_page.click("Play")
    shown = train_page.page.get_by_role("slider", name="Replay")
    train_page.page.wait_for_timeout(1000)  # in which it would have played them all
    assert shown.get_attribute("aria-valuetext") == "before the first epoch"
    speed.select_option("1")
    late.pop().continue_()
    train_page.page.locator('.dl-weights[data-epoch="1"]').wait_for()
    speed.select_option("30")
    assert not sent
    train_page.page.locator(f'.dl-weights[data-epoch="{EPOCHS}"]').wait_for()
    train_page.page.get_by_role("button", name="Play", exact=True).wait_for()
    assert train_page.tiles() == last
    # And by hand.
    train_page.move_slider("Replay", "Home")
    train_page.page.locator('.dl-weights[data-epoch="0"]').wait_for()
    assert train_page.tiles() != last
    train_page.move_slider("Replay", "End")
    train_page.page.locator(f'.dl-weights[data-epoch="{EPOCHS}"]').wait_for()
    assert train_page.tiles() == last


@pytest.mark.slow
def test_what_an_address_asks_for_in_vain_is_explained(train_page, app_address):
    train_page.open(f"{app_address}/train?epochs=100000&activation=magic&run=../../etc/passwd")
    text = train_page.notice.first.inner_text()
    assert "1 to 500" in text and "magic" in text and "no such training" in text
    assert train_page.page.get_by_test_id("stException").count() == 0


@pytest.mark.slow
def test_a_killed_worker_ends_its_run_at_once_and_the_next_one_is_trained(
    train_page, led_address, lead
):
    begin(train_page, led_address, lead)
    os.kill(lead.process, signal.SIGKILL)
    killed = time.monotonic()
    train_page.wait_for_status("failed")
    assert time.monotonic() - killed < FACT
    expect(train_page.page.locator(".dl-result")).to_contain_text("memory")
    lead.let_go()
    train_page.train()
    train_page.wait_for_status("finished")


@pytest.mark.slow
def test_the_page_fits_on_a_phone(phone: BrowserContext, led_address):
    train_page = TrainPage(phone.new_page())
    train_page.open(led_address)
    assert fits(train_page.page)
    train_page.train()
    train_page.wait_for_status("finished")
    assert fits(train_page.page)


def fits(train_page: Page) -> bool:
    """Whether nothing sticks out to the right."""
    width = train_page.evaluate("document.documentElement.scrollWidth")
    return width <= train_page.viewport_size["width"]


@pytest.fixture
def server(browser: Browser, tmp_path, monkeypatch) -> Iterator[subprocess.Popen]:
    """A server of its own, with its own runs, to be ended by the test."""
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    port = free_port()
    process = start_app(port, environment=TOLD)
    process.address = f"http://127.0.0.1:{port}"
    yield process
    process.kill()
    process.wait()


# Streamlit ends in the same way for Ctrl-C as for SIGTERM.
@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_ends_leaves_no_orphans_and_finds_its_runs_again(
    train_page, server, lead, how
):
    train_page.open(f"{server.address}/train?{SETTINGS}")
    finished = train_page.train()
    train_page.wait_for_status("finished")
    interrupted = begin(train_page, f"{server.address}/train?{SETTINGS}&seed={lead.seed}", lead)
    children = workers()
    assert lead.process in children
    server.send_signal(how)
    server.wait(PATIENCE)
    wait_for(lambda: not children & workers())

    port = int(server.address.rpartition(":")[2])
    again = start_app(port, environment=TOLD)
    try:
        train_page.open(f"{server.address}/train?run={interrupted}")
        assert train_page.status() == "interrupted"
        train_page.open(f"{server.address}/train?run={finished}")
        assert train_page.status() == "finished" and train_page.epochs() == list(range(EPOCHS + 1))
        assert train_page.rows.count() == 2
    finally:
        again.terminate()
        again.wait()
