"""Something new, for all who wait for it. Belongs to an event loop."""

import asyncio


class News:
    """Wakes all who wait at that moment; whoever comes later waits for the next time."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def tell(self) -> None:
        """There is something new."""
        self._event.set()
        self._event = asyncio.Event()

    def coming(self) -> asyncio.Event:
        """What is set the next time; to be taken before one looks, so that nothing is missed."""
        return self._event


async def comes_within(news: asyncio.Event, seconds: float) -> bool:
    """Wait for news; False if there was none for so long."""
    try:
        await asyncio.wait_for(news.wait(), seconds)
    except TimeoutError:
        return False
    return True
