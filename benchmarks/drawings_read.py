"""`python -m benchmarks.drawings_read`: how much of people's drawings each shipped network reads.

Measured on the pen digits of the four sources that `held-out` never saw, drawn five ways, as
`benchmarks.recognition` does it: the recipes' networks learned from MNIST alone, so that all of it
is new to them. The default learned from all sources; its figure is that of its twin, `held-out`.
What is found is written beside the weights, for the menu of networks.
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from model.errors import UserError
from training.data import load_mnist
from training.pretraining.evaluate import drawings_report, mnist_accuracy
from training.pretraining.strokes import load_strokes


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drawings_read", description=__doc__)
    pen_digits = os.environ.get("PEN_DIGITS_PATH")
    parser.add_argument("--digits", required=not pen_digits, default=pen_digits, metavar="FILE")
    parser.add_argument("--seed", type=int, default=0, help="of the positions (%(default)s)")
    parser.add_argument("--out", type=Path, default=library.DRAWINGS_READ, metavar="FILE")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    digits, mnist = load_strokes(options.digits), load_mnist()
    seen = set(library.card(library.HELD_OUT)["trained_on_sources"])
    drawn = digits.without(seen)
    if drawn is None:
        raise UserError("There is no source that the held-out network never saw.")
    networks, rows = {}, []
    for name in library.names():
        reader = library.load(library.HELD_OUT if name == library.DEFAULT else name)
        share = drawings_report(reader, drawn, None, options.seed)["mean_accuracy"]
        networks[name] = {"share": share, "sha256": library.card(name)["sha256"]}
        if reader.name != name:
            networks[name]["measured_with"] = reader.name
        rows.append([name, percent(mnist_accuracy(library.load(name), mnist)), percent(share)])
    print(f"{len(drawn):,} pen digits of people and sites that no network saw, drawn five ways.")
    print(f"{machine()}. {mnist.source}\n")
    print_table(["network", "MNIST's test images", "drawings"], rows)
    present = sorted({drawn.source_names[number] for number in drawn.sources})
    about = {"digits": len(drawn), "drawn": "five ways", "sources": present, "seed": options.seed}
    write_json(options.out, {"measured_on": about, "networks": networks})


if __name__ == "__main__":
    sys.exit(main())
