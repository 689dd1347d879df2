"""Waiting for what nobody announces."""

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds to wait for anything, on a busy machine
LOOK_EVERY = 0.02  # seconds


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; a test fails if it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it didn't happen"
        time.sleep(LOOK_EVERY)
