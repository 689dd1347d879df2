"""What has to happen as soon as the server is told to stop.

Uvicorn waits until all answers have been sent before a server's lifespan ends, and an event stream
would go on for ever. Its pull request 2829 tells such answers itself; then this file is needless.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def on_stop(action: Callable[[], None]) -> Iterator[None]:
    """Call something in this event loop when a signal to stop arrives, before who else hears it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for us
        return
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {each: signal.getsignal(each) for each in SIGNALS}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(action)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for each in SIGNALS:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
