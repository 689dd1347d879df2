"""Runs in words: what they are called, what they were set to, where they stand."""

import time
from collections.abc import Sequence

from pages.shared.words.settings import in_words
from training.config import TrainingConfig
from training.data import TRAIN_IMAGES
from training.recipes import RECIPES
from training.runs.run import Run, Status

STATUS = {
    Status.WAITING: "waiting",
    Status.RUNNING: "learning",
    Status.PAUSED: "paused",
    Status.FINISHED: "finished",
    Status.STOPPED: "stopped",
    Status.DIVERGED: "diverged",
    Status.FAILED: "failed",
    Status.INTERRUPTED: "interrupted",
}

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_RECIPES = {recipe.name: recipe.title for recipe in RECIPES}


def title(run: Run) -> str:
    """What a run is called: its name, else its recipe's, else what its network is."""
    return run.name or _RECIPES.get(run.recipe or "") or network_in_short(run.config)


def network_in_short(config: TrainingConfig) -> str:
    """The network in a few words.

    >>> network_in_short(TrainingConfig(hidden_units=(64, 32), activation="relu"))
    '64 + 32 ReLU'
    >>> network_in_short(TrainingConfig(hidden_units=()))
    'No hidden layer'
    """
    if not config.hidden_units:
        return "No hidden layer"
    layers = " + ".join(f"{units:,}" for units in config.hidden_units)
    return f"{layers} {in_words('activation', config.activation)}"


def settings_in_short(config: TrainingConfig) -> str:
    """The settings that people compare first, in a line."""
    rule = in_words("optimizer", config.optimizer)
    parts = [
        network_in_short(config),
        f"{rule} {in_words('learning_rate', config.learning_rate)}",
        f"batch {config.batch_size:,}",
        f"{config.epochs:,} {'epoch' if config.epochs == 1 else 'epochs'}",
    ]
    if config.loss == "mean_squared_error":
        parts.append("squared error")
    if not config.scaled:
        parts.append("raw inputs")
    if config.dropout:
        parts.append(f"dropout {config.dropout:g}")
    if config.l2:
        parts.append(f"L2 {config.l2:g}")
    if config.training_images < TRAIN_IMAGES:
        parts.append(f"{config.training_images:,} images")
    return " · ".join(parts)


def queue(position: int) -> str:
    """How long the queue is before a waiting run.

    >>> queue(0), queue(1), queue(2)
    ('It starts in a moment.', 'One training comes first.', 'Two trainings come first.')
    """
    if position == 0:
        return "It starts in a moment."
    number = _NUMBERS[position] if position < len(_NUMBERS) else f"{position:,}"
    return f"{number} {'training comes' if position == 1 else 'trainings come'} first."


def duration(seconds: float) -> str:
    """A time span that a person can take in.

    >>> duration(0.42), duration(41.2), duration(200), duration(4000)
    ('0.4 s', '41 s', '3 min 20 s', '1 h 6 min')
    """
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def ago(created: float, now: float | None = None) -> str:
    """How long ago something was.

    >>> ago(100, now=130), ago(0, now=600), ago(0, now=7200), ago(0, now=200_000)
    ('just now', '10 min ago', '2 h ago', '2 days ago')
    """
    seconds = max(0.0, (time.time() if now is None else now) - created)
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600:.0f} h ago"
    days = int(seconds // 86_400)
    return f"{days} {'day' if days == 1 else 'days'} ago"


def numbered(titles: Sequence[str]) -> list[str]:
    """Titles that can be told apart: where several are the same, each has its number behind it.

    >>> numbered(["My own", "Ten lines", "My own"])
    ['My own (1)', 'Ten lines', 'My own (2)']
    """
    return [
        f"{title} ({titles[: place + 1].count(title)})" if titles.count(title) > 1 else title
        for place, title in enumerate(titles)
    ]
