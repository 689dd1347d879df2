"""Which epochs' weights a run keeps, so that it can be replayed without filling the disk."""

from __future__ import annotations

import numpy as np

from training.config import TrainingConfig

BYTES_EACH = 4  # float32
RUN_BYTES = 12 * 2**20  # for all snapshots of a run; one of the First network takes 1.6 MB
FEWEST, MOST = 4, 120  # snapshots; more than the second no slider needs


def kept_epochs(config: TrainingConfig) -> frozenset[int]:
    """The epochs to keep: the start, the end, and between them as many as there is room for.

    They lie closer together at the beginning, where a network learns most.
    """
    room = RUN_BYTES // (BYTES_EACH * config.spec.parameters)
    count = int(np.clip(room, FEWEST, MOST))
    last = config.epochs
    if last < count:
        return frozenset(range(last + 1))
    # Squares from 0 to 1: half of the snapshots come from the first quarter of the epochs.
    places = np.linspace(0.0, 1.0, count) ** 2
    wanted = np.maximum(np.round(places * last).astype(int), np.arange(count))
    return frozenset(int(epoch) for epoch in np.minimum(wanted, last)) | {last}
