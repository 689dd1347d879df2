"""The Data page with Streamlit's AppTest: small data, and networks that are stand-ins."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.errors import UserError
from model.loading import Failure
from model.recogniser import Recogniser
from pages.data import mistakes as data_mistakes
from pages.data import tiles as data_tiles
from pages.data.mistakes import in_short, matrix_table
from pages.data.one import one_hot, square_box
from pages.data.state import DATA
from pages.shared.networks import readings as data_readings
from pages.shared.networks.readings import Progress, ReadingsShelf
from pages.shared.pad import misread
from pages.shared.pad.image_to_strokes import image_to_strokes
from pages.shared.pad.pad import Pad
from pages.shared.url.setting import one_of
from tests.fake_draw_page import AtOnce, Never, forget_services, told_address
from training import data
from training.confusion import Share
from training.data import Mnist
from training.readings import Readings, part_of

SIZES = {"training": 200, "test": 100}


class Wrong4(Recogniser):
    """Reads from an image's corner what it is, but takes every second 4 for a 9."""

    def __init__(self) -> None:
        self._card = {"name": "wrong4", "title": "Wrong4"}

    def predict(self, images: np.ndarray) -> np.ndarray:
        digits = images[:, 0, 0] % 10
        taken = (digits == 4) & (images[:, 0, 1] % 2 == 1)
        return 0.02 + 0.8 * np.eye(10, dtype=np.float32)[np.where(taken, 9, digits)]


def part(count: int) -> tuple[np.ndarray, np.ndarray]:
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 4:24, 10:18] = 255
    images[:, 0, 0], images[:, 0, 1] = labels, np.arange(count) // 10
    return images, labels


def small_mnist(is_sample: bool = False) -> Mnist:
    (x_train, y_train), (x_test, y_test) = part(SIZES["training"]), part(SIZES["test"])
    return Mnist(x_train, y_train, x_test, y_test, "Bars. To get all 70,000, …", is_sample)


class Page:
    """The page under test."""

    def __init__(self) -> None:
        self.app = AppTest.from_file("../pages/data/page.py", default_timeout=30)

    def open(self, **address: str) -> "Page":
        self.app.query_params.update(address)
        return self.run()

    def run(self) -> "Page":
        self.app.run()
        assert not self.app.exception
        return self

    def press(self, key: str) -> "Page":
        self.app.button(key=key).click()
        return self.run()

    def set(self, key: str, value: Any) -> "Page":
        kinds = ("button_group", "toggle", "text_input", "selectbox")
        (control,) = (each for kind in kinds for each in self.app.get(kind) if each.key == key)
        control.set_value(value)
        return self.run()

    def type_number(self, text: str) -> "Page":
        self.app.text_input(key="data-number").set_value(text)
        (go,) = (button for button in self.app.button if button.label == "Go")
        go.click()
        return self.run()

    @property
    def values(self) -> dict[str, Any]:
        return self.app.session_state["data-state"].values

    @property
    def address(self) -> dict[str, str]:
        return told_address(self.app, "data")

    @property
    def html(self) -> str:
        """All HTML, that of components included."""
        bodies = [element.proto.body for element in self.app.get("html")]
        components = [each.proto.json for each in self.app.get("bidi_component")]
        sent = [json.loads(data) for data in components if data and '"seen"' not in data]
        return "".join(bodies + [str(data) for data in sent])


@pytest.fixture
def went() -> list[tuple[str, dict[str, str]]]:
    """The pages that were gone to."""
    return []


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, went: list) -> Iterator[Page]:
    mnist = small_mnist()
    monkeypatch.setattr(data, "load_mnist", lambda wait=True: mnist)
    # Links to other pages need the app's navigation, which isn't part of this.
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)
    monkeypatch.setattr(
        st, "switch_page", lambda page, query_params: went.append((page, query_params))
    )
    monkeypatch.setattr(data_readings, "ThreadPoolExecutor", AtOnce)
    monkeypatch.setattr(data_readings, "load_reader", lambda name: Wrong4())
    forget_services()
    yield Page()
    forget_services()


