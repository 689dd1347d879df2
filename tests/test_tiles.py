"""First-layer weights as red and blue tiles."""

import io

import numpy as np
import pytest
from PIL import Image

from pages.shared.look.diverging import AGAINST, BETWEEN, FOR, ZERO
from pages.train import tiles as tiles_module
from pages.train.tiles import address, draw_tiles, layout, tiles
from server.offered import PICTURES
from training.runs.run import Snapshot


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_red_is_against_blue_is_for_and_zero_is_the_ground(theme):
    kernel = np.zeros((784, 2), np.float32)
    kernel[:392, 0], kernel[392:, 0] = -0.5, 0.5
    drawn = draw_tiles(kernel, theme)
    image = pixels(drawn.png)
    assert tuple(image[0, 0]) == BETWEEN[theme]
    assert tuple(image[2, 2]) == AGAINST[theme]
    assert tuple(image[2 + 27, 2]) == FOR[theme]
    assert tuple(image[2, 2 + 28 + 2]) == ZERO[theme]
    assert drawn.limit == 0.5


def test_the_scale_is_symmetric():
    kernel = np.full((784, 1), 0.25, np.float32)
    kernel[0] = -1.0
    drawn = draw_tiles(kernel, "light")
    assert drawn.limit > 0
    assert draw_tiles(-kernel, "light").limit == drawn.limit


def test_at_most_64_units_are_shown():
    drawn = draw_tiles(np.ones((784, 512), np.float32), "light")
    assert (drawn.count, drawn.units, drawn.columns, drawn.rows) == (64, 512, 8, 8)


def test_no_hidden_layer_gives_ten_maps():
    assert draw_tiles(np.ones((784, 10), np.float32), "light").columns == 5


@pytest.mark.parametrize("count", range(1, 65))
def test_every_tile_has_a_place(count):
    columns, rows = layout(count)
    assert columns * (rows - 1) < count <= columns * rows


def test_weights_that_are_no_numbers_can_be_drawn():
    kernel = np.full((784, 3), np.nan, np.float32)
    kernel[:, 1] = np.inf
    assert draw_tiles(kernel, "dark").limit > 0


def test_a_snapshot_is_drawn_once_for_all_who_look(monkeypatch):
    drawn = []
    real = tiles_module.draw_tiles
    monkeypatch.setattr(
        tiles_module, "draw_tiles", lambda *given: drawn.append(given) or real(*given)
    )
    snapshot = Snapshot(2.5, (np.ones((784, 4), np.float32), np.ones(4, np.float32)))
    pictures = {tiles("run-for-many", snapshot, "light").png for _ in range(30)}
    assert len(drawn) == len(pictures) == 1
    tiles("run-for-many", snapshot, "dark")
    assert len(drawn) == 2


def test_browsers_find_the_picture():
    drawn = draw_tiles(np.ones((784, 4), np.float32), "light")
    assert PICTURES.file(address(drawn).rpartition("/")[2]) == drawn.png
