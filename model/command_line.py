"""`python -m model.recogniser drawing.png [...]`: read digits and numbers from image files."""

import argparse
import glob
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model import library
from model.digits_in_picture import PageReading, read_one, read_page, read_picture
from model.errors import UserError
from model.images import png_bytes
from model.network import CLASSES
from model.picture_file import SUFFIXES, picture_from_file
from model.piece_reader import FoundDigit
from model.recogniser import Recogniser, Verdict

NUMBER = "number"  # the verdict where there are several digits
_WAYS = {"one": read_one, "many": read_page, None: read_picture}  # to read a picture


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what a network reads; 0 if every file could be read, 1 if not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m model.recogniser",
        description="Read handwritten digits and numbers from drawings, scans and photographs.",
    )
    parser.add_argument(
        "images", nargs="+", metavar="IMAGE", help="an image file, a folder, or a pattern with *"
    )
    parser.add_argument(
        "--digits",
        choices=("one", "many"),
        help="read each image as one digit, or find all of its digits (many, if there are several)",
    )
    parser.add_argument(
        "--model", default="default", choices=library.names(), help="the network (%(default)s)"
    )
    parser.add_argument(
        "--save", type=Path, metavar="DIR", help="write there what the network saw, as 28 × 28 PNGs"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    try:
        recogniser = library.load(options.model)
        saved = None if options.save is None else _Saved(options.save)
        answers = [
            _answer(recogniser, path, options.digits, saved)
            for given in options.images
            for path in _files(given)
        ]
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(answers, indent=2, ensure_ascii=False))
    else:
        print(_table(answers))
    return 1 if any("error" in answer for answer in answers) else 0


def _files(given: str) -> list[str]:
    """The files that an argument means; itself where it names neither a folder nor a pattern.

    Not every shell expands patterns.
    """
    if Path(given).is_dir():
        inside = sorted(Path(given).iterdir())
        return [str(path) for path in inside if path.suffix.lower() in SUFFIXES] or [given]
    if glob.has_magic(given) and not Path(given).exists():
        # Path.glob takes no absolute pattern.
        return sorted(glob.glob(given, recursive=True)) or [given]  # noqa: PTH207
    return [given]


class _Saved:
    """A folder for what the network saw."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{folder} can't be made: {error.strerror}.") from error

    def add(self, path: str, digits: Sequence[FoundDigit]) -> None:
        """Write drawing.png for one digit, photo-1.png, photo-2.png … for several."""
        stem = Path(path).stem
        while stem in self._names:  # of another folder, or of another kind
            stem += "_"
        self._names.add(stem)
        for number, digit in enumerate(digits, start=1):
            name = stem if len(digits) == 1 else f"{stem}-{number}"
            try:
                (self._folder / f"{name}.png").write_bytes(png_bytes(digit.image))
            except OSError as error:
                raise UserError(f"{self._folder} can't be written to: {error.strerror}.") from error


def _answer(
    recogniser: Recogniser, path: str, digits: str | None, saved: _Saved | None
) -> dict[str, Any]:
    if Path(path).is_dir():
        return {"image": path, "error": f"There is no image in the folder {path}."}
    if glob.has_magic(path) and not Path(path).exists():
        return {"image": path, "error": f"No file matches {path}."}
    try:
        picture = picture_from_file(path)
    except UserError as error:
        return {"image": path, "error": str(error)}
    try:
        page = _WAYS[digits](picture, recogniser.predict)
    except UserError as error:
        return {"image": path, "error": f"{path}: {error}"}
    if saved is not None:
        saved.add(path, page.digits)
    many = digits == "many" or len(page.digits) > 1
    answer = _number(page) if many else _digit(page.digits[0])
    return {"image": path, **answer, "model": recogniser.name}


def _number(page: PageReading) -> dict[str, Any]:
    return {
        "verdict": NUMBER,
        "number": " ".join(page.texts),
        "lines": page.texts,
        "digits": [
            {"line": number, **_digit(digit)}
            for number, line in enumerate(page.lines)
            for digit in line
        ],
    }


def _digit(digit: FoundDigit) -> dict[str, Any]:
    reading = digit.reading
    return {
        "verdict": reading.verdict.value,
        "digit": reading.digit,
        "probability": round(reading.probability, 4),
        "second": reading.second,
        "probabilities": [round(float(value), 4) for value in reading.probabilities],
        "box": list(digit.box),
    }


def _table(answers: list[dict[str, Any]]) -> str:
    width = max(len("image"), *(len(answer["image"]) for answer in answers))
    heads = "".join(f"{digit:>7}" for digit in range(CLASSES))
    lines = [f"{'image':{width}}  {'reads':>9}{heads}"]
    for answer in answers:
        if "error" in answer:
            lines.append(f"{answer['image']:{width}}  {answer['error']}")
        elif answer["verdict"] == NUMBER:
            lines.append(f"{answer['image']:{width}}  {answer['number']:>9}  {_least(answer)}")
        else:
            bars = "".join(f"{100 * value:6.1f}%" for value in answer["probabilities"])
            lines.append(f"{answer['image']:{width}}  {_verdict(answer):>9}{bars}")
    return "\n".join(lines)


def _least(answer: dict[str, Any]) -> str:
    least = min(answer["digits"], key=lambda digit: float(digit["probability"]))
    return f"the least sure: {_verdict(least)} ({100 * least['probability']:.1f}%)"


def _verdict(answer: dict[str, Any]) -> str:
    if answer["verdict"] == Verdict.DIGIT:
        return str(answer["digit"])
    if answer["verdict"] == Verdict.UNSURE:
        return f"{answer['digit']} or {answer['second']}?"
    return str(answer["verdict"])
