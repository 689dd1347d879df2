"""The Train page with Streamlit's AppTest: nothing is trained, runs stay in the queue."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from model.errors import UserError
from pages.shared.url import page_state
from pages.shared.url.training_address import FIELDS
from tests.fake_draw_page import forget_services, told_address
from training import data
from training.config import TrainingConfig
from training.recipes import RECIPES, recipe
from training.runs import service as service_of_server
from training.runs.events import Event, ended_unmeasured
from training.runs.store import RunStore
from training.runs.trainings import Trainings

SOMEBODY = "somebody-else-1234567890"


class Queue:
    """A backend that never gets to a run."""

    workers = 1
    is_warm = True
    trouble = ""

    def __init__(self, on_event: Any) -> None:
        self.on_event = on_event
        self.submitted: list[Any] = []

    def warm_up(self) -> None:
        pass

    def submit(self, request: Any) -> None:
        self.submitted.append(request.job)

    def hold(self, held: bool) -> None:
        pass

    def tell(self, run: str, command: Any) -> None:
        pass

    def cancel(self, run: str, sentence: str = "") -> None:
        ended = {"status": "failed", "sentence": "", "seconds": 0.0}
        accuracies = {"training_accuracy": None, "test_accuracy": None}
        self.on_event(Event(run, 1, 1, "ended", ended | accuracies))

    def position(self, run: str) -> int:
        return 0

    def close(self) -> None:
        pass


class Page:
    """The page under test."""

    def __init__(self, service: Trainings, queue: Queue) -> None:
        self.service, self.queue = service, queue
        self.app = AppTest.from_file("../pages/train/page.py", default_timeout=30)

    def open(self, **address: str) -> "Page":
        self.app.query_params.update(address)
        for panel in ("train-learning", "train-data", "train-restraint"):
            self.app.session_state[panel] = True
        return self.run()

    def run(self) -> "Page":
        self.app.run()
        assert not self.app.exception
        return self

    @property
    def config(self) -> TrainingConfig:
        values = self.app.session_state["train-state"].values
        return TrainingConfig(**{each.name: values[each.name] for each in FIELDS})

    @property
    def address(self) -> dict[str, str]:
        return told_address(self.app, "train")

    @property
    def visitor(self) -> str:
        return self.app.session_state["visitor"]

    @property
    def html(self) -> str:
        return "".join(element.proto.body for element in self.app.get("html"))

    @property
    def live_html(self) -> str:
        """What changes in place."""
        return "".join(self.told("html"))

    def told(self, name: str) -> list[Any]:
        """What our own components in the browser are told under a name."""
        parts = [json.loads(each.proto.json or "{}") for each in self.app.get("bidi_component")]
        return [each[name] for each in parts if name in each]

    def set(self, key: str, value: Any) -> "Page":
        """Move a control, as the browser would say it."""
        kinds = ("select_slider", "button_group", "selectbox", "text_input")
        (control,) = (each for kind in kinds for each in self.app.get(kind) if each.key == key)
        control.set_value(value)
        return self.run()

    def shown(self, key: str) -> Any:
        return self.app.session_state[key]

    def forge(self, key: str, wire: dict[str, Any]) -> "Page":
        """Send what no browser would send for a control."""
        states = self.app._tree.get_widget_states()
        (state,) = (each for each in states.widgets if each.id.endswith(f"-{key}"))
        widget_id = state.id
        state.Clear()
        state.id = widget_id
        for field, value in wire.items():
            if isinstance(value, list):
                getattr(state, field).data.extend(value)
                getattr(state, field).SetInParent()
            else:
                setattr(state, field, value)
        self.app._run(states)
        assert not self.app.exception
        return self

    def press(self, key: str) -> "Page":
        self.app.button(key=key).click()
        return self.run()

    def unfold(self, key: str) -> "Page":
        """Open what sends its content only then."""
        self.app.session_state[key] = True
        return self.run()

    @property
    def recipe(self) -> str:
        return self.shown("train-recipe")

    @property
    def code(self) -> str:
        self.unfold("train-code")
        return next(each.value for each in self.app.code if "keras" in each.value)


@pytest.fixture
def digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of MNIST, though only in number."""
    show_data(monkeypatch, 60_000, 10_000, is_sample=False)


