"""Answers that take a while: from threads of their own, so that none but they wait for one another.

Starlette has forty threads for answers, and Streamlit's files come from the same ones.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import Response

_threads = ThreadPoolExecutor(2, "slow")


def slow(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """What answers the same from one of these threads."""

    async def in_thread(request: Request) -> Response:
        return await asyncio.get_running_loop().run_in_executor(_threads, answer, request)

    return in_thread
