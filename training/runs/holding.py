"""Which runs a living server trains: it holds a lock in their folders, until it ends."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
PATIENCE = 1.0  # seconds; whoever only asks lets go within a thousandth of one

_asking = threading.Lock()


def hold(path: Path) -> FileLock:
    """Take the lock at `path`, until it is released or the process ends.

    Raises:
        OSError: it can't be written, or somebody else holds it.
    """
    lock = _lock(path, PATIENCE)
    lock.acquire()
    return lock


def is_held(path: Path, asking: Path) -> bool:
    """Whether a living process holds the lock at `path`, this one included.

    In a folder that can only be read nobody does; where it can't be told for another reason, such
    as too many open files, somebody may. The file is not made if it isn't there.

    Args:
        path: of the lock.
        asking: of another lock, which is taken meanwhile: asking means to try to take the one at
            `path`, and two servers that do so at the same moment must not meet.
    """
    if not path.exists():
        return False
    try:
        with _one_at_a_time(asking), _lock(path, 0):
            return False
    except Timeout:
        return True
    except OSError as error:
        return error.errno not in READ_ONLY


@contextmanager
def _one_at_a_time(asking: Path) -> Iterator[None]:
    lock = _lock(asking, PATIENCE)
    with _asking:
        with suppress(Timeout):  # another server stands still, as on Ctrl-Z
            lock.acquire()
        try:
            yield
        finally:
            lock.release()


def _lock(path: Path, timeout: float) -> FileLock:
    # A lock without the kernel's help would outlive its process.
    return FileLock(
        path,
        timeout,
        mode=0o600,
        thread_local=False,
        poll_interval=0.002,
        fallback_to_soft=False,
    )
