"""`python -m benchmarks.shapes`: unusual digits, and things, letters and signs that are none.

Each kind of `training.pretraining.kinds` is drawn with other parameters than in the training: from
pen digits of sources that the network wasn't trained on, where the file has some, from MNIST's
test images, and with fonts that it never saw, where the folders have some. Kinds that it never saw
at all are marked.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.options import add_sample
from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from model.recogniser import Recogniser, Verdict, judge
from training.data import load_mnist
from training.pretraining.glyphs import find_fonts
from training.pretraining.kinds import (
    DIGIT_KINDS,
    FALSE_DIGITS,
    HELD_OUT_KINDS,
    LINE_SIGNS,
    NON_DIGIT_KINDS,
    OTHER_SKETCHES,
    OTHER_THINGS,
    PRINT,
    SKETCHES,
    THINGS,
    Materials,
    make,
)
from training.pretraining.parallel import make_images
from training.pretraining.strokes import load_strokes

SEED = 90_000  # added to the command's, so that no training has it


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shapes", description=__doc__)
    add = parser.add_argument
    add("--digits", default=os.environ.get("PEN_DIGITS_PATH"), metavar="FILE")
    add("--fonts", type=Path, nargs="*", default=(), metavar="FOLDER")
    add("--model", default="default", choices=(*library.names(), library.HELD_OUT), metavar="NAME")
    add_sample(parser, 200, "images of a kind")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    recogniser = library.load(options.model)
    materials, notes = _materials(options, recogniser.card)
    unseen = set(HELD_OUT_KINDS if _is_twin(recogniser.card) else ())
    kinds = {
        name: report
        for name in (*DIGIT_KINDS, *NON_DIGIT_KINDS, *HELD_OUT_KINDS)
        if (report := _read(recogniser, name, materials, options)) is not None
    }
    for name, report in kinds.items():
        report["taught"] = "plan" in recogniser.card and name not in unseen
    digits = [kinds[name] for name in DIGIT_KINDS if name in kinds]
    results: dict[str, Any] = {
        "model": recogniser.name,
        "machine": machine(),
        "seed": options.seed,
        "count": options.count,
        "notes": notes,
        "right": _mean(digits, "right"),
        "firmly_wrong": _mean(digits, "firmly_wrong"),
        "shown_as_digit": {
            group: _mean([kinds[name] for name in names if name in kinds], "shown_as_digit")
            for group, names in _GROUPS.items()
        },
        "kinds": kinds,
    }
    _print(results)
    write_json(options.json, results)


_GROUPS: Mapping[str, Sequence[str]] = {
    "things and signs": tuple(THINGS),
    "other things and signs": tuple(OTHER_THINGS),
    "sketches": tuple(SKETCHES),
    "other sketches": tuple(OTHER_SKETCHES),
    "letters, punctuation and symbols": tuple(PRINT),
    "signs of pen lines": tuple(LINE_SIGNS),
    "false digits": tuple(FALSE_DIGITS),
}


def _is_twin(card: Mapping[str, Any]) -> bool:
    """Whether some kinds were kept from it, so that it can be measured on them."""
    plan = card.get("plan", {})
    return bool(plan.get("hold_out"))


def _materials(options: argparse.Namespace, card: Mapping[str, Any]) -> tuple[Materials, list[str]]:
    """What to draw from that the network didn't learn from, and sentences about what isn't so."""
    notes = []
    digits = load_strokes(options.digits) if options.digits else None
    if digits is not None:
        unseen = digits.without(card.get("trained_on_sources", ()))
        if unseen is not None:
            digits = unseen
        else:
            notes.append("The network was trained on every source of pen digits.")
    fonts = find_fonts(options.fonts)
    known = [name for each in card.get("data", ()) for name in each.get("families", ())]
    if fonts.families and not fonts.without(known).families:
        notes.append("The network was trained on every one of these fonts.")
    else:
        fonts = fonts.without(known)
    mnist = load_mnist()
    return Materials(digits, mnist.x_test, mnist.y_test, fonts), notes


def _read(
    recogniser: Recogniser, name: str, materials: Materials, options: argparse.Namespace
) -> dict[str, Any] | None:
    """What became of a kind's images; None if there is nothing to make them of."""
    names = np.full(options.count, name)
    rows = make_images(partial(make, names, materials), options.count, options.seed + SEED)
    if not len(rows):
        return None
    readings = [judge(row) for row in recogniser.predict(rows[:, :-1].reshape(-1, 28, 28))]
    verdicts = np.array([reading.verdict for reading in readings])
    firm = verdicts == Verdict.DIGIT
    shares = {
        "unsure": float((verdicts == Verdict.UNSURE).mean()),
        "no_digit": float((verdicts == Verdict.NO_DIGIT).mean()),
    }
    if name not in DIGIT_KINDS:
        return {"shown_as_digit": float(firm.mean())} | shares
    right = np.array([reading.digit for reading in readings]) == rows[:, -1]
    return {
        "right": float((firm & right).mean()),
        "firmly_wrong": float((firm & ~right).mean()),
    } | shares


def _mean(reports: Sequence[dict[str, Any]], key: str) -> float | None:
    return float(np.mean([report[key] for report in reports])) if reports else None


def _print(results: dict[str, Any]) -> None:
    kinds = results["kinds"]
    print(f"Network: {results['model']}. {results['machine']}.")
    print(f"{results['count']} images of each kind.", *results["notes"], "\n")
    _print_kinds(["digits", "right", "unsure", "no digit", "firm and wrong", "never seen"], kinds,
                 DIGIT_KINDS, ("right", "unsure", "no_digit", "firmly_wrong"))  # fmt: skip
    print(f"Mean: {percent(results['right'])} right, {percent(results['firmly_wrong'])} firm and "
          "wrong.\n")  # fmt: skip
    _print_kinds(["no digit", "shown as a digit", "unsure", "no digit", "never seen"], kinds,
                 [*NON_DIGIT_KINDS, *HELD_OUT_KINDS],
                 ("shown_as_digit", "unsure", "no_digit"))  # fmt: skip
    for group, share in results["shown_as_digit"].items():
        print(f"Mean of {group}: {percent(share)} shown as a digit.")


def _print_kinds(
    heads: Sequence[str],
    kinds: Mapping[str, Any],
    names: Sequence[str] | Mapping[str, Any],
    keys: Sequence[str],
) -> None:
    rows = [
        [
            name,
            *(percent(kinds[name][key]) for key in keys),
            "" if kinds[name]["taught"] else "yes",
        ]
        for name in names
        if name in kinds
    ]
    print_table(heads, rows)


if __name__ == "__main__":
    sys.exit(main())