def test_the_page_opens_with_the_first_dozen(page):
    page.open()
    assert page.values == DATA.defaults() and page.address == {}
    assert page.html.count("dl-digit-tile") == 12
    assert "1 to 12 of 200" in page.html
    assert 'role="alert"' not in page.html


def test_the_first_dozen_of_mnist_is_the_published_one(mnist_path):
    labels = data.read_mnist(mnist_path).y_train[:12]
    assert labels.tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5]


def test_filters_are_in_the_address_and_come_from_it(page):
    page.open().set("data-label", 4)
    assert page.address == {"label": "4"} and "1 to 12 of 20" in page.html
    page.set("data-answer", "wrong")
    assert page.address == {"label": "4", "answer": "wrong"}
    assert "1 to 10 of 10" in page.html and "read as 9" in page.html
    page.set("data-label", None).set("data-answer", "right")
    assert "1 to 12 of 190" in page.html
    page.set("data-part", "test")
    assert "1 to 12 of 95" in page.html
    page.set("data-many", True)
    assert "1 to 60 of 95" in page.html
    other = Page().open(part="test", label="4", answer="wrong")
    assert "1 to 5 of 5" in other.html


def test_more_and_back_turn_the_pages(page):
    page.open().press("data-more-start")
    assert "13 to 24 of 200" in page.html and page.address == {"start": "12"}
    page.press("data-back-start")
    assert page.address == {}
    page = Page().open(start="59999")
    assert "193 to 200 of 200" in page.html


def test_one_digit_says_what_it_is_and_what_the_network_reads(page):
    page.open(view="one", part="test", digit="14")
    assert "Test image 14, a four." in page.html
    assert "a four is a 1 in the fifth place" in page.html
    assert "which is wrong" in page.html
    page.press("data-step-next")
    assert page.address["digit"] == "15" and "which is right" in page.html
    page.type_number("99")
    assert page.values["digit"] == 99 and page.app.button(key="data-step-next").disabled
    page.press("data-example-5")
    assert page.values["digit"] == 5 and page.values["part"] == "test"


@pytest.mark.parametrize("number", ["100", "-1", "x", "", "²", "9" * 30])
def test_a_number_that_is_not_there_is_explained(page, number):
    page.open(view="one", part="test", digit="14").type_number(number)
    assert page.values["digit"] == 14
    assert 'role="alert"' in page.html and "from 0 to 99" in page.html


def test_values_and_centring_are_switches_in_the_address(page):
    page.open(view="one").set("data-scaled", True).set("data-centred", True)
    assert page.address == {"view": "one", "scaled": "true", "centred": "true"}
    assert "dl-cross" in page.html and "centre of mass" in page.html


def test_the_mistakes_of_a_network(page):
    page.open(view="mistakes")
    assert "95.0 %" in page.html and "95 of 100 test digits right" in page.html
    assert "5 mistakes, the surest first" in page.html
    page = Page().open(view="mistakes", actual="4", read_as="9")
    assert "5 fours read as 9" in page.html and (page.values["actual"], page.values["read_as"]) == (
        4,
        9,
    )
    page = Page().open(view="mistakes", actual="4", read_as="0")
    assert "0 fours read as 0" in page.html


def test_all_digits_behind_a_cell_can_be_had(page, monkeypatch):
    monkeypatch.setattr(data_mistakes, "AT_ONCE", 2)
    page.open(view="mistakes", actual="4", read_as="9")
    assert "1 to 2 of 5" in page.html and page.html.count("dl-digit-tile") == 2
    page.press("data-more-rank").press("data-more-rank")
    assert "5 to 5 of 5" in page.html and page.html.count("dl-digit-tile") == 1
    assert page.address["rank"] == "4" and page.app.button(key="data-more-rank").disabled
    page.press("data-back-rank")
    assert "3 to 4 of 5" in page.html
    page = Page().open(view="mistakes", actual="4", read_as="9", rank="9999")
    assert "5 to 5 of 5" in page.html


