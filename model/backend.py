"""The one place that imports TensorFlow: late, because it takes seconds, and quietly."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

# Keras imports these where they are installed, for features that nothing here uses. They come
# with mlxtend and streamlit, and would make the import a third longer.
UNUSED_BY_US = ("matplotlib", "sklearn")


def tensorflow() -> ModuleType:
    """Import TensorFlow, and Keras on top of it, if that hasn't happened yet."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # remarks on the processor help nobody
    # Networks as small as these gain nothing from a GPU, and looking for one takes seconds.
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    with _as_if_not_installed(UNUSED_BY_US), _without_garbage_collection():
        import tensorflow as tf
    return tf


@contextmanager
def _as_if_not_installed(names: tuple[str, ...]) -> Iterator[None]:
    """Let importing these raise ImportError for a while, unless they have been imported."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # Python's own way to say that there is no such module
    try:
        yield
    finally:
        for name in hidden:
            if sys.modules.get(name, ...) is None:
                del sys.modules[name]


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
