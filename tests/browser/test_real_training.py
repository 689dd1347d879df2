"""A recipe trained for real, by TensorFlow, in a real browser; and the network that came out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from benchmarks.browser import DrawPage, running_app
from benchmarks.train_page import TrainPage


@pytest.fixture(scope="module")
def trained(browser: Browser) -> Iterator[TrainPage]:
    """The Train page after the training of a recipe, named by its address."""
    with running_app() as address:
        page = TrainPage(browser.new_page())
        page.open(f"{address}/train?recipe=scaled-inputs")
        assert "95" not in page.page.locator(".dl-figures").inner_text()
        page.train()
        page.wait_for_status("finished")
        page.wait_for_epoch(5)
        yield page
        page.page.close()


def test_a_recipe_is_trained_and_both_figures_stand_side_by_side(trained):
    assert trained.epochs() == [0, 1, 2, 3, 4, 5]
    accuracy = trained.curve(0)
    assert accuracy[0] < 0.3 < 0.8 < accuracy[-1]
    sample = trained.page.locator(".dl-notice").count() > 0
    if not sample:
        assert trained.figure("theirs") == "95.0 %"
        assert abs(float(trained.figure("yours").rstrip(" %")) - 95.0) < 2.0


def test_draw_for_the_network_that_was_just_trained(trained):
    run, page = trained.run_id(), trained.page
    page.get_by_role("link", name="Draw for this network").click()
    draw = DrawPage(page)
    draw.wait_for_pad()
    draw.wait_for_network()
    assert draw.network() == f"run-{run}"
    draw.click("Draw one for me")
    page.locator('[data-strokes]:not([data-strokes="0"])').wait_for()
    assert draw.verdict() in ("digit", "unsure", "no-digit")
    page.go_back()
    trained.wait()
