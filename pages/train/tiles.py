"""The weights of a network's first layer as red and blue tiles: red is against, blue is for."""

from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

import numpy as np
from cachetools import LRUCache, cached

from model.preprocess import IMAGE_SIZE
from pages.shared.look.diverging import BETWEEN_LEVEL, levels, png, usual_limit
from server.offered import PICTURES
from training.runs.run import Snapshot

MOST_TILES = 64
GAP = 2  # pixels between tiles
ASPECT = 1.15  # width to height of the place for the tiles
UNEVEN = 0.74  # how much smaller tiles may be for the sake of a full last row
CACHED = 96  # pictures kept for those who look at the same run; some 30 kB each


@dataclass(frozen=True)
class Tiles:
    """A picture of a first layer's weights.

    Attributes:
        png: the picture, as the content of a file.
        count: how many tiles it shows: one for each unit.
        units: how many units the layer has.
        limit: the weight, in either direction, whose colour is the strongest.
        columns, rows: how the tiles are laid out.
    """

    png: bytes
    count: int
    units: int
    limit: float
    columns: int
    rows: int


@cached(
    LRUCache(CACHED),
    key=lambda run_id, snapshot, theme: (run_id, snapshot.attempt, snapshot.epoch, theme),
    lock=Lock(),
)
def tiles(run_id: str, snapshot: Snapshot, theme: str) -> Tiles:
    """The tiles of a run's snapshot, made once however many people look at it."""
    return draw_tiles(snapshot.weights[0], theme)


def address(shown: Tiles) -> str:
    """Where a browser finds the picture, seen from any page."""
    digest = sha256(shown.png).hexdigest()
    return PICTURES.address(digest, lambda: shown.png)


def draw_tiles(kernel: np.ndarray, theme: str) -> Tiles:
    """Draw a layer's weights.

    Args:
        kernel: (784, units): how each pixel speaks for (positive) or against a unit.
        theme: "light" or "dark".
    """
    units = kernel.shape[1]
    shown = np.nan_to_num(kernel[:, :MOST_TILES].T, posinf=0.0, neginf=0.0)
    limit = usual_limit(shown)
    columns, rows = layout(len(shown))
    step = IMAGE_SIZE + GAP
    sheet = np.full((rows * step + GAP, columns * step + GAP), BETWEEN_LEVEL, np.uint8)
    for number, tile in enumerate(levels(shown, limit).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)):
        top, left = (GAP + step * place for place in divmod(number, columns))
        sheet[top : top + IMAGE_SIZE, left : left + IMAGE_SIZE] = tile
    return Tiles(png(sheet, theme), len(shown), units, limit, columns, rows)


def layout(count: int) -> tuple[int, int]:
    """Columns and rows that give `count` tiles the most room, full rows preferred.

    >>> layout(64), layout(10), layout(32), layout(1)
    ((8, 8), (5, 2), (8, 4), (1, 1))
    """

    def size(columns: int) -> float:
        rows = -(-count // columns)
        room = min(ASPECT / columns, 1 / rows)
        return room * (1.0 if count % columns == 0 else UNEVEN)

    columns = max(range(1, count + 1), key=size)
    return columns, -(-count // columns)
