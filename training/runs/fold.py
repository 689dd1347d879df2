"""How events make a run what it is: the same fold for one under way and one read from disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar, get_type_hints

from training.runs.run import Epoch, Outcome, Progress, Run, Status

LAST_EPOCH = 10**9

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
        case "again":
            return _changed(
                run,
                attempt=run.attempt + 1,
                status=Status.WAITING,
                learning_rate=run.config.learning_rate,
                epochs=(),
                progress=None,
                kept={},
                latest=None,
                notices=(*run.notices, values["sentence"]),
            )
        case "begun":  # what an earlier attempt measured is gone
            return _changed(
                run,
                epochs=(),
                kept={},
                data=text(values["data"]),
                is_sample=bool(values["is_sample"]),
                status=Status.RUNNING,
            )
        case "progress":
            return _changed(run, progress=from_values(Progress, values))
        case "epoch":
            return _changed(run, epochs=(*run.epochs, from_values(Epoch, values)))
        case "weights":
            return _changed(run, latest=number(values["epoch"]))
        case "kept":
            epoch = whole_number(values["epoch"])
            return _changed(run, kept={**run.kept, epoch: text(values["sha256"])})
        case "status":
            return _changed(run, status=Status(values["status"]))
        case "rate":
            return _changed(run, learning_rate=number(values["learning_rate"]))
        case "notice":
            return _changed(run, notices=(*run.notices, text(values["sentence"])))
        case "named":
            return _changed(run, name=text(values["name"]))
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


def without_final(run: Run) -> Run:
    """The run when the weights at its end are no longer there."""
    return _changed(run, final=None, latest=max(run.kept, default=None))


def from_values(what: type[Values], values: Mapping[str, Any]) -> Values:
    """An `Epoch`, `Progress` or `Outcome` from what some version of the app wrote of it.

    What it has too many is of a later version, and ignored; a field that isn't there has its
    default.

    Raises:
        TypeError: a field without a default isn't there, or has a value of another type.
        ValueError: it is the outcome of no status that we know.
    """
    kind: Any = what  # which mypy takes for something that has no hash
    checks = _checks(kind)
    return what(**{name: checks[name](values[name]) for name in checks if name in values})


def number(value: Any) -> float:
    """A number as it is; TypeError if it isn't one. What was read may have been edited by hand."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError(f"not a number: {value!r:.40}")
    return value


def whole_number(value: Any) -> int:
    """The same for one that is not negative and has no fraction."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LAST_EPOCH:
        raise TypeError(f"not the number of an epoch: {value!r:.40}")
    return value


def text(value: Any) -> str:
    """The same for text."""
    if not isinstance(value, str):
        raise TypeError(f"not text: {value!r:.40}")
    return value


def _number_or_none(value: Any) -> float | None:
    return None if value is None else number(value)


_OF_TYPE: Mapping[Any, Callable[[Any], Any]] = {
    int: whole_number,
    float: number,
    float | None: _number_or_none,
    str: text,
    Status: Status,
}


@cache
def _checks(what: type[Any]) -> Mapping[str, Callable[[Any], Any]]:
    """What checks the value of each field."""
    types = get_type_hints(what)
    return {field.name: _OF_TYPE[types[field.name]] for field in fields(what)}


def _changed(run: Run, **changes: Any) -> Run:
    return replace(run, version=run.version + 1, **changes)
