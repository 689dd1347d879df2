"""`python -m training.pretraining.pen_paths`: counts how pens draw each digit (model/pen_path.py).

Only the sources that `held-out` learns from count, so that others can tell how well it works.
"""

import argparse
import json
import os
from collections import Counter

from model import library
from model.network import CLASSES
from model.pen_path import FILE, path_of
from training.pretraining.strokes import StrokeSet, load_strokes

LEAST = 0.005  # of a digit's drawings that go a way for it to be usual


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    pen_digits = os.environ.get("PEN_DIGITS_PATH")
    parser.add_argument("--digits", required=not pen_digits, default=pen_digits, metavar="FILE")
    digits = load_strokes(parser.parse_args().digits)
    known = library.card(library.HELD_OUT)["trained_on_sources"]
    chosen = digits.only(known)
    FILE.write_text(json.dumps(usual_paths(chosen), indent=1) + "\n", encoding="utf-8")


def usual_paths(digits: StrokeSet) -> list[str]:
    """The paths of each digit, 0 to 9, that are usual, with spaces between them."""
    counts = [Counter[str]() for _ in range(CLASSES)]
    for index, label in enumerate(digits.labels):
        counts[label][path_of(digits[index])] += 1
    return [
        " ".join(sorted(path for path, times in each.items() if times >= LEAST * each.total()))
        for each in counts
    ]


if __name__ == "__main__":
    main()
