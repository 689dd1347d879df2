"""Picture files of every kind, decoded to pixels."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from model.errors import UserError
from model.picture_file import MAX_FILE_BYTES, WORKING_SIZE, picture_from_bytes


def square(width: int = 120, height: int = 80) -> Image.Image:
    """White paper with a dark square in its upper left quarter."""
    image = Image.new("RGB", (width, height), (250, 250, 250))
    image.paste((20, 20, 20), (width // 8, height // 8, width // 3, height // 3))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def lab(image: Image.Image) -> Image.Image:
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return ImageCms.profileToProfile(image, *profiles, outputMode="LAB")


FILES = {
    "PNG": lambda: encoded(square()),
    "JPEG of quality 5": lambda: encoded(square(), "JPEG", quality=5),
    "CMYK": lambda: encoded(square().convert("CMYK"), "JPEG"),
    "LAB": lambda: encoded(lab(square()), "TIFF"),
    "WebP": lambda: encoded(square(), "WEBP"),
    "AVIF": lambda: encoded(square(), "AVIF"),
    "GIF": lambda: encoded(square(), "GIF"),
    "palette": lambda: encoded(square().quantize(8)),
    "one bit": lambda: encoded(square().convert("1", dither=Image.Dither.NONE)),
    "sixteen bits": lambda: encoded(
        Image.fromarray(np.asarray(square().convert("L")).astype(np.uint16) * 200)
    ),
    "float": lambda: encoded(
        Image.fromarray(np.asarray(square().convert("L")).astype(np.float32) / 255), "TIFF"
    ),
    "a mask of 0 and 1": lambda: encoded(
        Image.fromarray((np.asarray(square().convert("L")) > 128).astype(np.uint8))
    ),
    "a mask of 0 to 15": lambda: encoded(Image.fromarray(np.asarray(square().convert("L")) // 17)),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_file_shows_the_same(kind):
    picture = picture_from_bytes(FILES[kind](), "picture")
    assert picture.size == (120, 80) and picture.colours.shape == (80, 120, 3)
    assert picture.colours[15:22, 20:35].max() < 80
    assert picture.colours[40:, 60:].min() > 175


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_the_camera_was_held(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    taken = square(4000, 3000)
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    if orientation > 1:
        taken = taken.transpose(Image.Transpose(back[orientation]))
    picture = picture_from_bytes(encoded(taken, "JPEG", exif=exif), "picture")
    assert picture.size == (4000, 3000)
    height, width = picture.colours.shape[:2]
    assert width == WORKING_SIZE
    assert picture.colours[height // 5, width // 5].max() < 80
    assert picture.colours[-height // 5, width // 5].min() > 200


def test_of_an_animation_the_first_frame_that_shows_something_counts():
    blank = Image.new("RGB", (120, 80), (250, 250, 250))
    frames = [blank, square(), Image.new("RGB", (120, 80))]
    data = encoded(blank, "GIF", save_all=True, append_images=frames[1:])
    assert picture_from_bytes(data, "film.gif").colours[15:22, 20:35].max() < 80


def test_an_animation_without_anything_is_its_first_frame():
    blank = Image.new("RGB", (120, 80), (250, 250, 250))
    data = encoded(blank, "GIF", save_all=True, append_images=[Image.new("RGB", (120, 80))])
    assert picture_from_bytes(data, "film.gif").colours.min() > 240


def test_too_many_bytes_are_refused():
    with pytest.raises(UserError, match="upload is larger than 64 MB"):
        picture_from_bytes(b"\xff\xd8" + bytes(MAX_FILE_BYTES), "upload")
