"""Photographs and scans that were imitated by somebody else: they show the digit, by their seed."""

import json
import sys

import numpy as np
import pytest

from benchmarks import independent_pictures
from benchmarks.independent.ink import PENS, some_pen, write
from benchmarks.independent.surfaces import filled
from benchmarks.independent_pictures import GROUPS
from pages.shared.pad.pen_digits import pen_digits

KINDS = {name: picture for kinds in GROUPS.values() for name, picture in kinds.items()}
FIVE = next([np.array(line) for line in strokes] for digit, strokes in pen_digits() if digit == 5)
QUICK = ("plain paper", "on a keyboard", "a comb", "punched and stapled", "a fax")


def test_no_two_kinds_have_the_same_name():
    assert len(KINDS) == sum(map(len, GROUPS.values())) == 35


@pytest.mark.parametrize(
    "kind",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in KINDS],
)
def test_a_picture_shows_something_and_the_same_seed_shows_the_same(kind):
    first, again = (
        np.asarray(KINDS[kind](FIVE, np.random.default_rng(1)).convert("L"), int) for _ in range(2)
    )
    assert 20 <= min(first.shape) and max(first.shape) <= 6000
    assert np.ptp(first) >= 18
    assert np.array_equal(first, again)


@pytest.mark.parametrize("name", PENS)
def test_every_pen_leaves_ink_where_it_went_and_nowhere_else(name):
    rng = np.random.default_rng(2)
    colour = 0.03 if name == "chalk" else 0.84
    surface = filled((300, 300), (colour, colour, colour))
    pen = some_pen(name, rng).at_most(3)
    went = write(surface, [line * 200 + 50 for line in FIVE], pen, 4, rng)
    changed = np.abs(surface - np.float32(colour)).max(axis=2)
    assert (changed[went > 0.9] > 0.1).mean() > 0.7
    assert not changed[went == 0].any()


@pytest.mark.slow
def test_the_command_prints_and_writes_every_kind(tmp_path, monkeypatch, capsys, pen_digits_path):
    file = tmp_path / "pictures.json"
    asked = ["--digits", str(pen_digits_path), "--count", "1", "--json", str(file)]
    monkeypatch.setattr(sys, "argv", ["independent_pictures", *asked])
    assert independent_pictures.main() == 0
    printed, results = capsys.readouterr().out, json.loads(file.read_text())
    for group, kinds in GROUPS.items():
        assert results[group]["kinds"].keys() == kinds.keys()
        assert all(name in printed for name in kinds)
        assert 0 <= results[group]["firmly_wrong"] <= 1
