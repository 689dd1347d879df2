"""The weights of a network's first layer as red and blue tiles: red is against, blue is for."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from model.preprocess import IMAGE_SIZE
from pages.shared.look.diverging import BETWEEN_LEVEL, levels, paint, usual_limit
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
        url: the picture, as a data URL.
        count: how many tiles it shows: one for each unit.
        units: how many units the layer has.
        limit: the weight, in either direction, whose colour is the strongest.
        columns, rows: how the tiles are laid out.
    """

    url: str
    count: int
    units: int
    limit: float
    columns: int
    rows: int


def tiles(run_id: str, snapshot: Snapshot, theme: str) -> Tiles:
    """The tiles of a run's snapshot, made once however many people look at it."""
    return _cached_tiles(run_id, snapshot.epoch, theme, snapshot.weights[0])


@st.cache_data(max_entries=CACHED, show_spinner=False)
def _cached_tiles(run_id: str, epoch: float, theme: str, _kernel: np.ndarray) -> Tiles:
    # The snapshot of an epoch is always the same; its weights, with the underscore, take no part
    # in telling one entry of the cache from another.
    return draw_tiles(_kernel, theme)


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
    return Tiles(paint(sheet, theme), len(shown), units, limit, columns, rows)


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
