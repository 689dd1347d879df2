"""The settings of a training, as the Train page's address says them.

The address holds what differs from a base: the settings of the run that is open, or else the
default ones. A recipe is called by its name.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from model.errors import UserError
from pages.shared.url.setting import Setting
from pages.shared.words.settings import TITLES, explained
from training.config import TrainingConfig
from training.recipes import RECIPES

RECIPE = "recipe"
NO_LAYERS = "none"
LONGEST_TEXT = 60  # longer text can't be a setting, and needn't be quoted in full
DEFAULT = TrainingConfig()


@dataclass(frozen=True)
class ConfigField(Setting):
    """A field of TrainingConfig, which knows itself what it may be."""

    def parse(self, text: str) -> Any:
        """See `Setting`; the text itself if it means nothing here, for a sentence about it."""
        if isinstance(self.default, tuple):
            return () if text == NO_LAYERS else tuple(map(_number, text.split(",")))
        if isinstance(self.default, bool):
            return {"true": True, "false": False}.get(text.lower(), text)
        return text if isinstance(self.default, str) else _number(text)

    def read(self, text: str) -> Any:
        return self.checked(self.parse(text[:LONGEST_TEXT]))

    def checked(self, value: Any) -> Any:
        try:
            return getattr(TrainingConfig(**{self.name: value}), self.name)
        except UserError as error:
            raise ValueError(explained(error)) from error

    def write(self, value: Any) -> str:
        if isinstance(value, tuple):
            return ",".join(map(str, value)) or NO_LAYERS
        if isinstance(value, bool):
            return str(value).lower()
        return repr(value) if isinstance(value, float) else str(value)


FIELDS = tuple(
    ConfigField(each.name, each.default, title=TITLES[each.name]) for each in fields(TrainingConfig)
)


def settings_address(config: TrainingConfig, base: TrainingConfig = DEFAULT) -> dict[str, str]:
    """The shortest address that asks for these settings, where `base` is what it needn't say."""
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


def _differences(config: TrainingConfig, base: TrainingConfig) -> dict[str, str]:
    return {
        each.name: each.write(getattr(config, each.name))
        for each in FIELDS
        if getattr(config, each.name) != getattr(base, each.name)
    }


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