def test_the_classes_and_the_shapes(page):
    page.open(view="classes")
    assert "equally many of each digit" in page.html and page.html.count("The average of") == 10
    page.set("data-view", "shapes")
    assert page.address == {"view": "shapes"}
    assert page.html.count("Keras says") == 3


def test_a_digit_is_sent_to_the_pad_and_the_former_drawing_comes_back(page, went):
    page.open(view="one", digit="21", network="ten-lines").press("data-send")
    assert went == [("draw/page.py", {"network": "ten-lines"})]
    pad = page.app.session_state["pad"]
    drawing, ink = image_to_strokes(small_mnist().x_train[21])
    before = [[28, [["M", 100, 100], ["L", 150, 150]]]]
    pad.restore({"strokes": before})  # what the browser kept from before
    assert pad.drawing == drawing and (pad.ink == ink).all() and pad.strokes_read == 1
    pad.undo()
    assert pad.drawing.to_stored() == before
    page.run()
    assert len(went) == 1


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("view", "everything"),
        ("part", "<b>test</b>"),
        ("label", "10"),
        ("answer", "maybe"),
        ("start", "-1"),
        ("digit", "60000"),
        ("digit", "200"),
        ("digit", "1e3"),
        ("scaled", "yes"),
        ("actual", "4"),
        ("read_as", "٣"),
        ("network", "perceptron"),
    ],
)
def test_what_an_address_cannot_have_is_explained(page, parameter, value):
    page.open(**{parameter: value})
    assert 'role="alert"' in page.html and "<b>test" not in page.html
    assert page.values == DATA.defaults()


def test_a_notice_goes_when_something_is_chosen(page):
    page.open(digit="200").set("data-label", 3)
    assert 'role="alert"' not in page.run().html


def test_a_sample_says_so_and_calls_nothing_mnists(page, monkeypatch):
    sample = small_mnist(is_sample=True)
    monkeypatch.setattr(data, "load_mnist", lambda wait=True: sample)
    page.open(view="mistakes")
    assert "Only 200 of MNIST’s 60,000 training images are here" in page.html
    assert "of the sample’s test digits" in page.html
    assert "learned from these very digits" in page.html


def test_without_any_digits_the_page_says_what_to_do(page, monkeypatch):
    def refuse(wait=True):
        raise UserError("There is no MNIST. Set MNIST_PATH.")

    monkeypatch.setattr(data, "load_mnist", refuse)
    page.open(view="mistakes")
    assert "Set MNIST_PATH." in page.html


def test_a_network_that_cannot_read_says_why_and_is_tried_again(page, monkeypatch):
    def refuse(name):
        raise UserError("The weights of Ten lines are missing.")

    monkeypatch.setattr(data_readings, "load_reader", refuse)
    page.open(view="mistakes", network="ten-lines")
    assert "The weights of Ten lines are missing." in page.html
    monkeypatch.setattr(data_readings, "load_reader", lambda name: Wrong4())
    page.press("data-retry")
    assert "95.0 %" in page.html


def test_while_digits_are_being_read_the_page_says_so_and_answers(page, monkeypatch):
    monkeypatch.setattr(data_readings, "ThreadPoolExecutor", Never)
    page.open(view="mistakes")
    assert 'role="progressbar"' in page.html and "reads 100 digits" in page.html
    page.set("data-view", "digits")
    assert page.html.count("dl-digit-tile") == 12
    # One digit is read by itself, where that takes no time.
    page.set("data-view", "one")
    assert 'class="dl-read"' in page.html or "reads 200 digits" in page.html


def test_a_network_that_fails_says_why_beside_a_digit_too(page, monkeypatch):
    def refuse(name):
        raise UserError("The weights of Ten lines are missing.")

    monkeypatch.setattr(data_readings, "load_reader", refuse)
    page.open(view="one", network="ten-lines")
    assert "The weights of Ten lines are missing." in page.html
    assert "Try again" in [button.label for button in page.app.button]


