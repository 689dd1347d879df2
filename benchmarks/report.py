"""What the benchmarks share: naming the machine, printing a table, writing JSON."""

import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from model.errors import UserError


def machine() -> str:
    """The machine in one line: processor, cores and Python."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def exit_code(measure: Callable[[], None]) -> int:
    """0 if all went well; 1, with the reason on standard error, if something can't be read."""
    try:
        measure()
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text under heads, the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, ["-" * width for width in widths], *rows):
        cells = [
            row[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
        ]
        print("  ".join(cells))


def percent(share: float | None) -> str:
    """A share from 0 to 1 as "97.9 %"; a dash for none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def write_json(path: Path | None, results: dict[str, Any]) -> None:
    """Write machine-readable results where `--json FILE` asked for them."""
    if path is not None:
        path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
