"""The cluster backend: what every backend must do, on a real Dask cluster, and what is special."""

import sys
from collections.abc import Callable, Iterator

import pytest
from distributed import LocalCluster

from tests.backend_contract import BackendContract
from training.runs.events import Event
from training.workers.child import Limits
from training.workers.dask import DaskBackend

FAKE = (sys.executable, "-m", "tests.fake_worker")
SOON = Limits(ready=60.0, silence=2.0, run=60.0, force=3.0, spare=1.0)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


class TestDaskBackend(BackendContract):
    @pytest.fixture(autouse=True)
    def its_cluster(self, cluster: LocalCluster) -> None:
        self.cluster = cluster

    def make(self, on_event: Callable[[Event], None]) -> DaskBackend:
        address = self.cluster.scheduler_address
        return DaskBackend(on_event, address, command=FAKE, limits=SOON)
