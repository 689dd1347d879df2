"""The pages' own scripts, as files that a browser fetches once and keeps.

Streamlit 1.67 sends the text of a component's script with each of its messages, so what a
component brings along only imports its file from here.
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.messages import below

FOLDER = Path(__file__).parents[1] / "pages"
PLOTLY = FOLDER / "plotly.min.js"  # where it is among the scripts; it comes with its package
CACHED = "public, max-age=31536000, immutable"  # another content has another address


@cache
def scripts() -> dict[str, bytes]:
    """Every script below the pages' folder, by its path in it, and Plotly's."""
    files = {file: file for file in sorted(FOLDER.rglob("*.js"))} | {PLOTLY: _plotly()}
    return {
        place.relative_to(FOLDER).as_posix(): file.read_bytes() for place, file in files.items()
    }


def _plotly() -> Path:
    """Plotly.js in the package, which need not be imported for it."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("plotly is not installed; see requirements.txt")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def version() -> str:
    """What changes with any of the scripts: they import one another."""
    return hashlib.sha256(b"\0".join(scripts().values())).hexdigest()[:16]


def address(file: Path) -> str:
    """Where a browser finds a script, seen from any page.

    Raises:
        KeyError: there is no such script.
    """
    path = file.relative_to(FOLDER).as_posix()
    scripts()[path]
    return f"scripts/{version()}/{path}"


def route(base: str = "") -> Route:
    """What answers with a script.

    Args:
        base: the path under which the app is served; empty for none.
    """
    return Route(below(base, "scripts/{version}/{path:path}"), _answer, name="scripts")


async def _answer(request: Request) -> Response:
    content = scripts().get(request.path_params["path"])
    if content is None or request.path_params["version"] != version():
        return PlainTextResponse("There is no such script.", 404)
    headers = {"cache-control": CACHED, "etag": f'"{version()}"'}
    return Response(content, media_type="text/javascript", headers=headers)