def test_one_digit_is_answered_without_reading_all(shelf):
    answer = shelf.answer("ten-lines", "test", 7, small_mnist())
    assert (answer.digit, answer.probability) == (7, pytest.approx(0.82))
    assert not shelf._under_way and not shelf._results


@pytest.mark.parametrize(
    "address", [{"actual": "0" * 9 + "11", "read_as": "0"}, {"label": "0" * 4400}]
)
def test_numbers_that_no_one_writes_are_explained(page, address):
    assert 'role="alert"' in page.open(**address).html


# The shelf of readings.


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> ReadingsShelf:
    monkeypatch.setattr(data_readings, "ThreadPoolExecutor", AtOnce)
    monkeypatch.setattr(data_readings, "load_reader", lambda name: Wrong4())
    return ReadingsShelf(kept=2)


def test_what_was_read_is_kept_and_the_shelf_is_bounded(shelf, monkeypatch):
    mnist = small_mnist()
    for name in ("default", "ten-lines", "shallow-net"):
        assert isinstance(shelf.get(name, "test", mnist), Progress)
        assert isinstance(shelf.get(name, "test", mnist), Readings)
    assert len(shelf._results) == 2
    assert isinstance(shelf.get("default", "test", mnist), Progress)


def test_many_who_ask_at_once_cause_one_reading(monkeypatch):
    jobs: list[Any] = []
    queue = SimpleNamespace(submit=lambda *job: jobs.append(job))
    monkeypatch.setattr(data_readings, "ThreadPoolExecutor", lambda *_, **__: queue)
    shelf, mnist = ReadingsShelf(), small_mnist()
    assert {shelf.get("default", "test", mnist) for _ in range(30)} == {Progress(0, 100)}
    assert len(jobs) == 1


def test_a_failure_is_a_sentence_until_it_is_tried_again(shelf, monkeypatch, caplog):
    def fail(name):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(data_readings, "load_reader", fail)
    mnist = small_mnist()
    shelf.get("default", "test", mnist)
    assert shelf.get("default", "test", mnist) == Failure(data_readings.UNEXPECTED)
    monkeypatch.setattr(data_readings, "load_reader", lambda name: Wrong4())
    shelf.retry("default")
    shelf.get("default", "test", mnist)
    assert isinstance(shelf.get("default", "test", mnist), Readings)


def test_a_network_that_was_deleted_is_gone_even_if_it_was_read(shelf, monkeypatch):
    mnist = small_mnist()
    shelf.get("default", "test", mnist)

    def gone(name):
        raise UserError("There is no such training on this computer.")

    monkeypatch.setattr(data_readings.library, "card", gone)
    assert shelf.get("default", "test", mnist) == Failure(
        "There is no such training on this computer."
    )


# Small things.


@pytest.mark.parametrize("press", [None, 7, "", "open", "open:x", "send:100", "delete:1", ["open"]])
def test_a_press_that_no_tile_sends_does_nothing(press, monkeypatch):
    touched: list[Any] = []
    monkeypatch.setattr(data_tiles, "change", lambda **values: touched.append(values))
    monkeypatch.setattr(data_tiles, "send", lambda *sent: touched.append(sent))
    data_tiles.take_press(press, "test", 100)
    assert touched == []


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("99", 99), ("100", None), (5, None)])
def test_a_number_of_an_image(text, number):
    assert one_of(text, 100) == number


def test_one_hot_has_its_one_in_the_digits_place():
    assert one_hot(7).count("<b>1</b>") == 1 and "eighth place" in one_hot(7)


def test_mnists_box_lies_around_the_ink(mnist_test_images):
    for image in mnist_test_images[:100]:
        top, left = square_box(image)
        outside = image.copy()
        outside[max(top, 0) : top + 20, max(left, 0) : left + 20] = 0
        assert not outside.any()


