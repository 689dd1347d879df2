"""A run and its weights as a visitor looks at them, or why they can't be had."""

from model.errors import UserError
from training.runs.run import Run, Snapshot
from training.runs.service import trainings


def look_at(run_id: str | None) -> tuple[Run | None, str]:
    """The run as it is now, or why there is none.

    Args:
        run_id: from the address, so untrusted; None for no run.
    """
    if run_id is None:
        return None, ""
    try:
        return trainings().get(run_id), ""
    except UserError as error:
        return None, str(error)


def snapshot_of(run: Run | None, looked_at: float | None) -> tuple[Snapshot | None, str]:
    """The weights to look at, or why there are none.

    Args:
        run: None for none.
        looked_at: the epoch that is replayed; None for the newest weights.
    """
    if run is None or run.latest is None:
        return None, ""
    try:
        return trainings().snapshot(run.id, looked_at), ""
    except UserError as error:
        return None, str(error)
