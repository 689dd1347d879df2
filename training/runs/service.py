"""The one `Trainings` of this server, for everybody who asks."""

from functools import cache

from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.local import LocalBackend


@cache
def trainings() -> Trainings:
    """Start, watch, steer and keep trainings; whoever ends the server closes it."""
    return Trainings(LocalBackend, RunStore())


def close() -> None:
    """End every worker, if there are any."""
    if trainings.cache_info().currsize:
        trainings().close()
