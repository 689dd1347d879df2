"""What a browser asks for while it goes through the epochs of a run that has ended."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from starlette.requests import Request

from model.dense import probabilities
from model.errors import UserError
from pages.train.moments import replayed_moment
from server.watching import replay as module
from server.watching.digits import Digits, Drawn
from server.watching.replay import BATCH, EpochReadings, routes
from tests import asgi, event_loop
from tests.fake_trainings import FakeTrainings, a_run
from training.runs.run import Status

IMAGE = np.eye(28, dtype=np.uint8) * 255


@pytest.fixture
def runs(monkeypatch) -> FakeTrainings:
    made = FakeTrainings(a_run(10, Status.FINISHED))
    monkeypatch.setattr(module, "trainings", lambda: made)
    drawn = Digits()
    drawn.put("my-pad", Drawn(IMAGE, 2))
    monkeypatch.setattr(module, "digits", drawn)
    return made


def ask(name: str, run: str = "run-1", **query: str) -> Any:
    (route,) = (each for each in routes(replayed_moment) if each.name == name)
    scope = asgi.scope_of(f"/runs/{run}/{name}?{urlencode(query)}")
    return event_loop.run(route.endpoint(Request(scope | {"path_params": {"run": run}})))


def test_epochs_come_in_batches_that_a_browser_keeps(runs):
    answer = ask("epochs", theme="dark")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "private, max-age=300"
    first, rest = json.loads(answer.body), json.loads(ask("epochs", **{"from": str(BATCH)}).body)
    assert len(first) == BATCH and len(rest) == 11 - BATCH
    assert "epoch 3" in first[3]["watch-result"] and 'data-epoch="3"' in first[3]["watch-tiles"]
    assert 'src="pictures/' in rest[-1]["watch-tiles"]
    assert json.loads(ask("epochs", **{"from": "99"}).body) == []


def test_a_digit_is_read_by_each_epochs_network(runs):
    answer = ask("digit", pad="my-pad")
    assert answer.headers["cache-control"] == "no-store"
    for epoch, (shares, strokes) in enumerate(json.loads(answer.body)):
        run, snapshot = runs.get("run-1"), runs.snapshot("run-1", epoch)
        expected = probabilities(run.config.spec, snapshot.weights, IMAGE[None])[0]
        np.testing.assert_allclose(shares, expected, atol=1e-4)
        assert strokes == 2
    assert json.loads(ask("digit", pad="another").body) == [None] * 11


def test_a_digit_is_read_once_however_often_it_is_asked_for(runs, monkeypatch):
    read: list[float] = []
    snapshot = runs.snapshot
    monkeypatch.setattr(
        runs, "snapshot", lambda run, epoch: read.append(epoch) or snapshot(run, epoch)
    )
    readings, run = EpochReadings(), runs.get("run-1")
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda _: readings.of(run, Drawn(IMAGE, 2)), range(50)))
    assert read == list(run.snapshots) and all(each == found[0] for each in found)
    readings.of(run, Drawn(IMAGE.T[::-1], 2))
    readings.of(run, Drawn(IMAGE, 3))
    assert len(read) == 3 * len(run.snapshots)
    ask("digit", pad="another")  # of which nothing is known
    assert len(read) == 3 * len(run.snapshots)


@pytest.mark.parametrize("first", ["-1", "", "1e2", "٣", "9" * 999, "x"])
def test_what_is_no_number_is_refused(runs, first):
    assert ask("epochs", **{"from": first}).status_code == 400


@pytest.mark.parametrize("name", ["epochs", "digit"])
def test_there_is_nothing_to_replay_of_others_or_of_what_still_learns(runs, name):
    assert ask(name, "another").status_code == 404
    runs.runs["run-1"] = a_run(2)
    assert ask(name).status_code == 404


def test_damaged_weights_are_said_where_the_tiles_would_be(runs, monkeypatch):
    def refuse(*_: Any) -> None:
        raise UserError("These weights were altered on disk.")

    readings, run = EpochReadings(), runs.get("run-1")
    with monkeypatch.context() as damaged:
        damaged.setattr(runs, "snapshot", refuse)
        first = json.loads(ask("epochs").body)[0]
        assert "altered on disk" in first["watch-tiles"] and "Training" in first["watch-result"]
        assert json.loads(ask("digit", pad="my-pad").body)[0] is None
        assert readings.of(run, Drawn(IMAGE, 2))[0] is None
    assert readings.of(run, Drawn(IMAGE, 2))[0]  # no failure is kept
