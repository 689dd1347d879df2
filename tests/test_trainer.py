"""One training from start to end: what is reported, and how it is steered."""

import math
import threading
import time
from typing import Any

import numpy as np
import pytest

from training.config import TrainingConfig
from training.data import Mnist
from training.engine import Batches
from training.runs.events import Command, Event, decode, encode
from training.runs.snapshots import FEWEST, MOST, RUN_BYTES, kept_epochs
from training.workers.diverged import GREW, NO_NUMBER, LossWatch, why_diverged
from training.workers.trainer import Controls, train

IMAGES, LABELS = np.zeros((10, 28, 28), np.uint8), np.zeros(10, np.uint8)
MNIST = Mnist(IMAGES, LABELS, IMAGES, LABELS, source="", is_sample=True)


class Engine:
    """An engine of four batches an epoch, with losses from a list."""

    batches = 4
    fitted_images = 10

    def __init__(self, losses: dict[int, float] | None = None, accuracy: float = 0.7) -> None:
        self.losses, self.reached = losses or {}, accuracy
        self.learning_rate = 0.1
        self.trained = 0

    def train(self, batches: int) -> Batches:
        done = self.trained % self.batches
        self.trained += min(batches, self.batches - done)
        return Batches(
            (self.trained - 1) % self.batches + 1, self.losses.get(self.trained, 0.5), self.reached
        )

    def validate(self) -> tuple[float, float]:
        return 2.3, 0.1

    def accuracy(self, _images: np.ndarray, _labels: np.ndarray) -> float:
        return 0.6

    def weights(self) -> list[np.ndarray]:
        return [np.array([self.trained], np.float32)]


class Reports(list):
    """What was reported, as (kind, values); a command can be given at any moment."""

    def __init__(self, controls: Controls, at: dict[tuple[str, int], Command] | None = None):
        self.controls, self.at = controls, at or {}

    def __call__(self, kind: str, **values: Any) -> None:
        self.append((kind, values))
        command = self.at.get((kind, len(self.of(kind))))
        if command:
            # From another thread, as in the worker.
            threading.Thread(target=self.controls.take, args=(command,)).start()

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [values for each, values in self if each == kind]


def run(engine: Engine | None = None, at: Any = None, **changes: Any) -> Reports:
    controls = Controls()
    reports = Reports(controls, at)
    settings = {"hidden_units": (), "epochs": 3, **changes}
    train(engine or Engine(), TrainingConfig(**settings), MNIST, controls, reports)
    return reports


def test_a_run_reports_every_epoch_and_then_its_end():
    reports = run()
    assert [each["epoch"] for each in reports.of("epoch")] == [0, 1, 2, 3]
    assert [each["epoch"] for each in reports.of("weights") if each["keep"]] == [0, 1, 2, 3]
    kind, end = reports[-1]
    assert kind == "ended" and end["status"] == "finished" and end["epoch"] == 3
    assert end["training_accuracy"] == end["test_accuracy"] == 0.6


def test_the_untrained_network_comes_first():
    first = run().of("epoch")[0]
    assert first["loss"] == first["validation_loss"] == 2.3
    assert first["accuracy"] == first["validation_accuracy"] == 0.1


def test_stop_keeps_what_was_learnt():
    reports = run(at={("epoch", 3): Command("stop")}, epochs=500)
    end = reports[-1][1]
    assert end["status"] == "stopped" and end["sentence"] == "" and end["npz"]
    assert 2 <= end["epoch"] < 500


def test_a_paused_run_waits_and_does_not_count_the_time():
    pause = {("epoch", 2): Command("pause")}
    controls = Controls()
    reports = Reports(controls, pause)
    config = TrainingConfig(hidden_units=(), epochs=400)
    thread = threading.Thread(target=train, args=(Engine(), config, MNIST, controls, reports))
    thread.start()
    deadline = time.monotonic() + 10
    while not reports.of("status"):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    epochs = len(reports.of("epoch"))
    time.sleep(0.3)
    assert len(reports.of("epoch")) == epochs
    controls.take(Command("resume"))
    thread.join(10)
    assert [each["status"] for each in reports.of("status")] == ["paused", "running"]
    assert reports[-1][1]["seconds"] < controls.waited + 5 and controls.waited >= 0.3


def test_a_step_ends_with_its_epoch():
    at = {("epoch", 1): Command("step"), ("status", 1): Command("stop")}
    reports = run(at=at, epochs=500)
    # One epoch may have been done before the step was asked for.
    assert len(reports.of("epoch")) <= 4
    assert reports[-1][1]["epoch"] == int(reports[-1][1]["epoch"])


def test_a_new_learning_rate_counts_at_once():
    reports = run(at={("epoch", 2): Command("rate", 0.25)}, epochs=200)
    assert reports.of("rate") == [{"learning_rate": 0.25}]
    assert reports.of("epoch")[-1]["learning_rate"] == 0.25


def test_a_paused_run_can_be_stopped():
    at = {("epoch", 2): Command("pause"), ("status", 1): Command("stop")}
    reports = run(at=at, epochs=500)
    end = reports[-1][1]
    assert end["status"] == "stopped" and end["sentence"] == "" and end["npz"]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_ends_the_run(loss):
    reports = run(Engine(dict.fromkeys(range(5, 9), loss)))
    end = reports[-1][1]
    assert end["status"] == "diverged" and end["sentence"].startswith(NO_NUMBER)
    assert "learning rate" in end["sentence"]
    assert "npz" not in end and len(reports.of("epoch")) == 2


