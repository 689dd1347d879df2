"""`python -m benchmarks.browser_reading`: does the browser read as the server does, and how fast?

The browser's own modules run in a real Chromium on drawings of five kinds (those of
`training.pretraining.evaluate.CONDITIONS`, on the app's pad). Every image is compared to the
server's, and so are the probabilities of every network that comes with the app. Numbers are drawn,
too, some with digits that touch, which only the server cuts apart; and each frame of a number whose
last digit is being drawn is read against the clock.
"""

import argparse
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from benchmarks.browser import chromium, running_app
from benchmarks.paper_numbers import number
from benchmarks.report import machine, print_table, write_json
from model import library
from model.digits_in_ink import is_number
from model.letters import letters_like
from model.number_on_pad import read_several
from model.portable import portable
from model.preprocess import squash, to_mnist
from model.recogniser import judge
from pages.shared.pad.drawing import PAD_SIZE
from pages.shared.pad.pen_digits import pen_digits
from server import scripts
from training.pretraining.drawings import unit_box, vary
from training.pretraining.evaluate import CONDITIONS
from training.pretraining.strokes import CANVAS, FILE_UNIT, Strokes, StrokeSet, draw

MODULES = scripts.FOLDER / "shared" / "live"
AT_A_TIME = 100  # drawings sent to the browser at once
PENS = (0.05, 0.2)  # widths of the pen that writes numbers, in heights of a digit
READINGS = 200  # that are timed
FRAMES_OF = 10  # numbers of each length whose frames are timed …
WIDE = 0.8  # … as a share of the pad …
PEN = 0.1  # … with a pen as wide, in heights of a digit

# What the scripts below have in common: the modules, packed drawings, networks from their files.
COMMON = """
  const module = (name) => import(`${modules}/${name}.js`)
  const { toMnist, squash } = await module("preprocess")
  const { parse, probabilities } = await module("network")
  const { judge } = await module("verdict")
  const { readSeveral, Reader } = await module("digits")
  const { lettersLike } = await module("letters")
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
  const text = (bytes) => btoa(String.fromCharCode(...bytes))
  const networkOf = (file) => parse(bytes(file).buffer)
  const drawingOf = (packed) => {
    const bits = bytes(packed)
    const ink = Uint8Array.from({ length: size * size }, (_, i) =>
      (bits[i >> 3] >> (7 - (i & 7))) & 1 ? 255 : 0)
    return { ink, width: size, height: size }
  }
"""
# Reads packed drawings with every network.
READ = f"""
async ({{ modules, size, inks, files }}) => {{ {COMMON}
  const networks = Object.entries(files).map(([name, file]) => [name, networkOf(file)])
  return inks.map((packed) => {{
    const drawing = drawingOf(packed)
    const image = toMnist(drawing)
    const readings = networks.map(([name, network]) => {{
      const {{ kind, digit, second, probabilities: values }} = judge(probabilities(network, image))
      return [name, {{ kind, digit, second, probabilities: [...values] }}]
    }})
    return {{
      image: text(image),
      squashed: text(squash(drawing)),
      letters: Array.from({{ length: 10 }}, (_, digit) => lettersLike(image, digit)),
      readings: Object.fromEntries(readings),
    }}
  }})
}}
"""
# What might be digits in packed drawings, and whether they are a number.
READ_NUMBERS = f"""
async ({{ modules, size, inks, file }}) => {{ {COMMON}
  const network = networkOf(file)
  return inks.map((packed) => {{
    const {{ digits, isNumber }} = readSeveral(drawingOf(packed), new Reader(network))
    const found = digits.map(({{ piece, reading }}) => [...piece.box, reading.digit])
    return [isNumber, found]
  }})
}}
"""
# Milliseconds from ink to probabilities, each time.
TIME = f"""
async ({{ modules, size, ink, file, times }}) => {{ {COMMON}
  const network = networkOf(file)
  const drawing = drawingOf(ink)
  return Array.from({{ length: times }}, () => {{
    const start = performance.now()
    probabilities(network, toMnist(drawing))
    return performance.now() - start
  }})
}}
"""
# Milliseconds for each of several drawings that are one another's next frames.
TIME_FRAMES = f"""
async ({{ modules, size, before, inks, file }}) => {{ {COMMON}
  const network = networkOf(file)
  const reader = new Reader(network)
  const finished = drawingOf(before)
  readSeveral(finished, reader)
  return inks.map(drawingOf).map((drawing) => {{
    const start = performance.now()
    const {{ isNumber }} = readSeveral(drawing, reader, finished)
    if (!isNumber) probabilities(network, toMnist(drawing))
    return performance.now() - start
  }})
}}
"""


@dataclass(frozen=True, eq=False)
class Read:
    """What the browser makes of a drawing: as `model` makes it."""

    image: np.ndarray
    squashed: np.ndarray
    letters: Sequence[str]
    readings: Mapping[str, Mapping[str, Any]]


