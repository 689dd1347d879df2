"""What the browser makes of a drawing is what the server makes of it: every pixel, every answer.

The browser's own modules run in a real Chromium, on the same drawings as the server's.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page

from benchmarks.browser_reading import (
    compare,
    drawings,
    file_of,
    modules,
    numbers,
    numbers_in_browser,
    numbers_on_server,
    read_in_browser,
)
from model import library
from model.dense import ACTIVATIONS
from model.letters import letters_like
from model.network import NetworkSpec
from model.pieces import Piece
from model.portable import portable
from model.preprocess import squash, to_mnist
from model.recogniser import DenseRecogniser
from model.writing_lines import lines_of
from pages.draw.answer import answer_html
from pages.draw.look_inside import View
from pages.shared.pad.drawing import PAD_SIZE
from pages.shared.words import verdict

COUNT = 80
NUMBERS = 40
CLOSE = 0.002  # of probabilities that come from float32 in another order

# The boxes of what stands in each line, of pieces with these boxes.
LINES = """
async ({ modules, boxes }) => {
  const { linesOf } = await import(`${modules}/lines.js`)
  const pieces = boxes.map((box, i) => {
    const [top, left, bottom, right] = box
    return { box, runs: [], area: (bottom - top) * (right - left), key: `${i}` }
  })
  return linesOf(pieces).map((line) => line.map(({ box }) => box))
}
"""
SHOW = """
async ({ modules, before, seen, words }) => {
  const { showAnswer, showShrunk } = await import(`${modules}/answer.js`)
  document.body.innerHTML = before
  const floats = (reading) =>
    reading && { ...reading, probabilities: Float32Array.from(reading.probabilities) }
  const image = seen.image && Uint8Array.from(seen.image)
  const number = seen.number.map(floats)
  const shown = { ...seen, reading: floats(seen.reading), number, image }
  showAnswer(document.body, shown, words)
  const place = document.querySelector(".dl-uncentred")
  if (seen.shrunk) showShrunk(place, floats(seen.shrunk), Uint8Array.from(seen.squashed), words)
  const pixels = async (image) => {
    await image.decode()
    const canvas = document.createElement("canvas")
    canvas.width = canvas.height = 28
    const pen = canvas.getContext("2d")
    pen.drawImage(image, 0, 0)
    return [...pen.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0)
  }
  const images = [...document.querySelectorAll("img")]
  const shades = await Promise.all(images.map(pixels))
  images.forEach((image) => { image.src = "" })
  const after = document.body.innerHTML
  document.body.innerHTML = seen.server
  document.querySelectorAll("img").forEach((image) => { image.src = "" })
  return { shades, after, server: document.body.innerHTML }
}
"""


@pytest.fixture(scope="module")
def inks() -> np.ndarray:
    return drawings(COUNT)


@pytest.fixture
def page(context: BrowserContext, app_address: str) -> Page:
    """A page of the server's without anything of the app's in it."""
    page = context.new_page()
    page.goto(f"{app_address}/_stcore/health")
    return page


def test_images_and_answers_of_every_shipped_network(page, inks):
    files = {name: file_of(name) for name in library.names()}
    found = read_in_browser(page, inks, files)
    for ink, each in zip(inks, found, strict=True):
        assert np.array_equal(each.image, to_mnist(ink))
        assert np.array_equal(each.squashed, squash(ink))
        assert each.letters == [letters_like(each.image, digit) for digit in range(10)]
    for name in files:
        difference, answers = compare(name, found)
        assert difference < CLOSE and answers == 0, name


def test_images_of_the_oddest_drawings(page):
    blank = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    inks = []
    for top, left, height, width in (
        (0, 0, 1, 1),
        (399, 399, 1, 1),
        (7, 390, 3, 10),
        (0, 0, 400, 400),
        (200, 0, 1, 400),
        (0, 399, 400, 1),
        (100, 100, 11, 4),
        (100, 100, 19, 20),
        (5, 5, 21, 390),
    ):
        ink = blank.copy()
        ink[top : top + height, left : left + width] = 255
        inks.append(ink)
    found = read_in_browser(page, np.stack(inks), {})
    for ink, each in zip(inks, found, strict=True):
        assert np.array_equal(each.image, to_mnist(ink))
        assert np.array_equal(each.squashed, squash(ink))
        assert each.letters == [letters_like(each.image, digit) for digit in range(10)]


@pytest.mark.slow
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scaled", [True, False])
def test_every_activation(page, inks, activation, scaled):
    spec = NetworkSpec(hidden_units=(12, 9), activation=activation, scaled=scaled)
    rng = np.random.default_rng(1)
    weights = [rng.normal(0, 0.3, shape).astype(np.float32) for shape in spec.shapes]
    found = read_in_browser(page, inks[:10], {"some": portable(spec, weights)})
    server = DenseRecogniser(spec, weights).predict(np.stack([each.image for each in found]))
    browser = [each.readings["some"]["probabilities"] for each in found]
    np.testing.assert_allclose(server, browser, atol=1e-5)


def test_the_answer_looks_like_the_servers(page, inks):
    """From one drawing's answer to the next, a number among them, and from and to nothing drawn."""
    network = library.load("ten-lines")
    kinds = {}
    for ink in inks:
        image = to_mnist(ink)
        reading = network.read(image)
        letters = letters_like(image, reading.digit)
        kinds.setdefault((reading.verdict, len(letters)), (ink, reading))
    assert len({verdict for verdict, _ in kinds}) == 3
    assert {letters for _, letters in kinds} >= {0, 1, 2}
    number = [reading for _, reading in kinds.values()][:3]
    shown = [(ink, reading, False, ()) for ink, reading in kinds.values()]
    shown += [(ink, reading, True, ()) for ink, reading in kinds.values()]
    shown += [(ink, reading, True, number) for ink, reading in [*kinds.values()][:3]]
    blank = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    before = _server_html(network, blank, None, False, (), 0)
    for ink, reading, several, digits in (*shown, (blank, None, False, ())):
        chosen = next((place for place, each in enumerate(digits) if each is reading), 0)
        server = _server_html(network, ink, reading, several, digits, chosen)
        image, squashed = to_mnist(ink), squash(ink)
        seen = {
            "reading": _plain(reading),
            "several": several,
            "number": [_plain(each) for each in digits],
            "chosen": chosen,
            "image": None if image is None else image.ravel().tolist(),
            "shrunk": None if image is None else _plain(network.read(squashed)),
            "squashed": None if image is None else squashed.ravel().tolist(),
            "server": server,
        }
        given = {"modules": modules(), "before": before, "seen": seen, "words": verdict.WORDS}
        found = page.evaluate(SHOW, given)
        if image is not None:
            assert found["after"] == found["server"]
            assert found["shades"] == [seen["image"], seen["squashed"]]
            before = server
        else:
            assert 'data-verdict="blank"' in found["after"]


