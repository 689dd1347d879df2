"""Pictures of paper on the Draw page: chosen, dropped, pasted, taken; and a digit for the pad."""

import base64
import io
import random

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.browser import DrawPage, wait_until_idle
from pages.draw.from_paper import CAMERA_HINT, INSTEAD
from pages.shared.pad.pen_digits import pen_digits
from server.uploads import LARGEST, MOST_OWN, SENTENCE

FIELD = '[role="dialog"] input[type="file"]'
REASON = '[data-testid="stFileChip"] [role="alert"]'  # why a file isn't taken
ANSWER = '.dl-paper, [role="dialog"] .dl-notice'
# In the page: a file that is dropped on the field, or pasted anywhere.
GIVE = """
([kind, where, data]) => {
  const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0))
  const files = new DataTransfer()
  files.items.add(new File([bytes], "numbers.png", { type: "image/png" }))
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { clipboardData: files, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true })
  document.querySelector(where).dispatchEvent(event)
}
"""

# Before it knows how wide it is, it asks for all pixels that there are.
CAMERA_IS_READY = """
() => {
  const video = document.querySelector("[role=dialog] video")
  return video !== null && video.width > 0 && video.readyState >= 3
}
"""
IS_IN_SIGHT = """
(element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect()
  const corners = [[left, top], [right, top], [left, bottom], [right, bottom]]
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  return corners.every(([x0, y0]) => {
    const there = document.elementFromPoint(x0 + Math.sign(x - x0) * 3, y0 + Math.sign(y - y0) * 3)
    return there !== null && element.contains(there)
  })
}
"""


@pytest.fixture(scope="module")
def numbers() -> bytes:
    """A picture with two lines, 42 and 7, written with a pencil on grey paper."""
    return png(numbers_image())


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def numbers_image() -> Image.Image:
    chance = random.Random(1)
    strokes = {digit: [s for d, s in pen_digits() if d == digit] for digit in range(10)}
    image = Image.new("L", (700, 560), 226)
    pencil = ImageDraw.Draw(image)
    for text, top in (("42", 60), ("7", 320)):
        for place, digit in enumerate(text):
            for stroke in chance.choice(strokes[int(digit)]):
                points = [(120 + 220 * place + 170 * x, top + 170 * y) for x, y in stroke]
                pencil.line(points, 90, 12, joint="curve")
    return image


@pytest.fixture
def page(context: BrowserContext, app_address: str) -> Page:
    return opened(context, app_address)


@pytest.fixture(params=["context", "phone"])
def any_page(request: pytest.FixtureRequest, app_address: str) -> Page:
    """The Draw page on a desktop, and on a phone."""
    return opened(request.getfixturevalue(request.param), app_address)


def opened(context: BrowserContext, app_address: str) -> Page:
    drawing = DrawPage(context.new_page())
    drawing.open(app_address)
    drawing.wait_for_network()
    return drawing.page


def open_dialog(page: Page) -> None:
    page.get_by_role("button", name="From paper").click()
    expect(page.locator(FIELD)).to_have_count(1)  # for a moment, that of before is there, too


def refuse_pictures(page: Page) -> None:
    """As server/uploads.py does while too many are held."""
    page.route(
        "**/_stcore/upload_file/**",
        lambda route: route.fulfill(status=503, body=SENTENCE),
    )


def expect_in_sight(page: Page, selector: str) -> None:
    """Nothing is before it, and neither the window nor anything else cuts its ends off."""
    assert page.locator(selector).first.evaluate(IS_IN_SIGHT)


def expect_numbers(page: Page, *lines: str) -> None:
    expect(page.locator(".dl-paper-line > strong")).to_have_text(list(lines))


def give(page: Page, kind: str, where: str, data: bytes) -> None:
    page.evaluate(GIVE, [kind, where, base64.b64encode(data).decode()])


def wait_for_camera(page: Page) -> None:
    page.wait_for_function(CAMERA_IS_READY)


def take_photo(page: Page) -> None:
    """Of Chromium's own picture, which shows no digit."""
    wait_for_camera(page)
    page.get_by_role("button", name="Take Photo").click()


def test_a_picture_is_read_line_by_line_and_a_digit_goes_to_the_pad(page, numbers):
    open_dialog(page)
    page.set_input_files(FIELD, {"name": "n.png", "mimeType": "image/png", "buffer": numbers})
    expect_numbers(page, "42", "7")
    expect(page.locator(".dl-paper-box")).to_have_count(3)
    boxes = [box.bounding_box() for box in page.locator(".dl-paper-box").all()]
    assert boxes[0]["x"] < boxes[1]["x"] and boxes[2]["y"] > boxes[0]["y"] + boxes[0]["height"]
    page.locator(".dl-paper-digit").nth(1).click()
    expect(page.locator(".dl-paper")).to_have_count(0)
    drawing = DrawPage(page)
    drawing.wait_for_strokes(1)
    assert drawing.digits() == [2]


def test_a_box_in_the_picture_can_be_pressed_too(page, numbers):
    open_dialog(page)
    page.set_input_files(FIELD, {"name": "n.png", "mimeType": "image/png", "buffer": numbers})
    page.locator(".dl-paper-box").nth(2).click()
    drawing = DrawPage(page)
    drawing.wait_for_strokes(1)
    assert drawing.digits() == [7]


def test_a_picture_that_is_dropped_is_read(page, numbers):
    open_dialog(page)
    give(page, "drop", '[data-testid="stFileUploaderDropzone"]', numbers)
    expect_numbers(page, "42", "7")


def test_a_picture_that_is_pasted_opens_it(page, numbers):
    give(page, "paste", "body", numbers)
    expect_numbers(page, "42", "7")


