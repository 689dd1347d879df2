"""`python -m benchmarks.photographs`: how well a digit is read from a photograph of paper.

The photographs are made from pen strokes (`benchmarks.photograph_kinds`), of digits that the
network reads right when they are drawn on the pad: what isn't read then wasn't found. `held-out`
reads those of people and sites that it never saw.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.outcomes import OUTCOMES, judged, outcome, unseen
from benchmarks.photograph_kinds import KINDS, photograph
from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from model.preprocess import to_mnist
from model.recogniser import Recogniser
from training.pretraining.strokes import Strokes, StrokeSet, draw, load_strokes

BRUSH = 12  # pixels of the pad on which a digit must be read to be photographed


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.photographs", description=__doc__)
    pen_digits = os.environ.get("PEN_DIGITS_PATH")
    add = parser.add_argument
    add("--digits", required=not pen_digits, default=pen_digits, metavar="FILE")
    add("--model", default=library.HELD_OUT, choices=(*library.names(), library.HELD_OUT))
    add("--count", type=int, default=25, help="photographs of a kind (%(default)s)")
    add("--seed", type=int, default=0, help="(%(default)s)")
    add("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    recogniser = library.load(options.model)
    digits = unseen(load_strokes(options.digits), recogniser)
    kinds = {}
    for number, (name, kind) in enumerate(KINDS.items()):
        rng = np.random.default_rng((options.seed, number))
        seen = []
        for _ in range(options.count):
            strokes, label = _readable(digits, recogniser, rng)
            seen.append(outcome(photograph(strokes, kind, rng), label, recogniser))
        kinds[name] = {each: seen.count(each) / len(seen) for each in OUTCOMES}
    means = {each: float(np.mean([kind[each] for kind in kinds.values()])) for each in OUTCOMES}
    results: dict[str, Any] = {"model": recogniser.name, "machine": machine()}
    results |= {"seed": options.seed, "count": options.count, **means, "kinds": kinds}
    print(f"Network: {recogniser.name}. {machine()}. {options.count} photographs of each kind.\n")
    rows = [
        [name, *(percent(kind[each]) for each in OUTCOMES)]
        for name, kind in {**kinds, "all": means}.items()
    ]
    print_table(["photograph", "right", "refused", "unsure", "firm and wrong"], rows)
    write_json(options.json, results)


def _readable(
    digits: StrokeSet, recogniser: Recogniser, rng: np.random.Generator
) -> tuple[Strokes, int]:
    """A digit that the network reads when it is drawn, and its label."""
    while True:
        index = int(rng.integers(len(digits)))
        image = to_mnist(draw(digits[index], brush=BRUSH))
        assert image is not None  # a digit has ink
        if judged(recogniser.read(image), int(digits.labels[index])) == "right":
            return digits[index], int(digits.labels[index])


if __name__ == "__main__":
    sys.exit(main())
