"""What a run is: one training, as everyone who looks at it sees it at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from training.config import TrainingConfig
from training.runs.figures import ACCURACY, LOSS, Digits, Figure, declared, figures_of


class Status(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"  # in the queue, or its worker is still getting ready
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"  # all epochs
    STOPPED = "stopped"  # by its owner or the teacher; what it had learnt is kept
    DIVERGED = "diverged"  # its loss is no longer a number, or grew and grew
    FAILED = "failed"  # its worker died, hung, or ran into a limit
    INTERRUPTED = "interrupted"  # the server ended before the run did

    @property
    def is_live(self) -> bool:
        """Whether something may still change."""
        return self in (Status.WAITING, Status.RUNNING, Status.PAUSED)


@dataclass(frozen=True)
class Epoch:
    """What was measured at the end of an epoch.

    Attributes:
        epoch: 1 for the first; 0 for what the untrained network does, with the training figures
            equal to the validation figures, because nothing has been trained yet.
        loss, accuracy: means over the epoch's batches while the weights were changing, as Keras
            reports them; accuracy is 0 to 1.
        validation_loss, validation_accuracy: with the weights at the epoch's end.
        seconds: how long the epoch took, validation included.
        learning_rate: the one that was in use at the epoch's end.
    """

    epoch: int = declared("epoch")
    loss: float = declared("loss", LOSS, Digits.TRAINING)
    accuracy: float = declared("accuracy", ACCURACY, Digits.TRAINING)
    validation_loss: float = declared("loss", LOSS, Digits.VALIDATION)
    validation_accuracy: float = declared("accuracy", ACCURACY, Digits.VALIDATION)
    seconds: float = declared("seconds")
    learning_rate: float = declared("learning rate")


@dataclass(frozen=True)
class Progress:
    """How far a running epoch has come.

    Attributes:
        epoch: the epoch under way, 1 for the first.
        batch, batches: how many of its batches are done, and how many it has.
        loss, accuracy: means over the batches of this epoch so far: each is the figure of `Epoch`
            that has the same name, on its way.
        images_per_second: the speed of late.
        seconds_left: an estimate for the whole run.
    """

    epoch: int
    batch: int
    batches: int
    loss: float
    accuracy: float
    images_per_second: float
    seconds_left: float


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        status: one that is not live.
        sentence: what happened, why, and what to try; empty where the figures say it all.
        training_accuracy, test_accuracy: of the final weights, 0 to 1, on all images that they
            were fitted to and on the test set; None if there was nothing left to measure.
        seconds: from the first batch to the end, pauses left out.
    """

    status: Status
    sentence: str
    training_accuracy: float | None
    test_accuracy: float | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network's weights at one moment of its training.

    Attributes:
        epoch: how many epochs it had seen: 0 is the untrained start, 2.5 is in the third epoch.
        weights: float32 arrays in the order of Keras's `get_weights`: for each layer the kernel
            (inputs, units) and the bias (units,). Not writable.
        attempt: the one at the run that they are of.
    """

    epoch: float
    weights: tuple[np.ndarray, ...]
    attempt: int = 1


@dataclass(frozen=True)
class Run:
    """One training at one moment. It never changes: with every event there is a new one.

    Attributes:
        id: unguessable; it is what the address of a run holds.
        config: what was asked for; `learning_rate` below may differ by now.
        recipe: the name of the recipe that it was started as, or None.
        owner: a hash that stands for the browser that started it.
        created: when, in seconds since 1970.
        learning_rate: the one in use.
        name: what its owner called it; empty if nothing yet.
        status: where it stands.
        attempt: 1 for the first; higher after its machine was lost.
        position: how many trainings come first, while it waits: 0 means that it is about to start;
            or, while it is paused and would go on, that its place is another's.
            Only the backend knows; whoever looks at a run has it from there.
        is_held: whether it waits, or is paused, because the teacher holds all trainings.
        epochs: what was measured so far, epoch 0 first.
        progress: of the epoch under way; None before the first batch and after the end.
        kept: for each epoch whose weights were kept, their SHA-256.
        final: epoch and SHA-256 of the weights at the end, or None.
        latest: the `Snapshot.epoch` of the newest weights there are, or None.
        outcome: how it ended; None while it is live.
        data: where the digits came from, in words.
        is_sample: whether that was less than all of MNIST.
        notices: sentences that its owner should see, such as that it can't be saved.
        version: higher after every change, so that what was drawn can be kept until then.
    """

    id: str
    config: TrainingConfig
    recipe: str | None
    owner: str
    created: float
    learning_rate: float
    name: str = ""
    status: Status = Status.WAITING
    attempt: int = 1
    position: int = 0
    is_held: bool = False
    epochs: tuple[Epoch, ...] = ()
    progress: Progress | None = None
    kept: Mapping[int, str] = field(default_factory=dict, hash=False)
    final: tuple[float, str] | None = None
    latest: float | None = None
    outcome: Outcome | None = None
    data: str = ""
    is_sample: bool = False
    notices: tuple[str, ...] = ()
    version: int = 0

    @classmethod
    def new(
        cls, run_id: str, config: TrainingConfig, recipe: str | None, owner: str, created: float
    ) -> Run:
        """A run before its first event."""
        return cls(run_id, config, recipe, owner, created, config.learning_rate)

    @property
    def snapshots(self) -> tuple[float, ...]:
        """The epochs whose weights were kept, in order.

        Of a run that was stopped within an epoch, the last is a fraction.
        """
        end = {self.final[0]} if self.final else set()
        return tuple(sorted(end | set(self.kept)))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What was, or will be, measured at the end of each of its epochs."""
        return figures_of(type(self.epochs[-1]) if self.epochs else Epoch)

    @property
    def seconds(self) -> float:
        """How long its epochs took, added up."""
        return sum(each.seconds for each in self.epochs)
