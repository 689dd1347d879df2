"""Trainings on a Dask cluster: the same queue, and a worker process on some machine for each run.

A Dask task starts the process where there is room and stays with it (relay.py). What the process
says and is told goes straight between that machine and this server (reception.py), past Dask's
scheduler, which would keep it. So it is led like a child of this machine, and runs go on while the
scheduler can't be reached, for as long as their Dask worker lives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from distributed import Future

from training.workers.backend import OnEvent
from training.workers.child import NOT_NEEDED, Child, Limits
from training.workers.cluster import Cluster
from training.workers.local import asked_workers
from training.workers.policy import Policy
from training.workers.queued import QueuedBackend
from training.workers.reception import Reception, RemoteProcess
from training.workers.relay import Caller, relay


class DaskBackend(QueuedBackend):
    """A `Backend` of processes on a cluster, which several servers may share.

    No worker is kept warm: it would take the place of a run, also of another server's. Of several
    servers each has a queue of its own; whoever sees room first, takes it.
    """

    def __init__(
        self,
        on_event: OnEvent,
        address: str,
        command: Sequence[str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Nothing is connected before `warm_up` or `submit`.

        Args:
            on_event: is called with every event.
            address: of the scheduler, as in tcp://192.168.1.20:8786.
            command: what starts a worker, by default what each machine takes for it.
            limits: when patience ends.

        Raises:
            UserError: it is no address.
        """
        limits = limits or Limits()
        policy = Policy(
            workers=asked_workers() or 1,
            cores=1,
            spare_after=math.inf,
            longest_pause=limits.longest_pause,
        )
        super().__init__(on_event, policy, limits)
        self._command = tuple(command) if command else None
        self._most = asked_workers() or math.inf
        self._cluster = Cluster(address, self._notice)
        self._reception: Reception | None = None
        self._processes: list[RemoteProcess] = []

    @property
    def trouble(self) -> str:
        """See `Backend`."""
        return self._cluster.trouble

    def warm_up(self) -> None:
        """See `Backend`: the connection to the cluster is there when a run comes."""
        self._cluster.start()

    def close(self) -> None:
        """See `Backend`."""
        super().close()
        self._cluster.close()
        if self._reception:
            self._reception.close()

    def _look_after(self) -> None:
        self._cluster.start()
        self._cluster.hurry(True)
        super()._look_after()

    def _notice(self) -> None:
        """The cluster was looked at."""
        workers = max(1, min(self._cluster.slots, self._most))
        self._policy = replace(self._policy, workers=int(workers))
        self._cluster.hurry(bool(self._waiting))
        self._wake.set()

    def _has_room(self) -> bool:
        self._processes = [each for each in self._processes if each.takes_room]
        cluster = self._cluster
        has_room = len(self._processes) + cluster.taken < cluster.slots
        return has_room and not cluster.trouble and not self._held

    def _to_end(self, now: float) -> list[Child]:
        ended = super()._to_end(now)
        if self._held or not self._policy.next_up(self._waiting, self._running()):
            for child in filter(lambda child: child.is_free, self._children):
                child.reason = NOT_NEEDED
                ended.append(child)
        return ended

    def _start(self) -> Child:
        if self._reception is None:
            self._reception = Reception(self._cluster.own_host())
        reception, process = self._reception, RemoteProcess()
        reception.expect(process)
        caller = Caller(reception.host, reception.port, process.token)
        try:
            task = self._cluster.submit(relay, caller, self._command)
        except OSError:
            reception.forget(process)
            raise
        # That also keeps the task: Dask drops what nobody has in hand.
        process.on_kill(partial(self._cluster.cancel, task))
        self._processes.append(process)

        def note_end(task: Future[None]) -> None:
            reception.forget(process)
            process.task_is_over(_failure(task))

        task.add_done_callback(note_end)
        return Child(process, started=math.inf, heard=math.inf)


def _failure(task: Future[None]) -> str:
    """Why a task failed, in words; empty if it didn't."""
    if task.status != "error":
        return ""
    error = task.exception()
    return str(error) or type(error).__name__
