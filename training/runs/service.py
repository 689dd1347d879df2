"""The one `Trainings` of this server, for everybody who asks."""

import os
from collections.abc import Callable
from functools import cache, partial
from threading import Lock

from model.errors import UserError
from training.runs.store import RunStore
from training.runs.trainings import Trainings
from training.workers.backend import Backend, OnEvent
from training.workers.local import LocalBackend

SCHEDULER_VARIABLE = "DASK_SCHEDULER"
NO_DASK = (
    "{variable} is set, so trainings are to run on a Dask cluster, but Dask can't be imported "
    "({error}): pip install -r requirements-cluster.txt"
)


_making = Lock()  # pages of a class ask at the same moment, and `cache` lets them all in


def trainings() -> Trainings:
    """Start, watch, steer and keep trainings; whoever ends the server closes it."""
    with _making:
        return _made()


@cache
def _made() -> Trainings:
    return Trainings(backend_maker(), RunStore())


def backend_maker() -> Callable[[OnEvent], Backend]:
    """What makes the backend: processes of this machine, or of the cluster of DASK_SCHEDULER.

    Raises:
        UserError: that is set, but Dask isn't installed, or it is no address.
    """
    address = os.environ.get(SCHEDULER_VARIABLE, "").strip()
    if not address:
        return LocalBackend
    try:
        # Dask is an optional extra, and takes half a second to be imported.
        from training.workers.cluster import checked_address
        from training.workers.dask import DaskBackend
    except ImportError as error:
        raise UserError(NO_DASK.format(variable=SCHEDULER_VARIABLE, error=error)) from error
    checked_address(address)
    return partial(DaskBackend, address=address)


def is_there() -> bool:
    """Whether anybody has asked for it: asking whether workers are alive must not start any."""
    return _made.cache_info().currsize > 0


def close() -> None:
    """End every worker, if there are any."""
    if is_there():
        trainings().close()
