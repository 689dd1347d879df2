"""Image files and PNG data -> ink, with every check that untrusted data needs."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from model.errors import UserError
from model.preprocess import INK, ink_from_alpha

MAX_CANVAS_BYTES = 2 * 2**20  # a pad's PNG has some ten thousand
MAX_FILE_BYTES = 64 * 2**20
MAX_PIXELS = 50_000_000  # a large photograph; more could exhaust the memory
WORKING_SIZE = 1000  # pixels: larger images are reduced first, which loses nothing here
SMALL_SIZE = 64  # up to here the grey edges are part of the picture, as in MNIST itself
MIN_CONTRAST = 32  # grey levels; a picture with less is blank
FAINTEST = 16  # of 255; fainter ink is noise

_DECODING_ERRORS = (
    OSError,  # also UnidentifiedImageError, and what Pillow raises for cut files
    SyntaxError,  # what Pillow raises for broken PNG chunks
    ValueError,
    MemoryError,
    Image.DecompressionBombError,
)


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
    except _DECODING_ERRORS as error:
        raise UserError("The pad sent something that is not a picture, so it was not read.") from (
            error
        )


def ink_from_file(path: str | Path) -> np.ndarray:
    """Read a drawing from an image file: dark on light or light on dark, in any colour mode.

    The border tells which is the paper. A large picture is cut at half the contrast; a small
    one, such as an MNIST digit, keeps its grey levels.

    Returns:
        (H, W) uint8, 0 = paper, 255 = ink, at most 1000 pixels wide and high; without any ink
        where the picture is blank.

    Raises:
        UserError: there is no such file, it is no image, it is cut, or it is too large.
    """
    try:
        if Path(path).stat().st_size > MAX_FILE_BYTES:
            raise UserError(f"{path} is larger than {MAX_FILE_BYTES // 2**20} MB.")
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UserError(
                    f"{path} has {image.width} × {image.height} pixels; at most "
                    f"{MAX_PIXELS // 1_000_000} million can be read."
                )
            return _ink(_brightness(image))
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except UnidentifiedImageError:
        raise UserError(f"{path} is not an image that can be read.") from None
    except _DECODING_ERRORS as error:
        raise UserError(f"{path} can't be read as an image: {error}.") from error


def png_bytes(image: np.ndarray, scale: int = 1, invert: bool = False) -> bytes:
    """Encode an (H, W) uint8 image as a grey PNG, each pixel enlarged to `scale` squared.

    With `invert`, ink is black on white, as on paper.
    """
    shown = INK - image if invert else image
    picture = Image.fromarray(shown.repeat(scale, axis=0).repeat(scale, axis=1))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _brightness(image: Image.Image) -> np.ndarray:
    """(H, W) float brightness, 0 to 255; transparent parts get the brightness of the paper."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):  # 16 bits and more, which Pillow would clip
        image = _stretch(np.asarray(image, np.float64))
    image = image.convert("RGBA")
    image.thumbnail((WORKING_SIZE, WORKING_SIZE))
    grey = np.asarray(image.convert("RGB").convert("L"), np.float64)
    alpha = np.asarray(image)[:, :, 3] / 255
    opaque = grey[alpha >= 0.5]
    if alpha.min() >= 0.5 or opaque.size == 0:
        return grey * (alpha >= 0.5)
    if np.ptp(opaque) < MIN_CONTRAST:  # one colour on transparent paper: the ink is the alpha
        return 255 * alpha
    return np.where(alpha >= 0.5, grey, np.median(opaque))


def _stretch(values: np.ndarray) -> Image.Image:
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255 / (high - low)) if high > low else np.zeros_like(values)
    return Image.fromarray(scaled.astype(np.uint8))


def _ink(brightness: np.ndarray) -> np.ndarray:
    """Tell ink from paper, which is what most of the border shows."""
    border = (brightness[0], brightness[-1], brightness[:, 0], brightness[:, -1])
    paper = float(np.median(np.concatenate(border)))
    distance = brightness - paper
    # The paper is at one end of the brightness; the ink lies towards the other.
    distance = distance if distance.max() >= -distance.min() else -distance
    strongest = float(distance.max())
    if strongest < MIN_CONTRAST:
        return np.zeros(brightness.shape, np.uint8)
    ink = np.clip(np.rint(distance * (INK / strongest)), 0, INK).astype(np.uint8)
    if max(ink.shape) > SMALL_SIZE:
        return np.where(ink >= (INK + 1) // 2, INK, 0).astype(np.uint8)
    return np.where(ink >= FAINTEST, ink, 0).astype(np.uint8)
