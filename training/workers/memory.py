"""How much memory this process uses."""

import os
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")


def memory_used() -> float:
    """Megabytes of this process in memory now; where that isn't known, the most it ever had."""
    try:
        pages = int(_STATM.read_text().split()[1])
    except OSError:
        return _most_memory_used()
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _most_memory_used() -> float:
    try:
        import resource
    except ImportError:
        return 0.0  # Windows: no limit
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10
