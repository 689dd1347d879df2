"""What has to happen as soon as the server is told to stop, and how long a stop may take.

Uvicorn waits until all answers have been sent before a server's lifespan ends: an event stream
would go on for ever, and so would an answer to somebody who doesn't read it. Its pull request 2829
tells streams itself; then `on_stop` is needless. Streamlit 1.67 doesn't pass on Uvicorn's
`timeout_graceful_shutdown`; once it does, `_be_patient_for` is needless.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 3  # seconds for those who are still being answered
LATEST = 8.0  # seconds until the process ends, whatever goes on in it
STOPPED = 0  # the exit code


@contextmanager
def on_stop(action: Callable[[], None]) -> Iterator[None]:
    """Call something in this event loop when a signal to stop arrives, before who else hears it.

    From then on, the process has eight seconds.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for us
        return
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {each: signal.getsignal(each) for each in SIGNALS}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(action)
        handler = before[signal.Signals(number)]
        _be_patient_for(PATIENCE, handler)
        _end_after(LATEST)
        if callable(handler):
            handler(number, frame)

    for each in SIGNALS:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _be_patient_for(seconds: int, handler: Any) -> None:
    """Have Uvicorn, whose method `handler` is, wait no longer than that for answers."""
    config: Any = getattr(getattr(handler, "__self__", None), "config", None)
    if config is not None:
        config.timeout_graceful_shutdown = seconds


def _end_after(seconds: float) -> None:
    """End this process then, unless it has ended: a library may be loading in a thread, for long.

    That is as if it were killed: workers see it, and what was running is interrupted.
    """
    last = threading.Timer(seconds, os._exit, (STOPPED,))
    last.daemon = True
    last.start()