def show_data(monkeypatch: pytest.MonkeyPatch, train: int, test: int, is_sample: bool) -> None:
    mnist = data.Mnist(
        np.broadcast_to(np.zeros((), np.uint8), (train, 28, 28)),
        np.broadcast_to(np.zeros((), np.uint8), (train,)),
        np.broadcast_to(np.zeros((), np.uint8), (test, 28, 28)),
        np.broadcast_to(np.zeros((), np.uint8), (test,)),
        "A sample. To get all 70,000, connect to the internet once." if is_sample else "MNIST.",
        is_sample,
    )
    monkeypatch.setattr(data, "load_mnist", lambda wait=True: mnist)
    monkeypatch.setattr("training.runs.trainings.load_mnist", lambda wait=True: mnist)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, digits: None) -> Page:
    queues: list[Queue] = []

    def make_queue(on_event: Any) -> Queue:
        queues.append(Queue(on_event))
        return queues[-1]

    # A link to another page needs the app's navigation, which isn't part of this.
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)
    monkeypatch.setattr(service_of_server, "LocalBackend", make_queue)
    monkeypatch.setattr(service_of_server, "RunStore", lambda: RunStore(tmp_path))
    forget_services()
    service = service_of_server.trainings()
    yield Page(service, queues[0])
    forget_services()


def test_the_page_opens_with_the_default_settings(page):
    page.open()
    assert page.config == TrainingConfig() and page.recipe == "own"
    assert page.address == {}
    assert 'role="alert"' not in page.html
    assert "Takes about" in page.live_html and "It begins at once." in page.live_html
    assert not page.app.code  # what shows it has half a megabyte


@pytest.mark.parametrize("each", RECIPES, ids=lambda each: each.name)
def test_one_click_on_a_recipe_sets_everything(page, each):
    page.open().set("train-recipe", each.name)
    assert page.config == each.config
    assert page.address == {"recipe": each.name}
    assert each.summary in page.html.replace("&#x27;", "'")
    assert page.shown("train-epochs") == each.config.epochs
    assert page.shown("train-units-0") == each.config.hidden_units[0]
    assert page.shown("train-batch_size") == each.config.batch_size
    assert page.shown("train-scaled") == each.config.scaled
    assert f"epochs={each.config.epochs}" in page.code


def test_a_change_makes_the_settings_ones_own_and_back(page):
    page.open(recipe="shallow-net")
    assert page.recipe == "shallow-net"
    page.set("train-epochs", 100)
    assert page.recipe == "own" and page.address["epochs"] == "100"
    page.set("train-epochs", 200)
    assert page.recipe == "shallow-net" and page.address == {"recipe": "shallow-net"}
    page.set("train-recipe", "own")
    assert page.config == replace(recipe("shallow-net").config, epochs=100)


def test_every_control_changes_its_setting(page):
    page.open()
    for name, value in {
        "activation": "tanh",
        "epochs": 30,
        "batch_size": 32,
        "optimizer": "sgd",
        "learning_rate": 0.5,
        "loss": "mean_squared_error",
        "scaled": False,
        "training_images": 1000,
        "dropout": 0.5,
        "l2": 0.001,
        "validation_split": 0.2,
    }.items():
        page.set(f"train-{name}", value)
        assert getattr(page.config, name) == value, name
        assert name in page.address
    page.set("train-seed", "42")
    assert page.config.seed == 42


def test_layers_come_and_go(page):
    page.open(hidden_units="100,50").set("train-layers", 3)
    assert page.config.hidden_units == (100, 50, 50)
    page.set("train-units-1", 16)
    assert page.config.hidden_units == (100, 16, 50)
    page.set("train-layers", 0)
    assert page.config.hidden_units == () and page.address == {"hidden_units": "none"}
    page.set("train-layers", 1)
    assert page.config.hidden_units == (64,)


def test_the_usual_learning_rate_follows_the_optimizer_but_a_chosen_one_stays(page):
    page.open().set("train-optimizer", "sgd")
    assert page.config.learning_rate == 0.01
    page.set("train-learning_rate", 0.05).set("train-optimizer", "adam")
    assert page.config.learning_rate == 0.05


def test_the_slider_under_the_curves_shows_the_rate_that_is_set_up(page):
    page.open().set("train-optimizer", "sgd")
    assert page.shown("watch-rate-") == 0.01
    assert page.set("train-recipe", "raw-inputs").shown("watch-rate-") == page.config.learning_rate


def test_values_between_the_steps_are_kept_exactly(page):
    page.open(learning_rate="0.00123", batch_size="77", hidden_units="513", epochs="7")
    assert page.shown("train-learning_rate") == 0.00123
    assert page.shown("train-batch_size") == 77
    page.set("train-dropout", 0.5)
    assert page.config == TrainingConfig(
        learning_rate=0.00123, batch_size=77, hidden_units=(513,), epochs=7, dropout=0.5
    )


