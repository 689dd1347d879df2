"""`python -m benchmarks.photographs`: how well a digit is read from a photograph of paper.

The photographs are made from pen strokes (`benchmarks.photograph_kinds`), of digits that the
network reads right when they are drawn on the pad: what isn't read then wasn't found. `held-out`
reads those of people and sites that it never saw.
"""

import argparse
import sys
from typing import Any

import numpy as np

from benchmarks.options import add_sample, of_strokes
from benchmarks.outcomes import OUTCOMES, outcome, readable, unseen
from benchmarks.photograph_kinds import KINDS, photograph
from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from training.pretraining.strokes import Strokes, StrokeSet, load_strokes


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = of_strokes("photographs", __doc__)
    add_sample(parser, 25, "photographs of a kind")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    recogniser = library.load(options.model)
    digits = unseen(load_strokes(options.digits), recogniser)
    can_be_read = readable(digits, recogniser)
    kinds = {}
    for number, (name, kind) in enumerate(KINDS.items()):
        rng = np.random.default_rng((options.seed, number))
        seen = []
        for _ in range(options.count):
            strokes, label = _one_of(digits, can_be_read, rng)
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


def _one_of(
    digits: StrokeSet, can_be_read: np.ndarray, rng: np.random.Generator
) -> tuple[Strokes, int]:
    """A digit that can be read, and its label."""
    while True:
        index = int(rng.integers(len(digits)))
        if can_be_read[index]:
            return digits[index], int(digits.labels[index])


if __name__ == "__main__":
    sys.exit(main())
