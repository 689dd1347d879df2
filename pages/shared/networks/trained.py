"""Finished runs as networks of the library, named run-<run id>, to draw for."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from model import library
from model.errors import UserError
from model.recogniser import DenseRecogniser, Recogniser
from pages.shared.words import runs as run_words
from training.runs.diagnosis import percentage
from training.runs.run import Run
from training.runs.service import trainings
from training.runs.trainings import Trainings


class TrainedNetworks:
    """A `library.Trained` of one server's runs."""

    def __init__(self, runs: Trainings) -> None:
        self._runs = runs

    def card(self, name: str) -> Mapping[str, Any]:
        """See `library.Trained`."""
        run = self._usable_run(name)
        return {
            "name": name,
            "title": f"My {run_words.title(run)}" if not run.name else run.name,
            "summary": _summary(run),
            "spec": run.config.spec.to_json(),
        }

    def load(self, name: str) -> Recogniser:
        """See `library.Trained`."""
        run = self._usable_run(name)
        weights = list(self._runs.snapshot(run.id).weights)
        return DenseRecogniser(run.config.spec, weights, self.card(name))

    def names(self, visitor: str) -> list[str]:
        """The names of a visitor's networks, the newest first."""
        return [name_of(run.id) for run in self._runs.of(visitor) if is_usable(run)]

    def _usable_run(self, name: str) -> Run:
        run = self._runs.get(name.removeprefix(library.TRAINED))
        if not is_usable(run):
            raise UserError("This training has no network to draw for yet.")
        return run


@st.cache_resource(show_spinner=False)
def trained_networks() -> TrainedNetworks:
    """Those of this server; from the first call on, the library knows them."""
    made = TrainedNetworks(trainings())
    library.connect(made)
    return made


def name_of(run_id: str) -> str:
    """The library's name of a run's network."""
    return f"{library.TRAINED}{run_id}"


def is_usable(run: Run) -> bool:
    """Whether there is a network to draw for, which stays as it is."""
    return not run.status.is_live and run.latest is not None


def _summary(run: Run) -> str:
    """What the network is and how well it learned, in a sentence."""
    parts = [f"Trained here: {run_words.settings_in_short(run.config)}"]
    if run.outcome and run.outcome.test_accuracy is not None:
        parts.append(f"{percentage(run.outcome.test_accuracy)} on test digits")
    return ", ".join(parts) + "."
