"""The Train page's settings: one TrainingConfig, in the controls and in the address.

The controls never hold the truth. What one of them sends is checked as a TrainingConfig, and in
every run of the page all of them are set to what was accepted.
"""

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from model.errors import UserError
from pages.shared.trainings import trainings
from pages.shared.url import training_settings as address
from pages.shared.url.history import went_through_history
from pages.shared.words.settings import explained
from training.config import DEFAULT_LEARNING_RATES, TrainingConfig
from training.data import Mnist
from training.recipes import recipe

OWN = "own"  # what the choice of a recipe says when the settings are none

_STATE = "train"


@dataclass
class Settings:
    """What one visitor has set up.

    Attributes:
        wish: the settings as chosen; where there is only a part of MNIST, `effective` has less.
        own: the last settings that were no recipe, for the way back to them.
        run: the id of the run that is open, or None.
        base: the settings of that run, or the default ones: what the address needn't mention.
        written: what the address says, as far as known here.
        bare: what an address without any settings means: the default ones, until the visitor came
            back from another page by such an address and found what was set up before.
        returning: whether the address doesn't say `written` yet, though it should.
        notices: sentences about what can't be used.
        refusal: why no run was started.
        steps: values that were asked for and lie between a slider's steps.
    """

    wish: TrainingConfig = address.DEFAULT
    own: TrainingConfig = address.DEFAULT
    run: str | None = None
    base: TrainingConfig = address.DEFAULT
    written: dict[str, str] | None = None
    bare: dict[str, str] = field(default_factory=dict)
    returning: bool = False
    notices: tuple[str, ...] = ()
    refusal: str = ""
    steps: dict[str, set[Any]] = field(default_factory=dict)


def settings() -> Settings:
    """This visitor's settings."""
    return st.session_state.setdefault(_STATE, Settings())


def current_run() -> str | None:
    """The id of the run that is open, or None. It may be that of another visitor's run."""
    return settings().run


def open_run(run_id: str) -> None:
    """Open a run: its id goes into the address, its settings into the controls.

    To be followed by a run of the whole page. An unknown id is explained there.
    """
    here = settings()
    _write(here, {address.RUN: run_id})
    _adopt_address(here)


def close_run() -> None:
    """Leave the run that is open; the settings stay."""
    here = settings()
    here.run, here.base = None, address.DEFAULT
    _write_settings(here)


def adopt(config: TrainingConfig) -> None:
    """Set every control and the address; a run that is open stays open."""
    here = settings()
    here.notices, here.refusal = (), ""
    _take(here, config)
    _write_settings(here)


def change(name: str, value: Any) -> None:
    """Change one setting as a control asks for; what can't be used is explained instead."""
    here = settings()
    try:
        config = replace(here.wish, **{name: value})
    except UserError as error:
        here.notices = (explained(error),)
        return
    usual = DEFAULT_LEARNING_RATES.get(here.wish.optimizer)
    if name == "optimizer" and here.wish.learning_rate == usual:
        # Whoever didn't choose the rate wants the usual one of the new rule, too.
        config = replace(config, learning_rate=DEFAULT_LEARNING_RATES[config.optimizer])
    adopt(config)


def choose_recipe(name: Any) -> None:
    """Take the settings of the recipe called `name`, or go back to the visitor's own ones."""
    here = settings()
    try:
        config = here.own if name == OWN else recipe(name).config
    except UserError as error:
        here.notices = (str(error),)
        return
    adopt(replace(config, seed=here.wish.seed))


def new_start() -> None:
    """Take another seed, so that the next run begins with other weights."""
    # Four digits can be read aloud and typed in by a class.
    change("seed", 1 + secrets.randbelow(9_999))


def effective(config: TrainingConfig, digits: Mnist | None) -> TrainingConfig:
    """The settings with as many training images as there are."""
    return address.within(config, len(digits.x_train) if digits else None)


def follow_address(newly_opened: bool) -> None:
    """Take the settings from the address when the page opens, or goes back or forward.

    Args:
        newly_opened: whether the visitor wasn't on this page a moment ago.
    """
    here = settings()
    asked = st.query_params.to_dict()
    if here.written is None:
        here.written = asked
        _adopt_address(here)
    elif asked == here.written:
        return
    elif newly_opened and not set(asked) & set(address.KEYS):
        here.returning = True  # back from another page, to what was set up here
        here.bare = here.written
    elif not newly_opened and not went_through_history():
        # The browser asked for this run of the page before it heard of its new address.
        _write(here, here.written)
    else:
        here.written = asked
        _adopt_address(here)


def settle_address() -> None:
    """Put the settings back into the address of a page that was come back to.

    At the end of a run of the page: until the browser has changed to this page's path, it would
    add the settings to that of the other page.
    """
    here = settings()
    if here.returning:
        here.returning = False
        _write(here, here.written)


def shared_settings() -> dict[str, str]:
    """What an address must say for these settings without any run."""
    return address.write(settings().wish)


def _adopt_address(here: Settings) -> None:
    """Set the controls as `here.written` says."""
    here.refusal = ""
    here.run, here.base, problems = None, address.DEFAULT, ()
    meant = here.written if set(here.written) & set(address.KEYS) else here.bare
    run_id = meant.get(address.RUN)
    if run_id is not None:
        try:
            here.base = trainings().get(run_id).config
            here.run = run_id
        except UserError as error:
            problems = (str(error),)
    asked = address.read(meant, here.base)
    here.notices = problems + asked.problems
    _take(here, asked.config)


def _take(here: Settings, config: TrainingConfig) -> None:
    here.wish = config
    if address.recipe_of(config) is None:
        here.own = config


def _write_settings(here: Settings) -> None:
    run = {address.RUN: here.run} if here.run else {}
    _write(here, run | address.write(here.wish, here.base))


def _write(here: Settings, parameters: dict[str, str]) -> None:
    """Change the address, as one step for the browser's Back; what isn't ours stays in it."""
    others = {
        key: value for key, value in st.query_params.to_dict().items() if key not in address.KEYS
    }
    here.written = others | parameters
    st.query_params.from_dict(here.written)
