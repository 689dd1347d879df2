"""What begins and ends with the server: networks are loaded, streams and workers are ended."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from model.library import DEFAULT
from model.loading import networks
from server.leading import leading
from server.open_files import allow_many
from server.stopping import on_stop
from server.teacher import teachers_path
from server.watching.routes import watching
from training.journal import to_standard_error
from training.runs import service

# Whoever starts the app opens its first page at once. Importing TensorFlow keeps Python busy for
# seconds, so that page comes first, and asks for its network itself.
FIRST_PAGE = 3.0  # seconds


@asynccontextmanager
async def lifespan(_: object, address: Callable[[], str]) -> AsyncIterator[None]:
    """A server's lifespan, as ASGI has it.

    Args:
        address: tells the app's, on this computer, once it is known.

    Raises:
        UserError: trainings can't be run as it was asked for.
    """
    allow_many()
    to_standard_error()
    service.backend_maker()  # what is wrong with its settings is said before anybody comes
    print(f"  Teacher's page: {address()}{teachers_path()}\n", flush=True)
    loading = threading.Timer(FIRST_PAGE, networks().request, (DEFAULT,))
    loading.daemon = True
    loading.start()
    with on_stop(_end_streams):
        yield
    loading.cancel()
    service.close()


def _end_streams() -> None:
    watching.end()
    leading.end()
