"""The one place that imports TensorFlow: late, because it takes seconds, and quietly."""

import os
from types import ModuleType


def tensorflow() -> ModuleType:
    """Import TensorFlow, and Keras on top of it, if that hasn't happened yet."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # remarks on the processor help nobody
    # Networks as small as these gain nothing from a GPU, and looking for one takes seconds.
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    import tensorflow as tf

    return tf
