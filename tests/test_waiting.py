"""How long a training waits for those before it: their lengths are 10 s each."""

import pytest

from tests.fake_trainings import a_run
from training.runs.run import Status
from training.runs.waiting import seconds_until_start


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
    assert seconds_until_start(live(*owners), "a", workers, lambda _: 10.0) == seconds