def test_a_new_start_changes_only_the_seed(page):
    page.open(recipe="ten-lines").press("train-new-start")
    seed = page.config.seed
    assert seed > 0 and page.shown("train-seed") == str(seed)
    assert page.config == replace(recipe("ten-lines").config, seed=seed)
    assert page.address == {"recipe": "ten-lines", "seed": str(seed)}
    page.set("train-recipe", "first-network")
    assert page.config.seed == seed


def test_what_the_address_cannot_have_is_explained_and_the_rest_is_used(page):
    page.open(epochs="501", optimizer="<b>sgd</b>", batch_size="32")
    assert page.config == TrainingConfig(batch_size=32)
    assert "Epochs must be 1 to 500, got 501" in page.html
    assert "<b>sgd" not in page.html
    page.set("train-epochs", 5)
    assert 'role="alert"' not in page.html
    assert page.address == {"batch_size": "32", "epochs": "5"}


def test_a_forged_value_is_explained_and_changes_nothing(page):
    page.open(recipe="ten-lines")
    for forged in ("-1", "one", "4294967296"):
        page.set("train-seed", forged)
        assert page.config == recipe("ten-lines").config
        assert 'role="alert"' in page.html and "<p>Seed must be " in page.html
    page.set("train-epochs", 5)
    assert 'role="alert"' not in page.html


@pytest.mark.parametrize(
    ("key", "wire"),
    [
        ("train-recipe", {"string_array_value": ["Deep net"]}),
        ("train-recipe", {"string_array_value": []}),
        ("train-layers", {"string_array_value": ["99"]}),
        ("train-layers", {"string_array_value": []}),
        ("train-activation", {"string_value": "perceptron"}),
        ("train-scaled", {"string_array_value": ["maybe", "maybe not"]}),
        ("train-seed", {"string_value": "x" * 100_000}),
    ],
)
def test_forged_messages_change_nothing(page, key, wire):
    page.open(recipe="ten-lines").forge(key, wire)
    assert page.config == recipe("ten-lines").config
    assert page.recipe == "ten-lines" and page.shown("train-layers") == 1
    assert page.shown("train-activation") == "sigmoid"


@pytest.mark.parametrize("wire", [["-5"], ["nan"], [], ["5", "50"], ["<b>"]])
def test_forged_sliders_leave_settings_that_are_allowed(page, wire):
    page.open(recipe="ten-lines")
    for key in ("train-epochs", "train-units-0", "train-learning_rate"):
        page.forge(key, {"string_array_value": wire})
        assert page.shown("train-epochs") == page.config.epochs
        assert page.config.hidden_units == (page.shown("train-units-0"),)


def test_back_and_forward_bring_settings_back(page, monkeypatch):
    page.open(recipe="ten-lines").set("train-epochs", 20)
    monkeypatch.setattr(page_state, "went_through_history", lambda: True)
    page.app.query_params.clear()
    page.open(recipe="ten-lines")
    assert page.recipe == "ten-lines" and page.shown("train-epochs") == 10


def test_a_stale_address_does_not_undo_a_change(page):
    page.open(recipe="ten-lines").set("train-epochs", 20)
    page.app.query_params.clear()
    page.open(recipe="ten-lines")
    assert page.config.epochs == 20 and page.address["epochs"] == "20"


def test_coming_back_from_another_page_finds_everything_as_it_was(page):
    page.open(recipe="ten-lines").press("train-button").set("train-epochs", 20)
    run_id = page.queue.submitted[0].run
    # Another page has no use for the controls, so Streamlit forgets them.
    del page.app.session_state["train-recipe"]
    page.app.session_state["page-shown"] = "data"
    page.app.query_params.clear()
    page.app._run(WidgetStates())
    assert page.address == {"run": run_id, "epochs": "20"}
    assert page.config.epochs == 20 and page.shown("train-epochs") == 20


def test_train_starts_one_run_and_puts_it_into_the_address(page):
    page.open(recipe="ten-lines").press("train-button")
    (job,) = page.queue.submitted
    assert job.config == recipe("ten-lines").config
    assert page.address == {"run": job.run}
    assert page.service.get(job.run).recipe == "ten-lines"
    assert page.recipe == "ten-lines"


def test_the_button_is_busy_while_the_run_goes_on_and_a_second_click_starts_nothing(page):
    page.open(recipe="ten-lines").press("train-button")
    button = page.app.button(key="train-button")
    assert button.disabled and button.label == "Training …"
    assert "Takes about" in page.live_html and "It begins" not in page.live_html
    button._value = True  # a second click was on its way before the button was disabled
    page.run()
    assert len(page.queue.submitted) == 1
    page.set("train-epochs", 20)
    assert not page.app.button(key="train-button").disabled
    assert page.address == {"run": page.queue.submitted[0].run, "epochs": "20"}
    assert "It begins in about" in page.live_html
    page.set("train-epochs", 10)
    page.service.stop(page.queue.submitted[0].run, page.visitor)
    page.run()
    assert not page.app.button(key="train-button").disabled


