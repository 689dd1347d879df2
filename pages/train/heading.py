"""What a run is called, where it stands, and what its curves are, in words."""

from html import escape

from pages.shared.words import runs as run_words
from pages.train.figures_in_words import figures_in_words
from training.runs.comparison import followed_recipe
from training.runs.run import Run


def heading(run: Run | None, title: str = "No run yet", status: str = "ready") -> str:
    """Name, state and legend of a run, as HTML.

    Args:
        run: None for none.
        title, status: what stands there without a run.
    """
    if run:
        title, status = run_words.title(run), run_words.STATUS[run.status]
    published = (
        '<span class="dl-key" data-key="published">published</span>'
        if run and followed_recipe(run)
        else ""
    )
    kind = run.status if run else "none"
    return (
        f'<div class="dl-run"><h3>{escape(title)}</h3>'
        f'<span class="dl-status" data-status="{kind}">{status}</span></div>'
        '<div class="dl-keys"><span class="dl-key" data-key="training">training</span>'
        f'<span class="dl-key" data-key="validation">validation</span>{published}</div>'
    )


def curves_in_words(run: Run | None) -> str:
    """The curves, for those who can't see them."""
    if run is None or not run.epochs:
        return "Accuracy and loss for each epoch. There is nothing to show yet."
    last = run.epochs[-1]
    words = figures_in_words(last, run.figures)
    return f"Accuracy and loss for each epoch. After epoch {last.epoch}, {words}."
