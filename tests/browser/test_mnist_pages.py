"""The Data page in a real browser: the grid, a pixel, the matrix, a mistake on the pad."""

import pytest
from playwright.sync_api import expect

from benchmarks.browser import DrawPage, wait_until_idle
from benchmarks.data_view import DataPage
from training.data import load_mnist


@pytest.fixture(params=["context", "phone"], ids=["laptop", "phone"])
def screen(request: pytest.FixtureRequest) -> DataPage:
    """The page's tab on a laptop and on a phone."""
    return DataPage(request.getfixturevalue(request.param).new_page())


@pytest.fixture
def data_page(context, app_address) -> DataPage:
    page = DataPage(context.new_page())
    page.open(f"{app_address}/data")
    return page


def test_a_mistake_is_found_in_the_matrix_and_goes_to_the_pad(phone, app_address):
    # On a laptop, the lesson plan's walk does it.
    screen = DataPage(phone.new_page())
    screen.open(f"{app_address}/data?view=mistakes&network=ten-lines")
    width = screen.page.evaluate("document.querySelector('.stMain').scrollWidth")
    assert width <= screen.page.viewport_size["width"]

    screen.cell(4, 9).click()
    screen.page.get_by_role("heading", name="fours read as 9").wait_for()
    screen.wait_for_parameter("actual", "4")
    screen.wait_for_parameter("read_as", "9")
    count = int(screen.cell(4, 9).inner_text())
    assert screen.tiles.count() == min(count, 60)
    screen.page.locator(".dl-send").first.click()

    pad = DrawPage(screen.page)
    pad.wait_for_pad()
    pad.wait_for_network()
    pad.wait_for_strokes(1)
    assert pad.network() == "ten-lines" and pad.digits()[0] == 9
    # Left while a message is on its way, a page is asked for twice: test_leaving.py tries that.
    wait_until_idle(screen.page)
    screen.page.go_back()
    screen.page.get_by_role("heading", name="fours read as 9").wait_for()
    screen.page.go_forward()
    pad.wait_for_strokes(1)
    screen.page.reload()  # which keeps the place among the mistakes, too
    pad.wait_for_strokes(1)
    pad.click("Next mistake")
    expect(screen.page.locator(".dl-misread p")).to_contain_text(f"2 of {count}")
    pad.click("Undo")
    expect(screen.page.locator(".dl-misread p")).to_contain_text(f"1 of {count}")
    pad.click("Undo")
    pad.wait_for_strokes(0)


def test_the_first_dozen_is_there_and_above_the_fold(screen, app_address):
    screen.open(f"{app_address}/data")
    # The app has the same digits as this process: MNIST's, or else the sample's.
    assert screen.labels() == [str(label) for label in load_mnist(wait=False).y_train[:12]]
    box = screen.tiles.last.bounding_box()
    assert box["y"] + box["height"] <= screen.page.viewport_size["height"]
    width = screen.page.evaluate("document.querySelector('.stMain').scrollWidth")
    assert width <= screen.page.viewport_size["width"]


def test_a_digit_opens_and_its_pixels_say_where_they_are(data_page):
    data_page.tiles.nth(2).click()
    data_page.page.get_by_role("heading", name="Training image 2").wait_for()
    data_page.wait_for_parameter("digit", "2")
    box = data_page.pixels.bounding_box()
    side = box["width"] / 28
    data_page.page.mouse.move(box["x"] + 12.5 * side, box["y"] + 7.5 * side)
    data_page.wait_for_mark(7 * 28 + 12)
    data_page.page.get_by_text("Row 7, column 12").wait_for()
    data_page.pixels.focus()
    data_page.page.keyboard.press("ArrowDown")
    data_page.page.keyboard.press("ArrowLeft")
    data_page.wait_for_mark(8 * 28 + 11)
    line = data_page.page.locator(".dl-pixels-line").bounding_box()
    data_page.page.mouse.move(line["x"] + line["width"] * 100.5 / 784, line["y"] + 5)
    data_page.wait_for_mark(100)


def test_back_forward_and_reload_show_what_was_shown(data_page):
    data_page.show("Classes")
    data_page.wait_for_parameter("view", "classes")
    data_page.show("Shapes")
    data_page.wait_for_parameter("view", "shapes")
    data_page.page.get_by_text("Keras says").first.wait_for()
    data_page.page.go_back()
    data_page.page.get_by_role("img", name="The average of all").first.wait_for()
    data_page.page.go_back()
    data_page.tiles.nth(11).wait_for()
    data_page.page.go_forward()
    data_page.page.get_by_role("img", name="The average of all").first.wait_for()
    data_page.page.reload()
    data_page.page.get_by_role("img", name="The average of all").first.wait_for()


def test_pictures_have_texts_and_a_lesson_goes_on_on_the_train_page(data_page):
    data_page.tiles.nth(11).wait_for()
    images = data_page.page.locator(".stMain img").all()
    assert len(images) >= 12
    for image in images:
        assert image.get_attribute("alt")
    data_page.show("Shapes")
    data_page.page.get_by_role("link", name="Ten lines").click()
    data_page.page.get_by_role("button", name="Train", exact=True).wait_for()
    data_page.wait_for_parameter("recipe", "ten-lines")


def test_who_types_a_number_and_leaves_takes_nothing_along(data_page):
    page = data_page.page
    data_page.show("One digit")
    data_page.wait_for_parameter("view", "one")
    page.get_by_role("textbox", name="Number of the image").fill("102")
    page.get_by_role("link", name="Draw", exact=True).click()
    DrawPage(page).wait_for_pad()
    assert "view=" not in page.url and "digit=" not in page.url
    page.go_back()
    page.get_by_role("heading", name="Training image").wait_for()
