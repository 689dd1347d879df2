"""Who finds a place to watch a run when many want one."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from server.visitor import new_name
from server.watching.places import (
    FULL,
    MOST,
    MOST_AT_ADDRESS,
    MOST_ELSEWHERE,
    MOST_OWN,
    OWN_FULL,
    Places,
)

SCHOOL = "192.0.2.1"  # from where everybody seems to come, behind a proxy


class Room:
    """Places, and those who come for them."""

    def __init__(self, stack: ExitStack) -> None:
        self.places, self._stack = Places(), stack

    def come(self, name: str = "", address: str = SCHOOL, is_here: bool = False) -> str:
        """Take a place if there is one; else the reason why not."""
        refusal = self.places.refusal(name, address, is_here)
        if not refusal:
            self._stack.enter_context(self.places.taking(name, address, is_here))
        return refusal


@pytest.fixture
def room() -> Iterator[Room]:
    with ExitStack() as stack:
        yield Room(stack)


def test_a_browser_can_t_take_all_places_and_leaves_the_rest_to_the_others(room):
    mine = new_name()
    answers = [room.come(mine, is_here=True) for _ in range(MOST)]
    assert answers.count("") == MOST_OWN and set(answers) == {"", OWN_FULL}
    assert room.come(new_name(), is_here=True) == ""


def test_a_class_behind_one_address_finds_room_two_tabs_each(room):
    names = [new_name() for _ in range(100)]
    assert {room.come(name, is_here=True) for name in names for _ in range(2)} == {""}


def test_a_class_without_cookies_finds_room(room):
    assert {room.come() for _ in range(100)} == {""}


def test_one_who_throws_cookies_away_leaves_room_for_those_with_a_page(room):
    minted = [room.come(new_name()) for _ in range(2 * MOST)]
    assert minted.count("") == MOST_AT_ADDRESS and minted[-1] == FULL
    assert {room.come(new_name(), is_here=True) for _ in range(100)} == {""}


def test_one_who_does_so_from_many_addresses_does_too(room):
    minted = [room.come(new_name(), f"198.51.100.{n % 250}") for n in range(2 * MOST)]
    assert minted.count("") == MOST_ELSEWHERE
    assert {room.come(new_name(), is_here=True) for _ in range(MOST - MOST_ELSEWHERE)} == {""}


def test_there_is_an_end_to_all_places(room):
    answers = [room.come(new_name(), is_here=True) for _ in range(MOST + 1)]
    assert answers.count("") == MOST and answers[-1] == FULL


def test_a_place_that_is_left_is_free_again():
    places, name = Places(), new_name()
    with ExitStack() as stack:
        for _ in range(MOST_OWN):
            stack.enter_context(places.taking(name, SCHOOL, False))
        assert places.refusal(name, SCHOOL, False) == OWN_FULL
    assert places.refusal(name, SCHOOL, False) == ""
    assert not (places._all or places._elsewhere or places._own or places._at)
