"""Who may do what with trainings."""

import pytest

from model.errors import UserError
from tests.fake_trainings import a_run
from training.runs import permission
from training.runs.run import Status

ADA = permission.owner_of("ada")


def test_what_stands_for_a_visitor_does_not_give_them_away():
    assert permission.owner_of("ada") == ADA != permission.owner_of("bob") and "ada" not in ADA


def test_somebody_elses_run_can_be_neither_steered_nor_deleted():
    for check in (
        permission.check_owner,
        permission.check_steerable,
        permission.check_deletable,
    ):
        with pytest.raises(UserError, match="somebody else"):
            check(a_run(owner=ADA), "bob")


def test_a_run_is_steered_while_it_is_live_and_deleted_afterwards():
    live, over = a_run(owner=ADA), a_run(2, Status.FINISHED, owner=ADA)
    permission.check_steerable(live, "ada")
    permission.check_deletable(over, "ada")
    with pytest.raises(UserError, match="has ended"):
        permission.check_steerable(over, "ada")
    with pytest.raises(UserError, match="Stop it first"):
        permission.check_deletable(live, "ada")


def test_the_queue_has_an_end_for_each_and_for_all():
    own = [a_run()] * permission.MOST_WAITING
    permission.check_queue(own, own)
    with pytest.raises(UserError, match="4 of your trainings"):
        permission.check_queue([*own, a_run()], own)
    everybody = [a_run()] * (permission.MOST_WAITING_IN_ALL + 1)
    with pytest.raises(UserError, match="101 trainings are waiting"):
        permission.check_queue([], everybody)


def test_names_are_tidied_and_not_too_long():
    assert permission.checked_name("  the   first ") == "the first"
    with pytest.raises(UserError, match="60 characters, got 61"):
        permission.checked_name("x" * 61)
