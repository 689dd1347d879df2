"""`python -m model.recogniser drawing.png [...]`: read digits from image files."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from model import library
from model.errors import UserError
from model.images import ink_from_file
from model.network import CLASSES
from model.preprocess import to_mnist
from model.recogniser import Recogniser, Verdict


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what a network reads; 0 if every file could be read, 1 if not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m model.recogniser",
        description="Read a handwritten digit from each image: dark on light or light on dark.",
    )
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="an image file")
    parser.add_argument(
        "--model", default="default", choices=library.names(), help="the network (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    try:
        recogniser = library.load(options.model)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    answers = [_answer(recogniser, path) for path in options.images]
    if options.json:
        print(json.dumps(answers, indent=2, ensure_ascii=False))
    else:
        print(_table(answers))
    return 1 if any("error" in answer for answer in answers) else 0


def _answer(recogniser: Recogniser, path: str) -> dict[str, Any]:
    try:
        image = to_mnist(ink_from_file(path))
    except UserError as error:
        return {"image": path, "error": str(error)}
    if image is None:
        return {"image": path, "error": f"{path} is blank: there is nothing to read."}
    reading = recogniser.read(image)
    return {
        "image": path,
        "verdict": reading.verdict.value,
        "digit": reading.digit,
        "probability": round(reading.probability, 4),
        "second": reading.second,
        "probabilities": [round(float(value), 4) for value in reading.probabilities],
        "model": recogniser.name,
    }


def _table(answers: list[dict[str, Any]]) -> str:
    width = max(len("image"), *(len(answer["image"]) for answer in answers))
    heads = "".join(f"{digit:>7}" for digit in range(CLASSES))
    lines = [f"{'image':{width}}  {'reads':>9}{heads}"]
    for answer in answers:
        if "error" in answer:
            lines.append(f"{answer['image']:{width}}  {answer['error']}")
            continue
        bars = "".join(f"{100 * value:6.1f}%" for value in answer["probabilities"])
        lines.append(f"{answer['image']:{width}}  {_verdict(answer):>9}{bars}")
    return "\n".join(lines)


def _verdict(answer: dict[str, Any]) -> str:
    if answer["verdict"] == Verdict.DIGIT:
        return str(answer["digit"])
    if answer["verdict"] == Verdict.UNSURE:
        return f"{answer['digit']} or {answer['second']}?"
    return str(answer["verdict"])
