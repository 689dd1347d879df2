"""Make many images on all cores, the same ones for any number of processes."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import starmap

import numpy as np

CHUNK = 1500  # images: about two seconds of work

# (start, stop, generator) -> an array of stop - start images
Work = Callable[[int, int, np.random.Generator], np.ndarray]


def make_images(work: Work, count: int, seed: int | tuple[int, ...]) -> np.ndarray:
    """Run `work` over 0 ... count in chunks and join the results in order.

    Each chunk gets a random generator of its own, derived from `seed`, so that the result
    doesn't depend on how many processes share the work. `work` must be picklable.
    """
    starts = range(0, count, CHUNK)
    seeds = np.random.SeedSequence(seed).spawn(len(starts))
    chunks = [
        (work, start, min(start + CHUNK, count), s) for start, s in zip(starts, seeds, strict=True)
    ]
    if len(chunks) < 2:
        return np.concatenate(list(starmap(_run, chunks)))
    # New processes, not forked ones: this one may have TensorFlow's threads running. One
    # thread each for the matrix products, or the processes would fight over the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return np.concatenate(list(pool.map(_run, *zip(*chunks, strict=True))))


def _run(work: Work, start: int, stop: int, seed: np.random.SeedSequence) -> np.ndarray:
    return work(start, stop, np.random.default_rng(seed))
