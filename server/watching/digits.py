"""The digits that watchers have drawn: a network that learns reads each of them."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from cachetools import LRUCache

from model.dense import probabilities
from training.runs.run import Run, Snapshot

MOST = 2_000  # drawings; 784 bytes each
DECIMALS = 4
LONGEST_NAME = 64  # of a pad, in characters


class Drawn(NamedTuple):
    """A drawing in MNIST's form, (28, 28) uint8, and how many strokes it is made of."""

    image: np.ndarray
    strokes: int


Answer = list[object]  # ten probabilities, and the number of strokes that they are about


class Digits:
    """What is on the pads of those who watch, by a name that only the pad's page knows."""

    def __init__(self, most: int = MOST) -> None:
        self._drawn: LRUCache[str, Drawn] = LRUCache(most)
        self._lock = Lock()

    def put(self, name: str, drawn: Drawn | None) -> None:
        """Note what is on a pad; None for an empty one."""
        with self._lock:
            if drawn:
                self._drawn[name] = drawn
            else:
                self._drawn.pop(name, None)

    def drawn(self, name: str) -> Drawn | None:
        """What is on a pad; None if nothing is, or if nobody knows it."""
        with self._lock:
            return self._drawn.get(name)

    def read(self, names: Sequence[str], run: Run, snapshot: Snapshot) -> dict[str, Answer]:
        """What a network of that moment makes of each, by the pad's name.

        Pads that are empty are left out; so are all while the weights are no numbers.
        """
        drawn = {name: each for name in names if (each := self.drawn(name))}
        if not drawn:
            return {}
        answers = read_drawn(list(drawn.values()), run, snapshot)
        return {name: each for name, each in zip(drawn, answers, strict=True) if each}


def read_drawn(drawn: Sequence[Drawn], run: Run, snapshot: Snapshot) -> list[Answer | None]:
    """What a network of that moment makes of drawings; None where its weights are no numbers."""
    images = np.stack([each.image for each in drawn])
    values = probabilities(run.config.spec, snapshot.weights, images)
    return [
        [row.round(DECIMALS).tolist(), each.strokes] if np.isfinite(row).all() else None
        for row, each in zip(values, drawn, strict=True)
    ]


digits = Digits()
