"""Picture files of every kind, decoded to pixels."""

import io
import threading
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image, ImageCms

from model import picture_file
from model.digits_in_picture import read_page
from model.errors import UserError
from model.picture_file import MAX_FILE_BYTES, WORKING_SIZE, one_at_a_time, picture_from_bytes


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


@pytest.mark.parametrize("size", [(1, 6000), (6000, 1)])
def test_a_jpeg_may_be_as_narrow_as_a_pixel(size):
    picture = picture_from_bytes(encoded(Image.new("RGB", size, (20, 20, 20)), "JPEG"), "picture")
    assert picture.size == size and picture.colours.max() < 80


BROKEN_EXIF = {"cut": b"II*\0\0\0", "for a BigTIFF": b"II+\0\x08\0\0\0\x10\0\0\0\0\0"}


@pytest.mark.parametrize("exif", BROKEN_EXIF.values(), ids=BROKEN_EXIF.keys())
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_picture_with_broken_exif_is_as_it_is(kind, exif):
    data = encoded(square(), kind, exif=b"Exif\0\0" + exif)
    assert picture_from_bytes(data, "picture").colours[15:22, 20:35].max() < 80


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "GIF"])
def test_a_file_with_any_part_missing_is_read_or_refused(kind):
    data = encoded(square(), kind)
    for start in range(0, len(data), 7):
        with suppress(UserError):
            assert picture_from_bytes(data[:start] + data[start + 20 :], "picture")


def test_of_an_animation_the_first_frame_that_shows_something_counts():
    blank = Image.new("RGB", (120, 80), (250, 250, 250))
    frames = [blank, square(), Image.new("RGB", (120, 80))]
    data = encoded(blank, "GIF", save_all=True, append_images=frames[1:])
    assert picture_from_bytes(data, "film.gif").colours[15:22, 20:35].max() < 80


def test_an_animation_without_anything_is_its_first_frame():
    blank = Image.new("RGB", (120, 80), (250, 250, 250))
    data = encoded(blank, "GIF", save_all=True, append_images=[Image.new("RGB", (120, 80))])
    assert picture_from_bytes(data, "film.gif").colours.min() > 240


def test_a_later_page_with_too_many_pixels_is_refused():
    pages = [Image.new("1", (100, 100), 1), Image.new("1", (8_000, 6_251), 1)]
    pages[1].putpixel((5, 5), 0)
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(UserError, match="more than 50 million pixels"):
        picture_from_bytes(data, "pages.tif")


@pytest.mark.parametrize(("place", "is_seen"), [(2, True), (3, False)])
def test_no_more_frames_are_decoded_than_the_largest_picture_has_pixels(
    place, is_seen, monkeypatch
):
    monkeypatch.setattr(picture_file, "MAX_PIXELS", int(2.5 * 120 * 80))
    frames = [Image.new("RGB", (120, 80), (level,) * 3) for level in (250, 240, 230, 220, 210)]
    frames[place] = square()
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert (picture_from_bytes(data, "film.gif").colours.min() < 80) == is_seen


def test_a_large_picture_of_sixteen_bits_is_reduced_before_it_is_stretched():
    data = encoded(Image.fromarray(np.full((3_000, 4_000), 9_000, np.uint16)), compress_level=1)
    tracemalloc.start()
    picture = picture_from_bytes(data, "scan.png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(picture.colours.shape) == WORKING_SIZE
    assert peak < 100 * 2**20


@pytest.mark.parametrize("step", ["decode", "read"])
def test_pictures_are_decoded_and_read_one_after_another(step):
    data = encoded(square())
    picture = picture_from_bytes(data, "picture")
    steps = {
        "decode": lambda: picture_from_bytes(data, "picture"),
        "read": lambda: read_page(picture, lambda images: np.full((len(images), 10), 0.1)),
    }
    other = threading.Thread(target=steps[step])
    with one_at_a_time:
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()


def test_a_jpeg_2000_is_none_that_is_decoded():
    file = io.BytesIO()
    Image.new("L", (64, 64), 200).save(file, "JPEG2000")
    with pytest.raises(UserError, match="not an image that can be read"):
        picture_from_bytes(file.getvalue(), "picture.png")


def test_too_many_bytes_are_refused():
    with pytest.raises(UserError, match="upload is larger than 64 MB"):
        picture_from_bytes(b"\xff\xd8" + bytes(MAX_FILE_BYTES), "upload")