def test_every_cell_of_the_matrix_is_a_button_with_a_name():
    matrix = np.diag([10] * 10)
    matrix[4, 9] = 3
    table = matrix_table(matrix, (4, 9), "light")
    assert table.count("<button") == 11
    assert 'aria-label="3 fours read as 9"' in table
    assert table.count('aria-pressed="true"') == 1
    assert "76.9 %" in table


def test_accuracy_comes_with_its_uncertainty():
    words = in_short("default", Share(9931, 10_000), is_sample=False)
    assert "99.3 %" in words and "between 99.1 and 99.5&nbsp;%" in words
    assert "sample" not in words


def test_the_digits_behind_a_cell_come_on_the_pad_one_after_the_other(page, monkeypatch):
    page.open(view="mistakes")
    row = misread.Row("default", (4, 9))  # the test digits 14, 34, 54, 74 and 94
    with monkeypatch.context() as inside:
        inside.setattr(st, "session_state", page.app.session_state)
        data_tiles.take_press("send:34", "test", 100, row)
    page.run()
    pad = page.app.session_state["pad"]
    pad.restore({"strokes": []})  # the browser has kept nothing from before
    monkeypatch.setattr(st, "session_state", page.app.session_state)
    assert "This was <b>a 4</b>, read as <b>a 9</b>. <small>2 of 5" in misread.misread_html(pad)
    for _ in range(3):
        assert "disabled" not in misread.misread_html(pad)
        misread.put_next(pad)
    assert "5 of 5" in misread.misread_html(pad) and "disabled" in misread.misread_html(pad)
    misread.put_next(pad)
    assert "5 of 5" in misread.misread_html(pad)
    pad.undo()
    assert "4 of 5" in misread.misread_html(pad)
    pad.clear()
    assert misread.misread_html(pad) == "" and misread.to_keep(pad) is None
    pad.undo()
    # One that is sent from elsewhere is none of them.
    data_tiles.take_press("send:35", "test", 100, row)
    misread.put_image(pad, "test", 35)
    assert misread.misread_html(pad) == ""


KEPT = {"network": "default", "cell": [4, 9], "place": 1}


@pytest.fixture
def reloaded(page, monkeypatch) -> Pad:
    """A pad that has just got back its drawing after a reload: the test digit 34."""
    page.open(view="mistakes")
    monkeypatch.setattr(st, "session_state", {})
    pad = Pad()
    drawing, _ = image_to_strokes(part_of(data.load_mnist(wait=False), "test")[0][34])
    pad.restore({"strokes": json.loads(json.dumps(drawing.to_stored()))})
    return pad


def test_a_reload_keeps_the_place_among_the_mistakes(reloaded):
    misread.restore(KEPT)
    assert "read as <b>a 9</b>. <small>2 of 5" in misread.misread_html(reloaded)
    assert json.loads(json.dumps(misread.to_keep(reloaded))) == KEPT
    misread.restore(KEPT | {"place": 2})  # what the server knows isn't given up for it
    misread.put_next(reloaded)
    assert "3 of 5" in misread.misread_html(reloaded)


@pytest.mark.parametrize(
    "kept",
    [
        *(None, [], "x", {}, KEPT | {"network": 7}, KEPT | {"network": "../x"}),
        *(KEPT | {"cell": each} for each in ([4], [4, 10], [-1, 9], "49", [True, None], {})),
        *(KEPT | {"place": each} for each in (-1, 5, 10**30, "1", None, 1.5)),
        KEPT | {"place": 0},  # that isn't the one that is on the pad
        KEPT | {"cell": None, "place": 99},
    ],
)
def test_what_a_browser_says_of_a_place_is_checked(reloaded, kept):
    misread.restore(kept)
    assert misread.misread_html(reloaded) == "" and misread.to_keep(reloaded) is None


def test_the_matrix_says_what_its_rows_and_columns_are():
    table = matrix_table(np.diag([10] * 10), None, "light")
    assert table.count("what it is") == table.count("what the network reads") == 1
    assert table.count('scope="rowgroup"') == 1 and table.count('scope="row"') == 10
