"""`python -m benchmarks.lists`: how well pages of numbers are read from photographs.

A list, numbers to be added up, and a telephone number are written on paper of each kind and
photographed (`benchmarks.photograph_kinds`), a little tilted and turned, with digits that the
network reads right when they are drawn on the pad: what isn't read then wasn't found, or not in its
line. `held-out` reads those of people and sites that it never saw.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.options import add_sample, of_strokes
from benchmarks.outcomes import png, readable, unseen
from benchmarks.paper_numbers import number, right_of
from benchmarks.photograph_kinds import photograph
from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from model.digits_in_picture import read_page
from model.errors import UserError
from model.picture_file import picture_from_bytes
from model.recogniser import Recogniser
from training.pretraining.drawings import unit_box
from training.pretraining.strokes import Strokes, StrokeSet, load_strokes

PEN = 0.05  # of a digit's height, which is what numbers are spaced for
PITCH = (1.5, 2.2)  # heights of a digit from one line to the next
KINDS = {
    "blank": frozenset[str](),
    "ruled": frozenset({"ruled"}),
    "squared": frozenset({"squared"}),
    "on a desk": frozenset({"desk"}),
    "ruled, on a desk, in a shadow": frozenset({"ruled", "desk", "shadow"}),
}


@dataclass(frozen=True)
class Written:
    """A page of numbers.

    Attributes:
        strokes: a digit is some 1 high.
        texts: what stands in its lines.
        pitch: from one line to the next.
    """

    strokes: Strokes
    texts: list[str]
    pitch: float


def a_list(digits: StrokeSet, rng: np.random.Generator) -> Written:
    """Five to twelve numbers below one another, from one to four digits, that begin alike."""
    pitch = rng.uniform(*PITCH)
    strokes: Strokes = []
    texts = []
    for row in range(rng.integers(5, 13)):
        own, text, _ = number(digits, int(rng.integers(1, 5)), PEN, rng)
        strokes += [stroke + (rng.normal(0, 0.1), row * pitch) for stroke in own]
        texts.append(text)
    return Written(strokes, texts, pitch)


def a_sum(digits: StrokeSet, rng: np.random.Generator) -> Written:
    """Two to five numbers that end alike, a line below them, and another number."""
    pitch = rng.uniform(*PITCH)
    strokes: Strokes = []
    texts = []
    rows = int(rng.integers(2, 6))
    widest = 0.0
    for row in range(rows + 1):
        own, text, _ = number(digits, int(rng.integers(2, 5)), PEN, rng)
        right = right_of(own)
        strokes += [stroke + (rng.normal(0, 0.1) - right, row * pitch) for stroke in own]
        texts.append(text)
        widest = max(widest, right)
    below = (rows - 1) * pitch + 1 + (pitch - 1) / 2
    ends = [(-widest - 0.2, below + rng.normal(0, 0.05)), (0.2, below + rng.normal(0, 0.05))]
    return Written([*strokes, np.array(ends)], texts, pitch)


def a_telephone_number(digits: StrokeSet, rng: np.random.Generator) -> Written:
    """Two to four numbers of two to four digits in one line, with gaps between them."""
    strokes: Strokes = []
    text, left = "", 0.0
    for _ in range(rng.integers(2, 5)):
        own, part, _ = number(digits, int(rng.integers(2, 5)), PEN, rng)
        strokes += [stroke + (left, 0) for stroke in own]
        left += right_of(own) + rng.uniform(0.8, 1.5)
        text += part
    return Written(strokes, [text], rng.uniform(*PITCH))


PAGES: dict[str, Callable[[StrokeSet, np.random.Generator], Written]] = {
    "a list": a_list,
    "a sum": a_sum,
    "a telephone number": a_telephone_number,
}


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = of_strokes("lists", __doc__)
    add_sample(parser, 20, "of each page on each paper")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    recogniser = library.load(options.model)
    digits = unseen(load_strokes(options.digits), recogniser)
    digits = digits.select(np.flatnonzero(readable(digits, recogniser)))
    pages: dict[str, dict[str, dict[str, float]]] = {}
    for place, (page, write) in enumerate(PAGES.items()):
        pages[page] = {}
        for number_of_kind, (name, kind) in enumerate(KINDS.items()):
            rng = np.random.default_rng((options.seed, place, number_of_kind))
            rows = [
                numbers_read(write(digits, rng), kind, recogniser, rng)
                for _ in range(options.count)
            ]
            right, all_right, written = (sum(column) for column in zip(*rows, strict=True))
            pages[page][name] = {"numbers": right / written, "pages": all_right / len(rows)}
    results: dict[str, Any] = {"model": recogniser.name, "machine": machine()}
    results |= {"seed": options.seed, "count": options.count, "read": pages}
    print(f"Network: {recogniser.name}. {machine()}. {options.count} pages of each kind.\n")
    print("Numbers whose digits are all right and in order (pages that are right as a whole):\n")
    table = [[name, *(_shares(kinds[name]) for kinds in pages.values())] for name in KINDS]
    print_table(["paper", *PAGES], table)
    write_json(options.json, results)


def _shares(read: dict[str, float]) -> str:
    return f"{percent(read['numbers'])} ({percent(read['pages'])})"


def photographed(written: Written, kind: frozenset[str], rng: np.random.Generator) -> Image.Image:
    """A page as a telephone sees it."""
    longest = float(np.ptp(np.concatenate(written.strokes), axis=0).max())
    gap = written.pitch / longest / (2 if "squared" in kind else 1)
    return photograph(
        unit_box(written.strokes), kind, rng, size=(0.7, 1.0), digit=1 / longest, gap=gap
    )


def numbers_read(
    written: Written, kind: frozenset[str], recogniser: Recogniser, rng: np.random.Generator
) -> tuple[int, bool, int]:
    """How many numbers were read, whether all were and nothing else, and how many there are."""
    picture = photographed(written, kind, rng)
    try:
        page = read_page(picture_from_bytes(png(picture), "picture"), recogniser.predict)
    except UserError:
        return 0, False, len(written.texts)
    texts = [text.replace(" ", "") for text in page.texts]
    same = SequenceMatcher(None, texts, written.texts, autojunk=False)
    right = sum(block.size for block in same.get_matching_blocks())
    return right, texts == written.texts, len(written.texts)


if __name__ == "__main__":
    sys.exit(main())
