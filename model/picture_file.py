"""Picture files from anywhere -> pixels of a working size, with every check that they need.

What a file claims is checked before anything is decoded: its size in bytes, what it is by its first
bytes (a name may say anything), and its size in pixels, that of each frame.
"""

import io
import struct
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from model.errors import UserError

MAX_FILE_BYTES = 64 * 2**20
MAX_PIXELS = 50_000_000  # a large photograph; more could exhaust the memory
WORKING_SIZE = 1600  # pixels: larger pictures are reduced; a digit of a hundredth is still seen
MOST_FRAMES = 50  # of an animation that are looked at for one that shows something
FLAT = 8  # grey levels: a frame with less between its brightest and darkest shows nothing
DARKEST_PICTURE = 15  # a brighter picture is one; below, its numbers are a mask's: 0 and 1, or 0…15

# Not all that Pillow can open: EPS, for one, would start another program; JPEG 2000 takes 1.8 GB to
# decode 49 million pixels, of which a file has 2 KB.
FORMATS = (
    *("PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "DIB", "PPM"),
    *("ICO", "TGA", "PCX", "QOI", "SGI", "XBM", "IM", "PSD"),
)
# What such files are called; a file may be called anything.
SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".gif", ".webp", ".avif", ".tif", ".tiff"),
    *(".bmp", ".dib", ".ppm", ".pgm", ".pbm", ".ico", ".tga", ".pcx", ".qoi", ".psd"),
    *(".heic",),
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")
_ORIENTATION = 0x0112  # EXIF's number for how a camera was held
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTER_TURNS = {_TURNS[number] for number in (5, 6, 7, 8)}

DECODING_ERRORS = (
    OSError,  # also UnidentifiedImageError, and what Pillow raises for cut files
    SyntaxError,  # what Pillow raises for broken PNG chunks
    RuntimeError,  # … for broken AVIF
    ArithmeticError,  # … for animations that last no time
    TypeError,  # … for numbers of another kind than the format has
    ValueError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)
# Pillow refuses what has more than twice as many, be it a later page or in an ICO that claims less,
# and warns of what has more than once as many. Nothing else here opens such pictures.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

