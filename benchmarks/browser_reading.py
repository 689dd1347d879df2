"""`python -m benchmarks.browser_reading`: does the browser read as the server does, and how fast?

The browser's own modules run in a real Chromium on drawings of five kinds (those of
`training.pretraining.evaluate.CONDITIONS`, on the app's pad). Every image is compared to the
server's, and so are the probabilities of every network that comes with the app.
"""

import argparse
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import chromium, running_app
from benchmarks.report import machine, print_table, write_json
from model import library
from model.letters import letters_like
from model.portable import portable
from model.preprocess import squash, to_mnist
from model.recogniser import judge
from model.two_digits import looks_like_two
from pages.shared.pad.drawing import PAD_SIZE
from pages.shared.pad.pen_digits import pen_digits
from server import scripts
from training.pretraining.drawings import unit_box, vary
from training.pretraining.evaluate import CONDITIONS
from training.pretraining.strokes import CANVAS, draw

MODULES = scripts.FOLDER / "shared" / "live"
AT_A_TIME = 100  # drawings sent to the browser at once
READINGS = 200  # that are timed

# Reads packed drawings with every network.
READ = """
async ({ modules, size, inks, files }) => {
  const module = (name) => import(`${modules}/${name}.js`)
  const { toMnist, squash } = await module("preprocess")
  const { parse, probabilities } = await module("network")
  const { judge, looksLikeTwo } = await module("verdict")
  const { lettersLike } = await module("letters")
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
  const text = (bytes) => btoa(String.fromCharCode(...bytes))
  const networks = Object.entries(files).map(([name, file]) => [name, parse(bytes(file).buffer)])
  return inks.map((packed) => {
    const bits = bytes(packed)
    const ink = Uint8Array.from({ length: size * size }, (_, i) =>
      (bits[i >> 3] >> (7 - (i & 7))) & 1 ? 255 : 0)
    const drawing = { ink, width: size, height: size }
    const image = toMnist(drawing)
    const readings = networks.map(([name, network]) => {
      const { kind, digit, second, probabilities: values } = judge(probabilities(network, image))
      return [name, { kind, digit, second, probabilities: [...values] }]
    })
    return {
      image: text(image),
      squashed: text(squash(drawing)),
      two: looksLikeTwo(drawing),
      letters: Array.from({ length: 10 }, (_, digit) => lettersLike(image, digit)),
      readings: Object.fromEntries(readings),
    }
  })
}
"""
# Milliseconds from ink to probabilities, each time.
TIME = """
async ({ modules, size, ink, file, times }) => {
  const module = (name) => import(`${modules}/${name}.js`)
  const { toMnist } = await module("preprocess")
  const { parse, probabilities } = await module("network")
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
  const network = parse(bytes(file).buffer)
  const bits = bytes(ink)
  const unpacked = Uint8Array.from({ length: size * size }, (_, i) =>
    (bits[i >> 3] >> (7 - (i & 7))) & 1 ? 255 : 0)
  const drawing = { ink: unpacked, width: size, height: size }
  return Array.from({ length: times }, () => {
    const start = performance.now()
    probabilities(network, toMnist(drawing))
    return performance.now() - start
  })
}
"""


@dataclass(frozen=True, eq=False)
class Read:
    """What the browser makes of a drawing: as `model` makes it."""

    image: np.ndarray
    squashed: np.ndarray
    two: bool
    letters: Sequence[str]
    readings: Mapping[str, Mapping[str, Any]]