def test_a_picture_that_is_pasted_is_read_while_the_camera_is_chosen(page, numbers):
    page.context.grant_permissions(["camera"])
    open_dialog(page)
    page.get_by_text("Camera", exact=True).click()
    wait_for_camera(page)
    give(page, "paste", "body", numbers)
    expect_numbers(page, "42", "7")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_count(0)


def test_what_cant_be_read_is_said_and_the_next_one_is_read(page, numbers):
    open_dialog(page)
    page.set_input_files(
        FIELD, {"name": "page.png", "mimeType": "image/png", "buffer": b"%PDF-1.7 and so on"}
    )
    notice = page.locator('[role="dialog"] .dl-notice')
    expect(notice).to_contain_text("page.png is a PDF, not an image.")
    expect(page.locator(FIELD)).to_have_count(1)
    page.set_input_files(FIELD, {"name": "n.png", "mimeType": "image/png", "buffer": numbers})
    expect_numbers(page, "42", "7")
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("source", ["Picture", "Camera"])
def test_a_page_reads_as_many_pictures_as_it_is_given(page, numbers, source):
    page.context.grant_permissions(["camera"])
    open_dialog(page)
    page.get_by_text(source, exact=True).click()
    for _ in range(MOST_OWN + 2):
        with page.expect_response(lambda answer: "upload_file" in answer.url) as sent:
            if source == "Picture":
                file = {"name": "n.png", "mimeType": "image/png", "buffer": numbers}
                page.set_input_files(FIELD, file)
            else:
                take_photo(page)
        assert sent.value.status == 204
        expect(page.locator(ANSWER).first).to_be_visible()
        wait_until_idle(page)


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("drawing.svg", 100, INSTEAD["files are not allowed."]),
        ("no suffix", 100, INSTEAD["files are not allowed."]),
        ("large.png", LARGEST + 1, "File must be 32.0MB or smaller."),
    ],
)
def test_a_file_that_is_not_taken_says_why(any_page, name, size, why):
    open_dialog(any_page)
    any_page.set_input_files(FIELD, {"name": name, "mimeType": "", "buffer": bytes(size)})
    expect(any_page.locator(REASON)).to_have_text(f"Error: {why}")
    expect_in_sight(any_page, REASON)


def test_a_picture_that_the_server_refuses_says_why(page, numbers):
    open_dialog(page)
    refuse_pictures(page)
    page.set_input_files(FIELD, {"name": "n.png", "mimeType": "image/png", "buffer": numbers})
    expect(page.locator(REASON)).to_have_text(f"Error: {SENTENCE}")
    expect_in_sight(page, REASON)
    page.unroute_all()
    page.set_input_files(FIELD, {"name": "n.png", "mimeType": "image/png", "buffer": numbers})
    expect_numbers(page, "42", "7")


def test_a_photograph_that_the_server_refuses_says_why(page):
    page.context.grant_permissions(["camera"])
    open_dialog(page)
    refuse_pictures(page)
    page.get_by_text("Camera", exact=True).click()
    take_photo(page)
    notice = page.locator('[role="dialog"] .dl-notice')
    expect(notice).to_have_text(SENTENCE)
    page.get_by_role("button", name="Clear photo").click()
    expect(notice).to_have_count(0)
    page.unroute_all()
    take_photo(page)
    expect(page.locator(ANSWER).first).not_to_have_text(SENTENCE)


@pytest.mark.parametrize("suffix", ["jfif", "jpe", "JPG"])
def test_a_jpeg_is_read_whatever_its_suffix(page, suffix):
    file = io.BytesIO()
    numbers_image().save(file, "JPEG")
    open_dialog(page)
    page.set_input_files(
        FIELD, {"name": f"n.{suffix}", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    )
    expect_numbers(page, "42", "7")


def test_what_the_uppermost_digits_were_read_as_is_in_sight(any_page):
    image = numbers_image()
    file = {"name": "n.png", "mimeType": "image/png"}
    file["buffer"] = png(image.crop((0, 62, image.width, image.height)))
    open_dialog(any_page)
    any_page.set_input_files(FIELD, file)
    expect_numbers(any_page, "42", "7")
    expect_in_sight(any_page, ".dl-paper-box span")


def test_the_camera_its_button_and_a_hint_are_in_sight(page):
    page.context.grant_permissions(["camera"])
    open_dialog(page)
    page.get_by_text("Camera", exact=True).click()
    wait_for_camera(page)
    expect(page.get_by_role("button", name="Take Photo")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text(CAMERA_HINT)).to_be_in_viewport(ratio=1)


def test_a_phone_takes_all_pixels_of_its_camera(phone, app_address):
    page = opened(phone, app_address)
    phone.grant_permissions(["camera"])
    open_dialog(page)
    refuse_pictures(page)  # it stays to be looked at
    page.get_by_text("Camera", exact=True).click()
    take_photo(page)
    photo = page.get_by_alt_text("Snapshot")
    expect(photo).to_be_visible()
    assert photo.evaluate("(image) => image.naturalHeight") >= 720


def test_nothing_of_a_picture_is_there_when_it_is_opened_again(page, numbers):
    open_dialog(page)
    page.set_input_files(FIELD, {"name": "n.png", "mimeType": "image/png", "buffer": numbers})
    expect_numbers(page, "42", "7")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    open_dialog(page)
    expect(page.get_by_text("It is not kept")).to_be_visible()
    assert page.locator(".dl-paper").count() == 0


def test_a_camera_takes_the_picture(page):
    page.context.grant_permissions(["camera"])
    open_dialog(page)
    page.get_by_text("Camera", exact=True).click()
    take_photo(page)
    expect(page.locator(ANSWER).first).to_be_visible()
