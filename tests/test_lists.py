"""Pages of numbers, photographed: each number is found, in its line, and nothing else."""

import numpy as np
import pytest

from benchmarks.lists import KINDS, PAGES, numbers_read
from benchmarks.outcomes import readable
from model import library
from training.pretraining.strokes import StrokeSet, load_strokes


@pytest.fixture(scope="module")
def digits(pen_digits_path) -> StrokeSet:
    some = load_strokes(pen_digits_path).select(np.arange(0, 9000, 30))
    return some.select(np.flatnonzero(readable(some, library.load("default"))))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "kind",
    [
        "squared",
        *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("blank", "ruled", "on a desk")),
    ],
)
def test_most_numbers_are_read_right(page, kind, digits):
    rng = np.random.default_rng(len(page + kind))
    rows = [
        numbers_read(PAGES[page](digits, rng), KINDS[kind], library.load("default"), rng)
        for _ in range(3)
    ]
    right, _, written = (sum(column) for column in zip(*rows, strict=True))
    assert right >= 0.6 * written
