"""Train on a phone: what comes first, and what a press on Train brings into sight."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from benchmarks.train_page import TrainPage

PHONE = {"width": 390, "height": 844}
LONG = "hidden_units=8&epochs=500&training_images=4000&batch_size=1&seed=14"
ORDER = ("watch-digit", "train-launch", "watch-strip", "curves", "train-shape")
# In the page: whether something lies wholly between its bar at the top and its tabs at the foot.
IN_SIGHT = """key => {
  const box = document.querySelector(`.st-key-${key}`).getBoundingClientRect()
  const foot = document.querySelector(".st-key-tabs").getBoundingClientRect()
  return box.top >= 60 && box.bottom <= foot.top
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[TrainPage]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield TrainPage(context.new_page())
    context.close()


@pytest.mark.slow
def test_the_digit_comes_first_then_train_then_the_curves_and_settings_last(page, app_address):
    page.open(f"{app_address}/train?{LONG}")
    tops = [page.page.locator(f".st-key-{key}").bounding_box()["y"] for key in ORDER]
    assert tops == sorted(tops)
    assert page.page.evaluate(IN_SIGHT, "train-button")


def test_a_run_that_is_started_comes_into_sight(page, app_address):
    page.open(f"{app_address}/train?{LONG}")
    assert not page.page.evaluate(IN_SIGHT, "curves")
    page.train()
    for key in ("watch-strip", "curves"):
        page.page.wait_for_function(IN_SIGHT, arg=key)
    # By script: the page still moves, and the button goes with the press.
    page.page.get_by_role("button", name="Stop", exact=True).evaluate("button => button.click()")
    page.page.reload()
    page.wait()
    assert not page.page.evaluate(IN_SIGHT, "curves")
