"""The figures for Prometheus: who gets them, and what they count."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from server import health, metrics
from server.presence import presence
from server.timing import BOUNDS, Timing
from server.visitor import new_name
from tests import asgi
from tests.puppet import Desk
from training.journal import Refused, journal

TOKEN = "a token that is long enough"


APP = Starlette(routes=[*metrics.routes("lab"), *health.routes("lab")])


def ask(shown: str = f"Bearer {TOKEN}") -> asgi.Answer:
    return asgi.ask(APP, "/lab/metrics", {"authorization": shown})


def figures() -> dict[tuple[str, ...], float]:
    """Each value by its name and labels."""
    answer = ask()
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def opened(monkeypatch):
    monkeypatch.setenv(metrics.VARIABLE, TOKEN)


@pytest.fixture
def trained(desk: Desk, monkeypatch) -> Desk:
    monkeypatch.setattr("training.runs.service.trainings", lambda: desk.trainings)
    monkeypatch.setattr("training.runs.service.is_there", lambda: True)
    return desk


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN} ", "Bearer é"]
)
def test_without_the_token_there_is_nothing(opened, shown):
    before = journal.refused.get(Refused.METRICS, 0)
    assert ask(shown).status == 404
    assert journal.refused[Refused.METRICS] == before + 1


@pytest.mark.parametrize("token", ["", "short"])
def test_closed_unless_asked_for(monkeypatch, token):
    monkeypatch.setenv(metrics.VARIABLE, token)
    assert ask(f"Bearer {token}").status == 404
    monkeypatch.delenv(metrics.VARIABLE)
    assert ask("Bearer ").status == 404


def test_runs_are_counted_by_where_they_stand_and_how_they_end(opened, trained):
    before = figures()
    running = trained.start("ada")
    trained.begin(running, 1)
    trained.start("bob")
    trained.finish(trained.start("cy"))
    after = figures()
    assert after["digit_lab_runs", "running"] == 1 and after["digit_lab_runs", "waiting"] == 1
    assert after["digit_lab_workers",] == 1

    def rise(*key: str) -> float:
        return after[key] - before[key]

    assert rise("digit_lab_runs_started_total") == 3
    assert rise("digit_lab_runs_ended_total", "finished") == 1
    assert rise("digit_lab_runs_ended_total", "failed") == 0


def test_browsers_refusals_and_the_process_are_counted(opened):
    name, before = new_name(), figures()
    presence.come(name)
    presence.come(name)
    journal.refuse(Refused.QUEUE)
    after = figures()
    presence.go(name)
    presence.go(name)
    assert after["digit_lab_browsers",] - before["digit_lab_browsers",] == 1
    assert after["digit_lab_pages",] - before["digit_lab_pages",] == 2
    refusals = "digit_lab_refusals_total", "queue"
    assert after[refusals] - before[refusals] == 1
    assert after["process_resident_memory_bytes",] > 1e7
    assert figures()["digit_lab_browsers",] == before["digit_lab_browsers",]


def test_readings_are_counted_by_how_long_they_took(opened, monkeypatch):
    timing = Timing()
    monkeypatch.setattr(metrics, "readings", timing)
    for seconds in (0.0005, BOUNDS[0], 0.02, 99.0):
        timing.take(seconds)
    with timing.measured():
        pass
    found = figures()
    assert found["digit_lab_reading_seconds_bucket", str(BOUNDS[0])] == 3
    assert found["digit_lab_reading_seconds_bucket", "0.025"] == 4
    assert found["digit_lab_reading_seconds_count",] == 5
    assert found["digit_lab_reading_seconds_sum",] == pytest.approx(99.0215, abs=0.01)


def test_what_fails_is_not_counted():
    timing = Timing()
    with pytest.raises(ZeroDivisionError), timing.measured():
        raise ZeroDivisionError
    assert timing.cumulative()[0][-1] == ("+Inf", 0)


# Ready means that workers can be started, too.


class Loaded:
    any_ready = True


def test_a_server_whose_workers_cant_start_is_not_ready_and_tries_again(trained, monkeypatch):
    monkeypatch.setattr(health, "networks", Loaded)
    assert "workers alive: 1" in asgi.ask(APP, "/lab/ready").text
    tried = []
    monkeypatch.setattr(trained.backend, "can_train", False)
    monkeypatch.setattr(trained.backend, "warm_up", lambda: tried.append(1))
    answer = asgi.ask(APP, "/lab/ready")
    assert answer.status == 503 and "worker" in answer.text and tried


def test_asking_whether_it_is_ready_starts_no_worker(monkeypatch):
    monkeypatch.setattr(health, "networks", Loaded)
    monkeypatch.setattr("training.runs.service.is_there", lambda: False)
    monkeypatch.setattr("training.runs.service.trainings", None)
    assert asgi.ask(APP, "/lab/ready").status == 200