def test_numbers_are_found_as_the_server_finds_them(page):
    """Digits that touch, or nearly do, are among them: the server alone cuts them apart."""
    inks = numbers(NUMBERS)
    browser = numbers_in_browser(page, inks, file_of(library.DEFAULT))
    server = numbers_on_server(inks)
    agree = sum(one == other for one, other in zip(browser, server, strict=True))
    assert agree >= 0.9 * NUMBERS
    assert sum(is_number for is_number, _ in browser) >= 0.8 * NUMBERS


@pytest.mark.parametrize("gap", range(-8, 40, 4))
def test_how_near_the_lines_of_an_open_four_are_counts_on_both_sides(page, gap):
    ink = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    ink[100:200, 20:32] = ink[188:200, 20:70] = 255
    for left in (70 + gap, 230):
        for row in range(110, 260):  # lines that lean
            start = left + (260 - row) // 5
            ink[row, start : start + 12] = 255
    inks = ink[None]
    assert numbers_in_browser(page, inks, file_of(library.DEFAULT)) == numbers_on_server(inks)


def test_what_is_in_more_pieces_than_a_drawing_has_strokes_is_not_read(page):
    ink = np.zeros((PAD_SIZE, PAD_SIZE), np.uint8)
    ink[:300, ::3] = ink[310:, ::3] = 255
    few = ink.copy()
    few[310:] = 0
    found = numbers_in_browser(page, np.stack([ink, few]), file_of(library.DEFAULT))
    assert found[0] == (False, []) and found[1][1]


@pytest.mark.parametrize("size", [100, 300, 900])
def test_what_stands_above_or_in_one_another_is_one_piece_on_both_sides(page, size):
    rng = np.random.default_rng(size)
    for count in rng.integers(2, 60, 20):
        corners = rng.integers(0, size, (count, 2))
        boxes = np.hstack([corners, corners + rng.integers(2, 60, (count, 2))]).tolist()
        pieces = [Piece(tuple(box), np.ones(np.subtract(box[2:], box[:2]), "u1")) for box in boxes]
        server = [[list(piece.box) for piece in line] for line in lines_of(pieces)]
        assert page.evaluate(LINES, {"modules": modules(), "boxes": boxes}) == server


def _server_html(network, ink, reading, several, digits, chosen):
    steps = None if reading is None else SimpleNamespace(image=to_mnist(ink), ink=ink)
    pad = SimpleNamespace(ink=ink, strokes_read=1, drawing=(), problem="")
    number = [SimpleNamespace(reading=each) for each in digits]
    view = View(None, network, None, steps, reading, number, chosen, several)
    return answer_html(view, pad, "ten-lines", uncentred=True)


def _plain(reading):
    if reading is None:
        return None
    return {
        "kind": reading.verdict.value.replace(" ", "-"),
        "digit": reading.digit,
        "second": reading.second,
        "probabilities": reading.probabilities.tolist(),
    }
