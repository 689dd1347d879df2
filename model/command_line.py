"""`python -m model.recogniser drawing.png [...]`: read digits and numbers from image files."""

import argparse
import glob
import io
import itertools
import json
import os
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
    if isinstance(sys.stdout, io.TextIOWrapper):  # which may know no more than ASCII
        sys.stdout.reconfigure(errors="backslashreplace")
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
        "--save", type=Path, metavar="DIR", help="write there what the network saw, as 28x28 PNGs"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    try:
        recogniser = library.load(options.model)
        saved = None if options.save is None else _Saved(options.save)
        # All before the first is read: what is saved may match a pattern, too.
        paths = [path for given in options.images for path in _files(given)]
        answers = [_answer(recogniser, path, options.digits, saved) for path in paths]
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(answers, indent=2))
    else:
        print(_table(answers))
    return 1 if any("error" in answer for answer in answers) else 0


def _files(given: str) -> list[str]:
    """The files that an argument means; itself where it names neither a folder nor a pattern.

    Not every shell expands patterns.
    """
    named = [given]
    if _is_pattern(given):
        # Path.glob takes no absolute pattern.
        named = sorted(glob.glob(given, recursive=True)) or [given]  # noqa: PTH207
    # A pattern may match a folder and what is in it.
    return list(dict.fromkeys(file for each in named for file in _files_inside(each)))


def _files_inside(path: str) -> list[str]:
    """The images in a folder; itself where it is none, or has none."""
    if not _is_folder(path):
        return [path]
    try:
        inside = sorted(Path(path).iterdir())
    except OSError:
        return [path]
    return [str(each) for each in inside if each.suffix.lower() in SUFFIXES] or [path]


# Before Python 3.14, Path's own raise an error for a name that is too long.
def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112


def _is_pattern(path: str) -> bool:
    return glob.has_magic(path) and not os.path.exists(path)  # noqa: PTH110


class _Saved:
    """A folder for what the network saw, in which nothing is written over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{folder} can't be made: {error.strerror}.") from error

    def add(self, path: str, digits: Sequence[FoundDigit]) -> list[str]:
        """Write drawing.png for one digit, photo-1.png, photo-2.png … for several.

        Where one of these is there already, all are of drawing_2 or photo_2, and so on.

        Returns:
            The files' paths.
        """
        stem = Path(path).stem
        stems = itertools.chain([stem], (f"{stem}_{number}" for number in itertools.count(2)))
        files = next(
            files
            for files in (self._files(each, len(digits)) for each in stems)
            if not any(os.path.lexists(file) for file in files)
        )
        for file, digit in zip(files, digits, strict=True):
            try:
                with file.open("xb") as new:
                    new.write(png_bytes(digit.image))
            except OSError as error:
                raise UserError(f"{self._folder} can't be written to: {error.strerror}.") from error
        return [str(file) for file in files]

    def _files(self, stem: str, count: int) -> list[Path]:
        if count == 1:
            return [self._folder / f"{stem}.png"]
        return [self._folder / f"{stem}-{number}.png" for number in range(1, count + 1)]


def _answer(
    recogniser: Recogniser, path: str, digits: str | None, saved: _Saved | None
) -> dict[str, Any]:
    if _is_folder(path):
        error = f"There is no image in the folder {path} that can be read."
        return {"image": path, "error": error}
    if _is_pattern(path):
        return {"image": path, "error": f"No file matches {path}."}
    try:
        picture = picture_from_file(path)
    except UserError as error:
        return {"image": path, "error": str(error)}
    try:
        page = _WAYS[digits](picture, recogniser.predict)
    except UserError as error:
        return {"image": path, "error": f"{path}: {error}"}
    many = digits == "many" or len(page.digits) > 1
    answer = _number(page) if many else _digit(page.digits[0])
    if saved is not None:
        answer["saved"] = saved.add(path, page.digits)
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
    names = [_printable(answer["image"]) for answer in answers]
    width = max(len("image"), *map(len, names))
    heads = "".join(f"{digit:>7}" for digit in range(CLASSES))
    lines = [f"{'image':{width}}  {'reads':>9}{heads}"]
    for name, answer in zip(names, answers, strict=True):
        if "error" in answer:
            lines.append(f"{name:{width}}  {_printable(answer['error'])}")
        elif answer["verdict"] == NUMBER:
            lines.append(f"{name:{width}}  {answer['number']:>9}  {_least(answer)}")
        else:
            bars = "".join(f"{100 * value:6.1f}%" for value in answer["probabilities"])
            lines.append(f"{name:{width}}  {_verdict(answer):>9}{bars}")
    saved = [_printable(file) for answer in answers for file in answer.get("saved", ())]
    if saved:
        lines.append(f"Saved: {', '.join(saved)}")
    return "\n".join(lines)


def _printable(text: str) -> str:
    r"""A file's name, or a sentence with one, as something that stays on its line.

    >>> _printable("seven\n.png")
    'seven\\n.png'
    """
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _least(answer: dict[str, Any]) -> str:
    least = min(answer["digits"], key=lambda digit: float(digit["probability"]))
    return f"the least sure: {_verdict(least)} ({100 * least['probability']:.1f}%)"


def _verdict(answer: dict[str, Any]) -> str:
    if answer["verdict"] == Verdict.DIGIT:
        return str(answer["digit"])
    if answer["verdict"] == Verdict.UNSURE:
        return f"{answer['digit']} or {answer['second']}?"
    return str(answer["verdict"])
