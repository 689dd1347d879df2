"""Who may do what with trainings."""

from __future__ import annotations

import hashlib

from model.errors import UserError
from training.runs.run import Run
from training.runs.store import LONGEST_NAME

NOT_YOURS = "This training belongs to somebody else: you can watch it, but not change it."
HAS_ENDED = "This training has ended, so there is nothing to change any more."
ELSEWHERE = (
    "This training goes on at another server of this app: here you can watch it. Reload the page "
    "to be led there."
)
STILL_LIVE = "This training is still running. Stop it first, then delete it."


def owner_of(visitor: str) -> str:
    """What stands for a visitor in a run: from it, nobody can pose as the visitor."""
    return hashlib.sha256(visitor.encode()).hexdigest()[:32]


def check_owner(run: Run, visitor: str) -> None:
    """Raise UserError unless the run is the visitor's."""
    if run.owner != owner_of(visitor):
        raise UserError(NOT_YOURS)


def check_steerable(run: Run, visitor: str) -> None:
    """Raise UserError unless the run is the visitor's and under way."""
    check_owner(run, visitor)
    if not run.status.is_live:
        raise UserError(HAS_ENDED)


def check_deletable(run: Run, visitor: str) -> None:
    """Raise UserError unless the run is the visitor's and has ended."""
    check_owner(run, visitor)
    if run.status.is_live:
        raise UserError(STILL_LIVE)


def checked_name(name: str) -> str:
    """A name for a run, without superfluous blanks; UserError if it is too long."""
    name = " ".join(str(name).split())
    if len(name) > LONGEST_NAME:
        raise UserError(f"A name has at most {LONGEST_NAME} characters, got {len(name)}.")
    return name
