"""Train: set up a network, watch it learn, and use it."""

import streamlit as st

from model.errors import UserError
from pages.shared.url.training_address import recipe_of, settings_address, within
from pages.shared.visitor import visitor
from pages.shared.words.notices import show_notices
from pages.shared.words.sample_notice import sample_notice
from pages.shared.words.settings import explained
from pages.train.arithmetic import summary_table, sums
from pages.train.controls import (
    recipe_words,
    show_main_controls,
    show_more_controls,
    show_network,
    show_recipes,
    show_seed,
)
from pages.train.expected import show_expected
from pages.train.into_sight import bring_into_sight, started
from pages.train.run_table import show_runs
from pages.train.state import RUN, TRAIN
from pages.train.watch import show_run
from server.network import place_of
from server.presence import presence
from training.config import TrainingConfig
from training.data import Mnist, load_mnist
from training.keras_code import keras_code
from training.runs.run import Run
from training.runs.service import trainings


def page() -> None:
    trainings().warm_up()
    TRAIN.follow_address()
    with st.container(key="train"):
        set_up(TRAIN["learning_rate"])
        with st.container(key="train-watch"):
            show_run(TRAIN.run, visitor())
    show_runs(visitor(), TRAIN.run)
    bring_into_sight()


@st.fragment
def set_up(rate_shown: float) -> None:
    """All that changes with a control: it runs again without the rest of the page.

    Args:
        rate_shown: the learning rate that was set up when the rest was shown.
    """
    digits = find_digits()
    images_there = len(digits.x_train) if digits else None
    config = within(TRAIN.config, images_there)
    with st.container(key="train-header"):
        with st.container(key="train-choice", horizontal=True, vertical_alignment="center"):
            show_recipes(config, images_there)
            show_seed(config)
            show_share()
        st.html(recipe_words(config, images_there))
        show_what_is_wrong(digits)
    with st.container(key="train-setup"):
        show_network(config)
        show_main_controls(config)
        show_more_controls(config, images_there)
        with st.container(key="train-launch"):
            show_launch(config, images_there)
    with st.container(key="train-details"):
        show_details(config)
    TRAIN.keep_address()
    if TRAIN.run is None and TRAIN["learning_rate"] != rate_shown:
        st.rerun()  # where there is no run, the slider under the curves shows it, too


def show_details(config: TrainingConfig) -> None:
    """The same in code and in numbers, sent once they are open: a browser then needs 0.5 MB."""
    code = st.expander(
        "The same in Keras", icon=":material/code:", key="train-code", on_change="rerun"
    )
    numbers = st.expander(
        "Summary and parameters", icon=":material/functions:", key="train-sums", on_change="rerun"
    )
    if code.open:
        code.code(keras_code(config), language="python")
    if numbers.open:
        numbers.html(summary_table(config) + sums(config))


def find_digits() -> Mnist | None:
    """The digits that there are by now; None, and a notice, if there are none at all."""
    try:
        return load_mnist(wait=False)
    except UserError as error:
        TRAIN.visit.notices = [str(error)]
        return None


def show_what_is_wrong(digits: Mnist | None) -> None:
    """What could not be used, and whether there is only a part of MNIST."""
    show_notices(TRAIN.notices)
    if digits and digits.is_sample:
        st.html(sample_notice(digits))


def show_share() -> None:
    addresses = [
        (
            "This address opens the page with the same settings, for a whole class.",
            settings_address(TRAIN.config),
        )
    ]
    if TRAIN.run:
        addresses.append(
            ("This one opens the run itself: everybody can watch it.", {RUN: TRAIN.run})
        )
    TRAIN.show_share(*addresses)


def show_launch(config: TrainingConfig, images_there: int | None) -> None:
    """The Train button, and how long the run would wait and take, or why there can't be one.

    The button is busy while a run with these settings goes on. When that ends, whoever watches it
    runs the whole page again.
    """
    refused = TRAIN.refusal or too_much(config, images_there)
    under_way = own_live_run()
    busy = under_way is not None and under_way.config == config
    if refused:
        show_notices([refused])
    else:
        show_expected(trainings().estimate(config, visitor()), is_next=not busy)
    pressed = st.button(
        "Training …" if busy else "Train",
        key="train-button",
        type="primary",
        width="stretch",
        icon=":material/hourglass_top:" if busy else ":material/play_arrow:",
        disabled=busy or bool(refused),
    )
    if pressed:
        start(config, images_there)
        st.rerun()


def start(config: TrainingConfig, images_there: int | None) -> None:
    """Start a run and open it, or say why there is none."""
    try:
        run_id = trainings().start(
            config,
            visitor(),
            recipe_of(config, images_there),
            place_of(st.context.ip_address or ""),
            presence.owners,
        )
    except UserError as error:
        TRAIN.refuse(explained(error))
    else:
        TRAIN.open_run(run_id)
        started(run_id)


def own_live_run() -> Run | None:
    """The open run, if it is this visitor's and still goes on."""
    run_id = TRAIN.run
    if run_id is None or not trainings().is_owner(run_id, visitor()):
        return None
    try:
        run = trainings().get(run_id)
    except UserError:
        return None  # deleted by now
    return run if run.status.is_live else None


def too_much(config: TrainingConfig, images_there: int | None) -> str:
    """Why these settings can't be trained here; empty if they can."""
    if images_there is None:
        return "There are no images to learn from."
    try:
        trainings().check(config, images_there)
    except UserError as error:
        return explained(error)
    return ""


page()
