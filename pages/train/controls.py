"""The controls of the Train page: a recipe, or every setting of a training by itself."""

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from pages.shared.live.live_html import live_html
from pages.shared.url.page_state import showing, showing_one_of
from pages.shared.url.training_address import recipe_of
from pages.shared.words.settings import TITLES, in_words
from pages.train.arithmetic import parameter_sum, update_sum
from pages.train.popover import popover
from pages.train.schematic import schematic
from pages.train.state import OWN, TRAIN
from training.config import (
    DEFAULT_LEARNING_RATES,
    MAX_HIDDEN_LAYERS,
    TrainingConfig,
    allowed,
    help_text,
)
from training.recipes import RECIPES, recipe

RECIPE_KEY = "train-recipe"
LAYERS_KEY = "train-layers"

# Where a slider stops. Whatever an address or a recipe asks for in between is added.
STEPS: dict[str, tuple[float, ...]] = {
    "hidden_units": (1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 512, 1024, 2048),
    "epochs": (1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 50, 100, 200, 300, 500),
    "batch_size": (1, 2, 5, 10, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
    "learning_rate": (
        *(1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05),
        *(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
    ),
    "training_images": (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 40_000, 60_000),
    "dropout": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "l2": (0.0, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1),
    "validation_split": (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5),
}
SEGMENTS = 4  # choices that lie side by side; more become a menu
USUAL_UNITS = 64  # of a layer that is added to a network without any

OWN_SUMMARY = "Your own settings. Change one at a time and run it again: that is an experiment."


def show_recipes(config: TrainingConfig, images_there: int | None) -> None:
    """The choice of a recipe, what it shows, and where it comes from."""
    chosen = recipe_of(config, images_there) or OWN
    titles = {each.name: each.title for each in RECIPES} | {OWN: "My own"}
    st.pills(
        "Recipe",
        list(titles),
        required=True,
        wrap=True,
        format_func=titles.get,
        **showing(RECIPE_KEY, chosen, "default"),
        on_change=lambda: TRAIN.choose_recipe(st.session_state.get(RECIPE_KEY)),
        label_visibility="collapsed",
    )


def recipe_words(config: TrainingConfig, images_there: int | None) -> str:
    """One sentence about the recipe and its source, as HTML."""
    name = recipe_of(config, images_there)
    if name is None:
        return f'<p class="dl-recipe">{OWN_SUMMARY}</p>'
    chosen = recipe(name)
    return (
        f'<p class="dl-recipe">{escape(chosen.summary)} '
        f"<cite>{escape(chosen.source[0].upper() + chosen.source[1:])}</cite></p>"
    )


def show_seed(config: TrainingConfig) -> None:
    """The seed: the same one starts the same way, a new one elsewhere."""
    key = TRAIN.key("seed")
    with st.container(key="train-start", horizontal=True, vertical_alignment="center", gap=None):
        st.html('<span class="dl-label" aria-hidden="true">Seed</span>', width="content")
        # Not a number input: Streamlit itself fails over some things that are no number.
        st.text_input(
            "Seed: keep it for the same start",
            **showing(key, str(config.seed)),
            max_chars=len(str(allowed("seed").high)),
            on_change=lambda: _seed_typed(st.session_state.get(key)),
            label_visibility="collapsed",
        )
        st.button(
            "New start",
            icon=":material/casino:",
            key="train-new-start",
            on_click=TRAIN.new_start,
            help="Another seed: other first weights, another order of the images. With the same "
            "seed every run starts the same way, and two runs differ only in what you changed.",
        )


def show_network(config: TrainingConfig) -> None:
    """The network as a drawing, and its size and work in numbers."""
    live_html(
        f'<div class="dl-network">{schematic(config)}<p>'
        f'<span title="{escape(parameter_sum(config))}"><b>{config.spec.parameters:,}</b> '
        f'parameters</span><span title="{escape(update_sum(config))}">'
        f"<b>{config.weight_updates:,}</b> updates</span></p></div>",
        key="train-network",
    )


def show_main_controls(config: TrainingConfig) -> None:
    """What most changes are about: hidden layers and units, activation, epochs."""
    with st.container(key="train-shape", horizontal=True, gap="small", wrap=False):
        st.segmented_control(
            "Hidden layers",
            list(range(MAX_HIDDEN_LAYERS + 1)),
            required=True,
            **showing(LAYERS_KEY, len(config.hidden_units), "default"),
            on_change=_layers_changed,
            help="Layers between the pixels and the ten outputs.",
        )
        _choice("activation", config, disabled=not config.hidden_units, tooltip=True)
    for number, units in enumerate(config.hidden_units):
        _units_slider(number, units, alone=len(config.hidden_units) == 1)
    _slider("epochs", config, tooltip=True)


def show_more_controls(config: TrainingConfig, images_there: int | None) -> None:
    """Everything else, one click away, with what is set written on the button."""
    learning = (
        f"**Learning** {in_words('optimizer', config.optimizer)} "
        f"{in_words('learning_rate', config.learning_rate)}, batch {config.batch_size:,}"
    )
    with popover(learning, "train-learning", width="stretch") as is_open:
        if is_open:
            _choice("loss", config)
            _explain("loss")
            _choice("optimizer", config)
            _explain("optimizer")
            _slider("learning_rate", config)
            _explain("learning_rate", f"{_usual_rate(config)}.")
            _slider("batch_size", config)
            _explain("batch_size")
    pixels = "0 to 1" if config.scaled else "0 to 255"
    data = f"**Data** {config.training_images:,} images, {pixels}"
    with popover(data, "train-data", width="stretch") as is_open:
        if is_open:
            _choice("scaled", config)
            _explain("scaled")
            _slider("training_images", config, most=images_there)
            _explain("training_images")
            _slider("validation_split", config)
            _explain("validation_split")
    restraint = f"**Against overfitting** {_restraint(config)}"
    with popover(restraint, "train-restraint", width="stretch") as is_open:
        if is_open:
            _slider("dropout", config, disabled=not config.hidden_units)
            _explain("dropout")
            _slider("l2", config, disabled=not config.hidden_units)
            _explain("l2")


def _restraint(config: TrainingConfig) -> str:
    parts = [f"dropout {in_words('dropout', config.dropout)}"] if config.dropout else []
    parts += [f"L2 {in_words('l2', config.l2)}"] if config.l2 else []
    return ", ".join(parts) or "nothing"


def _usual_rate(config: TrainingConfig) -> str:
    usual = in_words("learning_rate", DEFAULT_LEARNING_RATES[config.optimizer])
    return f"{in_words('optimizer', config.optimizer)} usually takes {usual}"


def _units_slider(number: int, units: int, alone: bool) -> None:
    key = f"train-units-{number}"
    title = TITLES["hidden_units"]
    st.select_slider(
        title if alone else f"Layer {number + 1}",
        _steps("hidden_units", units),
        format_func=lambda value: f"{value:,}",
        **showing(key, units),
        on_change=lambda: _units_changed(number, st.session_state.get(key)),
        help=_sentence("hidden_units"),
    )


def _units_changed(number: int, units: Any) -> None:
    layers = list(TRAIN["hidden_units"])
    if number < len(layers):  # it may have been taken away at the same moment
        layers[number] = units
        TRAIN.set({"hidden_units": tuple(layers)})


def _layers_changed() -> None:
    count, layers = st.session_state.get(LAYERS_KEY), TRAIN["hidden_units"]
    if not isinstance(count, int):
        return
    added = layers[-1] if layers else USUAL_UNITS
    TRAIN.set({"hidden_units": layers[:count] + (added,) * (count - len(layers))})


def _seed_typed(text: Any) -> None:
    TRAIN.set({"seed": TRAIN.by_key["seed"].parse(str(text))})


def _slider(
    name: str,
    config: TrainingConfig,
    most: int | None = None,
    disabled: bool = False,
    tooltip: bool = False,
) -> None:
    value = getattr(config, name)
    steps = [step for step in _steps(name, value) if most is None or step <= most]
    if most is not None and most not in steps:
        steps.append(most)
    st.select_slider(
        TITLES[name],
        steps,
        format_func=lambda step: in_words(name, step),
        **TRAIN.control(name, instead=value),
        help=_sentence(name) if tooltip else None,
        disabled=disabled,
    )


def _explain(name: str, more: str = "") -> None:
    """Half a sentence under a control, where there is room to read it."""
    st.html(f'<p class="dl-half">{escape(_sentence(name))} {escape(more)}</p>')


def _choice(
    name: str, config: TrainingConfig, disabled: bool = False, tooltip: bool = False
) -> None:
    choices, before = allowed(name), config.optimizer
    also = (lambda: TRAIN.usual_rate(before)) if name == "optimizer" else dict
    # A selectbox has always one; to a segmented control it must be said.
    many = len(choices.values) > SEGMENTS
    widget = st.selectbox if many else partial(st.segmented_control, required=True)
    control = TRAIN.control(name, also, initial="default")
    if many:
        control |= showing_one_of(control["key"], control.pop("default"), choices.values)
    widget(
        TITLES[name],
        choices.values,
        format_func=lambda value: in_words(name, value),
        **control,
        help=_sentence(name) if tooltip else None,
        disabled=disabled,
    )


def _steps(name: str, value: Any) -> Sequence[Any]:
    """Where the slider of a setting stops: at its value, too, for as long as the visit lasts.

    If a step vanished as soon as it was left, the slider would be another one in the browser,
    and the arrow keys would lose it.
    """
    extra = st.session_state.setdefault("train-stops", {}).setdefault(name, set())
    if value not in STEPS[name]:
        extra.add(value)
    return sorted({*STEPS[name], *extra})


def _sentence(name: str) -> str:
    half = help_text(name)
    return f"{half[0].upper()}{half[1:]}."
