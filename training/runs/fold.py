"""How events make a run what it is: the same fold for one under way and one read from disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from training.runs.run import Epoch, Outcome, Progress, Run, Status

Values = TypeVar("Values", Epoch, Progress, Outcome)


def after(run: Run, kind: str, values: Mapping[str, Any]) -> Run:
    """The run after one more event.

    The kinds are those of a worker (see `training.runs.events`, but for "ended": see `ended`) and
    three of our own: "kept" (epoch, sha256), "notice" (sentence), which a worker sends, too, and
    "named" (name). Any other kind changes nothing.

    Raises:
        KeyError, TypeError, ValueError: the values are not those of such an event.
    """
    match kind:
        case "begun":  # what an earlier attempt measured is gone
            return _changed(
                run,
                epochs=(),
                kept={},
                data=values["data"],
                is_sample=values["is_sample"],
                status=Status.RUNNING,
            )
        case "progress":
            return _changed(run, progress=from_values(Progress, values))
        case "epoch":
            return _changed(run, epochs=(*run.epochs, from_values(Epoch, values)))
        case "weights":
            return _changed(run, latest=values["epoch"])
        case "kept":
            return _changed(run, kept={**run.kept, values["epoch"]: values["sha256"]})
        case "status":
            return _changed(run, status=Status(values["status"]))
        case "rate":
            return _changed(run, learning_rate=float(values["learning_rate"]))
        case "notice":
            return _changed(run, notices=(*run.notices, values["sentence"]))
        case "named":
            return _changed(run, name=values["name"])
        case _:
            return run


def ended(run: Run, outcome: Outcome, final: tuple[float, str] | None) -> Run:
    """The run after the last thing that happens to it.

    Args:
        run: as it was.
        outcome: how it ended.
        final: epoch and SHA-256 of the weights at the end, or None.
    """
    return _changed(
        run,
        outcome=outcome,
        status=outcome.status,
        progress=None,
        final=final,
        latest=final[0] if final else max(run.kept, default=run.latest),
    )


def without_kept(run: Run, epochs: Collection[int]) -> Run:
    """The run when the weights of some epochs are no longer there."""
    return _changed(run, kept={each: run.kept[each] for each in run.kept if each not in epochs})


def from_values(what: type[Values], values: Mapping[str, Any]) -> Values:
    """An `Epoch`, `Progress` or `Outcome` from what some version of the app wrote of it.

    What it has too many is of a later version, and ignored; a field that isn't there has its
    default.

    Raises:
        TypeError: a field without a default isn't there.
        ValueError: it is the outcome of no status that we know.
    """
    names = [field.name for field in fields(what)]
    known = {name: values[name] for name in names if name in values}
    if "status" in known:
        known["status"] = Status(known["status"])
    return what(**known)


def _changed(run: Run, **changes: Any) -> Run:
    return replace(run, version=run.version + 1, **changes)