def test_a_loss_that_grows_for_long_while_nothing_is_learnt_ends_the_run():
    losses = {piece: 1e4 * 2**piece for piece in range(1, 100)}
    reports = run(Engine(losses, accuracy=0.1), epochs=20)
    end = reports[-1][1]
    assert end["status"] == "diverged" and end["sentence"].startswith(GREW)
    assert 4 <= reports.of("epoch")[-1]["epoch"] < 20


@pytest.mark.parametrize(
    ("losses", "accuracy"),
    [
        ({piece: 1e4 * 2**piece for piece in range(1, 100)}, 0.7),  # it learns all the same
        (dict.fromkeys(range(1, 100), 1e9), 0.1),  # large, but not growing
        ({piece: 1e9 / piece for piece in range(1, 100)}, 0.1),
    ],
    ids=["learns", "stays", "falls"],
)
def test_a_large_loss_is_pointed_out_once_and_the_run_goes_on(losses, accuracy):
    reports = run(Engine(losses, accuracy=accuracy), epochs=12)
    assert reports[-1][1]["status"] == "finished"
    (notice,) = reports.of("notice")
    assert "may learn all the same" in notice["sentence"]


@pytest.mark.parametrize(
    ("loss", "first", "expected"),
    [(2.3, 2.3, False), (900.0, 2.3, False), (5000.0, 2.3, True), (5000.0, 400.0, False)],
)
def test_what_counts_as_a_large_loss(loss, first, expected):
    assert LossWatch(first).warns_of(loss) is expected


@pytest.mark.slow
def test_raw_inputs_and_a_high_rate_learn_as_in_keras_whatever_the_loss(mnist_path):
    from training.data import read_mnist
    from training.engine import Engine as RealEngine

    settings = {"optimizer": "sgd", "learning_rate": 0.1, "scaled": False, "batch_size": 128}
    config = TrainingConfig(hidden_units=(), epochs=5, **settings)
    mnist = read_mnist(mnist_path)
    reports = Reports(Controls())
    train(RealEngine(config, mnist), config, mnist, reports.controls, reports)
    end = reports[-1][1]
    assert end["status"] == "finished" and end["test_accuracy"] > 0.85
    assert reports.of("epoch")[-1]["loss"] > 500 and len(reports.of("notice")) == 1


def test_growth_counts_only_epoch_after_epoch():
    watch = LossWatch(2.3)
    losses = [1e4, 2e4, 3e4, 2.9e4, 3e4, 4e4, 5e4]
    assert [watch.has_grown_for_long(loss, 0.1) for loss in losses] == [False] * 6 + [True]


@pytest.mark.parametrize(
    ("changes", "rate", "words"),
    [
        ({"optimizer": "sgd"}, 5.0, "5 is probably too high; 0.01 is usual"),
        ({"optimizer": "sgd", "scaled": False}, 5.0, "Scale the inputs first"),
        ({"optimizer": "sgd", "scaled": False}, 0.01, "Raw pixels"),
        ({"optimizer": "sgd", "activation": "linear"}, 0.01, "Try sigmoid"),
        ({"optimizer": "adam"}, 0.001, "Try a learning rate of 0.0001"),
    ],
)
def test_the_likely_reason_is_named(changes, rate, words):
    assert words in why_diverged(TrainingConfig(**changes), rate)


@pytest.mark.parametrize("epochs", [1, 5, 119, 120, 121, 500])
@pytest.mark.parametrize("units", [(), (64,), (512,), (2048, 2048)])
def test_snapshots_hold_start_and_end_and_fit(epochs, units):
    config = TrainingConfig(hidden_units=units, epochs=epochs)
    kept = kept_epochs(config)
    assert {0, epochs} <= kept and max(kept) == epochs
    assert len(kept) <= MOST
    assert len(kept) * 4 * config.spec.parameters <= RUN_BYTES or len(kept) <= FEWEST


def test_a_short_run_keeps_every_epoch_and_a_long_one_more_of_its_beginning():
    assert kept_epochs(TrainingConfig(hidden_units=(64,), epochs=20)) == set(range(21))
    kept = kept_epochs(TrainingConfig(hidden_units=(64,), epochs=500))
    assert set(range(8)) <= kept
    assert sum(epoch <= 125 for epoch in kept) > len(kept) / 3


def test_an_event_survives_its_line():
    event = Event("run", 2, 7, "epoch", {"epoch": 1, "loss": 0.5})
    assert Event.from_line(event.to_line()) == event


@pytest.mark.parametrize("line", ["", "{", "[]", "3", '{"run": "a"}', '{"run": "a", "att'])
def test_a_torn_line_is_no_event(line):
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own message, whichever it is
        Event.from_line(line)


def test_weights_survive_their_text():
    from model.weights import unpack

    arrays = [np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(3, np.float32)]
    for before, after in zip(arrays, unpack(decode(encode(arrays))), strict=True):
        np.testing.assert_array_equal(before, after)
