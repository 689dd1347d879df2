"""`python -m benchmarks.independent_pictures`: how well a digit is read from unfamiliar pictures.

Photographs and scans (`benchmarks.independent`) of pen strokes, by somebody who had seen none of
our own imitations: kinds that what finds the ink wasn't made for. Written are digits that the
network reads right when they are drawn on the pad: what isn't read then wasn't found. `held-out`
reads those of people and sites that it never saw.
"""

import argparse
import sys
from typing import Any

import numpy as np

from benchmarks.independent import photographs, scans
from benchmarks.options import add_sample, of_strokes
from benchmarks.outcomes import OUTCOMES, outcome, readable, unseen
from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from training.pretraining.strokes import load_strokes

GROUPS = {"photographs": photographs.KINDS, "scans": scans.KINDS}


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = of_strokes("independent_pictures", __doc__)
    add_sample(parser, 15, "pictures of a kind")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    recogniser = library.load(options.model)
    digits = unseen(load_strokes(options.digits), recogniser)
    can_be_read = np.flatnonzero(readable(digits, recogniser))
    groups: dict[str, dict[str, Any]] = {}
    for place, (group, makers) in enumerate(GROUPS.items()):
        kinds = {}
        for number, (name, picture) in enumerate(makers.items()):
            rng = np.random.default_rng((options.seed, place, number))
            seen = []
            for index in rng.choice(can_be_read, options.count):
                label = int(digits.labels[index])
                seen.append(outcome(picture(digits[int(index)], rng), label, recogniser))
            kinds[name] = {each: seen.count(each) / len(seen) for each in OUTCOMES}
        means = {each: float(np.mean([kind[each] for kind in kinds.values()])) for each in OUTCOMES}
        groups[group] = means | {"kinds": kinds}
    results: dict[str, Any] = {"model": recogniser.name, "machine": machine()}
    results |= {"seed": options.seed, "count": options.count, **groups}
    print(f"Network: {recogniser.name}. {machine()}. {options.count} pictures of each kind.")
    for group, shares in groups.items():
        rows = [
            [name, *(percent(kind[each]) for each in OUTCOMES)]
            for name, kind in {**shares["kinds"], "all": shares}.items()
        ]
        print()
        print_table([group, "right", "refused", "unsure", "firm and wrong"], rows)
    write_json(options.json, results)


if __name__ == "__main__":
    sys.exit(main())
