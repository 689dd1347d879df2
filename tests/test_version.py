"""The version is the same wherever it is written."""

import re
from pathlib import Path

from model import VERSION

ROOT = Path(__file__).resolve().parents[1]


def test_the_newest_entry_of_the_changelog_is_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == VERSION