def test_what_comes_first_is_told_before_train_is_pressed(page):
    for visitor in ("ada", "bob"):
        page.service.start(recipe("ten-lines").config, visitor)
    assert re.search(r"It begins in about [\w ]+: 2 waiting\.", page.open().live_html)
    page.service.classroom.hold()
    held = "The teacher has paused all trainings. It begins after that: 2 waiting."
    assert held in page.run().live_html


def test_only_a_run_that_was_started_here_comes_into_sight(page):
    page.open(run=page.service.start(recipe("ten-lines").config, SOMEBODY))
    assert page.told("started") == [""]
    page.press("train-button")
    assert page.told("started") == [page.queue.submitted[1].run]


def test_a_run_that_is_stopped_while_it_waits_leaves_the_address_with_a_word(page):
    page.open(recipe="ten-lines").press("train-button")
    (job,) = page.queue.submitted
    page.queue.on_event(Event(job.run, 1, 1, "ended", ended_unmeasured("stopped", "")))
    page.run()
    assert page.address == {"recipe": "ten-lines"}
    assert "“Ten lines” was taken out of the queue before it began" in page.live_html
    assert not page.app.button(key="train-button").disabled


def test_a_run_in_the_address_brings_its_settings(page):
    config = TrainingConfig(hidden_units=(33, 5), activation="elu", seed=9)
    run_id = page.service.start(config, SOMEBODY)
    page.open(run=run_id)
    assert page.config == config and page.address == {"run": run_id}
    assert page.shown("train-units-0") == 33
    # It is somebody else's, so one's own may be started with the same settings.
    assert not page.app.button(key="train-button").disabled


def test_a_run_and_a_change_come_back_after_a_reload(page):
    run_id = page.service.start(recipe("ten-lines").config, SOMEBODY)
    page.open(run=run_id, epochs="20")
    assert page.config == replace(recipe("ten-lines").config, epochs=20)
    assert page.address == {"run": run_id, "epochs": "20"}


@pytest.mark.parametrize("run_id", ["../../etc/passwd", "<b>", "x" * 5000, ""])
def test_an_unknown_run_is_explained(page, run_id):
    page.open(run=run_id, epochs="20")
    assert 'role="alert"' in page.html and "<b>" not in page.html.partition("dl-network")[0]
    assert page.config == TrainingConfig(epochs=20)
    page.press("train-button")
    assert page.address == {"run": page.queue.submitted[0].run}


def test_too_much_is_refused_before_anything_starts(page):
    page.open(hidden_units="2048,2048,2048")
    assert "at most 6,000,000 parameters" in page.html and "would fit" in page.html
    assert page.app.button(key="train-button").disabled
    page.set("train-layers", 2)
    assert not page.app.button(key="train-button").disabled


def test_a_refusal_by_the_server_is_shown_until_something_changes(page, monkeypatch):
    def refuse(*arguments: Any) -> str:
        raise UserError("Three of your runs are waiting already.")

    page.open()
    monkeypatch.setattr(page.service, "start", refuse)
    page.press("train-button")
    assert "Three of your runs are waiting already." in page.html
    page.set("train-epochs", 20)
    assert "waiting already" not in page.html


def test_with_a_part_of_mnist_the_page_says_so_and_asks_for_no_more(page, monkeypatch):
    show_data(monkeypatch, 4_000, 1_000, is_sample=True)
    page.open(recipe="ten-lines")
    assert "To get all 70,000" in page.html
    assert page.recipe == "ten-lines"
    assert page.shown("train-training_images") == 4_000
    page.press("train-button")
    assert page.queue.submitted[0].config == replace(
        recipe("ten-lines").config, training_images=4_000
    )
    assert page.recipe == "ten-lines"
    assert "x_train[:4000]" in page.code


def test_without_any_images_the_page_still_opens(page, monkeypatch):
    def nothing(wait: bool = True) -> data.Mnist:
        raise UserError("MNIST could not be found anywhere.")

    monkeypatch.setattr(data, "load_mnist", nothing)
    page.open()
    assert "MNIST could not be found anywhere." in page.html
    assert page.app.button(key="train-button").disabled


def test_the_arithmetic_is_on_the_page(page):
    page.open(recipe="shallow-net").unfold("train-sums")
    assert "(784 × 64 + 64) + (64 × 10 + 10) = 50,890" in page.html
    assert "⌈60,000 / 128⌉ × 200 = 93,800" in page.html
