"""Who of many gets a place in the queue of trainings."""

from itertools import count

import pytest

from model.errors import UserError
from tests.fake_trainings import a_run
from training.runs.room import CROWDED, MOST, MOST_AT_PLACE, MOST_OWN, Room
from training.runs.run import Run, Status

SCHOOL = "192.0.2.1"  # from where a whole class comes, behind a proxy


class Line:
    """The trainings that wait, and those who come."""

    def __init__(self) -> None:
        self.room, self.live = Room(), []
        self.here: set[str] = set()
        self._numbers = count()

    def come(self, owner: str, place: str = SCHOOL, is_here: bool = True) -> Run | None:
        """Start a training; returns the one that had to go for it."""
        if is_here:
            self.here.add(owner)
        leaves = self.room.find(self.live, owner, place, lambda: self.here)
        if leaves:
            self.live.remove(leaves)
        number = next(self._numbers)
        run = a_run(0, Status.WAITING, id=f"run-{number}", owner=owner, created=float(number))
        self.room.take(self.live, run, place)
        self.live.append(run)
        return leaves

    def script(self, cookies: int, place: str = SCHOOL, is_here: bool = False) -> int:
        """What one takes who throws cookies away: as many places as there are."""
        before = len(self.live)
        for number in range(cookies):
            for _ in range(MOST_OWN):
                try:
                    self.come(f"thrown away {number}", place, is_here)
                except UserError:
                    break
        return len(self.live) - before

    def holds(self, *owners: str) -> bool:
        """Whether each of them has a training."""
        return set(owners) <= {run.owner for run in self.live}


@pytest.fixture
def line() -> Line:
    return Line()


CLASS = [f"student {number}" for number in range(30)]


def test_each_has_so_many(line):
    for _ in range(MOST_OWN):
        line.come("ada")
    with pytest.raises(UserError, match=r"^4 of your trainings are running or waiting"):
        line.come("ada")
    line.come("bob")


def test_where_many_wait_each_has_one(line):
    for number in range(CROWDED):
        line.come(f"student {number}")
    with pytest.raises(UserError, match=r"^40 trainings are running or waiting, so everybody"):
        line.come("student 0")
    line.come("somebody else")


@pytest.mark.parametrize("is_here", [True, False])
def test_a_class_trains_though_one_throws_26_cookies_away_at_its_own_address(line, is_here):
    assert line.script(26, is_here=is_here) < CROWDED + 26
    assert [line.come(name) for name in CLASS] == [None] * 30


def test_it_trains_though_all_places_were_taken_by_browsers_that_are_gone(line):
    line.script(10 * MOST, "198.51.100.7")
    line.script(10 * MOST, "198.51.100.8")
    assert len(line.live) == MOST
    gone = [line.come(name) for name in CLASS]
    assert line.holds(*CLASS) and len(line.live) == MOST
    assert {run.owner.partition(" ")[0] for run in gone} == {"thrown"}


def test_so_it_does_though_that_was_at_its_own_address(line):
    assert line.script(10 * MOST) == MOST_AT_PLACE
    for name in CLASS:
        line.come(name)
    assert line.holds(*CLASS) and len(line.live) == MOST_AT_PLACE


def test_who_is_here_at_one_address_leaves_places_to_the_others(line):
    assert line.script(10 * MOST, is_here=True) == MOST_AT_PLACE
    with pytest.raises(UserError, match=r"^90 trainings from your network are"):
        line.come("another")
    others = [f"at home {number}" for number in range(MOST - MOST_AT_PLACE)]
    for number, name in enumerate(others):
        line.come(name, f"203.0.113.{number}")
    assert line.holds(*others)


def test_who_has_no_page_open_takes_nobody_s_place(line):
    line.script(10 * MOST, "198.51.100.7")
    line.script(10 * MOST, "198.51.100.8")
    with pytest.raises(UserError, match=r"^101 trainings are running or waiting, which is"):
        line.come("another", "198.51.100.9", is_here=False)


def test_what_is_under_way_or_has_a_page_open_keeps_its_place(line):
    for number in range(MOST):
        line.come(f"student {number}", f"10.0.0.{number}")
    with pytest.raises(UserError, match="Try again"):
        line.come("another")
    line.here.remove("student 5")
    line.live[5] = a_run(1, id="run-5", owner="student 5")
    with pytest.raises(UserError, match="Try again"):
        line.come("another")


def test_a_place_that_is_left_is_free_again(line):
    line.script(10 * MOST, is_here=True)
    line.live.pop()
    line.come("ada")
    assert len(line.room._places) == len(line.live)
