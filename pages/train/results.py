"""A run's figures side by side, theirs and yours, and a sentence about what happened."""

from html import escape

from training.recipes import Published
from training.runs.comparison import Comparison, compare
from training.runs.diagnosis import percentage, what_happened
from training.runs.run import Run

MUCH = 0.05  # of accuracy: more than the luck of a start
BETTER_TODAY = (
    "Yours is better than theirs because Keras now gives a network other first weights, which "
    "raw pixels need most."
)


def result(run: Run | None, looked_at: float | None, remark: str) -> str:
    """The figures side by side, and a sentence."""
    if run is None:
        figures = _figures([("Training", "–", ""), ("Validation", "–", "")])
        sentence = remark or (
            "Its accuracy on the digits that it learns from and on others that it never sees will "
            "grow here, epoch by epoch."
        )
        return f'<div class="dl-result">{figures}<p>{escape(sentence)}</p></div>'
    comparison = compare(run, looked_at)
    figures = _figures(_cards(run, looked_at, comparison))
    words = " ".join(filter(None, (what_happened(run), _beside(run, comparison), remark)))
    look = ' role="alert"' if remark else ""
    return f'<div class="dl-result">{figures}<p{look}>{escape(words)}</p></div>'


def _cards(
    run: Run, looked_at: float | None, comparison: Comparison | None
) -> list[tuple[str, str, str]]:
    """(title, figure, what it is) of the figures to show side by side."""
    cards = []
    if comparison:
        cards += [
            _card("Theirs", comparison.theirs, comparison.theirs.epoch, comparison.theirs.accuracy),
            _card("Yours", comparison.theirs, comparison.epoch, comparison.yours),
        ]
    outcome = run.outcome
    at_the_end = looked_at is None or looked_at == run.snapshots[-1]
    if outcome and outcome.test_accuracy is not None and at_the_end:
        if not (comparison and _is_final_test(comparison, run)):
            cards.append(("Test", percentage(outcome.test_accuracy), "digits it never saw"))
        if outcome.training_accuracy is not None:
            cards.append(("Training", percentage(outcome.training_accuracy), "digits it knows"))
        return cards
    last = next(
        (e for e in reversed(run.epochs) if looked_at is None or e.epoch <= looked_at), None
    )
    when = f"epoch {last.epoch}" if last else ""
    cards.append(("Training", percentage(last.accuracy) if last else "–", when))
    cards.append(("Validation", percentage(last.validation_accuracy) if last else "–", when))
    return cards


def _is_final_test(comparison: Comparison, run: Run) -> bool:
    """Whether what stands beside the published figure is the test accuracy of the end."""
    last = run.epochs[-1].epoch if run.epochs else 0
    return comparison.theirs.measured_on != "training" and comparison.epoch == last


def _card(
    title: str, figure: Published, epoch: int | None, accuracy: float | None
) -> tuple[str, str, str]:
    if accuracy is None:
        return title, "–", "not there yet"
    return f"{title}, epoch {epoch}", percentage(accuracy), f"{figure.measured_on} accuracy"


def _beside(run: Run, comparison: Comparison | None) -> str:
    """What has to be known about figures that stand side by side, or why they don't."""
    if run.recipe and run.is_sample:
        return "Learned from a small sample of MNIST, so it isn’t shown beside published figures."
    if comparison is None:
        return ""
    if comparison.rate_changed:
        return "The learning rate was changed on the way, so theirs is not quite the same training."
    if run.outcome and comparison.epoch not in (None, comparison.theirs.epoch):
        return (
            f"Theirs is after epoch {comparison.theirs.epoch}, "
            f"yours after epoch {comparison.epoch}."
        )
    if run.outcome is None:
        return f"Theirs: {comparison.source}."
    better = (comparison.yours or 0.0) - comparison.theirs.accuracy
    return BETTER_TODAY if better > MUCH else ""


def _figures(cards: list[tuple[str, str, str]]) -> str:
    return (
        '<div class="dl-figures">'
        + "".join(
            f'<div class="dl-figure" data-figure="{title.partition(",")[0].lower()}">'
            f"<span>{title}</span><strong>{figure}</strong><small>{what}</small></div>"
            for title, figure, what in cards
        )
        + "</div>"
    )
