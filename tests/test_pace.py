"""How fast a machine trains, from what workers and runs say."""

import pytest

from training import cost
from training.config import TrainingConfig
from training.pace import Pace
from training.recipes import recipe

CONFIG = TrainingConfig()
OTHER = recipe("first-network").config


def progress(pace: Pace, slowness: float, times: int = 1, config: TrainingConfig = CONFIG) -> None:
    for _ in range(times):
        pace.run_progressed(config, cost.images_per_second(config) / slowness)


def test_nothing_is_known_at_first():
    assert Pace().slowness is None and Pace().ready_seconds > 0


def test_the_first_worker_tells():
    pace = Pace()
    pace.worker_ready(slowness=3.0, seconds=11.0)
    assert pace.slowness == pytest.approx(3.0) and pace.ready_seconds == 11.0


def test_runs_of_any_network_tell_the_same():
    pace = Pace()
    progress(pace, 4.0)
    progress(pace, 4.0, config=OTHER)
    assert pace.slowness == pytest.approx(4.0)


def test_one_odd_moment_changes_little_and_ten_seconds_much():
    pace = Pace()
    progress(pace, 1.0)
    progress(pace, 10.0)
    assert pace.slowness < 1.1
    progress(pace, 10.0, times=50)
    assert 3.0 < pace.slowness < 10.0
    progress(pace, 10.0, times=500)
    assert pace.slowness == pytest.approx(10.0, rel=0.01)


def test_a_machine_that_is_idle_again_is_quick_again():
    pace = Pace()
    progress(pace, 8.0)
    for _ in range(10):
        pace.worker_ready(slowness=1.0, seconds=8.0)
    assert pace.slowness < 1.1


@pytest.mark.parametrize("nonsense", [0.0, -1.0, float("nan"), float("inf")])
def test_nonsense_does_not_count(nonsense):
    pace = Pace()
    pace.run_progressed(CONFIG, nonsense)
    pace.worker_ready(nonsense, 8.0)
    assert pace.slowness is None


def test_a_measurement_has_its_limits():
    pace = Pace()
    pace.worker_ready(slowness=1e9, seconds=8.0)
    assert pace.slowness == pytest.approx(cost.CORRECTIONS[1])
