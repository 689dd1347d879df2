"""The three classic mistakes, made for real: Keras says what the page says that it says."""

import re
from typing import Any

import numpy as np
import pytest

from model import backend
from training.shape_mistakes import MISTAKES, SETTING, ShapeMistake

COUNT = 64  # like MNIST's 60,000, a whole number of the batches that Keras makes by itself


@pytest.fixture
def names() -> dict[str, Any]:
    """What the snippets talk about, with the setting already run."""
    backend.tensorflow()
    import keras

    keras.utils.disable_interactive_logging()
    given = {
        "keras": keras,
        "x_train": np.zeros((COUNT, 28, 28), np.uint8),
        "y_train": np.arange(COUNT, dtype=np.uint8) % 10,
        "x_test": np.zeros((COUNT, 28, 28), np.uint8),
    }
    exec(SETTING, given)
    return given


def said(error: ValueError) -> str:
    """Keras's message in one line, without the codes that colour it on a terminal."""
    plain = re.sub(r"\x1b\[\d+m", "", f"{type(error).__name__}: {error}")
    return re.sub(r"\s+", " ", plain)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.title)
def test_keras_says_this_today(mistake: ShapeMistake, names: dict[str, Any]):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the message is checked below)
        exec(mistake.code, names)
    message = said(caught.value)
    parts = [part.strip() for part in mistake.message.split("…")]
    assert all(part in message for part in parts)
    assert message.startswith(parts[0])


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.title)
def test_the_one_line_mends_it(mistake: ShapeMistake, names: dict[str, Any]):
    assert "\n" not in mistake.mend
    exec(mistake.mend, names)
    exec(mistake.code, names)
