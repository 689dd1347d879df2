"""A run as its events tell it: the same fold for a run under way and for one read from disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from model.errors import UserError
from training.config import TrainingConfig
from training.runs.run import Epoch, Outcome, Progress, Run, Status

FORMAT = 1  # of what is written to disk


@dataclass
class Record:
    """What is known about a run, growing with every event; `picture` is what others see.

    Attributes:
        kept: for each epoch that was kept, the SHA-256 of its weights; the weights themselves
            are somewhere else.
        final: epoch and SHA-256 of the weights at the end, or None.
    """

    id: str
    config: TrainingConfig
    recipe: str | None
    owner: str
    created: float
    name: str = ""
    status: Status = Status.WAITING
    epochs: list[Epoch] = field(default_factory=list)
    progress: Progress | None = None
    learning_rate: float = 0.0
    kept: dict[int, str] = field(default_factory=dict)
    latest: float | None = None
    final: tuple[float, str] | None = None
    outcome: Outcome | None = None
    data: str = ""
    is_sample: bool = False
    notices: list[str] = field(default_factory=list)
    version: int = 0

    def __post_init__(self) -> None:
        self.learning_rate = self.learning_rate or self.config.learning_rate

    @classmethod
    def from_json(cls, run_id: str, values: Any) -> Record:
        """The inverse of `to_json`.

        Raises:
            UserError: it is something else, or from another version of the app.
        """
        try:
            if values["format"] != FORMAT:
                raise UserError("It was written by another version of Digit Lab.")
            return cls(
                id=run_id,
                config=TrainingConfig(**values["config"]),
                recipe=values["recipe"],
                owner=str(values["owner"]),
                created=float(values["created"]),
            )
        except (TypeError, KeyError, ValueError) as error:
            raise UserError(f"Its description can't be read ({error}).") from error

    def to_json(self) -> dict[str, Any]:
        """What is known before the first event."""
        return {
            "format": FORMAT,
            "config": asdict(self.config),
            "recipe": self.recipe,
            "owner": self.owner,
            "created": self.created,
        }

    def apply(self, kind: str, values: Mapping[str, Any]) -> None:
        """Take in one event.

        Raises:
            KeyError, TypeError, ValueError: the values are not those of such an event.
        """
        match kind:
            case "begun":
                self.epochs.clear()  # of an earlier attempt
                self.kept.clear()
                self.data, self.is_sample = values["data"], values["is_sample"]
                self.status = Status.RUNNING
            case "progress":
                self.progress = Progress(**values)
            case "epoch":
                self.epochs.append(Epoch(**values))
            case "kept":
                self.kept[values["epoch"]] = values["sha256"]
            case "status":
                self.status = Status(values["status"])
            case "rate":
                self.learning_rate = float(values["learning_rate"])
            case "notice":
                self.notices.append(values["sentence"])
            case "ended":
                outcome = values["outcome"] | {"status": Status(values["outcome"]["status"])}
                self.end(Outcome(**outcome), values["final"])
        self.version += 1

    def end(self, outcome: Outcome, final: tuple[float, str] | None) -> None:
        """The last thing that happens to a run."""
        self.outcome = outcome
        self.status, self.progress = outcome.status, None
        self.final = tuple(final) if final else None
        if final:
            self.latest = final[0]
        elif self.kept:
            self.latest = max(self.kept)
        self.version += 1

    @property
    def seconds(self) -> float:
        """How long its epochs took, added up."""
        return sum(each.seconds for each in self.epochs)

    @property
    def snapshots(self) -> tuple[float, ...]:
        """See `Run.snapshots`."""
        end = {self.final[0]} if self.final else set()
        return tuple(sorted(end | set(self.kept)))

    def picture(self, position: int = 0) -> Run:
        """The run at this moment.

        Args:
            position: how many trainings come first.
        """
        return Run(
            id=self.id,
            config=self.config,
            recipe=self.recipe,
            owner=self.owner,
            created=self.created,
            name=self.name,
            status=self.status,
            position=position,
            epochs=tuple(self.epochs),
            progress=self.progress,
            learning_rate=self.learning_rate,
            snapshots=self.snapshots,
            latest=self.latest,
            outcome=self.outcome,
            data=self.data,
            is_sample=self.is_sample,
            notices=tuple(self.notices),
            version=self.version,
        )
