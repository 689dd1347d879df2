"""Train one network from start to end, reporting as it goes, steered from outside.

Knows neither processes nor pipes: an engine goes in, events come out of a function.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from training.config import TrainingConfig
from training.runs.events import Command, encode
from training.runs.run import Status
from training.runs.snapshots import BYTES_EACH, kept_epochs
from training.workers.diverged import GREW, NO_NUMBER, LossWatch, large_loss, why_diverged

if TYPE_CHECKING:
    from training.data import Mnist
    from training.engine import Batches, Engine

PIECE = 0.12  # seconds of training between two looks at the controls
MEMORY = 0.7  # of the speed that is shown: about half a second
STEADY_MEMORY = 0.98  # of the speed that the time left is computed from: about six seconds
PROGRESS_EVERY = 0.2  # seconds
WEIGHTS_EVERY = 0.3  # seconds between pictures of the weights within an epoch …
WEIGHTS_BYTES_PER_SECOND = 6 * 2**20  # … or more, for large networks

Report = Callable[..., None]


class Stopped(Exception):  # noqa: N818 - not an error
    """The run is to end now, keeping what was learnt."""


class Controls:
    """What the run was told from outside; the training looks at it between two pieces.

    Attributes:
        waited: seconds that were spent in pauses.
    """

    def __init__(self) -> None:
        self.waited = 0.0
        self._changed = threading.Condition()
        self._paused = self._step = self._stop = False
        self._rate: float | None = None

    def take(self, command: Command) -> None:
        """Note a command, from any thread."""
        with self._changed:
            match command.name:
                case "pause":
                    self._paused = True
                case "resume":
                    self._paused = self._step = False
                case "step":
                    self._paused = self._step = True
                case "stop":
                    self._stop = True
                case "rate":
                    self._rate = command.value
            self._changed.notify_all()

    def follow(self, engine: Engine, report: Report) -> None:
        """Do what was noted: set the learning rate, wait while paused, or stop.

        Raises:
            Stopped: the run is to end.
        """
        with self._changed:
            self._obey(engine, report)
            if self._paused and not self._step:
                report("status", status=Status.PAUSED)
                began = time.monotonic()
                try:
                    self._wait(engine, report)
                finally:
                    self.waited += time.monotonic() - began
                report("status", status=Status.RUNNING)

    def end_of_epoch(self) -> None:
        """A step ends here."""
        with self._changed:
            self._step = False

    def _wait(self, engine: Engine, report: Report) -> None:
        while self._paused and not self._step:
            self._changed.wait()
            self._obey(engine, report)

    def _obey(self, engine: Engine, report: Report) -> None:
        if self._stop:
            raise Stopped
        if self._rate is not None:
            engine.learning_rate, self._rate = self._rate, None
            report("rate", learning_rate=engine.learning_rate)


def train(
    engine: Engine, config: TrainingConfig, mnist: Mnist, controls: Controls, report: Report
) -> None:
    """Train to the end, or until it is stopped or diverges; the last event is "ended"."""
    trainer = _Trainer(engine, config, mnist, controls, report)
    status, sentence = Status.FINISHED, ""
    try:
        trainer.run()
    except Stopped:
        status = Status.STOPPED
    except _Diverged as diverged:
        status = Status.DIVERGED
        sentence = why_diverged(config, engine.learning_rate, str(diverged))
    trainer.end(status, sentence)


class _Diverged(Exception):  # noqa: N818 - what happened, not an error
    """Its text says what."""


class _Trainer:
    def __init__(
        self,
        engine: Engine,
        config: TrainingConfig,
        mnist: Mnist,
        controls: Controls,
        report: Report,
    ) -> None:
        self.engine, self.config, self.mnist = engine, config, mnist
        self.controls, self.report = controls, report
        self.kept = kept_epochs(config)
        size = BYTES_EACH * config.spec.parameters
        self.weights_every = max(WEIGHTS_EVERY, size / WEIGHTS_BYTES_PER_SECOND)
        self.began = self._clock()
        self.done = 0.0  # epochs so far; 2.5 is in the third
        self.watch = LossWatch(math.nan)
        self.speed = _Speed(MEMORY)
        self.steady_speed = _Speed(STEADY_MEMORY)
        self.progress_at = self.weights_at = -math.inf

    def run(self) -> None:
        self._begin()
        self.began = self._clock()
        for epoch in range(1, self.config.epochs + 1):
            self._train_epoch(epoch)

    def _clock(self) -> float:
        """Seconds, pauses left out."""
        return time.monotonic() - self.controls.waited

    def _begin(self) -> None:
        """What the untrained network does."""
        untrained = self.engine.validate()
        self.watch = LossWatch(untrained[0])
        self._report_epoch(0, untrained, untrained, 0.0)

    def _train_epoch(self, epoch: int) -> None:
        started, done = self._clock(), 0
        while done < self.engine.batches:
            self.controls.follow(self.engine, self.report)
            before = time.monotonic()
            piece = self.engine.train(self.speed.batches_in(PIECE))
            if self.done:  # the first batch of all waits for its compiler
                for speed in (self.speed, self.steady_speed):
                    speed.add(piece.done - done, time.monotonic() - before)
            done = piece.done
            self.done = epoch - 1 + done / self.engine.batches
            if self.watch.is_lost(piece.loss):
                raise _Diverged(NO_NUMBER)
            if self.watch.warns_of(piece.loss):
                warning = large_loss(self.config, self.engine.learning_rate)
                self.report("notice", sentence=warning)
            self._report_progress(epoch, piece)
        self.controls.end_of_epoch()
        before = time.monotonic()
        loss, accuracy = self.engine.validate()
        if self.watch.is_lost(loss):
            raise _Diverged(NO_NUMBER)
        self.steady_speed.validation = time.monotonic() - before
        seconds = self._clock() - started
        self._report_epoch(epoch, (piece.loss, piece.accuracy), (loss, accuracy), seconds)
        if self.watch.has_grown_for_long(piece.loss, piece.accuracy):
            raise _Diverged(GREW)

    def _report_epoch(
        self,
        epoch: int,
        trained: tuple[float, float],
        validated: tuple[float, float],
        seconds: float,
    ) -> None:
        self.report(
            "epoch",
            epoch=epoch,
            loss=trained[0],
            accuracy=trained[1],
            validation_loss=validated[0],
            validation_accuracy=validated[1],
            seconds=seconds,
            learning_rate=self.engine.learning_rate,
        )
        if epoch in self.kept or self._weights_are_due():
            self._report_weights(keep=epoch in self.kept)

    def _report_progress(self, epoch: int, piece: Batches) -> None:
        now = time.monotonic()
        if self.speed.batches and now - self.progress_at >= PROGRESS_EVERY:
            self.progress_at = now
            left = self.config.epochs - self.done
            batches = self.engine.batches * self.steady_speed.seconds_per_batch
            per_epoch = batches + self.steady_speed.validation
            self.report(
                "progress",
                epoch=epoch,
                batch=piece.done,
                batches=self.engine.batches,
                loss=piece.loss,
                accuracy=piece.accuracy,
                images_per_second=self.engine.fitted_images
                / self.engine.batches
                / self.speed.seconds_per_batch,
                seconds_left=left * per_epoch,
            )
        if piece.done < self.engine.batches and self._weights_are_due():
            self._report_weights(keep=False)

    def _weights_are_due(self) -> bool:
        return time.monotonic() - self.weights_at >= self.weights_every

    def _report_weights(self, keep: bool) -> None:
        self.weights_at = time.monotonic()
        epoch = round(self.done) if keep else self.done
        self.report("weights", epoch=epoch, npz=encode(self.engine.weights()), keep=keep)

    def end(self, status: Status, sentence: str) -> None:
        seconds = self._clock() - self.began
        values: dict[str, Any] = {"training_accuracy": None, "test_accuracy": None}
        if status is not Status.DIVERGED:
            mnist, count = self.mnist, self.engine.fitted_images
            values = {
                "training_accuracy": self.engine.accuracy(
                    mnist.x_train[:count], mnist.y_train[:count]
                ),
                "test_accuracy": self.engine.accuracy(mnist.x_test, mnist.y_test),
                "epoch": self.done,
                "npz": encode(self.engine.weights()),
            }
        self.report("ended", status=status, sentence=sentence, seconds=seconds, **values)


class _Speed:
    """How long a batch takes, of late.

    Args:
        memory: what an older measurement keeps of its weight when a new one comes in.
    """

    def __init__(self, memory: float) -> None:
        self.memory = memory
        self.batches = self.seconds = 0.0
        self.validation = 0.0

    def add(self, batches: int, seconds: float) -> None:
        self.batches = self.memory * self.batches + batches
        self.seconds = self.memory * self.seconds + seconds

    @property
    def seconds_per_batch(self) -> float:
        return max(self.seconds / self.batches, 1e-7)

    def batches_in(self, seconds: float) -> int:
        """How many batches take so long; one, while nothing is known."""
        return max(1, int(seconds / self.seconds_per_batch)) if self.batches else 1
