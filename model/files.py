"""Write a file whole or not at all, as others may be reading it; and read one that others wrote."""

import os
import secrets
import stat
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write to a temporary file in the same folder, flush it, and rename it.

    Raises:
        OSError: it can't be written; the folder is then as it was.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_bounded(path: Path, most: int, start: int = 0) -> bytes:
    """Read a file that somebody may have put there by hand.

    Args:
        path: the file.
        most: bytes that it may have.
        start: the byte from which on it is read.

    Raises:
        FileNotFoundError: there is none.
        OSError: it can't be read, is no regular file (a link, a pipe, a device), or is too large.
    """
    # A link could lead to what only the server may read, and a pipe has no end.
    handle = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAITING | _AS_IT_IS)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{path} is no regular file")
        if found.st_size > most:
            raise OSError(f"{path} has {found.st_size:,} bytes; at most {most:,} are read")
        file.seek(start)
        return file.read(most)


# Windows has neither of the first two, and others have no text mode.
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING: int = getattr(os, "O_NONBLOCK", 0)
_AS_IT_IS: int = getattr(os, "O_BINARY", 0)