# Whoever sends ten pictures gets them decoded and read one after another: each may take some
# hundred megabytes.
one_at_a_time = threading.Lock()


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture, upright, and reduced if it was large.

    Attributes:
        colours: (H, W, 3) uint8, red, green, blue; at most `WORKING_SIZE` along a side.
        alpha: (H, W) uint8, 255 = opaque; None where nothing is transparent.
        size: (width, height) of the file's own picture, upright, in pixels.
    """

    colours: np.ndarray
    alpha: np.ndarray | None
    size: tuple[int, int]


def picture_from_file(path: str | Path) -> Picture:
    """Read a picture file.

    Raises:
        UserError: there is no such file, or `picture_from_bytes` can't read what is in it.
    """
    try:
        if Path(path).stat().st_size > MAX_FILE_BYTES:
            raise _too_many_bytes(str(path))
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror or error}.") from error
    return picture_from_bytes(data, str(path))


def picture_from_bytes(data: bytes, name: str) -> Picture:
    """Decode a picture file of any of `FORMATS`, in any colour mode, and turn it upright.

    Of an animation it is the first frame that shows something.

    Args:
        data: the file's bytes.
        name: what to call it in sentences.

    Raises:
        UserError: it is empty, too large, cut, or no picture that can be read.
    """
    _check_kind(data, name)
    Image.init()  # or Pillow knows only its five most usual formats by name
    try:
        with one_at_a_time, Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return _first_with_something(image)
    except Image.DecompressionBombError:
        raise UserError(
            f"{name} has more than {MAX_PIXELS // 1_000_000} million pixels, which is too many. "
            "Save the picture smaller, or cut out the part with the digits."
        ) from None
    except UnidentifiedImageError:
        raise UserError(
            f"{name} is not an image that can be read. JPEG, PNG, WebP and GIF are."
        ) from None
    except DECODING_ERRORS as error:
        raise UserError(f"{name} can't be read as an image: {error or 'it is damaged'}.") from error


def _check_kind(data: bytes, name: str) -> None:
    """Refuse what is no picture, or none that Pillow knows, in words that help."""
    if not data:
        raise UserError(f"{name} is empty, so it is not an image: it has 0 bytes.")
    if len(data) > MAX_FILE_BYTES:
        raise _too_many_bytes(name)
    if data.lstrip()[:5] == b"%PDF-":
        raise UserError(
            f"{name} is a PDF, not an image. Save its page as a PNG or JPEG, or take a picture of "
            "the screen."
        )
    brands = data[8:64]
    if data[4:8] == b"ftyp" and not any(brand in brands for brand in _AVIF_BRANDS):
        if brands[:4] in _HEIC_BRANDS:
            raise UserError(
                f"{name} is a HEIC photograph, as iPhones take them, which can't be read here. "
                "Save or share it as a JPEG; or choose Settings, Camera, Formats, Most Compatible."
            )
        raise UserError(f"{name} is a film, not an image. Take a picture of one moment of it.")


def _too_many_bytes(name: str) -> UserError:
    return UserError(
        f"{name} is larger than {MAX_FILE_BYTES // 2**20} MB. Save the picture smaller, for "
        "example as a JPEG."
    )


def _first_with_something(image: Image.Image) -> Picture:
    pictures = (_picture(frame) for frame in _frames(image))
    first = next(pictures)
    if not _is_flat(first):
        return first
    return next((each for each in pictures if not _is_flat(each)), first)


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """The frames of an animation, or the one image; none after `MAX_PIXELS` in all."""
    seen = image.width * image.height
    yield image
    if not getattr(image, "is_animated", False):
        return
    for number in range(1, MOST_FRAMES):
        if seen > MAX_PIXELS:
            return
        try:
            image.seek(number)
        except EOFError:
            return
        seen += image.width * image.height
        yield image


def _is_flat(picture: Picture) -> bool:
    """Whether it shows one colour, or nothing at all."""
    seen = picture.colours
    if picture.alpha is not None:
        if np.ptp(picture.alpha) >= FLAT and picture.alpha.max() > 0:
            return False
        seen = seen[picture.alpha > 0]
    return seen.size == 0 or all(np.ptp(seen[..., channel]) < FLAT for channel in range(3))


def _picture(image: Image.Image) -> Picture:
    width, height = image.size
    share = min(1.0, WORKING_SIZE / max(width, height))
    # A JPEG can be decoded at half its size, or a quarter, which takes as much less time.
    image.draft(None, (max(1, int(width * share)), max(1, int(height * share))))
    image.load()  # only now it is known how the picture lies
    turn = _TURNS.get(_orientation(image))
    upright = _reduced(_eight_bits(image))
    if turn is not None:
        upright = upright.transpose(turn)
    # Of the file's own picture, which may have been reduced and turned.
    size = (height, width) if turn in _QUARTER_TURNS else (width, height)
    if upright.mode != "RGBA":
        return Picture(np.asarray(upright.convert("RGB")), None, size)
    pixels = np.asarray(upright)
    return Picture(pixels[:, :, :3], pixels[:, :, 3], size)


def _orientation(image: Image.Image) -> int:
    """EXIF's number for how the camera was held; 1, upright, if EXIF has none or is broken."""
    try:
        orientation: int = image.getexif().get(_ORIENTATION, 1)
    except (struct.error, SyntaxError, KeyError, TypeError, ValueError, OSError):
        return 1
    return orientation


def _eight_bits(image: Image.Image) -> Image.Image:
    """The same in L, RGB or RGBA, with the few levels of a mask spread from black to white."""
    if image.mode.startswith(("I", "F")):  # 16 bits and more, which Pillow would clip
        wide = image if image.mode in ("I", "F") else image.convert("I")
        return _stretched(np.asarray(_by_whole_pixels(wide)).astype(np.float32))
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    if image.mode == "L" and image.format != "JPEG":
        brightest = int(np.asarray(image).max())
        if 0 < brightest <= DARKEST_PICTURE:
            return image.point([min(255, level * 255 // brightest) for level in range(256)])
    return image


def _stretched(values: np.ndarray) -> Image.Image:
    values = np.nan_to_num(values)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255 / (high - low)) if high > low else np.zeros_like(values)
    return Image.fromarray(scaled.astype(np.uint8))


def _reduced(image: Image.Image) -> Image.Image:
    """At most `WORKING_SIZE` wide and high; by whole pixels first, which is fast."""
    image = _by_whole_pixels(image)
    if max(image.size) > WORKING_SIZE:
        image = image.copy()  # `thumbnail` changes it
        image.thumbnail((WORKING_SIZE, WORKING_SIZE), Image.Resampling.BILINEAR, reducing_gap=None)
    return image


def _by_whole_pixels(image: Image.Image) -> Image.Image:
    """Less than twice `WORKING_SIZE` wide and high."""
    factor = max(image.size) // WORKING_SIZE
    return image.reduce(factor) if factor > 1 else image
