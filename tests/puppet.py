"""Trainings whose backend is a puppet: it does what a test tells it."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from training.config import TrainingConfig
from training.runs.events import Command, Event, encode
from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.backend import OnEvent, Request

CONFIG = TrainingConfig(hidden_units=(4,), epochs=3, training_images=1000)
EPOCH = {
    "loss": 1.0,
    "accuracy": 0.5,
    "validation_loss": 1.0,
    "validation_accuracy": 0.5,
    "seconds": 0.25,
    "learning_rate": 0.001,
}


class Puppet:
    """A backend whose worker is the test."""

    workers = 1
    is_warm = True
    processes = 1
    can_train = True
    trouble = ""

    def __init__(self, on_event: OnEvent) -> None:
        self.on_event = on_event
        self.requests: list[Request] = []
        self.told: list[tuple[str, Command]] = []
        self.cancelled: list[str] = []
        self.reasons: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.closed = self.held = False

    def warm_up(self) -> None:
        pass

    def submit(self, request: Request) -> None:
        self.requests.append(request)

    def hold(self, held: bool) -> None:
        self.held = held

    def tell(self, run: str, command: Command) -> None:
        self.told.append((run, command))

    def cancel(self, run: str, sentence: str = "") -> None:
        self.cancelled.append(run)
        self.reasons[run] = sentence

    def position(self, run: str) -> int | None:
        runs = [request.job.run for request in self.requests]
        return runs.index(run) if run in runs else None

    def close(self) -> None:
        self.closed = True

    def say(
        self, run: str, kind: str, attempt: int = 1, number: int | None = None, **values
    ) -> None:
        self.numbers[run] = self.numbers.get(run, 0) + 1 if number is None else number
        self.on_event(Event(run, attempt, self.numbers[run], kind, values))


def arrays(value: float) -> list[np.ndarray]:
    return [np.full(shape, value, np.float32) for shape in CONFIG.spec.shapes]


class Desk:
    """Trainings and the puppet behind them."""

    def __init__(self, folder: Path) -> None:
        self.store = RunStore(folder)
        self.trainings = Trainings(self._make, self.store)

    def _make(self, on_event: OnEvent) -> Puppet:
        self.backend = Puppet(on_event)
        return self.backend

    def start(self, visitor: str = "ada", **changes) -> str:
        return self.trainings.start(replace(CONFIG, **changes), visitor)

    def begin(self, run: str, epochs: int = 2) -> None:
        self.backend.say(run, "begun", data="MNIST", is_sample=False)
        for epoch in range(epochs + 1):
            self.backend.say(run, "epoch", epoch=epoch, **EPOCH)
            self.backend.say(run, "weights", epoch=epoch, npz=encode(arrays(epoch)), keep=True)

    def end(self, run: str, status: str = "finished", **values) -> None:
        outcome = {
            "status": status,
            "sentence": "",
            "training_accuracy": 0.9,
            "test_accuracy": 0.8,
            "seconds": 2.0,
        }
        self.backend.say(run, "ended", **outcome | values)

    def finish(self, run: str) -> None:
        self.begin(run, 3)
        self.end(run, epoch=3.0, npz=encode(arrays(3)))
