"""A run that learns goes on moving in the browser, which hears of it by itself."""

from pathlib import Path
from urllib.parse import urlencode

from pages.shared.live.component import component
from pages.train.moments import steered_by
from server.watching.look import Look
from training.runs.run import Run

LONGEST_WAIT = 3_000  # milliseconds within which those who only watch ask: not all at once

_live_run = component("live_run", Path(__file__).with_name("live_run.js"), isolate_styles=False)


def show_live(run: Run | None, look: Look, pad: str, owner: bool) -> None:
    """Have the browser follow a run, while it is live, in what the page has shown of it.

    When the controls beside the run have to change, the browser asks for them.

    Args:
        run: None for none.
        look: how it is looked at.
        pad: the name of the pad whose digit is read.
        owner: whether it is the visitor's own; others may wait a little for what they can't use.
    """
    address = ""
    if run and run.status.is_live:
        address = f"runs/{run.id}/events?{urlencode({**look.to_query(), 'pad': pad})}"
    _live_run(
        data={
            "address": address,
            "controls": steered_by(run) if run else "",
            "patience": 0 if owner else LONGEST_WAIT,
        },
        key="live-run",
        on_changed_change=lambda: None,  # running again is all that is needed
    )
