"""What begins and ends with the server: networks are loaded, workers are ended."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from model.library import DEFAULT
from model.loading import networks
from training.runs import service

# Whoever starts the app opens its first page at once. Importing TensorFlow keeps Python busy for
# seconds, so that page comes first, and asks for its network itself.
FIRST_PAGE = 3.0  # seconds


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """A server's lifespan, as ASGI has it."""
    loading = threading.Timer(FIRST_PAGE, networks().request, (DEFAULT,))
    loading.daemon = True
    loading.start()
    yield
    loading.cancel()
    service.close()
