"""The one place that imports TensorFlow: late, because it takes seconds, and quietly."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def tensorflow() -> Any:
    """Import TensorFlow, and Keras on top of it, if that hasn't happened yet."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # remarks on the processor help nobody
    # Networks as small as these gain nothing from a GPU, and looking for one takes seconds.
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    with _without_garbage_collection():
        import tensorflow as tf
    return tf


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Importing makes a million objects that stay: looking for garbage takes a quarter of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
