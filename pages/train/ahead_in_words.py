"""What comes before a training that is started now, in a sentence."""

from training import cost
from training.runs.waiting import Ahead


def ahead_in_words(ahead: Ahead, owner: str) -> str:
    """When somebody's next training would begin, and how many come before it.

    >>> ahead_in_words(Ahead(), "ada")
    'It begins at once.'
    >>> ahead_in_words(Ahead(running=1, waiting=3, free=100.0), "ada")
    'It begins in about 2 min: 1 under way, 3 waiting.'
    """
    counted = ((ahead.running, "under way"), (ahead.waiting, "waiting"))
    counts = ", ".join(f"{number} {what}" for number, what in counted if number)
    if ahead.is_held:
        held = "The teacher has paused all trainings. It begins after that"
        return f"{held}: {counts}." if counts else f"{held}."
    seconds = ahead.seconds(owner)
    if not seconds:
        return "It begins at once."
    return f"It begins in {cost.in_words(seconds)}: {counts}."
