"""Pieces of ink, put back where they were."""

from collections.abc import Sequence

import numpy as np

from model.pieces import Piece


def inked(pieces: Sequence[Piece], shape: tuple[int, ...]) -> np.ndarray:
    """(H, W) uint8, of this shape, with these pieces alone."""
    ink = np.zeros(shape, np.uint8)
    for piece in pieces:
        top, left, bottom, right = piece.box
        ink[top:bottom, left:right] |= piece.ink
    return ink
