"""Finished runs as networks of the library."""

import numpy as np
import pytest

from model import library
from model.errors import UserError
from model.recogniser import DenseRecogniser
from pages.shared.networks.trained import TrainedNetworks, name_of
from tests.puppet import Desk, arrays
from training.runs.events import encode


@pytest.fixture
def networks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> TrainedNetworks:
    monkeypatch.setattr(library, "_trained", None)
    made = TrainedNetworks(desk.trainings)
    library.connect(made)
    return made


@pytest.fixture
def name(desk: Desk) -> str:
    """A finished run of Ada's, whose weights are all zero."""
    run = desk.start("ada")
    desk.begin(run, 2)
    desk.end(run, epoch=3.0, npz=encode(arrays(0)))
    return name_of(run)


def test_a_finished_run_can_be_loaded_by_its_name(networks, name):
    network = library.load(name)
    assert isinstance(network, DenseRecogniser) and network.name == name
    image = np.zeros((1, 28, 28), np.uint8)
    np.testing.assert_allclose(network.predict(image), 0.1, atol=1e-6)


def test_its_card_says_what_it_is(networks, name, desk):
    assert "80.0 % on test digits" in library.card(name)["summary"]
    assert library.card(name)["title"] == "My 4 ReLU"
    desk.trainings.rename(name.removeprefix("run-"), "ada", "Fred")
    assert library.card(name)["title"] == "Fred"


def test_only_its_owner_finds_it_in_the_menu(networks, name):
    assert networks.names("ada") == [name] and networks.names("bob") == []


def test_a_run_under_way_has_no_network_yet(networks, desk):
    run = desk.start("ada")
    desk.begin(run, 2)
    assert networks.names("ada") == []
    with pytest.raises(UserError, match="no network to draw for yet"):
        library.load(name_of(run))


def test_a_diverged_run_lends_its_last_good_weights(networks, desk):
    run = desk.start("ada")
    desk.begin(run, 1)
    desk.end(run, "diverged", sentence="Too fast.")
    assert library.load(name_of(run)).predict(np.zeros((1, 28, 28), np.uint8)).shape == (1, 10)


def test_a_deleted_run_is_gone_from_the_library(networks, name, desk):
    library.load(name)
    desk.trainings.delete(name.removeprefix("run-"), "ada")
    with pytest.raises(UserError, match="no such training"):
        library.load(name)
    with pytest.raises(UserError, match="no such training"):
        library.card(name)


@pytest.mark.parametrize("name", ["run-", "run-x", "run-../../etc", "run-" + "a" * 22])
def test_a_name_that_nobody_trained_is_refused(networks, name):
    with pytest.raises(UserError, match="no such training"):
        library.load(name)
