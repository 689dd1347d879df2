"""`python -m benchmarks.recognition`: how well a network reads pen drawings and MNIST.

Digits are drawn five ways (`training.pretraining.evaluate.CONDITIONS`) at random positions, read
with and without MNIST's centring, and letters are drawn to see how many are taken for digits. The
last table tells how honest the answers are: of all with p %, p % should be right.
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from model.errors import UserError
from model.preprocess import to_mnist
from training.data import Mnist, load_mnist
from training.pretraining.evaluate import drawings_report, mnist_accuracy
from training.pretraining.strokes import StrokeSet, load_strokes


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__)
    pen_digits, pen_letters = (os.environ.get(f"PEN_{kind}_PATH") for kind in ("DIGITS", "LETTERS"))
    parser.add_argument("--digits", required=not pen_digits, default=pen_digits, metavar="FILE")
    parser.add_argument("--letters", default=pen_letters, metavar="FILE")
    parser.add_argument(
        "--model", default="default", choices=(*library.names(), library.HELD_OUT), metavar="NAME"
    )
    parser.add_argument(
        "--only-unseen",
        action="store_true",
        help="leave out the stroke sources that the network's card says it was trained on",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the positions (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    recogniser = library.load(options.model)
    seen = set(recogniser.card.get("trained_on_sources", ()))
    digits = load_strokes(options.digits)
    letters = load_strokes(options.letters) if options.letters else None
    if options.only_unseen:
        digits, letters = (strokes and _unseen(strokes, seen) for strokes in (digits, letters))
    report = drawings_report(recogniser, digits, letters, options.seed)
    mnist = load_mnist()
    results = {"model": recogniser.name, "machine": machine(), "seed": options.seed} | report
    results |= {
        "trained_on": sorted(seen & set(report["sources"])),
        "mnist_source": mnist.source,
        "mnist_is_sample": mnist.is_sample,
        "mnist_test_accuracy": mnist_accuracy(recogniser, mnist),
        "mnist_round_trip": _round_trip(mnist),
    }
    _print(results, len(digits), 0 if letters is None else len(letters))
    write_json(options.json, results)


def _unseen(strokes: StrokeSet, seen: set[str]) -> StrokeSet:
    unseen = strokes.without(seen)
    if unseen is None:
        raise UserError("The network was trained on every source in this file: nothing is unseen.")
    return unseen


def _round_trip(mnist: Mnist) -> float:
    """The share of MNIST's test images that `to_mnist` gives back within one grey level."""
    again = np.stack([to_mnist(image) for image in mnist.x_test])
    difference = np.abs(again.astype(int) - mnist.x_test)
    return round(float((difference.max(axis=(1, 2)) <= 1).mean()), 4)


def _print(results: dict, digits: int, letters: int) -> None:
    print(f"Network: {results['model']}. {results['machine']}.")
    print(f"{digits:,} pen digits and {letters:,} pen letters, drawn five ways.\n")
    keys = ("accuracy", "uncentred_accuracy", "digits_refused", "letters_accepted")
    rows = [
        [name, *(percent(condition[key]) for key in keys)]
        for name, condition in results["conditions"].items()
    ]
    rows.append(
        ["mean", percent(results["mean_accuracy"]), *(percent(results[k]) for k in keys[1:])]
    )
    heads = ["drawn", "read right", "not centred", "digits refused", "letters accepted"]
    print_table(heads, rows)
    print()
    rows = [
        [
            name,
            f"{source['digits']:,}",
            percent(source["accuracy"]),
            "yes" if name in results["trained_on"] else "no",
        ]
        for name, source in results["sources"].items()
    ]
    print_table(["source", "digits", "read right", "trained on it"], rows)
    if results["trained_on"]:
        print("A source that the network was trained on says nothing about new people.")
    _print_reliability(results)
    print(f"\n{results['mnist_source']}")
    print(f"MNIST test accuracy: {100 * results['mnist_test_accuracy']:.2f} %")
    print(
        "MNIST test images through to_mnist again, within one grey level: "
        f"{100 * results['mnist_round_trip']:.2f} %"
    )


def _print_reliability(results: dict) -> None:
    print()
    rows = [
        [
            f"{percent(each['from'])} to {percent(each['to'])}",
            f"{each['answers']:,}",
            percent(each["confidence"]),
            percent(each["right"]),
        ]
        for each in results["reliability"]
    ]
    print_table(["answers with", "how many", "mean", "right"], rows)
    errors = (results[f"calibration_error{which}"] for which in ("", "_of_all"))
    firm, of_all = (f"{100 * error:.2f} %" for error in errors)
    print(f"Calibration error of the answers “digit”: {firm}; with those refused: {of_all}.")
    print(f"Best temperature: {results['best_temperature']:.2f}.")


if __name__ == "__main__":
    sys.exit(main())
