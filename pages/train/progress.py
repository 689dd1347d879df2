"""Where a run stands: how far it has come, or what replays one that has ended."""

from html import escape

from pages.shared.live.live_html import live_html
from pages.shared.words import runs as run_words
from pages.train.replay import show_replay
from training import cost
from training.runs.run import Run, Status

HELD = "Trainings are paused while the class draws."
BACK = "Another training has its place. It goes on as soon as one is free."


def show_progress(run: Run | None, looked_at: float | None) -> None:
    """A live run's progress, or what replays one that has ended."""
    if looked_at is None:
        live_html(progress(run), "watch-progress")
    else:
        show_replay(run, looked_at)


def progress(run: Run | None) -> str:
    """How far a run has come, as HTML."""
    done, words, detail = 0.0, "", ""
    if run is None:
        words = "Press Train, and a network learns before your eyes."
    elif run.status is Status.WAITING:
        words, detail = "Waiting.", HELD if run.is_held else run_words.queue(run.position)
    else:
        done, words, detail = _how_far(run)
    return (
        '<div class="dl-progress" role="status">'
        f"<p><strong>{escape(words)}</strong><span>{escape(detail)}</span></p>"
        f'<div class="dl-track"><div style="width:{done:.2%}"></div></div></div>'
    )


def _how_far(run: Run) -> tuple[float, str, str]:
    """Share of all epochs, the epoch in words, and the speed in words."""
    total, progress = run.config.epochs, run.progress
    whole = run.epochs[-1].epoch if run.epochs else 0
    if not run.status.is_live:
        return whole / total, f"Epoch {whole} of {total}", run_words.STATUS[run.status]
    if progress is None:
        return whole / total, f"Epoch {min(whole + 1, total)} of {total}", "It begins."
    done = (progress.epoch - 1 + progress.batch / max(progress.batches, 1)) / total
    if run.status is Status.PAUSED:
        detail = HELD if run.is_held else BACK if run.position else "paused"
    else:
        detail = (
            f"{cost.in_words(progress.seconds_left)} left · "
            f"{progress.images_per_second:,.0f} images/s"
        )
    return min(done, 1.0), f"Epoch {progress.epoch} of {total}", detail
