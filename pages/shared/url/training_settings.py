"""A training's settings in the address of the Train page, and back.

The address holds what differs from a base: the settings of the run that is open, or else the
default ones. A recipe is called by its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from model.errors import UserError
from pages.shared.words.settings import explained
from training.config import TrainingConfig
from training.recipes import RECIPES, recipe

RECIPE = "recipe"
RUN = "run"
NO_LAYERS = "none"
LONGEST_TEXT = 60  # longer text can't be a setting, and needn't be quoted in full
SWITCH = {"true": True, "false": False}

FIELDS = tuple(each.name for each in fields(TrainingConfig))
KEYS = (RUN, RECIPE, *FIELDS)
DEFAULT = TrainingConfig()


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes:
        config: the settings, with the base's wherever the address can't be followed.
        problems: a sentence for each thing in it that can't be used.
    """

    config: TrainingConfig
    problems: tuple[str, ...]


def read(address: Mapping[str, str], base: TrainingConfig = DEFAULT) -> Asked:
    """The settings that an address asks for; whatever it says, it can be read.

    Args:
        address: the page's query parameters.
        base: the settings of everything that the address doesn't mention.
    """
    config, problems = base, []
    if RECIPE in address:
        try:
            config = replace(recipe(address[RECIPE][:LONGEST_TEXT]).config, seed=base.seed)
        except UserError as error:
            problems.append(str(error))
    for name in FIELDS:
        if name not in address:
            continue
        try:
            config = replace(config, **{name: value_of(name, address[name][:LONGEST_TEXT])})
        except UserError as error:
            kept = _text(getattr(config, name))
            problems.append(f"{explained(error)} It is left at {kept}.")
    for name in address:
        close = get_close_matches(name, KEYS, n=1, cutoff=0.75) if name not in KEYS else []
        if close:
            problems.append(f"There is no setting “{name[:LONGEST_TEXT]}”; perhaps “{close[0]}”.")
    return Asked(config, tuple(problems))


def write(config: TrainingConfig, base: TrainingConfig = DEFAULT) -> dict[str, str]:
    """The shortest address that asks for these settings; `read` is its inverse."""
    if config == base:
        return {}
    known = recipe_of(config)
    if known is None:
        return _differences(config, base)
    return {RECIPE: known} | _differences(replace(base, seed=config.seed), base)


def recipe_of(config: TrainingConfig, training_images: int | None = None) -> str | None:
    """The name of the recipe that these settings are, or None.

    The seed may differ: another start is still the same recipe.

    Args:
        config: the settings.
        training_images: how many there are at most, if not all; then a recipe uses no more.
    """
    for each in RECIPES:
        same = within(each.config, training_images)
        if replace(config, seed=same.seed) == same:
            return each.name
    return None


def within(config: TrainingConfig, training_images: int | None) -> TrainingConfig:
    """The same settings with no more training images than there are (None: all of MNIST)."""
    if training_images is None or config.training_images <= training_images:
        return config
    return replace(config, training_images=training_images)


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """An address with these query parameters and no others."""
    # Commas between units stay readable.
    query = urlencode(parameters, safe=",")
    return urlunsplit(urlsplit(url)._replace(query=query, fragment=""))


def _differences(config: TrainingConfig, base: TrainingConfig) -> dict[str, str]:
    return {
        name: _text(getattr(config, name))
        for name in FIELDS
        if getattr(config, name) != getattr(base, name)
    }


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or NO_LAYERS
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def value_of(name: str, text: str) -> Any:
    """What a text means for the field `name`; the text itself if it means nothing there.

    TrainingConfig refuses what is out of range, and then also names the range.
    """
    default = getattr(DEFAULT, name)
    if isinstance(default, tuple):
        return () if text == NO_LAYERS else tuple(map(_number, text.split(",")))
    if isinstance(default, bool):
        return SWITCH.get(text.lower(), text)
    return text if isinstance(default, str) else _number(text)


def _number(text: str) -> int | float | str:
    # Python would also read "1_000" and Arabic digits, which other readers of a link don't.
    if not text.isascii() or "_" in text:
        return text
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
