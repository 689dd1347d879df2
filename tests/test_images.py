"""Pictures from outside: read where they can be, refused in a sentence where not."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from model.errors import UserError
from model.images import ink_from_canvas_png, ink_from_file, png_bytes


def drawing() -> np.ndarray:
    """A thick L, 100 x 80, ink = 255."""
    ink = np.zeros((100, 80), np.uint8)
    ink[20:80, 20:30] = 255
    ink[70:80, 20:60] = 255
    return ink


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def on_transparent_paper(ink: np.ndarray, colour: tuple[int, int, int]) -> Image.Image:
    rgba = np.zeros((*ink.shape, 4), np.uint8)
    rgba[:, :, :3] = colour
    rgba[:, :, 3] = ink
    return Image.fromarray(rgba)


def sixteen_bits(ink: np.ndarray) -> Image.Image:
    return Image.fromarray((60_000 - ink.astype(np.uint16) * 200).astype(np.uint16))


def on_a_card(ink: np.ndarray) -> Image.Image:
    """Black on a white card with transparent margins."""
    image = Image.fromarray(255 - ink).convert("RGBA")
    framed = Image.new("RGBA", (image.width + 40, image.height + 40), (0, 0, 0, 0))
    framed.paste(image, (20, 20))
    return framed


PICTURES = {
    "dark on light": lambda ink: Image.fromarray(255 - ink),
    "light on dark": lambda ink: Image.fromarray(ink),
    "pale ink": lambda ink: Image.fromarray(255 - ink // 3),
    "one bit": lambda ink: Image.fromarray(255 - ink).convert("1"),
    "rgb, blue on yellow": lambda ink: Image.fromarray(
        np.where(ink[..., None] > 0, [20, 30, 160], [250, 240, 150]).astype(np.uint8)
    ),
    "palette": lambda ink: Image.fromarray(255 - ink).convert("RGB").quantize(16),
    "grey with alpha": lambda ink: Image.fromarray(255 - ink).convert("LA"),
    "black on transparent": lambda ink: on_transparent_paper(ink, (0, 0, 0)),
    "white on transparent": lambda ink: on_transparent_paper(ink, (255, 255, 255)),
    "sixteen bits": sixteen_bits,
}


@pytest.mark.parametrize("kind", PICTURES)
def test_any_colours_give_the_same_ink(tmp_path, kind):
    path = tmp_path / "drawing.png"
    PICTURES[kind](drawing()).save(path)
    assert np.array_equal(ink_from_file(path), drawing())


def test_a_card_with_transparent_margins_is_read(tmp_path):
    path = tmp_path / "card.png"
    on_a_card(drawing()).save(path)
    assert np.array_equal(ink_from_file(path)[20:-20, 20:-20], drawing())


def test_a_small_picture_keeps_its_grey_levels(tmp_path):
    grey = np.zeros((28, 28), np.uint8)
    grey[5:20, 12:16] = [60, 255, 200, 90]
    path = tmp_path / "mnist.png"
    Image.fromarray(grey).save(path)
    assert np.array_equal(ink_from_file(path), grey)


def test_the_blur_around_a_stroke_is_paper_but_a_pale_stroke_is_ink(tmp_path):
    grey = drawing()
    grey[15:20, 20:30] = 100  # above the dark stroke: its blur
    grey[20:80, 68:78] = 100  # a stroke of its own
    path = tmp_path / "grey.png"
    Image.fromarray(grey).save(path)
    ink = ink_from_file(path)
    assert not ink[15:20, 20:30].any() and ink[20:80, 68:78].all()


def test_a_photograph_is_reduced_first(tmp_path):
    path = tmp_path / "large.jpg"
    ink = np.zeros((4000, 3200), np.uint8)
    ink[1000:3000, 1500:1530] = 255
    Image.fromarray(255 - ink).save(path)
    assert ink_from_file(path).shape == (1600, 1280)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_blank_picture_has_no_ink(tmp_path, value):
    path = tmp_path / "blank.png"
    Image.new("RGB", (200, 100), (value,) * 3).save(path)
    assert not ink_from_file(path).any()


def test_a_fully_transparent_picture_has_no_ink(tmp_path):
    path = tmp_path / "nothing.png"
    Image.new("RGBA", (200, 100), (9, 9, 9, 0)).save(path)
    assert not ink_from_file(path).any()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def in_an_icon(png: bytes) -> bytes:
    """An ICO file that says that the PNG in it has 256 x 256 pixels."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(png), 22) + png


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("text.png", b"no picture at all", "not an image"),
        ("empty.png", b"", "0 bytes"),
        ("letter.png", b"%PDF-1.7 and so on", "PDF"),
        ("iphone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC.*JPEG"),
        ("film.gif", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", "film"),
        ("huge.png", png_header(8_000, 6_251), "more than 50 million pixels"),
        ("giant.png", png_header(60_000, 60_000), "more than 50 million pixels"),
        ("iconic.ico", in_an_icon(png_header(8_000, 6_251)), "more than 50 million pixels"),
    ],
    ids=["text", "empty", "pdf", "heic", "film", "huge", "giant", "huge in an icon"],
)
def test_what_is_no_drawing_is_refused_by_name(tmp_path, name, content, complaint):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=complaint) as refusal:
        ink_from_file(path)
    assert name in str(refusal.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_cut_file_is_refused(tmp_path, kind):
    noise = np.random.default_rng(0).integers(0, 256, (200, 200), dtype=np.uint8)
    path = tmp_path / "cut"
    path.write_bytes(encoded(Image.fromarray(noise), kind)[:3000])
    with pytest.raises(UserError, match="cut"):
        ink_from_file(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UserError, match="no file"):
        ink_from_file(tmp_path / "none.png")
    with pytest.raises(UserError, match="can't be read"):
        ink_from_file(tmp_path)


def test_the_pads_picture_becomes_ink_whatever_its_colour():
    ink = np.zeros((280, 280), np.uint8)
    ink[100:120, 50:60] = 255
    png = encoded(on_transparent_paper(ink, (10, 60, 200)))
    assert np.array_equal(ink_from_canvas_png(png, 280), ink)


@pytest.mark.parametrize(
    ("png", "complaint"),
    [
        (b"", "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "not a picture"),
        (encoded(Image.new("RGB", (280, 280)), "JPEG"), "not a picture"),
        (encoded(Image.new("RGBA", (281, 280))), "281 × 280 pixels instead of 280 × 280"),
        (png_header(50_000, 50_000), "not a picture|pixels"),
        (png_header(280, 280), "not a picture"),
        (bytes(3 * 2**20), "more data"),
    ],
    ids=["empty", "torn", "jpeg", "other size", "huge size", "no pixels", "too long"],
)
def test_a_forged_pad_payload_is_refused(png, complaint):
    with pytest.raises(UserError, match=complaint):
        ink_from_canvas_png(png, 280)


def test_png_bytes_enlarge_and_invert():
    image = np.array([[0, 255], [128, 0]], np.uint8)
    shown = np.asarray(Image.open(io.BytesIO(png_bytes(image, scale=3, invert=True))))
    assert shown.shape == (6, 6)
    assert shown[::3, ::3].tolist() == [[255, 0], [127, 255]]
