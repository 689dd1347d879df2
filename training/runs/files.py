"""The files in a run's folder but for its weights: how each is written, and read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model.errors import UserError
from model.files import read_bounded, write_whole
from training.config import TrainingConfig
from training.runs.fold import after, ended, from_values, number, text
from training.runs.run import Outcome, Run

FORMAT = 1  # of run.json
LARGEST_NAME_BYTES = 1024
LARGEST_TEXT = 16 * 2**20  # bytes; the events of 500 epochs take about 200 kB


def write_description(path: Path, run: Run) -> None:
    """Write what is known of a run before its first event."""
    values = {
        "format": FORMAT,
        "config": asdict(run.config),
        "recipe": run.recipe,
        "owner": run.owner,
        "created": run.created,
    }
    _write_json(path, values)


def read_description(path: Path, run_id: str) -> Run:
    """The run before its first event, from its description.

    Raises:
        OSError: it can't be read.
        ValueError: it isn't JSON.
        UserError: it is something else, or from another version of the app.
    """
    values = _read_json(path)
    try:
        if values["format"] != FORMAT:
            raise UserError("It was written by another version of Digit Lab.")
        return Run.new(
            run_id,
            config=TrainingConfig(**values["config"]),
            recipe=None if values["recipe"] is None else str(values["recipe"]),
            owner=str(values["owner"]),
            created=float(values["created"]),
        )
    except (TypeError, KeyError, ValueError) as error:
        raise UserError(f"Its description can't be read ({error}).") from error


def read_owner(path: Path) -> str | None:
    """Whose run a description is of; None if that can't be told."""
    try:
        return str(_read_json(path)["owner"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def append_event(path: Path, kind: str, values: Mapping[str, Any]) -> None:
    """Add an event to those in a file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"kind": kind, **values}) + "\n")


def read_events(path: Path, run: Run, start: int = 0) -> tuple[Run, int]:
    """The run after the events in a file; torn and unknown ones are passed over.

    Args:
        path: of the file.
        run: as it was before them.
        start: the byte of the file at which they begin.

    Returns:
        The run, and the byte at which the next events will begin.
    """
    try:
        text = read_bounded(path, LARGEST_TEXT, start)
    except OSError:
        return run, start
    whole = text[: text.rfind(b"\n") + 1]  # what follows is torn, or still being written
    for line in whole.splitlines():
        try:
            values = json.loads(line)
            run = after(run, values.pop("kind"), values)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            continue  # torn, or written by somebody else
    return run, start + len(whole)


def write_result(path: Path, run: Run) -> None:
    """Write how a run ended; ValueError if it hasn't."""
    if run.outcome is None:
        raise ValueError(f"the run {run.id} has not ended")
    _write_json(path, {"outcome": asdict(run.outcome), "final": run.final})


def read_result(path: Path, run: Run) -> Run:
    """The run after its end.

    Raises:
        OSError, KeyError, TypeError, ValueError: there is no result, or it can't be read.
    """
    result = _read_json(path)
    final = None
    if result["final"]:
        epoch, sha256 = result["final"]
        final = number(epoch), text(sha256)
    return ended(run, from_values(Outcome, result["outcome"]), final)


def write_name(path: Path, name: str) -> None:
    """Write what a run's owner calls it."""
    write_whole(path, name.encode())


def read_name(path: Path) -> str:
    """What a run's owner calls it; empty if nothing, or if that can't be read."""
    try:
        return read_bounded(path, LARGEST_NAME_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return ""


def _write_json(path: Path, values: Any) -> None:
    write_whole(path, json.dumps(values, indent=1).encode())


def _read_json(path: Path) -> Any:
    try:
        return json.loads(read_bounded(path, LARGEST_TEXT))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
