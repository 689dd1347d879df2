"""The one `Trainings` of a server."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

from training.runs import service


def test_there_is_one_however_many_ask_for_it_first(monkeypatch):
    class Slow(SimpleNamespace):
        def __init__(self, *_: Any) -> None:
            time.sleep(0.2)
            super().__init__(close=lambda: closed.append(self))
            made.append(self)

    made: list[Slow] = []
    closed: list[Slow] = []
    together = Barrier(8)

    def ask(_: int) -> Any:
        together.wait()
        return service.trainings()

    monkeypatch.setattr(service, "Trainings", Slow)
    service._made.cache_clear()
    try:
        assert not service.is_there()
        with ThreadPoolExecutor(8) as threads:
            asked = list(threads.map(ask, range(8)))
        assert len(made) == 1 and all(each is made[0] for each in asked)
        assert service.is_there()
        service.close()
        assert closed == made
    finally:
        service._made.cache_clear()
