"""How long a training would take, and when it would begin, which the browser keeps up to date."""

from html import escape
from pathlib import Path

from pages.shared.live.component import component
from pages.shared.visitor import visitor
from pages.train.ahead_in_words import ahead_in_words
from server.queue import ADDRESS
from training import cost
from training.runs.permission import owner_of
from training.runs.service import trainings
from training.runs.trainings import Estimate

_expected = component("expected", Path(__file__).with_name("expected.js"), isolate_styles=False)


def show_expected(estimate: Estimate, is_next: bool) -> None:
    """Say what is to be expected before Train is pressed.

    Args:
        estimate: of the training that is set up.
        is_next: whether it would be started; otherwise it is under way already.
    """
    words = f"Takes {cost.in_words(estimate.run)}."
    if is_next:
        ahead = ahead_in_words(trainings().ahead(), owner_of(visitor()))
        words += f' <span data-address="{ADDRESS}">{escape(ahead)}</span>'
    _expected(data={"html": f'<p class="dl-estimate">{words}</p>'}, key="train-expected")
