"""What a training costs: how long it takes, and whether it is too much to ask for.

The time is that of a model of the compiled engine on a reference machine, fitted to measured
seconds per epoch (benchmarks/training_speed.py). How much slower the machine at hand is at
present, `training.pace` measures; before it has, earlier runs tell.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import replace

from model.errors import UserError
from training.config import BATCH_SIZES, SettingError, TrainingConfig
from training.data import TEST_IMAGES
from training.runs.run import Run

# The reference machine: two cores of 2024. Measured there, per epoch of 60,000 images with the
# validation: 0.14 s (64 sigmoid, SGD, batches of 128), 0.18 s (10 sigmoid, SGD, 32), 0.31 s
# (32 ReLU, RMSprop, 10), 0.58 s (512 ReLU, RMSprop, 128). The model is within a fifth of each.
START = 1.0  # seconds to build and compile a network, once in a run
PER_IMAGE = 1.3e-6  # seconds to pick an image out of the shuffled order and scale its pixels
PER_IMAGE_AND_PARAMETER = 1.6e-11  # seconds for a multiplication on the way there and back
PER_UPDATE = 3.0e-5  # seconds for everything that a batch needs however small it is
CACHED = 8e10  # bytes a second, while all that an update touches lies in the cache
CACHE = 6.0e7  # bytes
UNCACHED = 6.0e9  # bytes a second, beyond that

# Validation goes one way only: no gradients.
VALIDATION_SHARE = 1 / 3

# How often an update reads or writes a number for each parameter: the weight twice, its gradient
# once, and each average that the optimizer keeps twice.
NUMBERS_MOVED = {"sgd": 3, "rmsprop": 5, "adam": 7, "adamw": 7}
BYTES = 4  # in a float32

# A lesson's length is 45 minutes: whoever starts one run shall see its end, and a queue shall move.
LONGEST = 30 * 60.0  # seconds

# Two layers of 2,048 units fit, three don't. With gradients, averages, snapshots and Keras's own
# needs a worker then stays below 2 GB, and a run's snapshots are 23 MB each.
MOST_PARAMETERS = 6_000_000

# A single odd measurement (a laptop that slept) shall not turn seconds into days.
CORRECTIONS = (0.1, 20.0)


def seconds(config: TrainingConfig) -> float:
    """How long a run takes on the reference machine, from Train to its end."""
    return START + config.epochs * seconds_per_epoch(config)


def seconds_per_epoch(config: TrainingConfig) -> float:
    """How long one epoch takes on the reference machine, validation included."""
    held_out = config.training_images - config.fitted_images
    validated = VALIDATION_SHARE * (held_out or TEST_IMAGES)
    return _fitting_seconds(config) + validated * _seconds_per_image(config)


def images_per_second(config: TrainingConfig) -> float:
    """How many images the reference machine fits to in a second, validation left out."""
    return config.fitted_images / _fitting_seconds(config)


def _fitting_seconds(config: TrainingConfig) -> float:
    updates = config.weight_updates / config.epochs
    moved = BYTES * NUMBERS_MOVED[config.optimizer] * config.spec.parameters
    traffic = moved / CACHED + max(0.0, moved - CACHE) / UNCACHED
    return config.fitted_images * _seconds_per_image(config) + updates * (PER_UPDATE + traffic)


def _seconds_per_image(config: TrainingConfig) -> float:
    return PER_IMAGE + PER_IMAGE_AND_PARAMETER * config.spec.parameters


def slowness(runs: Iterable[Run]) -> float:
    """How many times as long as the reference machine this one takes; 1 if nobody knows.

    Args:
        runs: earlier runs on this machine; each epoch that they measured says how much slower or
            faster it is than the reference.
    """
    # Epoch 0 is no training, and the first one after it also compiles.
    ratios = [
        statistics.median(each.seconds for each in run.epochs[2:]) / seconds_per_epoch(run.config)
        for run in runs
        if len(run.epochs) > 2
    ]
    if not ratios:
        return 1.0
    low, high = CORRECTIONS
    return min(max(statistics.median(ratios), low), high)


def in_words(duration: float) -> str:
    """An estimate of a duration, as exactly as can be promised.

    >>> in_words(0.4), in_words(32.4), in_words(100), in_words(1234)
    ('about 5 s', 'about 30 s', 'about 2 min', 'about 21 min')
    """
    if duration < 7.5:
        return "about 5 s"
    if duration < 55:
        return f"about {max(1, round(duration / 10))}0 s"
    if duration < 7200:
        return f"about {round(duration / 60)} min"
    return f"about {round(duration / 3600):,} h"


def check(config: TrainingConfig, training_images_there: int) -> None:
    """Refuse what is too much for a run.

    Args:
        config: what is asked for.
        training_images_there: how many training images this machine has.

    Raises:
        UserError: more images than there are, too many parameters, or too long a run; the text
            says what would fit.
    """
    if config.training_images > training_images_there:
        raise SettingError(
            "training_images",
            f"must be at most {training_images_there:,}, because there are no more here, got "
            f"{config.training_images:,}.",
        )
    parameters = config.spec.parameters
    if parameters > MOST_PARAMETERS:
        layers = ", ".join(str(units) for units in _fitting_layers(config))
        raise UserError(
            f"A network may have at most {MOST_PARAMETERS:,} parameters, and this one has "
            f"{parameters:,}. Hidden layers of {layers} would fit."
        )
    duration = seconds(config)
    if duration > LONGEST:
        raise UserError(
            f"This run would take {in_words(duration)}, and {LONGEST / 60:.0f} min are the most. "
            f"{_what_would_fit(config)}"
        )


def _fitting_layers(config: TrainingConfig) -> tuple[int, ...]:
    """The same hidden layers, all made smaller by one factor until the network is allowed."""
    hundredth = 99
    while True:
        layers = tuple(max(1, units * hundredth // 100) for units in config.hidden_units)
        if replace(config, hidden_units=layers).spec.parameters <= MOST_PARAMETERS:
            return layers
        hundredth -= 1


def _what_would_fit(config: TrainingConfig) -> str:
    epochs = math.floor((LONGEST - START) / seconds_per_epoch(config))
    suggestions = [f"{epochs} epoch{'s' if epochs > 1 else ''}"] if epochs else []
    batch = _fitting_batch(config)
    if batch:
        suggestions.append(f"batches of {batch:,}")
    suggestions.append("fewer hidden units")
    text = " or ".join(filter(None, [", ".join(suggestions[:-1]), suggestions[-1]]))
    return f"{text[0].upper()}{text[1:]} would fit."


def _fitting_batch(config: TrainingConfig) -> int | None:
    """The smallest power of two that makes the run short enough, if there is one."""
    batch = 1
    while batch <= BATCH_SIZES.high:
        if batch > config.batch_size and seconds(replace(config, batch_size=batch)) <= LONGEST:
            return batch
        batch *= 2
    return None
