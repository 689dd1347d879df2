"""The card with a first layer's weights as tiles, at one moment of a run."""

from html import escape

from pages.shared.look.diverging import legend
from pages.train.tiles import MOST_TILES, Tiles, address, tiles
from training.runs.run import Run, Snapshot


def tiles_card(run: Run | None, snapshot: Snapshot | None, trouble: str, theme: str) -> str:
    """The card as HTML: the tiles of a snapshot, or why there are none.

    Args:
        run: None for the card's empty place.
        snapshot: None if there are no weights.
        trouble: why that is so, if it isn't too early.
        theme: "light" or "dark".
    """
    config = run.config if run else None
    title = "What each digit’s weights look for"
    if config is None or config.hidden_units:
        title = "Hidden units as they learn"
    if snapshot is None:
        words = trouble or "Each tile will show the weights of one hidden unit, pixel by pixel."
        body = f'<div class="dl-tiles"><p>{escape(words)}</p></div>'
        return f'<div class="dl-weights"><h3>{title}</h3>{body}{legend(None, theme)}</div>'
    shown = tiles(run.id, snapshot, theme)
    count = f"{shown.count} of {shown.units:,}" if shown.units > MOST_TILES else ""
    alt = f"{title}: the weights from each of the 28 by 28 pixels, {shown.count} tiles."
    labels = "" if config.hidden_units else _digit_labels(shown)
    body = (
        f'<div class="dl-tiles"><div style="--across:{shown.columns};--down:{shown.rows}">'
        f'<img alt="{alt}" src="{address(shown)}">{labels}</div></div>'
    )
    return (
        f'<div class="dl-weights" data-epoch="{snapshot.epoch:g}">'
        f"<h3>{title}<small>{count}</small></h3>{body}{legend(shown.limit, theme)}</div>"
    )


def _digit_labels(shown: Tiles) -> str:
    """The number of each class in the corner of its tile."""
    return "".join(
        f'<span style="left:{place % shown.columns / shown.columns:.2%};'
        f'top:{place // shown.columns / shown.rows:.2%}">{place}</span>'
        for place in range(shown.count)
    )
