"""How many files the server may have open: each page and each stream takes one."""

from contextlib import suppress

WANTED = 8192  # 600 pages and 500 streams, proxies' connections, files of runs


def allow_many() -> None:
    """Raise this process's limit, often 1,024, as far as the system lets it."""
    try:
        import resource
    except ImportError:
        return  # Windows, which has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):  # forbidden here
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