def main() -> int:
    """Compare, time, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.browser_reading", description=__doc__
    )
    parser.add_argument("--drawings", type=int, default=2000, help="(%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    results: dict[str, Any] = {"machine": machine(), "drawings": options.drawings}
    inks = drawings(options.drawings)
    files = {name: file_of(name) for name in (*library.names(), library.HELD_OUT)}
    with running_app() as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/_stcore/health")
        found = read_in_browser(page, inks, files)
        results["images_that_differ"] = sum(
            not (
                np.array_equal(each.image, to_mnist(ink))
                and np.array_equal(each.squashed, squash(ink))
            )
            for each, ink in zip(found, inks, strict=True)
        )
        results["two_digits_that_differ"] = sum(
            each.two != looks_like_two(ink) for each, ink in zip(found, inks, strict=True)
        )
        results["letters_that_differ"] = sum(
            each.letters != [letters_like(each.image, digit) for digit in range(10)]
            for each in found
        )
        rows = []
        for name in files:
            difference, answers = compare(name, found)
            results[name] = {"largest_difference": difference, "answers_that_differ": answers}
            rows.append([name, f"{difference:.2g}", str(answers)])
        for slowed in (1, 4):
            devtools = page.context.new_cdp_session(page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
            times = reading_times(page, inks[0], files[library.DEFAULT])
            results[f"reading_p50_ms_slowed_{slowed}"] = float(np.median(times))
    print(results["machine"])
    print(
        f"{options.drawings} drawings: {results['images_that_differ']} images differ, "
        f"{results['two_digits_that_differ']} differ in being two digits, "
        f"{results['letters_that_differ']} in letters"
    )
    print_table(["network", "largest difference of a probability", "answers that differ"], rows)
    for slowed in (1, 4):
        print(
            f"ink to probabilities, CPU slowed {slowed} ×: "
            f"{results[f'reading_p50_ms_slowed_{slowed}']:.1f} ms"
        )
    write_json(options.json, results)
    return 0


def drawings(count: int) -> np.ndarray:
    """Pen digits drawn as people vary them, five ways, anywhere on the pad.

    Returns:
        (count, PAD_SIZE, PAD_SIZE) uint8 of 0 and 255.
    """
    rng = np.random.default_rng(0)
    digits = pen_digits()
    inks = []
    for number in range(count):
        _, strokes = digits[number % len(digits)]
        condition = CONDITIONS[number // len(digits) % len(CONDITIONS)]
        varied = vary([np.array(stroke) for stroke in strokes], rng)
        brush = condition.brush * PAD_SIZE / CANVAS
        inks.append(
            draw(unit_box(varied), PAD_SIZE, brush, condition.fraction, tuple(rng.random(2)))
        )
    return np.stack(inks)


def file_of(name: str) -> bytes:
    """The file of a shipped network."""
    return portable(*library.numbers(name))


def read_in_browser(page: Page, inks: np.ndarray, files: Mapping[str, bytes]) -> list[Read]:
    """Read drawings in a page of the app's server, with every network.

    Args:
        page: at any address of the server.
        inks: (N, PAD_SIZE, PAD_SIZE) uint8 of 0 and 255.
        files: of `portable`, by name.
    """
    found = []
    for start in range(0, len(inks), AT_A_TIME):
        given = _common() | {
            "inks": [_packed(ink) for ink in inks[start : start + AT_A_TIME]],
            "files": {name: _text(file) for name, file in files.items()},
        }
        found += page.evaluate(READ, given)
    return [
        Read(
            _image(each["image"]),
            _image(each["squashed"]),
            each["two"],
            each["letters"],
            each["readings"],
        )
        for each in found
    ]


def compare(name: str, found: list[Read]) -> tuple[float, int]:
    """The largest difference of a probability to Keras's, and how many answers differ."""
    servers = library.load(name).predict(np.stack([each.image for each in found]))
    browsers = np.array([each.readings[name]["probabilities"] for each in found])
    differ = 0
    for row, each in zip(servers, found, strict=True):
        ours, theirs = judge(row), each.readings[name]
        meant = (ours.verdict.value.replace(" ", "-"), ours.digit, ours.second)
        differ += meant[:2] != (theirs["kind"], theirs["digit"]) or (
            theirs["kind"] == "unsure" and meant[2] != theirs["second"]
        )
    return float(np.abs(servers - browsers).max()), differ


def reading_times(page: Page, ink: np.ndarray, file: bytes) -> list[float]:
    """Milliseconds from a drawing to probabilities, each time but the first few."""
    given = _common() | {"ink": _packed(ink), "file": _text(file), "times": 2 * READINGS}
    return page.evaluate(TIME, given)[READINGS:]


def modules() -> str:
    """Where a page of the server finds the modules that read."""
    return "/" + scripts.address(MODULES / "preprocess.js").rpartition("/")[0]


def _common() -> dict[str, Any]:
    return {"modules": modules(), "size": PAD_SIZE}


def _packed(ink: np.ndarray) -> str:
    return _text(np.packbits(ink > 0).tobytes())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _image(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28)


if __name__ == "__main__":
    raise SystemExit(main())
