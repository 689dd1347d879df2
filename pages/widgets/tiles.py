"""The weights of a network's first layer as red and blue tiles: red is against, blue is for."""

import base64
import io
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from model.preprocess import IMAGE_SIZE
from training.run import Snapshot

MOST_TILES = 64
GAP = 2  # pixels between tiles
ASPECT = 1.15  # width to height of the place for the tiles
UNEVEN = 0.74  # how much smaller tiles may be for the sake of a full last row
OUTLIERS = 0.2  # percent of the weights that may lie beyond the ends of the scale
STEPS = 40  # shades of either colour; more can't be told apart, and make the picture larger
CACHED = 96  # pictures kept for those who look at the same run; some 30 kB each

# At the ends and in the middle; between them the colours are mixed.
AGAINST = {"light": (178, 24, 43), "dark": (255, 106, 92)}
ZERO = {"light": (255, 255, 255), "dark": (13, 17, 23)}
FOR = {"light": (0, 94, 162), "dark": (86, 169, 220)}
BETWEEN = {"light": (213, 221, 231), "dark": (52, 64, 78)}


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
    limit = float(np.percentile(np.abs(shown), 100 - OUTLIERS)) or 1.0
    columns, rows = layout(len(shown))
    step = IMAGE_SIZE + GAP
    sheet = np.full((rows * step + GAP, columns * step + GAP), _BETWEEN_INDEX, np.uint8)
    levels = np.rint(np.clip(shown / limit, -1, 1) * STEPS).astype(int) + STEPS
    for number, tile in enumerate(levels.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)):
        top, left = (GAP + step * place for place in divmod(number, columns))
        sheet[top : top + IMAGE_SIZE, left : left + IMAGE_SIZE] = tile
    picture = _picture(sheet, theme)
    return Tiles(picture, len(shown), units, limit, columns, rows)


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


def legend_colors(theme: str) -> tuple[str, str, str]:
    """The CSS colours of the strongest weight against, of zero, and of the strongest for."""
    ends = (AGAINST[theme], ZERO[theme], FOR[theme])
    return tuple(f"rgb{color}" for color in ends)


_BETWEEN_INDEX = 2 * STEPS + 1


def _palette(theme: str) -> bytes:
    """Colours for the levels from the strongest against to the strongest for, and the gap's."""
    share = np.linspace(-1, 1, 2 * STEPS + 1)[:, None]
    ends = np.where(share < 0, AGAINST[theme], FOR[theme])
    colors = ZERO[theme] + np.abs(share) * (ends - np.array(ZERO[theme]))
    return np.vstack([colors, BETWEEN[theme]]).round().astype(np.uint8).tobytes()


def _picture(sheet: np.ndarray, theme: str) -> str:
    image = Image.fromarray(sheet)
    image.putpalette(_palette(theme))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
