"""The policy of the queue, without any process."""

import pytest

from tests.puppet import CONFIG
from training.workers.backend import Request
from training.workers.policy import Policy, Running, position
from training.workers.worker import Job

NOW = 100.0


def request(run: str, owner: str) -> Request:
    return Request(Job(run, 1, CONFIG), owner)


def policy(workers: int = 2, cores: int = 8, **others: float) -> Policy:
    return Policy(workers=workers, cores=cores, spare_after=5.0, **others)


ADA_1, ADA_2, BOB = request("a1", "ada"), request("a2", "ada"), request("b", "bob")
ADA_RUNS = Running("a0", "ada", begun=NOW - 60)


def test_who_came_first_is_next():
    assert policy().next_up([ADA_1, BOB], []) is ADA_1
    assert policy().next_up([], []) is None


def test_others_pass_one_who_has_a_run_already():
    assert policy().next_up([ADA_1, ADA_2, BOB], [ADA_RUNS]) is BOB
    assert policy().next_up([ADA_1, ADA_2], [ADA_RUNS]) is None


def test_no_more_run_than_there_are_workers():
    assert policy(workers=1).next_up([BOB], [ADA_RUNS]) is None


def test_a_process_is_started_for_whoever_may_begin():
    assert policy().wants_process([BOB], [ADA_RUNS], NOW, keep_warm=False)
    assert not policy().wants_process([ADA_1], [ADA_RUNS], NOW, keep_warm=False)
    assert not policy().wants_process([], [], NOW, keep_warm=False)


def test_one_is_kept_warm_where_nothing_runs():
    assert policy(workers=1, cores=1).wants_process([], [], NOW, keep_warm=True)


@pytest.mark.parametrize(
    ("cores", "waiting", "since", "wanted"),
    [
        (8, [], 60, True),
        (2, [], 60, False),  # the cores are busy …
        (2, [BOB], 60, True),  # … but somebody waits
        (8, [BOB], 1, False),  # what has just begun comes first
    ],
)
def test_beside_a_run_one_is_warmed_up_where_there_is_room(cores, waiting, since, wanted):
    running = [Running("a0", "ada", begun=NOW - since)]
    assert policy(1, cores).wants_process(waiting, running, NOW, keep_warm=True) is wanted


def test_the_position_counts_those_that_come_first():
    waiting = [ADA_1, BOB]
    assert position("a0", waiting, [ADA_RUNS]) == 0
    assert position("a1", waiting, [ADA_RUNS]) == 1
    assert position("b", waiting, [ADA_RUNS]) == 2
    assert position("nobody", waiting, [ADA_RUNS]) is None


PATIENT = policy(workers=1, pause=60.0, most_aside=1, longest_pause=80.0)
ASIDE = Running("c", "cyd", begun=NOW - 95, paused=NOW - 94, aside=True)


def paused(seconds: float, **others: object) -> Running:
    return Running("a0", "ada", begun=NOW - 90, paused=NOW - seconds, **others)


def test_a_run_that_is_paused_for_long_gives_its_place_to_one_that_waits():
    assert PATIENT.steps_aside([BOB], [paused(61)], NOW).run == "a0"
    assert PATIENT.steps_aside([BOB], [paused(59)], NOW) is None
    assert PATIENT.steps_aside([BOB], [ADA_RUNS], NOW) is None


def test_but_not_to_another_of_its_own_nor_for_nobody():
    assert PATIENT.steps_aside([ADA_1], [paused(61)], NOW) is None
    assert PATIENT.steps_aside([], [paused(61)], NOW) is None


def test_where_there_is_a_place_nobody_steps_aside():
    roomy = policy(workers=2, pause=60.0, most_aside=1)
    assert roomy.steps_aside([BOB], [paused(61)], NOW) is None


def test_few_are_kept_aside():
    assert PATIENT.steps_aside([BOB], [paused(61), ASIDE], NOW) is None
    assert policy(workers=1).steps_aside([BOB], [paused(61)], NOW) is None


def test_where_none_can_step_aside_the_longest_pause_ends():
    assert PATIENT.makes_room([BOB], [paused(81), ASIDE], NOW).run == "a0"
    assert PATIENT.makes_room([BOB], [paused(79), ASIDE], NOW) is None
    assert PATIENT.makes_room([BOB], [ADA_RUNS, ASIDE], NOW) is None
    assert PATIENT.makes_room([BOB], [paused(81)], NOW) is None  # it steps aside


def test_a_run_that_has_given_its_place_up_is_not_kept_for_ever():
    patient = policy(workers=1, pause=60.0, most_aside=1, longest_aside=90.0)
    assert patient.is_forgotten([paused(91, aside=True), ADA_RUNS], NOW).run == "a0"
    assert patient.is_forgotten([paused(89, aside=True)], NOW) is None
    assert patient.is_forgotten([paused(91, aside=True, wants_back=True)], NOW) is None
    assert patient.is_forgotten([paused(91)], NOW) is None  # a pause may last in its place


def test_a_pause_may_last_where_nobody_waits():
    assert PATIENT.makes_room([], [paused(81), ASIDE], NOW) is None
    assert PATIENT.makes_room([ADA_1], [paused(81), ASIDE], NOW) is None


def test_the_place_is_free_for_others_and_owners_still_have_one_run_each():
    aside = paused(61, aside=True)
    assert PATIENT.next_up([BOB], [aside]) is BOB
    assert PATIENT.next_up([ADA_1], [aside]) is None


def test_it_comes_back_when_it_wants_to_and_there_is_a_place():
    back = paused(61, aside=True, wants_back=True)
    busy = Running("b", "bob", begun=NOW - 1)
    assert PATIENT.comes_back([back]) is back
    assert PATIENT.comes_back([paused(61, aside=True)]) is None
    assert PATIENT.comes_back([back, busy]) is None
    assert position("a0", [], [back, busy]) == 1
    assert position("a1", [ADA_1], [back, busy]) == 1
