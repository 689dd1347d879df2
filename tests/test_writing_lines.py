"""Pieces in stacks: the same ones whatever is compared, and soon, however many there are."""

import numpy as np
import pytest

from model import writing_lines
from model.pieces import Piece, joined
from model.writing_lines import stacked


def piece(top: int, left: int, height: int, width: int) -> Piece:
    box = top, left, top + height, left + width
    return Piece(box, np.full((height, width), 255, np.uint8))


def stacked_by_definition(pieces: list[Piece], usual: float) -> list[Piece]:
    """All are compared again whenever some have become one."""
    for number, one in enumerate(pieces):
        after = pieces[number + 1 :]
        others = [each for each in after if writing_lines._is_stack(one, each, usual)]
        if others:
            rest = [each for each in after if each not in others]
            whole = joined([one, *others])
            return stacked_by_definition([*pieces[:number], whole, *rest], usual)
    return pieces


@pytest.mark.parametrize("seed", range(100))
def test_stacks_are_what_they_are_by_definition(seed):
    rng = np.random.default_rng(seed)
    size = rng.integers(60, 600)
    pieces = [
        piece(*rng.integers(0, size, 2), *rng.integers(2, 60, 2))
        for _ in range(rng.integers(1, 40))
    ]
    stacks, expected = stacked(pieces, 30.0), stacked_by_definition(pieces, 30.0)
    assert [each.box for each in stacks] == [each.box for each in expected]
    assert all(np.array_equal(a.ink, b.ink) for a, b in zip(stacks, expected, strict=True))


def test_a_page_of_print_is_stacked_with_each_two_compared_about_once(monkeypatch):
    pieces = []
    for number in range(500):  # letters, of which two in five have a dot
        top, left = 70 * (number // 25), 40 * (number % 25)
        if number % 5 < 2:
            pieces += [piece(top, left + 8, 8, 8), piece(top + 14, left + 8, 26, 8)]
        else:
            pieces.append(piece(top, left, 40, 20))
    compared = 0
    is_stack = writing_lines._is_stack

    def counting(*given: object) -> bool:
        nonlocal compared
        compared += 1
        return is_stack(*given)

    monkeypatch.setattr(writing_lines, "_is_stack", counting)
    assert len(pieces) == 700
    assert len(stacked(sorted(pieces, key=lambda each: each.middle[1]), 40.0)) == 500
    assert compared < 700**2
