"""The log's lines about runs and refusals: what is in them, and what never is."""

import json
import logging
from collections.abc import Iterator

import pytest

from model.errors import UserError
from tests.puppet import CONFIG, Desk
from training.journal import LOGGER, Journal, Refused, journal, shortened, trouble_with
from training.runs.permission import owner_of


class Lines(logging.Handler):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    def __call__(self) -> list[dict]:
        return [json.loads(each) for each in self.texts]


@pytest.fixture
def lines() -> Iterator[Lines]:
    logger, lines = logging.getLogger(LOGGER), Lines()
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)
    logger.setLevel(before)


def test_a_run_has_a_line_for_its_start_and_one_for_its_end(desk: Desk, lines):
    run = desk.start()
    desk.finish(run)
    started, ended = lines()
    assert started["event"] == "run_started" and ended["event"] == "run_ended"
    assert started["run"] == ended["run"] == shortened(run)
    assert started["epochs"] == CONFIG.epochs and started["hidden_units"] == [4]
    assert ended["status"] == "finished" and ended["epochs"] == 3 and ended["seconds"] == 2.0


@pytest.mark.parametrize("status", ["stopped", "failed", "diverged"])
def test_however_it_ends(desk: Desk, lines, status):
    before = journal.ended.get(status, 0)
    desk.end(desk.start(), status)
    assert lines()[-1]["status"] == status and lines()[-1]["epochs"] == 0
    assert journal.ended[status] == before + 1


def test_one_that_the_server_s_end_interrupts_has_both_too(desk: Desk, lines):
    desk.start()
    desk.trainings.close()
    assert [each["event"] for each in lines()] == ["run_started", "run_ended"]
    assert lines()[-1]["status"] == "interrupted"


def test_nothing_in_them_says_who_it_was_or_opens_the_run(desk: Desk, lines):
    run = desk.start("ada")
    desk.finish(run)
    desk.trainings.rename(run, "ada", "My secret name")
    with pytest.raises(UserError):
        desk.trainings.delete(run, "bob")
    assert len(lines()) == 3
    for secret in (run, "ada", "bob", owner_of("ada"), owner_of("bob"), "secret name"):
        assert secret not in str(lines.texts)


@pytest.mark.parametrize(
    ("reason", "ask"),
    [
        (Refused.SETTINGS, lambda desk: desk.start(training_images=60_000)),
        (Refused.QUEUE, lambda desk: [desk.start(seed=seed) for seed in range(10)]),
        (Refused.NOT_ALLOWED, lambda desk: desk.trainings.stop(desk.start(), "bob")),
        (Refused.NOT_ALLOWED, lambda desk: desk.trainings.pause(desk.start(), "bob")),
        (Refused.NOT_ALLOWED, lambda desk: desk.trainings.rename(desk.start(), "bob", "x")),
    ],
)
def test_what_is_refused_has_a_line_with_the_reason(desk: Desk, lines, reason, ask):
    before = journal.refused.get(reason, 0)
    with pytest.raises(UserError):
        ask(desk)
    assert lines()[-1] == {"event": "refused", "reason": reason}
    assert journal.refused[reason] == before + 1


def test_what_is_not_refused_has_none(lines):
    kept = Journal()
    with kept.refusing(Refused.DRAWING):
        pass
    with pytest.raises(ZeroDivisionError), kept.refusing(Refused.DRAWING):
        raise ZeroDivisionError
    assert lines() == [] and kept.refused == {}


def test_an_error_with_a_run_is_told_without_the_run_s_id(desk: Desk):
    run = desk.start()
    error = PermissionError(13, "Permission denied", f"/home/runs/{run}/result.json")
    name = shortened(run)
    told = f"{name}: [Errno 13] Permission denied: '/home/runs/{name}/result.json'"
    assert trouble_with(run, error) == told


def test_a_line_is_an_object_with_its_time(desk: Desk, capsys, monkeypatch):
    from training import journal as module

    logger = logging.getLogger("digit_lab_of_a_test")
    monkeypatch.setattr(module, "LOGGER", logger.name)
    module.to_standard_error()
    module.to_standard_error()
    Journal().refuse(Refused.SECRET)
    (line,) = capsys.readouterr().err.splitlines()
    values = json.loads(line)
    assert list(values) == ["time", "event", "reason"] and values["time"].endswith("+00:00")
