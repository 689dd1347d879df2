"""Image files and PNG data -> ink, with every check that untrusted data needs."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from model.errors import UserError
from model.picture_file import DECODING_ERRORS, picture_from_file
from model.preprocess import INK, ink_from_alpha

MAX_CANVAS_BYTES = 2 * 2**20  # a pad's PNG has some ten thousand


def ink_from_canvas_png(png: bytes, size: int) -> np.ndarray:
    """Decode what the pad sent.

    Args:
        png: a PNG with transparent paper.
        size: the pad's side in pixels, which the picture must have.

    Returns:
        (size, size) uint8 of 0 (paper) and 255 (ink).

    Raises:
        UserError: it is no PNG, is larger than any drawing, or has another size.
    """
    if len(png) > MAX_CANVAS_BYTES:
        raise UserError("The pad sent more data than a drawing can have, so it was not read.")
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            if image.size != (size, size):  # known from the header, before anything is decoded
                width, height = image.size
                raise UserError(
                    f"The pad sent a picture of {width} × {height} pixels instead of "
                    f"{size} × {size}, so it was not read."
                )
            rgba = image if image.mode == "RGBA" else image.convert("RGBA")
            return ink_from_alpha(np.asarray(rgba.getchannel("A")))
    except DECODING_ERRORS as error:
        raise UserError("The pad sent something that is not a picture, so it was not read.") from (
            error
        )


def ink_from_file(path: str | Path) -> np.ndarray:
    """Read a drawing from an image file: dark on light or light on dark, in any colour mode.

    Returns:
        (H, W) uint8, 0 = paper, 255 = ink; without any ink where the picture is blank. A small
        picture, such as an MNIST digit, keeps its grey levels.

    Raises:
        UserError: there is no such file, it is no image, it is cut, or it is too large.
    """
    from model.paper import ink_in  # brings OpenCV, which only pictures need

    return ink_in(picture_from_file(path)).ink


def png_bytes(image: np.ndarray, scale: int = 1, invert: bool = False) -> bytes:
    """Encode an (H, W) uint8 image as a grey PNG, each pixel enlarged to `scale` squared.

    With `invert`, ink is black on white, as on paper.
    """
    shown = INK - image if invert else image
    picture = Image.fromarray(shown.repeat(scale, axis=0).repeat(scale, axis=1))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
