"""What a teacher may do with everybody's trainings: see them, hold them, limit them, end them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from model.errors import UserError
from training.config import SettingError, TrainingConfig
from training.runs.events import Command
from training.runs.register import Register
from training.runs.run import Run, Status
from training.workers.backend import Backend

STOPPED = "The teacher stopped it."
CLEARED = "The teacher cleared the queue."
BEYOND = "The teacher allows {most:,} {what} at most by now, and it has {asked:,}."
_COUNTED = {"epochs": "epochs", "hidden_units": "hidden units in a layer"}


@dataclass(frozen=True)
class Limits:
    """What a training may ask for while the class trains; None for as much as the app allows.

    Attributes:
        epochs: the most epochs.
        units: the most units in a hidden layer.
    """

    epochs: int | None = None
    units: int | None = None

    def check(self, config: TrainingConfig) -> None:
        """Raise UserError if a training asks for more."""
        for setting, most, asked in self._exceeded(config):
            raise SettingError(setting, f"can be {most:,} at most for this class, got {asked:,}.")

    def why_not(self, config: TrainingConfig) -> str:
        """Why a training that was accepted before may not begin, in a sentence; empty if it may."""
        return " ".join(
            BEYOND.format(most=most, what=_COUNTED[setting], asked=asked)
            for setting, most, asked in self._exceeded(config)
        )

    def _exceeded(self, config: TrainingConfig) -> Iterator[tuple[str, int, int]]:
        """Each setting that asks for more, with the most there may be, and what it asks for."""
        if self.epochs is not None and config.epochs > self.epochs:
            yield "epochs", self.epochs, config.epochs
        units = max(config.hidden_units, default=0)
        if self.units is not None and units > self.units:
            yield "hidden_units", self.units, units


class Classroom:
    """Everybody's trainings in the hands of one; every method may be called from any thread.

    Who may call them, the caller has to know.
    """

    def __init__(
        self, register: Register, backend: Backend, clock: Callable[[], float] = time.time
    ) -> None:
        """
        Args:
            register: the runs.
            backend: what trains them.
            clock: seconds since 1970.
        """
        self._limits = Limits()
        self._register, self._backend, self._clock = register, backend, clock
        self._lock = threading.Lock()
        self._since = clock()
        self._held: set[str] | None = None  # the runs that were paused for the class to draw

    def __repr__(self) -> str:
        return f"Classroom({self._limits}, is_held={self.is_held})"

    @property
    def limits(self) -> Limits:
        """What a training may ask for."""
        return self._limits

    def limit(self, **limits: int | None) -> None:
        """Set some of the limits, by their names in `Limits`; the others stay as they are.

        From now on a training may ask for so much; see `enforce_limits`.
        """
        with self._lock:
            self._limits = replace(self._limits, **limits)
        self.enforce_limits()

    def enforce_limits(self) -> None:
        """Remove those that wait and ask for more; those under way go on.

        To be called after a run was submitted, too: the limits may have come between.
        """
        for run in self.queue():
            why = self._limits.why_not(run.config) if run.status is Status.WAITING else ""
            if why:
                self._backend.cancel(run.id, why)

    @property
    def is_held(self) -> bool:
        """Whether no training goes on, so that the class can draw."""
        return self._held is not None

    def runs(self) -> list[Run]:
        """The class's runs, the oldest first: those that were started since `begin_anew`."""
        runs = [each.run for each in self._register.all()]
        return sorted(
            (each for each in runs if each.created >= self._since), key=lambda run: run.created
        )

    def queue(self) -> list[Run]:
        """All that are under way or waiting, whoever's they are, in the order of their turns."""
        live = [entry.run for entry in self._register.live()]
        return sorted(live, key=lambda run: (run.status is Status.WAITING, run.created))

    def begin_anew(self) -> None:
        """From now on, earlier runs are not the class's any more; nothing happens to them."""
        self._since = self._clock()

    def hold(self) -> None:
        """Pause what is under way, and begin nothing."""
        with self._lock:
            if self._held is not None:
                return
            self._backend.hold(True)
            self._held = {run.id for run in self.queue() if run.status is not Status.PAUSED}
            for run_id in self._held:
                self._backend.tell(run_id, Command("pause"))

    def release(self) -> None:
        """Let go on what `hold` has paused; what its owner has paused stays so."""
        with self._lock:
            held, self._held = self._held, None
            self._backend.hold(False)
            for run_id in held or ():
                self._backend.tell(run_id, Command("resume"))

    def check_may_go_on(self) -> None:
        """Raise UserError while trainings are held."""
        if self.is_held:
            raise UserError("Trainings are paused while the class draws. Yours goes on after that.")

    def stop(self, run_id: str) -> None:
        """End a run, as its owner could, but it says who did; nothing happens if it has ended."""
        self._backend.cancel(run_id, STOPPED)

    def clear_queue(self) -> None:
        """Remove all that are waiting."""
        for run in self.queue():
            if run.status is Status.WAITING:
                self._backend.cancel(run.id, CLEARED)
