"""What begins and ends with the server: networks are loaded, workers are ended."""

import importlib
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from model.library import DEFAULT
from model.loading import networks
from training.runs import service

# Whoever starts the app opens its first page at once. Importing TensorFlow keeps Python busy for
# seconds, so that page comes first, and asks for its network itself.
FIRST_PAGE = 3.0  # seconds


def lifespan(first: Iterable[str]) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """A server's lifespan.

    Args:
        first: modules that the first page imports, and that take a while.
    """

    @asynccontextmanager
    async def begin_and_end(_: object) -> AsyncIterator[None]:
        threading.Thread(target=_import, args=(tuple(first),), daemon=True).start()
        loading = threading.Timer(FIRST_PAGE, networks().request, (DEFAULT,))
        loading.daemon = True
        loading.start()
        yield
        loading.cancel()
        service.close()

    return begin_and_end


def _import(names: Iterable[str]) -> None:
    for name in names:
        with suppress(ImportError):  # the page that needs it says so
            importlib.import_module(name)
