"""One digit pixel by pixel: the browser's part is in data_pixels.js, which draws and names them."""

from pathlib import Path

import numpy as np

from pages.shared.live.component import component

_pixels = component(
    "pixels",
    Path(__file__).with_name("pixels.js"),
    isolate_styles=False,  # the app's style sheet is for it, too
)


def show_pixels(image: np.ndarray, name: str, scaled: bool, marks: str = "") -> None:
    """Show an image whose pixels say their row, their column and their value.

    Args:
        image: (28, 28) uint8.
        name: what it shows, for those who can't see it.
        scaled: whether values are shown as 0 to 1 instead of 0 to 255.
        marks: HTML to lay over the image.
    """
    _pixels(
        data={
            "values": image.ravel().tolist(),
            "name": name,
            "scaled": scaled,
            "marks": marks,
        },
        key="data-pixels",
    )
