"""Servers that save runs until they are killed: `python -m tests.saves_until_killed FOLDER TIMES`.

Each is a process of its own, with its own store in the same folder. It writes the id of each run
that it has saved to the end to its standard output, at once. A moment later, chosen at random, it
is killed, and the next one begins.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np

from model.weights import pack
from tests.puppet import CONFIG, EPOCH
from training.runs.entry import Entry, Packed
from training.runs.run import Outcome, Run, Status
from training.runs.saver import Saver
from training.runs.store import RunStore, new_id

SEED = 9
LONGEST = 0.06  # seconds until one is killed: a save takes about half as long
NAME = "kept"
WEIGHTS = [
    pack([np.full(shape, epoch, np.float32) for shape in CONFIG.spec.shapes])
    for epoch in range(CONFIG.epochs + 1)
]


def save_one(saver: Saver) -> str:
    """Save a run from its beginning to its end; returns its id if that could be done."""
    entry = Entry(Run.new(new_id(), CONFIG, None, "ada", time.time()))
    saver.create(entry)
    begun = {"data": "MNIST", "is_sample": False}
    entry.take("begun", begun)
    saver.append(entry, "begun", begun)
    for epoch, npz in enumerate(WEIGHTS):
        values = {"epoch": epoch, **EPOCH}
        entry.take("epoch", values)
        saver.append(entry, "epoch", values)
        saver.keep(entry, epoch, npz)
    entry.take("named", {"name": NAME})
    saver.rename(entry)
    final = Packed(float(CONFIG.epochs), WEIGHTS[-1])
    entry.end(Outcome(Status.FINISHED, "", 0.9, 0.8, 1.0), final)
    saver.finish(entry, final)
    return entry.run.id if entry.saved else ""


def main(folder: Path, times: int) -> None:
    """Have so many servers save runs, and kill each."""
    chance = random.Random(SEED)
    for _ in range(times):
        server = os.fork()
        if server == 0:
            saver = Saver(RunStore(folder))
            while True:
                os.write(sys.stdout.fileno(), f"{save_one(saver)}\n".encode())
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