def main() -> int:
    """Compare, time, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.browser_reading", description=__doc__
    )
    parser.add_argument("--drawings", type=int, default=2000, help="(%(default)s)")
    parser.add_argument("--numbers", type=int, default=500, help="(%(default)s)")
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
        results["letters_that_differ"] = sum(
            each.letters != [letters_like(each.image, digit) for digit in range(10)]
            for each in found
        )
        results |= _measure_numbers(page, options.numbers, files[library.DEFAULT])
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
        f"{results['letters_that_differ']} differ in letters"
    )
    print(
        f"{options.numbers} numbers of 2 to 4 digits: {results['numbers_that_agree']} are read as "
        "by the server; a frame while the last digit is drawn: "
        f"{results['number_frame_p50_ms']:.1f} ms "
        f"(95 % within {results['number_frame_p95_ms']:.1f} ms)"
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
    for place in range(count):
        _, strokes = digits[place % len(digits)]
        condition = CONDITIONS[place // len(digits) % len(CONDITIONS)]
        varied = vary([np.array(stroke) for stroke in strokes], rng)
        brush = condition.brush * PAD_SIZE / CANVAS
        inks.append(
            draw(unit_box(varied), PAD_SIZE, brush, condition.fraction, tuple(rng.random(2)))
        )
    return np.stack(inks)


def numbers(count: int) -> np.ndarray:
    """Numbers of two to four digits anywhere on the pad, some of which touch; as `drawings`."""
    rng = np.random.default_rng(1)
    inks = []
    for _ in range(count):
        pen, fraction = float(np.exp(rng.uniform(*np.log(PENS)))), rng.uniform(0.5, 0.9)
        strokes, _, _ = number(_shipped(), int(rng.integers(2, 5)), pen, rng)
        brush = pen * fraction * PAD_SIZE / float(np.ptp(np.concatenate(strokes), axis=0).max())
        inks.append(draw(unit_box(strokes), PAD_SIZE, brush, fraction, tuple(rng.random(2))))
    return np.stack(inks)


@cache
def _shipped() -> StrokeSet:
    """The pen digits that come with the app."""
    labels, digits = zip(*pen_digits(), strict=True)
    strokes = [np.array(stroke) for digit in digits for stroke in digit]
    return StrokeSet(
        np.rint(np.concatenate(strokes) * FILE_UNIT).astype(np.int16),
        np.cumsum([len(stroke) for stroke in strokes]),
        np.cumsum([len(digit) for digit in digits]),
        np.array(labels, np.uint8),
        np.zeros(len(labels), np.uint8),
        ("shipped",),
    )


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
        Read(_image(each["image"]), _image(each["squashed"]), each["letters"], each["readings"])
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


def numbers_in_browser(
    page: Page, inks: np.ndarray, file: bytes
) -> list[tuple[bool, list[list[int]]]]:
    """What might be digits in each drawing; the rest as for `read_in_browser`.

    Returns:
        Whether it is a number, and of each digit its box and what it is read as.
    """
    given = _common() | {"inks": [_packed(ink) for ink in inks], "file": _text(file)}
    return [(is_one, found) for is_one, found in page.evaluate(READ_NUMBERS, given)]


def numbers_on_server(inks: np.ndarray) -> list[tuple[bool, list[list[int]]]]:
    """The same as the server says it, with the default network."""
    read = library.load(library.DEFAULT).predict
    found = [read_several(ink, read) for ink in inks]
    return [
        (is_number(digits), [[*each.box, each.reading.digit] for each in digits])
        for digits in found
    ]


def _measure_numbers(page: Page, count: int, file: bytes) -> dict[str, Any]:
    inks = numbers(count)
    pairs = zip(numbers_in_browser(page, inks, file), numbers_on_server(inks), strict=True)
    times: list[float] = []
    rng = np.random.default_rng(2)
    for digits in (2, 3, 4) * FRAMES_OF:
        times += frame_times(page, number(_shipped(), digits, PEN, rng)[0], file)
    return {
        "numbers_that_agree": sum(browser == server for browser, server in pairs),
        "number_frame_p50_ms": float(np.median(times)),
        "number_frame_p95_ms": float(np.quantile(times, 0.95)),
    }


def frame_times(page: Page, strokes: Strokes, file: bytes) -> list[float]:
    """Milliseconds for each frame in which the last stroke of a number grows by a point."""
    size = float(np.ptp(np.concatenate(strokes), axis=0).max()) / WIDE
    *others, last = ((stroke / size + 0.1) * PAD_SIZE for stroke in strokes)
    brush = PEN / size * PAD_SIZE
    given = _common() | {
        "before": _packed(_as_they_lie(others, brush)),
        "inks": [
            _packed(_as_they_lie([*others, last[:end]], brush)) for end in range(2, len(last) + 1)
        ],
        "file": _text(file),
    }
    return page.evaluate(TIME_FRAMES, given)


def _as_they_lie(strokes: Strokes, brush: float) -> np.ndarray:
    """Strokes in pixels of the pad, drawn there."""
    image = Image.new("L", (PAD_SIZE, PAD_SIZE))
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        pen.line([tuple(point) for point in stroke.tolist()], 255, round(brush), "curve")
    return np.asarray(image)


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
