"""What the benchmarks are asked on the command line."""

import argparse
import os
from pathlib import Path

from model import library


def asked_json_file(name: str, about: str | None) -> Path | None:
    """Where the figures are written to, of a benchmark that is asked nothing else.

    Args:
        name: the benchmark's module.
        about: its docstring.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    file: Path | None = parser.parse_args().json
    return file


def of_strokes(name: str, about: str | None) -> argparse.ArgumentParser:
    """A parser for what reads pen strokes: where they are, and which network reads them.

    Args:
        name: the benchmark's module.
        about: its docstring.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    pen_digits = os.environ.get("PEN_DIGITS_PATH")
    parser.add_argument("--digits", required=not pen_digits, default=pen_digits, metavar="FILE")
    parser.add_argument(
        "--model", default=library.HELD_OUT, choices=(*library.names(), library.HELD_OUT)
    )
    return parser


def add_sample(parser: argparse.ArgumentParser, count: int, counted: str) -> None:
    """Ask how many are looked at, of what chance, and where the figures are written to.

    Args:
        parser: of the benchmark.
        count: how many, if nobody says.
        counted: of what they are counted.
    """
    add = parser.add_argument
    add("--count", type=int, default=count, help=f"{counted} (%(default)s)")
    add("--seed", type=int, default=0, help="(%(default)s)")
    add("--json", type=Path, metavar="FILE")
