"""`python -m benchmarks.paper`: how well digits and numbers are read from pictures.

Pen strokes are drawn in each kind of picture that people bring (`benchmarks.paper_kinds`), and as
numbers of two to seven digits (`benchmarks.paper_numbers`); `held-out` reads those of people and
sites that it never saw. What the network alone makes of the same strokes stands beside it. A
photograph of 12 million pixels is read against the clock.
"""

import io
import statistics
import sys
import time
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from benchmarks.options import of_strokes
from benchmarks.outcomes import OUTCOMES, judged, outcome, png, unseen
from benchmarks.paper_kinds import KINDS
from benchmarks.paper_numbers import number
from benchmarks.report import machine, percent, print_table, write_json
from model import library
from model.digits_in_ink import is_number
from model.digits_in_picture import read_page
from model.errors import UserError
from model.number_on_pad import read_several
from model.picture_file import picture_from_bytes
from model.piece_reader import FoundDigit
from model.preprocess import to_mnist
from model.recogniser import Recogniser
from pages.shared.pad.drawing import PAD_SIZE
from pages.shared.pad.redrawing import Line, ink_of
from training.pretraining.drawings import unit_box
from training.pretraining.strokes import CANVAS, Strokes, StrokeSet, draw, load_strokes

EACH = 10  # pictures of each digit in each kind
NUMBERS = 500  # of each place
ON_PAPER = ("plain", "ruled, squared, margin", "shadow", "desk around the paper")
PENS = (0.05, 0.2)  # of a digit's height
ROWS, COLUMNS = 5, 8  # of digits in the photograph
PHOTOGRAPH = 3000, 4000  # pixels, height and width
MOST_SECONDS = 1.5


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = of_strokes("paper", __doc__)
    parser.add_argument("--seed", type=int, default=0, help="of everything (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    try:
        recogniser = library.load(options.model)
        digits = unseen(load_strokes(options.digits), recogniser)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    results = {"model": recogniser.name, "machine": machine(), "seed": options.seed}
    results |= _kinds(digits, recogniser, options.seed)
    results["numbers"] = _numbers(digits, recogniser, options.seed)
    results["photograph"] = _photograph(digits, options.model, options.seed)
    _print(results, len(digits))
    write_json(options.json, results)
    return 0


def _kinds(digits: StrokeSet, recogniser: Recogniser, seed: int) -> dict[str, Any]:
    kinds = {}
    for place, (name, kind) in enumerate(KINDS.items()):
        rng = np.random.default_rng((seed, place))
        rows = []
        for label in range(10):
            own = np.flatnonzero(digits.labels == label)
            for index in rng.choice(own, EACH, replace=len(own) < EACH):
                ink = _drawn(digits[int(index)], rng)
                plain = recogniser.read(to_mnist(ink))
                rows.append((outcome(kind(ink, rng), label, recogniser), judged(plain, label)))
        seen, drawn = zip(*rows, strict=True)
        shares = {each: seen.count(each) / len(rows) for each in OUTCOMES}
        for each in ("right", "firmly_wrong"):
            shares[f"{each}_as_drawn"] = drawn.count(each) / len(rows)
        kinds[name] = shares
    keys = next(iter(kinds.values()))
    overall = {key: float(np.mean([kind[key] for kind in kinds.values()])) for key in keys}
    return overall | {"kinds": kinds}


def _drawn(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    brush = float(np.exp(rng.uniform(*np.log((8, 34)))))
    return draw(strokes, CANVAS, brush, rng.uniform(0.4, 0.85), tuple(rng.random(2)))


def _numbers(digits: StrokeSet, recogniser: Recogniser, seed: int) -> dict[str, dict[str, float]]:
    """Shares of numbers of which every digit is right and in order, on the pad and on paper.

    `apart` is the share that is right digit by digit, each drawn alone: without any finding;
    `found`, the share that is right among those.
    """
    results = {}
    for place, where in enumerate(("pad", *ON_PAPER)):
        rng = np.random.default_rng((seed, 100, place))
        right = apart = both = 0
        for _ in range(NUMBERS):
            pen = float(np.exp(rng.uniform(*np.log(PENS))))
            count = int(rng.integers(2, 8))
            strokes, text, alone = number(digits, count, pen, rng)
            read = _on_pad if where == "pad" else _on_sheet
            lines = read(strokes, pen, where, rng, recogniser)
            found = ["".join(str(digit.reading.digit) for digit in line) for line in lines]
            is_right, is_apart = found == [text], _read_apart(alone, pen, recogniser) == text
            right += is_right
            apart += is_apart
            both += is_right and is_apart
        results[where] = {
            "right": right / NUMBERS,
            "apart": apart / NUMBERS,
            "found": both / max(1, apart),
        }
    return results


def _read_apart(digits: list[Strokes], pen: float, recogniser: Recogniser) -> str:
    inks = (draw(unit_box(digit), CANVAS, pen * 0.8 * CANVAS, 0.8) for digit in digits)
    images = np.stack([to_mnist(ink) for ink in inks])
    return "".join(str(digit) for digit in recogniser.predict(images).argmax(axis=1))


def _size(strokes: Strokes) -> tuple[float, float]:
    """(width, height) in heights of a digit."""
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    return float(width), float(height)


def _on_pad(
    strokes: Strokes, pen: float, _where: str, rng: np.random.Generator, recogniser: Recogniser
) -> list[list[FoundDigit]]:
    fraction = rng.uniform(0.6, 0.9)
    brush = pen * fraction * PAD_SIZE / max(_size(strokes))
    boxed = [stroke * fraction * PAD_SIZE for stroke in unit_box(strokes)]
    room = np.maximum(PAD_SIZE - brush - np.concatenate(boxed).max(axis=0), 0)
    origin = brush / 2 + room * rng.random(2)
    inks = [ink_of([Line(stroke + origin, brush)]) for stroke in boxed]
    digits = read_several(np.maximum.reduce(inks), recogniser.predict, lambda: inks)
    return [digits] if is_number(digits) else []  # else the pad reads all of it as one digit


def _on_sheet(
    strokes: Strokes, pen: float, where: str, rng: np.random.Generator, recogniser: Recogniser
) -> list[list[FoundDigit]]:
    side, fraction = int(rng.integers(700, 1400)), rng.uniform(0.5, 0.85)
    brush = pen * fraction * side / max(_size(strokes))
    ink = draw(unit_box(strokes), side, brush, fraction, tuple(rng.random(2)))
    rows, room = np.flatnonzero(ink.any(axis=1)), int(rng.integers(20, 200))
    ink = ink[max(0, rows[0] - room) : rows[-1] + room]
    try:
        picture = picture_from_bytes(png(KINDS[where](ink, rng)), "picture")
        return read_page(picture, recogniser.predict).lines
    except UserError:
        return []


def _photograph(digits: StrokeSet, model: str, seed: int) -> dict[str, float]:
    """A large photograph, read in a process of its own, whose memory counts nothing else."""
    rng = np.random.default_rng((seed, 200))
    sheet = np.zeros(PHOTOGRAPH, np.uint8)
    height, width = PHOTOGRAPH[0] // ROWS, PHOTOGRAPH[1] // COLUMNS
    for row in range(ROWS):
        for column in range(COLUMNS):
            ink = draw(digits[int(rng.integers(len(digits)))], 300, 22, 0.75)
            top, left = row * height + 100, column * width + 100
            sheet[top : top + 300, left : left + 300] = ink
    light = np.linspace(1, 0.6, PHOTOGRAPH[1]) * np.linspace(1, 0.8, PHOTOGRAPH[0])[:, None]
    pixels = np.where(sheet > 0, 60, 225) * light + rng.normal(0, 3, PHOTOGRAPH)
    buffer = io.BytesIO()
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).convert("RGB")
    picture.save(buffer, "JPEG", quality=90)
    with get_context("spawn").Pool(1) as child:
        return child.apply(_read_against_the_clock, (buffer.getvalue(), model))


def _read_against_the_clock(data: bytes, model: str) -> dict[str, float]:
    recogniser = library.load(model)
    _forget_peak()
    before = _peak_mb()
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        page = read_page(picture_from_bytes(data, "photograph"), recogniser.predict)
        seconds.append(time.perf_counter() - began)
    return {
        "first_seconds": round(seconds[0], 3),
        "seconds": round(statistics.median(seconds), 3),
        "more_mb": round(_peak_mb() - before, 1),
        "digits": len(page.digits),
    }


def _forget_peak() -> None:
    """Start anew with the most memory that this process has had: loading TensorFlow took more."""
    with suppress(OSError):  # Linux can
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    """The most memory that this process has had, in MB; Linux counts anew from `_forget_peak`."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1000
    return psutil.Process().memory_info().rss / 1e6


def _print(results: dict[str, Any], digits: int) -> None:
    print(f"Network: {results['model']}. {results['machine']}.")
    print(f"Strokes from {digits:,} pen digits; {10 * EACH} pictures of each kind.\n")
    keys = (*OUTCOMES, "right_as_drawn", "firmly_wrong_as_drawn")
    rows = [
        [name, *(percent(kind[key]) for key in keys)] for name, kind in results["kinds"].items()
    ]
    rows.append(["all", *(percent(results[key]) for key in keys)])
    heads = ["kind", "right", "refused", "unsure", "firm and wrong"]
    print_table([*heads, "as drawn: right", "firm and wrong"], rows)
    print(f"\nNumbers of 2 to 7 digits, {NUMBERS} of each, all digits right and in order:\n")
    rows = [
        [name, percent(each["right"]), percent(each["apart"]), percent(each["found"])]
        for name, each in results["numbers"].items()
    ]
    print_table(["where", "right", "each digit alone", "of these, right"], rows)
    photograph = results["photograph"]
    print(
        f"\nA photograph of 12 million pixels with {ROWS * COLUMNS} digits: "
        f"{photograph['digits']} found in {photograph['seconds']:.2f} s (≤ {MOST_SECONDS}; the "
        f"first time {photograph['first_seconds']:.2f} s), {photograph['more_mb']:.0f} MB more."
    )


if __name__ == "__main__":
    sys.exit(main())
