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


def test_names_are_tidied_and_not_too_long():
    assert permission.checked_name("  the   first ") == "the first"
    with pytest.raises(UserError, match="60 characters, got 61"):
        permission.checked_name("x" * 61)
