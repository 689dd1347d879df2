"""The one `Trainings` of this server, for everybody who asks."""

from functools import cache

from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.local import LocalBackend


@cache
def trainings() -> Trainings:
    """Start, watch, steer and keep trainings; whoever ends the server closes it."""
    return Trainings(LocalBackend, RunStore())


def is_there() -> bool:
    """Whether anybody has asked for it: asking whether workers are alive must not start any."""
    return trainings.cache_info().currsize > 0


def close() -> None:
    """End every worker, if there are any."""
    if is_there():
        trainings().close()
