"""What people call the settings of a training, beside the names that Keras has for them."""

from dataclasses import fields

from model.errors import UserError
from training.config import Choices, SettingError, TrainingConfig, allowed, title

TITLES = {each.name: title(each.name) for each in fields(TrainingConfig)}

CHOICES = {
    "activation": {
        "sigmoid": "Sigmoid",
        "tanh": "Tanh",
        "relu": "ReLU",
        "leaky_relu": "Leaky ReLU",
        "elu": "ELU",
        "gelu": "GELU",
        "silu": "SiLU (swish)",
        "linear": "Linear (none)",
    },
    "optimizer": {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"},
    "loss": {
        "categorical_crossentropy": "Cross-entropy",
        "mean_squared_error": "Mean squared error",
    },
    "scaled": {True: "0 to 1", False: "0 to 255 (raw)"},
}


def in_words(name: str, value: object) -> str:
    """A value of the setting `name` of a TrainingConfig as a person would write it.

    >>> in_words("hidden_units", (64, 32)), in_words("loss", "mean_squared_error")
    ('64, 32', 'Mean squared error')
    >>> in_words("training_images", 60000), in_words("validation_split", 0.1)
    ('60,000', '10 % held out')
    """
    if isinstance(allowed(name), Choices):
        return CHOICES[name][value]
    if name == "hidden_units":
        return ", ".join(f"{units:,}" for units in value) or "none"
    if name == "validation_split":
        return f"{exact_percentage(value)} held out" if value else "on the test set"
    if name == "dropout":
        return exact_percentage(value) if value else "none"
    if name == "l2":
        return number(value) if value else "none"
    if name == "learning_rate":
        return number(value)
    return str(value) if name == "seed" else f"{value:,}"


def number(value: float) -> str:
    """A small number in full, without an exponent or zeros that say nothing.

    >>> number(0.001), number(1e-05), number(10.0), number(0.00123)
    ('0.001', '0.00001', '10', '0.00123')
    """
    text = f"{value:.17f}" if float(f"{value:.12f}") != value else f"{value:.12f}"
    return text.rstrip("0").rstrip(".")


def exact_percentage(share: float) -> str:
    """A share of 1 as a percentage with as many digits as it needs.

    >>> exact_percentage(0.1), exact_percentage(0.125)
    ('10 %', '12.5 %')
    """
    return f"{100 * share:.10g} %"


def explained(error: UserError) -> str:
    """What an error says, with a setting called as its control is.

    >>> explained(SettingError("hidden_units", "must be 1 to 2048, got 0."))
    'Hidden units must be 1 to 2048, got 0.'
    """
    if isinstance(error, SettingError):
        return f"{TITLES[error.setting]} {error.reason}"
    return str(error)


def settings_in_words(config: TrainingConfig) -> dict[str, str]:
    """Every setting of a config: its title and its value in words."""
    return {name: in_words(each, getattr(config, each)) for each, name in TITLES.items()}
