"""What comes before a training, and how long it waits for those: their lengths are 10 s each."""

import pytest

from tests.fake_trainings import a_run
from training.runs.run import Status
from training.runs.waiting import ahead


def live(*owners: str) -> list:
    return [a_run(status=Status.WAITING, owner=owner) for owner in owners]


@pytest.mark.parametrize(
    ("owners", "workers", "seconds"),
    [
        ("", 1, 0.0),
        ("b", 1, 10.0),
        ("bc", 1, 20.0),
        ("b", 2, 0.0),
        ("bc", 2, 10.0),
        ("a", 2, 10.0),  # one's own comes first, even where there is room
        ("aab", 2, 20.0),
    ],
)
def test_a_training_begins_when_a_worker_and_its_owner_are_free(owners, workers, seconds):
    found = ahead(live(*owners), workers, lambda _: 10.0, is_held=False)
    assert found.seconds("a") == seconds


def test_those_under_way_and_those_that_wait_are_counted():
    runs = [a_run(), a_run(status=Status.PAUSED), *live(*"abc")]
    found = ahead(runs, 1, lambda _: 10.0, is_held=True)
    assert (found.running, found.waiting, found.is_held) == (2, 3, True)
