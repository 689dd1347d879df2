"""What is set on the Train page: the settings of a training, and the run that is open."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from model.errors import UserError
from model.library import TRAINED
from pages.shared.networks.menu import NETWORK
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import Setting
from pages.shared.url.training_address import (
    DEFAULT,
    FIELDS,
    LONGEST_TEXT,
    RECIPE,
    recipe_of,
    settings_address,
)
from training.config import DEFAULT_LEARNING_RATES, TrainingConfig
from training.recipes import NO_HIDDEN_LAYER, RECIPES, recipe
from training.runs.service import trainings

RUN = "run"
OWN = "own"  # what the choice of a recipe says when the settings are none

_OWN, _REFUSAL = "train-own", "train-refusal"


class TrainState(PageState):
    """A `PageState` whose address says what differs from a recipe, or from the run it names."""

    @property
    def config(self) -> TrainingConfig:
        """The settings as chosen, though there may be fewer images than that."""
        return _config(self.visit.values)

    @property
    def run(self) -> str | None:
        """The id of the run that is open, or None. It may be that of another visitor's run."""
        return self[RUN]

    @property
    def refusal(self) -> str:
        """Why no run was started; empty if one was, or something was changed since."""
        return st.session_state.get(_REFUSAL, "")

    def refuse(self, sentence: str) -> None:
        """Say why no run was started."""
        st.session_state[_REFUSAL] = sentence

    def set(self, values: Mapping[str, Any]) -> None:
        """See `PageState`."""
        super().set(values)
        self.refuse("")
        self._remember_own()

    def adopt(self, config: TrainingConfig) -> None:
        """Set every control and the address; a run that is open stays open."""
        self.set(_values(config))

    def choose_recipe(self, name: Any) -> None:
        """Take the settings of the recipe called `name`, or the last ones that were none."""
        try:
            config = st.session_state.get(_OWN, DEFAULT) if name == OWN else recipe(name).config
        except UserError as error:
            self.visit.notices = [str(error)]
            return
        self.adopt(replace(config, seed=self["seed"]))

    def usual_rate(self, before: str) -> dict[str, Any]:
        """The learning rate that changes with the optimizer, if it was the usual one of `before`.

        Whoever didn't choose the rate wants the usual one of the new rule, too.
        """
        if self["learning_rate"] != DEFAULT_LEARNING_RATES[before]:
            return {}
        return {"learning_rate": DEFAULT_LEARNING_RATES[self["optimizer"]]}

    def new_start(self) -> None:
        """Take another seed, so that the next run begins with other weights."""
        # Four digits can be read aloud and typed in by a class.
        self.set({"seed": 1 + secrets.randbelow(9_999)})

    def open_run(self, run_id: str) -> None:
        """Open a run: its id goes into the address, its settings into the controls.

        To be followed by a run of the whole page. An unknown id is explained there.
        """
        visit = self.visit
        visit.values, visit.notices = self.read({RUN: run_id})
        visit.steps += 1
        self.refuse("")

    def close_run(self) -> None:
        """Leave the run that is open; the settings stay."""
        self.set({RUN: None})

    def read(self, asked: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
        """See `PageState`."""
        values, sentences = self.defaults(), []
        try:
            if RUN in asked:
                values |= _values(trainings().get(asked[RUN]).config) | {RUN: asked[RUN]}
        except UserError as error:
            sentences.append(str(error))
        try:
            if RECIPE in asked:
                config = recipe(asked[RECIPE][:LONGEST_TEXT]).config
                values |= _values(replace(config, seed=values["seed"]))
        except UserError as error:
            sentences.append(str(error))
        for each in FIELDS:
            try:
                if each.name in asked:
                    values[each.name] = each.read(asked[each.name])
            except ValueError as error:
                sentences.append(f"{error} It is left at {each.write(values[each.name])}.")
        return values, sentences

    def write(self, values: Mapping[str, Any]) -> dict[str, str]:
        """See `PageState`."""
        base, run = DEFAULT, values[RUN]
        if run is not None:
            try:
                base = trainings().get(run).config
            except UserError:
                run = None  # deleted by now
        return ({RUN: run} if run else {}) | settings_address(_config(values), base)

    def follow_address(self) -> None:
        """See `PageState`."""
        super().follow_address()
        self._remember_own()

    def come_along(self, along: Mapping[str, Any]) -> None:
        """The network that was chosen elsewhere comes with its recipe, unless a run is open.

        See `PageState`. Networks that learned otherwise have none.
        """
        name = str(along.get(NETWORK, ""))
        if self.run is not None:
            return
        if name.startswith(TRAINED):
            with suppress(UserError):  # it may be deleted by now
                run = trainings().get(name.removeprefix(TRAINED)).id
                self.visit.values, _ = self.read({RUN: run})
        for each in (*RECIPES, NO_HIDDEN_LAYER):
            if each.name == name:
                self.visit.values |= _values(replace(each.config, seed=self["seed"]))

    def _remember_own(self) -> None:
        config = self.config
        if recipe_of(config) is None:
            st.session_state[_OWN] = config


class _Name(Setting):
    """The name of a run or of a recipe, which is checked where those are looked up."""

    def parse(self, text: str) -> str:
        return text


TRAIN = TrainState("train", (_Name(RUN, None), _Name(RECIPE, None), *FIELDS))


def _config(values: Mapping[str, Any]) -> TrainingConfig:
    return TrainingConfig(**{each.name: values[each.name] for each in FIELDS})


def _values(config: TrainingConfig) -> dict[str, Any]:
    return {each.name: getattr(config, each.name) for each in FIELDS}
